// Several additions to one element in an iteration become one, and a zero that is added to next isn't stored.
//
//   u_bar[i] += seed;                       const double seed_2 = v_bar[i + 1];
//   const double seed_2 = v_bar[i + 1];     u_bar[i] += seed + seed_2;
//   u_bar[i] += seed_2;
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

namespace retrograd::transform {

// Reassociates: for adjoints only. `body` is a block of the function's.
void mergeSums(ir::Function& function, ir::Block& body, const analysis::Memory& memory);

}  // namespace retrograd::transform
