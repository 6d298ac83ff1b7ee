// Normalization. Pointers between inputs and y are space for what the adjoint needs again: kept there, it needs no
// tape.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

// Each row minus its mean, divided by its deviation, times gain, plus shift. means and deviations: one a row.
[[autodiff]] void layer_norm(const REAL* x, const REAL* gain, const REAL* shift, REAL* means, REAL* deviations, REAL*,
                             REAL* y, [[autodiff::passive]] REAL epsilon, long rows, long columns) {
  for (long i = 0; i < rows; ++i) {
    REAL sum = 0;
    for (long j = 0; j < columns; ++j) sum += x[i * columns + j];
    means[i] = sum / static_cast<REAL>(columns);
    REAL squares = 0;
    for (long j = 0; j < columns; ++j) squares += (x[i * columns + j] - means[i]) * (x[i * columns + j] - means[i]);
    deviations[i] = std::sqrt(squares / static_cast<REAL>(columns) + epsilon);
    for (long j = 0; j < columns; ++j)
      y[i * columns + j] = (x[i * columns + j] - means[i]) / deviations[i] * gain[j] + shift[j];
  }
}

// Each column minus its mean, divided by its deviation, times gain, plus shift. means and deviations: one a column.
[[autodiff]] void batch_norm(const REAL* x, const REAL* gain, const REAL* shift, REAL* means, REAL* deviations, REAL*,
                             REAL* y, [[autodiff::passive]] REAL epsilon, long rows, long columns) {
  const REAL part = 1 / static_cast<REAL>(rows);
  for (long j = 0; j < columns; ++j) means[j] = 0;
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) means[j] += part * x[i * columns + j];
  for (long j = 0; j < columns; ++j) deviations[j] = epsilon;
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j)
      deviations[j] += part * ((x[i * columns + j] - means[j]) * (x[i * columns + j] - means[j]));
  for (long j = 0; j < columns; ++j) deviations[j] = std::sqrt(deviations[j]);
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j)
      y[i * columns + j] = (x[i * columns + j] - means[j]) / deviations[j] * gain[j] + shift[j];
}

// The channels of each picture, in groups of `size` side by side, minus their mean, divided by their deviation; each
// channel times its gain, plus its shift. means and deviations: one for each picture and group.
[[autodiff]] void group_norm(const REAL* x, const REAL* gain, const REAL* shift, REAL* means, REAL* deviations, REAL*,
                             REAL* y, [[autodiff::passive]] REAL epsilon, long pictures, long places, long groups,
                             long size) {
  const REAL count = static_cast<REAL>(places * size);
  for (long n = 0; n < pictures; ++n)
    for (long g = 0; g < groups; ++g) {
      REAL sum = 0;
      for (long p = 0; p < places; ++p)
        for (long c = 0; c < size; ++c) sum += x[((n * places + p) * groups + g) * size + c];
      means[n * groups + g] = sum / count;
      REAL squares = 0;
      for (long p = 0; p < places; ++p)
        for (long c = 0; c < size; ++c)
          squares += (x[((n * places + p) * groups + g) * size + c] - means[n * groups + g]) *
                     (x[((n * places + p) * groups + g) * size + c] - means[n * groups + g]);
      deviations[n * groups + g] = std::sqrt(squares / count + epsilon);
      for (long p = 0; p < places; ++p)
        for (long c = 0; c < size; ++c)
          y[((n * places + p) * groups + g) * size + c] =
              (x[((n * places + p) * groups + g) * size + c] - means[n * groups + g]) / deviations[n * groups + g] *
                  gain[g * size + c] +
              shift[g * size + c];
    }
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

template <bool all> void fill_norms(Table& table) {
  ROW(layer_norm);
  ROW(batch_norm);
  ROW(group_norm);
}
template void fill_norms<true>(Table&);
template void fill_norms<false>(Table&);

}  // namespace retrograd::KERNELS
#endif
