#include "frontend/source.h"

#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace retrograd::frontend {

using namespace clang;

namespace {

class UnitAction : public ASTFrontendAction {
public:
  UnitAction(const pipeline::EmitOptions& options, std::shared_ptr<pipeline::Emitted> result)
      : options_(options), result_(std::move(result)) {}

protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance& compiler, StringRef) override {
    return watchUnit(compiler, options_, result_);
  }

private:
  const pipeline::EmitOptions& options_;
  std::shared_ptr<pipeline::Emitted> result_;
};

std::string absolute(const std::string& path) {
  llvm::SmallString<256> result(path);
  llvm::sys::fs::make_absolute(result);
  llvm::sys::path::remove_dots(result, /*remove_dot_dot=*/true);
  return std::string(result);
}

std::vector<std::string> commandLine(const SourceOptions& source) {
  std::vector<std::string> result{source.clang, "-fsyntax-only"};
  result.push_back("-resource-dir=" + source.resourceDirectory);
  result.insert(result.end(), source.flags.begin(), source.flags.end());
  if (!source.includeDirectory.empty()) {
    result.push_back("-I");
    result.push_back(source.includeDirectory);
  }
  // A header is read as a source file: Clang would make a precompiled header of it.
  result.insert(result.end(), {"-Wno-pragma-once-outside-header", "-x", "c++", source.file});
  return result;
}

}  // namespace

pipeline::Emitted runOnSource(const SourceOptions& source, const pipeline::EmitOptions& options) {
  auto result = std::make_shared<pipeline::Emitted>();
  auto files = llvm::IntrusiveRefCntPtr<llvm::vfs::OverlayFileSystem>(
      new llvm::vfs::OverlayFileSystem(llvm::vfs::getRealFileSystem()));
  if (!source.output.empty()) {
    // A source may include the header that we are about to write: it sees an empty one.
    auto hidden = llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem>(new llvm::vfs::InMemoryFileSystem);
    hidden->addFile(absolute(source.output), 0, llvm::MemoryBuffer::getMemBuffer(""));
    files->pushOverlay(hidden);
  }
  llvm::IntrusiveRefCntPtr<FileManager> manager(new FileManager(FileSystemOptions(), files));
  tooling::ToolInvocation invocation(commandLine(source), std::make_unique<UnitAction>(options, result), manager.get());
  if (!invocation.run()) return {};
  return *result;
}

}  // namespace retrograd::frontend
