#include "frontend/source.h"

#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/Utils.h"
#include "clang/Tooling/Tooling.h"
#include "frontend/output.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace retrograd::frontend {

using namespace clang;

namespace {

std::string absolute(const std::string& path) {
  llvm::SmallString<256> result(path);
  llvm::sys::fs::make_absolute(result);
  llvm::sys::path::remove_dots(result, /*remove_dot_dot=*/true);
  return std::string(result);
}

// What the unit includes; not the output's older version, or it would depend on itself.
class Dependencies : public DependencyCollector {
public:
  explicit Dependencies(std::string output) : output_(std::move(output)) {}

  bool sawDependency(StringRef file, bool fromModule, bool isSystem, bool isModuleFile, bool isMissing) override {
    return DependencyCollector::sawDependency(file, fromModule, isSystem, isModuleFile, isMissing) &&
           absolute(file.str()) != absolute(output_);
  }

  std::string asMakefile() {
    std::string text = output_ + ":";
    for (StringRef file : getDependencies()) {
      text += " \\\n  ";
      for (char c : file) text += c == ' ' ? "\\ " : std::string(1, c);
    }
    return text + "\n";
  }

private:
  std::string output_;
};

class UnitAction : public ASTFrontendAction {
public:
  UnitAction(const pipeline::EmitOptions& options, std::shared_ptr<pipeline::Emitted> result,
             std::shared_ptr<Dependencies> dependencies)
      : options_(options), result_(std::move(result)), dependencies_(std::move(dependencies)) {}

protected:
  bool BeginSourceFileAction(CompilerInstance& compiler) override {
    dependencies_->attachToPreprocessor(compiler.getPreprocessor());
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance& compiler, StringRef) override {
    return watchUnit(compiler, options_, result_);
  }

private:
  const pipeline::EmitOptions& options_;
  std::shared_ptr<pipeline::Emitted> result_;
  std::shared_ptr<Dependencies> dependencies_;
};

std::vector<std::string> commandLine(const SourceOptions& source) {
  std::vector<std::string> result{source.clang, "-fsyntax-only"};
  result.push_back("-resource-dir=" + source.resourceDirectory);
  result.insert(result.end(), source.flags.begin(), source.flags.end());
  if (!source.includeDirectory.empty()) {
    result.push_back("-I");
    result.push_back(source.includeDirectory);
  }
  // A header is read as a source file: Clang would make a precompiled header of it.
  // Entry points get their definitions only where the output is included.
  result.insert(result.end(), {"-Wno-pragma-once-outside-header", "-Wno-undefined-inline", "-x", "c++", source.file});
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
  auto dependencies = std::make_shared<Dependencies>(source.output);
  tooling::ToolInvocation invocation(commandLine(source), std::make_unique<UnitAction>(options, result, dependencies),
                                     manager.get());
  if (!invocation.run()) return {};
  std::string error;
  if (!source.depfile.empty() && !writeFile(source.depfile, dependencies->asMakefile(), error)) {
    llvm::errs() << "retrograd: " << error << "\n";
    return {};
  }
  return *result;
}

}  // namespace retrograd::frontend
