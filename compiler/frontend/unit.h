// One translation unit: listens while Clang reads it, and at its end writes the derivatives that it asks for. The
// plugin and the tool differ only in what they do with the text.
#pragma once

#include "frontend/clang_headers.h"
#include "pipeline/emit.h"

#include <memory>

namespace retrograd::frontend {

// Watches the unit that `compiler` is about to read. `result` is filled in at the unit's end.
std::unique_ptr<clang::ASTConsumer> watchUnit(clang::CompilerInstance& compiler, const pipeline::EmitOptions& options,
                                              std::shared_ptr<pipeline::Emitted> result);

}  // namespace retrograd::frontend
