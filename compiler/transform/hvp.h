// Second order by composing the transforms.
#pragma once

#include "transform/derivatives.h"

namespace retrograd::transform {

// Before: f.  After: f_hvp, the adjoint of the tangent of f: with result_bar = 0 and result_dot_bar = 1 the adjoints
// receive the Hessian times the direction given by the tangents (reverse over forward: no tape is differentiated).
const Derivative* makeHvp(Derivatives& derivatives, ir::Function& primal, const Variant& variant);

}  // namespace retrograd::transform
