// Loops that count become counted loops, and what else they count becomes an expression of their counter.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: long i = 0; while (i != n) { s += x[i] * y[j]; j += 2; i += 1; }
// After:  for (long i = 0; i < n; i += 1) { s += x[i] * y[j + 2 * i]; }  j += 2 * (n > 0 ? n : 0);
// where the bound stays and each step is taken once, whatever the iteration does. What follows from a counter needn't
// be kept for the reverse sweep, and loops over it can be told apart, split and vectorised. Returns: was there one?
bool countLoops(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
