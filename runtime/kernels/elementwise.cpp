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

[[autodiff]] void scale(const REAL* x, REAL factor, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = factor * x[i];
}

[[autodiff]] void repeat_row(const REAL* b, REAL* y, long rows, long columns) {
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) y[i * columns + j] = b[j];
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

void fill_elementwise(Table& table) {
  table.add = {add, add_tangent, add_adjoint};
  table.subtract = {subtract, subtract_tangent, subtract_adjoint};
  table.multiply = {multiply, multiply_tangent, multiply_adjoint};
  table.scale = {scale, scale_tangent, scale_adjoint};
  table.repeat_row = {repeat_row, repeat_row_tangent, repeat_row_adjoint};
  table.row_maximum = row_maximum;
}

}  // namespace retrograd::KERNELS
#endif
