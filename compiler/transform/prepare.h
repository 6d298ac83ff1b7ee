// Brings a function into the shape that the tangent and adjoint transforms start from.
#pragma once

#include "ir/ir.h"

#include <map>

namespace retrograd::transform {

// Before: any verified body.  After: no plain Scope; local records of pointers are split (split_records.h), and arrays
// whose elements are named (split_arrays.h); pointers to one place forwarded (forward_pointers.h), sizes of vectors
// that don't change named (vector_sizes.h); the result is a named variable, and so is one stored where the callee may
// change what the subscripts read; an expensive call of <cmath> whose value a partial will want again has a name.
//   return exp(x) * y;   =>   const double exp_x = exp(x); double result = exp_x * y; return result;
void prepare(ir::Function& function, ir::TypeTable& types);

// Before: while loops.  After: each counts its iterations in a variable that is read behind it.
//   while (c) {…}   =>   long count = 0; while (c) {…; count += 1;}
// Returns the count variable of each while loop, by its condition (which statements' moves don't change).
std::map<const ir::Expression*, ir::Variable*> countTrips(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
