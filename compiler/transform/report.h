// What people read about an adjoint (`retrograd --report`): why it is as it is.
#pragma once

#include "transform/derivatives.h"
#include "transform/plan.h"

#include <string>

namespace retrograd::transform {

//   heat.cpp:8: heat: adjoint by a reverse sweep
//     active: start, alpha, u, v; passive: cells, steps
//     operations: primal 6 · steps · (cells - 2) + 2 · cells; adjoint …   [calls: + (what g computes)]
//     tape: 24 · steps · (cells - 2) bytes
//     heat.cpp:11: u[i]: recorded: its memory may be written again (heat.cpp:12)
// Null plan: by tangents.
std::string report(const ir::Function& primal, const Variant& variant, const ir::Function& adjoint, const Plan* plan,
                   ir::TypeTable& types, const std::function<std::string(ir::Location)>& describe);

}  // namespace retrograd::transform
