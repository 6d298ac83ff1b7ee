// Small local arrays whose elements are all named become one variable for each element.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: double[3] w; w[0] = x / r; w[1] = y / r; … w[0] * w[1] …
// After:  double w_0; w_0 = x / r; double w_1; w_1 = y / r; … w_0 * w_1 …
// A variable that is set once needs no place on a tape for each time that it is read.
// Kept: arrays that are used as a whole, by a subscript that isn't a number, or through a pointer. False if there was
// nothing to do.
bool splitArrays(ir::Function& function);

}  // namespace retrograd::transform
