// libretrograd.so: clang++ -fplugin=libretrograd.so f.cpp. Options: -fplugin-arg-retrograd-…
//   dump=FILE   also write the derivatives, as the tool would, to FILE
//   strict      no protection from 0·inf, sums in order, no adjoints made of tangents (docs/semantics.md)
#include "clang/Basic/Version.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "frontend/annotations.h"
#include "frontend/output.h"
#include "frontend/unit.h"
#include "llvm/Support/Path.h"

#include <cstdio>
#include <cstdlib>

namespace {

using namespace clang;
namespace frontend = retrograd::frontend;
namespace pipeline = retrograd::pipeline;

// A plugin built for another major version would corrupt its host while the registries below are constructed, so
// this runs before every other static object and leaves.
struct VersionGuard {
  VersionGuard() {
    const std::string host = getClangFullVersion();
    if (host.find("clang version " + std::to_string(CLANG_VERSION_MAJOR) + ".") != std::string::npos) return;
    std::fprintf(stderr, "retrograd: this plugin was built for Clang %d; it was loaded into: %s\n", CLANG_VERSION_MAJOR,
                 host.c_str());
    std::_Exit(1);
  }
};
__attribute__((init_priority(101))) VersionGuard guard;

// Writes the dump when the unit is done.
class DumpingConsumer : public ASTConsumer {
public:
  DumpingConsumer(std::shared_ptr<pipeline::Emitted> result, std::string file)
      : result_(std::move(result)), file_(std::move(file)) {}

  void HandleTranslationUnit(ASTContext& context) override {
    std::string error;
    if (!result_->succeeded || context.getDiagnostics().hasErrorOccurred() ||
        frontend::writeFile(file_, result_->header, error))
      return;
    DiagnosticsEngine& diagnostics = context.getDiagnostics();
    diagnostics.Report(diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "%0")) << error;
  }

private:
  std::shared_ptr<pipeline::Emitted> result_;
  std::string file_;
};

class Plugin : public PluginASTAction {
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance& compiler, StringRef file) override {
    options_.source = llvm::sys::path::filename(file).str();
    auto result = std::make_shared<pipeline::Emitted>();
    std::vector<std::unique_ptr<ASTConsumer>> consumers;
    consumers.push_back(frontend::watchUnit(compiler, options_, result));
    if (!dump_.empty()) consumers.push_back(std::make_unique<DumpingConsumer>(result, dump_));
    return std::make_unique<MultiplexConsumer>(std::move(consumers));
  }

  bool ParseArgs(const CompilerInstance& compiler, const std::vector<std::string>& arguments) override {
    frontend::annotations::registerAttributes();
    for (StringRef argument : arguments) {
      if (argument.consume_front("dump=")) {
        dump_ = argument.str();
      } else if (argument == "strict") {
        options_.pipeline.strictIeee = true;
      } else if (argument == "report") {
        options_.pipeline.report = [](const std::string& text) { llvm::errs() << text; };
      } else if (argument == "mode=reverse" || argument == "mode=automatic") {
        options_.pipeline.reverseOnly = argument == "mode=reverse";
      } else {
        DiagnosticsEngine& diagnostics = compiler.getDiagnostics();
        diagnostics.Report(diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "retrograd: unknown option '%0'"))
            << argument;
        return false;
      }
    }
    return true;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

  pipeline::EmitOptions options_;
  std::string dump_;
};

FrontendPluginRegistry::Add<Plugin> registration("retrograd", "differentiates [[autodiff]] functions");

}  // namespace
