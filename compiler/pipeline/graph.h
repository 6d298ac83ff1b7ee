// The computation graph of straight-line functions: `retrograd graph f.cpp --at=2,1`.
//
//   e = (a + b) * (b + 1) at a = 2, b = 1 gives nodes a, b, a + b = 3, b + 1 = 2, (a + b) * (b + 1) = 6, and edges with
//   the derivative of where they lead by where they come from. The sum over all ways from b to the end of the product
//   along each is de/db = 5.
#pragma once

#include "diag/diagnostics.h"
#include "ir/ir.h"

#include <string>
#include <vector>

namespace retrograd::pipeline {

// In the language of Graphviz, with a frame for each annotated function where there are several, at these values of its
// parameters (the last one again for those that are left). Empty after an error.
std::string graphsOf(ir::Module& module, const std::vector<double>& at, diag::Sink& sink);

}  // namespace retrograd::pipeline
