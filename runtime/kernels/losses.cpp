// Losses: a batch to one number.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

// Mean over rows of log(sum_j exp(logits_j)) - logits_label. The loss is the same for every shift, so it has no
// derivative with respect to it: the row's maximum keeps exp from overflowing. `sums` receives each row's sum: kept
// there, it needs no tape.
[[autodiff]] REAL softmax_cross_entropy(const REAL* logits, [[autodiff::passive]] const REAL* shift, const int* labels,
                                        REAL* sums, long rows, long classes) {
  REAL total = 0;
  for (long i = 0; i < rows; ++i) {
    REAL sum = 0;
    for (long j = 0; j < classes; ++j) sum += std::exp(logits[i * classes + j] - shift[i]);
    sums[i] = sum;
    total += std::log(sums[i]) - (logits[i * classes + labels[i]] - shift[i]);
  }
  return total / static_cast<REAL>(rows);
}

[[autodiff]] REAL mse(const REAL* prediction, const REAL* target, long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) {
    REAL difference = prediction[i] - target[i];
    total += difference * difference;
  }
  return total / static_cast<REAL>(n);
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

void fill_losses(Table& table) {
  table.softmax_cross_entropy = {softmax_cross_entropy, softmax_cross_entropy_tangent, softmax_cross_entropy_adjoint};
  table.mse = {mse, mse_tangent, mse_adjoint};
}

}  // namespace retrograd::KERNELS
#endif
