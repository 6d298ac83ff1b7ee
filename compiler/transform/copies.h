// Removes names that stand for nothing of their own.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: const double t = x_bar; y += t * z;      After: y += x_bar * z;     (x_bar is never assigned again)
// Before: const double t = x * y; result_dot = t;  After: result_dot = x * y; (t has no other use)
// Before: x_bar = 0.0; x_bar += t;                 After: x_bar = t;
void propagateCopies(ir::Function& function);

}  // namespace retrograd::transform
