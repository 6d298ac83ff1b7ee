// The adjoint of a function of few numbers, by as many tangents at once instead of a reverse sweep.
#pragma once

#include "transform/derivatives.h"

namespace retrograd::transform {

// Before: the primal's tangent; the primal's reverse sweep would keep values of each iteration on the tape.
// After: f_adjoint runs the primal once with a tangent for each number that it depends on, and adds
// `result_bar * tangent` to their adjoints: the recurrence that the reverse sweep would have to run through backwards
// leaves room for a few more operations beside it.
//   for (…) {const double along = p[0] * (1 - 2 * x); x_dot = along * x_dot + …; x_dot_2 = along * x_dot_2; x = …;}
//   p_bar[0] += result_bar * x_dot; p_bar[1] += result_bar * x_dot_2;
// False, with nothing done, where the inputs are more than four numbers (or not to be counted), the tangents aren't
// scalars, both modes wouldn't agree (a partial may be infinite), or it would cost more.
bool makeAdjointByTangents(Derivatives& derivatives, ir::Function& primal, const Variant& variant, Derivative& result);

}  // namespace retrograd::transform
