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
             const T* b, T keep, T* result) {
  if (rows == 0 || columns == 0) return;
  gemm(CblasRowMajor, cblas(a_transposed), cblas(b_transposed), size(rows), size(columns), size(inner), T(1), a,
       leading(a_transposed == Transpose::Yes ? rows : inner), b,
       leading(b_transposed == Transpose::Yes ? inner : columns), keep, result, leading(columns));
}

}  // namespace

void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
                    const float* b, float keep, float* result) {
  product(cblas_sgemm, a_transposed, b_transposed, rows, columns, inner, a, b, keep, result);
}
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner,
                    const double* a, const double* b, double keep, double* result) {
  product(cblas_dgemm, a_transposed, b_transposed, rows, columns, inner, a, b, keep, result);
}

}  // namespace retrograd::detail
