// Shows the compiler's messages through Clang: with the user's line, a caret and macro notes.
#pragma once

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceLocation.h"
#include "diag/diagnostics.h"

namespace retrograd::frontend {

ir::Location irLocation(clang::SourceLocation location, const clang::SourceManager& sources);
clang::SourceLocation clangLocation(ir::Location location);

class ClangSink : public diag::Sink {
public:
  explicit ClangSink(clang::DiagnosticsEngine& diagnostics) : diagnostics_(diagnostics) {}

protected:
  void show(diag::Severity severity, ir::Location location, const std::string& text) override;

private:
  clang::DiagnosticsEngine& diagnostics_;
  bool isMuted_ = false;  // the last warning, and so the notes behind it
};

}  // namespace retrograd::frontend
