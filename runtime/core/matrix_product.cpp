#include "retrograd/detail/matrix_product.h"

#include "retrograd/threads.h"

#include <cblas.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

// OpenBLAS's own; another library in its place needn't have it.
extern "C" [[gnu::weak]] void openblas_set_num_threads(int count);

namespace retrograd::detail {
namespace {

// Products are cut into parts here, so that results depend on retrograd::threads() alone.
bool leave_threads_to_us() {
  if (openblas_set_num_threads) openblas_set_num_threads(1);
  return true;
}

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
  [[maybe_unused]] static const bool alone = leave_threads_to_us();
  // Each thread gets rows of the result, or columns where there are more of them.
  const bool by_rows = rows >= columns;
  const long lines = by_rows ? rows : columns, others = by_rows ? columns : rows;
  parallel(lines, 16 * parallel_size / (others * inner + 1) + 8, [&](long begin, long end) {
    const long a_step = by_rows ? (a_transposed == Transpose::Yes ? 1 : strides.a) : 0;
    const long b_step = by_rows ? 0 : (b_transposed == Transpose::Yes ? strides.b : 1);
    const long result_step = by_rows ? strides.result : 1;
    gemm(CblasRowMajor, cblas(a_transposed), cblas(b_transposed), size(by_rows ? end - begin : rows),
         size(by_rows ? columns : end - begin), size(inner), T(1), a + begin * a_step, leading(strides.a),
         b + begin * b_step, leading(strides.b), keep, result + begin * result_step, leading(strides.result));
  });
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
