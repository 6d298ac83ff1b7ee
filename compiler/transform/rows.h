// Derivatives with several seeds at once: each seed of an adjoint gives a row of the Jacobian, each of a tangent a
// column, and what doesn't depend on the seeds is computed once for all of them.
#pragma once

#include "transform/derivatives.h"

namespace retrograd::transform {

// Before: a finished adjoint, f_adjoint(x, x_bar, result_bar).
// After: f_adjoint_rows_2(x, x_bar, x_bar_2, result_bar, result_bar_2): each companion has twins behind it, and each
// statement that depends on a companion is there once for each row:
//   const double seed = result_bar * x;        const double seed = result_bar * x;
//   x_bar += seed;                        =>   const double seed_2 = result_bar_2 * x;
//                                              x_bar += seed;  x_bar_2 += seed_2;
// f_tangent(x, x_dot, result_dot) becomes f_tangent_columns_2 likewise. Null where the derivative steers by its seeds.
ir::Function* makeRows(Derivatives& derivatives, const Derivative& adjoint, unsigned rows);
ir::Function* makeColumns(Derivatives& derivatives, const Derivative& tangent, unsigned columns);

// How many rows or columns jacobian<f> takes at once where nobody said; 1 where it goes the other way, or it is one.
struct Together {
  unsigned rows = 1, columns = 1;
};
Together together(const ir::Function& primal, const std::optional<std::vector<unsigned>>& wrt);

}  // namespace retrograd::transform
