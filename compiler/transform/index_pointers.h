// Pointers that move over one array, or lead into a vector whose size changes, become subscripts.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: const double* p = &x[0]; while (p != &x[0] + n) { s += *p; p = p + 1; }
// After:  long p_index = 0; while (p_index != n) { s += x[p_index]; p_index += 1; }
// for pointers that are always set into the same array, vector or parameter's memory: a subscript needs no companion,
// outlives the memory that it leads to, and can be found again instead of kept. Returns: was there one?
bool indexPointers(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
