#include "frontend/sink.h"

#include "clang/Basic/SourceManager.h"

namespace retrograd::frontend {

ir::Location irLocation(clang::SourceLocation location, const clang::SourceManager& sources) {
  ir::Location result;
  if (location.isInvalid()) return result;
  const clang::PresumedLoc presumed = sources.getPresumedLoc(sources.getExpansionLoc(location));
  result.raw = location.getRawEncoding();
  if (presumed.isValid()) {
    result.line = presumed.getLine();
    result.column = presumed.getColumn();
  }
  return result;
}

clang::SourceLocation clangLocation(ir::Location location) {
  return clang::SourceLocation::getFromRawEncoding(location.raw);
}

void ClangSink::show(diag::Severity severity, ir::Location location, const std::string& text) {
  using Level = clang::DiagnosticsEngine::Level;
  const Level level = severity == diag::Severity::Error     ? Level::Error
                      : severity == diag::Severity::Warning ? Level::Warning
                                                            : Level::Note;
  // Clang lets messages of others pass, whatever -w says.
  if (severity != diag::Severity::Note)
    isMuted_ = severity == diag::Severity::Warning && diagnostics_.getIgnoreAllWarnings();
  if (isMuted_) return;
  // The text may hold '%', which Clang would read as a placeholder: it goes in as an argument.
  diagnostics_.Report(clangLocation(location), diagnostics_.getCustomDiagID(level, "%0")) << text;
}

}  // namespace retrograd::frontend
