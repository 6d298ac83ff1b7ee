// Arithmetic, element by element and row by row.
#include "kernels.h"

namespace retrograd::KERNELS {

[[autodiff]] void add(const REAL* a, const REAL* b, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = a[i] + b[i];
}

[[autodiff]] void subtract(const REAL* a, const REAL* b, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = a[i] - b[i];
}

[[autodiff]] void multiply(const REAL* a, const REAL* b, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = a[i] * b[i];
}

[[autodiff]] void divide(const REAL* a, const REAL* b, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = a[i] / b[i];
}

[[autodiff]] void scale(const REAL* x, REAL factor, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = factor * x[i];
}

void repeat_row(const REAL* b, REAL* y, long rows, long columns) {
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) y[i * columns + j] = b[j];
}

void column_sums(const REAL* x, REAL* sums, long rows, long columns) {
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) sums[j] += x[i * columns + j];
}

void row_maximum(const REAL* x, REAL* maximum, long rows, long columns) {
  for (long i = 0; i < rows; ++i) {
    REAL largest = x[i * columns];
    for (long j = 1; j < columns; ++j) largest = x[i * columns + j] > largest ? x[i * columns + j] : largest;
    maximum[i] = largest;
  }
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

template <bool all> void fill_elementwise(Table& table) {
  ROW(add);
  ROW(subtract);
  ROW(multiply);
  ROW(divide);
  ROW(scale);
  table.repeat_row = repeat_row;
  table.row_maximum = row_maximum;
  if constexpr (all) table.column_sums = column_sums;
}
template void fill_elementwise<true>(Table&);
template void fill_elementwise<false>(Table&);

}  // namespace retrograd::KERNELS
#endif
