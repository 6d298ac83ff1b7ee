// Vectors that exchange their elements, or give them away.
#pragma once

#include "analysis/memory.h"
#include "diag/diagnostics.h"

namespace retrograd::transform {

// Reports pointers to a vector's elements that are used when the vector was swapped, moved from or replaced: they
// follow the elements, which derivatives copy.
void checkExchanged(const ir::Function& function, const analysis::Memory& memory, diag::Sink& sink);

}  // namespace retrograd::transform
