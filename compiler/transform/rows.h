// Adjoints with several seeds at once: each gives a row of the Jacobian, and what doesn't depend on the seeds is
// computed once for all of them.
#pragma once

#include "transform/derivatives.h"

namespace retrograd::transform {

// Before: a finished adjoint, f_adjoint(x, x_bar, result_bar).
// After: f_adjoint_rows_2(x, x_bar, x_bar_2, result_bar, result_bar_2): each companion has twins behind it, and each
// statement that depends on a companion is there once for each row:
//   const double seed = result_bar * x;        const double seed = result_bar * x;
//   x_bar += seed;                        =>   const double seed_2 = result_bar_2 * x;
//                                              x_bar += seed;  x_bar_2 += seed_2;
// Null, after an error, where the adjoint steers by its seeds.
ir::Function* makeRows(Derivatives& derivatives, const ir::Function& primal, const Derivative& adjoint);

}  // namespace retrograd::transform
