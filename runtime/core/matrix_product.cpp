#include "retrograd/detail/matrix_product.h"

#include <cblas.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace retrograd::detail {
namespace {

CBLAS_TRANSPOSE cblas(Transpose transpose) { return transpose == Transpose::Yes ? CblasTrans : CblasNoTrans; }

// CBLAS counts in int, and wants leading dimensions of at least 1.
int size(long n) {
  if (n > std::numeric_limits<int>::max()) throw std::length_error("matrix product: a dimension exceeds 2^31 - 1");
  return static_cast<int>(n);
}
int leading(long n) { return std::max(size(n), 1); }

template <class T, class Gemm>
void product(Gemm gemm, Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const T* a,
             const T* b, T keep, T* result, const Strides& strides) {
  if (rows == 0 || columns == 0) return;
  gemm(CblasRowMajor, cblas(a_transposed), cblas(b_transposed), size(rows), size(columns), size(inner), T(1), a,
       leading(strides.a), b, leading(strides.b), keep, result, leading(strides.result));
}

Strides dense(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner) {
  return {a_transposed == Transpose::Yes ? rows : inner, b_transposed == Transpose::Yes ? inner : columns, columns};
}

}  // namespace

void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
                    const float* b, float keep, float* result, const Strides& strides) {
  product(cblas_sgemm, a_transposed, b_transposed, rows, columns, inner, a, b, keep, result, strides);
}
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner,
                    const double* a, const double* b, double keep, double* result, const Strides& strides) {
  product(cblas_dgemm, a_transposed, b_transposed, rows, columns, inner, a, b, keep, result, strides);
}

void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
                    const float* b, float keep, float* result) {
  matrix_product(a_transposed, b_transposed, rows, columns, inner, a, b, keep, result,
                 dense(a_transposed, b_transposed, rows, columns, inner));
}
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner,
                    const double* a, const double* b, double keep, double* result) {
  matrix_product(a_transposed, b_transposed, rows, columns, inner, a, b, keep, result,
                 dense(a_transposed, b_transposed, rows, columns, inner));
}

}  // namespace retrograd::detail
