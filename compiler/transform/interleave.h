// Sums that keep their order wait for each addition; several of them at a time don't wait for each other.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: a loop whose iterations each sum up something in an order that C++ fixes (the primal's sums).
//   for (i…) { double sum = 0; for (j…) sum += a[i * n + j]; y[i] = sum / n; }
// After: the sums of four iterations (`lanes`) in one loop, each in its order, and behind them what else they do, in
// turn. The iterations that are left over follow as they were. ("Unroll and jam": Carr and Kennedy, Improving the ratio
// of memory operations to floating-point operations in loops, 1994.)
//   for (group…) {
//     double sum_of[4];
//     for (lane…) sum_of[lane] = 0;
//     for (j…) for (lane…) sum_of[lane] += a[(group + lane) * n + j];
//     for (i = group; i < group + 4; ++i) { double sum = sum_of[i - group]; y[i] = sum / n; }
//   }
// What runs ahead reads nothing that an iteration writes, so that every number is the same as before, bit by bit.
void interleaveSums(ir::Function& function, ir::TypeTable& types, unsigned lanes);

}  // namespace retrograd::transform
