// Elements that an inner loop reads again and again, read once before it.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: any finished function.
// After: what an innermost loop reads in every iteration from one place that it doesn't write is read before the loop,
// where the C++ compiler can't know that (the loop writes through pointers, too):
//   for (l = j; l < d; ++l) y[l] += a[l] * x[j];
//   =>   const double x_element = j < d ? x[j] : 0.0;  for (…) y[l] += a[l] * x_element;
// A loop that doesn't run reads nothing.
void hoistReads(ir::Function& function, ir::TypeTable& types);
// The same before a reverse sweep is planned, for numbers in memory that is written somewhere: where one has to be kept,
// it is kept once.
void hoistReadsToKeep(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
