// Warnings about what is legal and surprising: a derivative that is zero whatever the inputs are, and why.
#pragma once

#include "diag/diagnostics.h"
#include "ir/ir.h"

namespace retrograd::transform {

// Warns about each parameter of an annotated function on which no result depends differentiably, and about each local
// whose derivative ends in a conversion to an integer.
void warnZeroDerivatives(const ir::Function& function, diag::Sink& sink);

}  // namespace retrograd::transform
