#include "retrograd/detail/matrix_product.h"

#include "onednn.h"
#include "retrograd/threads.h"

#include <cblas.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>

// OpenBLAS's own; another library in its place needn't have it.
extern "C" [[gnu::weak]] void openblas_set_num_threads(int count);
extern "C" [[gnu::weak]] char* openblas_get_corename(void);

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

// A processor that it doesn't know is a Prescott (of 2004) to OpenBLAS.
double onednn_pays() {
  const bool known = !openblas_get_corename || std::string_view(openblas_get_corename()) != "Prescott";
  return known ? onednn_pays_from : onednn_pays_from_where_unknown;
}

// The library's call in one thread, for each type: oneDNN's where it is faster and there, else OpenBLAS's.
void multiply(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
              const float* b, float keep, float* result, const Strides& strides) {
  const auto letter = [](Transpose transpose) { return transpose == Transpose::Yes ? 'T' : 'N'; };
  static const double least = onednn_pays();
  if (static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(inner) >= least &&
      multiply_by_onednn(letter(a_transposed), letter(b_transposed), rows, columns, inner, a, leading(strides.a), b,
                         leading(strides.b), keep, result, leading(strides.result)))
    return;
  cblas_sgemm(CblasRowMajor, cblas(a_transposed), cblas(b_transposed), size(rows), size(columns), size(inner), 1, a,
              leading(strides.a), b, leading(strides.b), keep, result, leading(strides.result));
}
void multiply(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const double* a,
              const double* b, double keep, double* result, const Strides& strides) {
  cblas_dgemm(CblasRowMajor, cblas(a_transposed), cblas(b_transposed), size(rows), size(columns), size(inner), 1, a,
              leading(strides.a), b, leading(strides.b), keep, result, leading(strides.result));
}

template <class T>
void product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const T* a,
             const T* b, T keep, T* result, const Strides& strides) {
  if (rows == 0 || columns == 0) return;
  [[maybe_unused]] static const bool alone = leave_threads_to_us();
  // Each thread gets rows of the result, which are in its cache for the operations that follow, or columns where rows
  // are few.
  const bool by_rows = rows >= columns || (4 * rows >= columns && rows >= 16 * threads());
  const long lines = by_rows ? rows : columns, others = by_rows ? columns : rows;
  parallel(lines, 16 * parallel_size / (others * inner + 1) + 8, [&](long begin, long end) {
    const long a_step = by_rows ? (a_transposed == Transpose::Yes ? 1 : strides.a) : 0;
    const long b_step = by_rows ? 0 : (b_transposed == Transpose::Yes ? strides.b : 1);
    const long result_step = by_rows ? strides.result : 1;
    multiply(a_transposed, b_transposed, by_rows ? end - begin : rows, by_rows ? columns : end - begin, inner,
             a + begin * a_step, b + begin * b_step, keep, result + begin * result_step, strides);
  });
}

Strides dense(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner) {
  return {a_transposed == Transpose::Yes ? rows : inner, b_transposed == Transpose::Yes ? inner : columns, columns};
}

}  // namespace

void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
                    const float* b, float keep, float* result, const Strides& strides) {
  product(a_transposed, b_transposed, rows, columns, inner, a, b, keep, result, strides);
}
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner,
                    const double* a, const double* b, double keep, double* result, const Strides& strides) {
  product(a_transposed, b_transposed, rows, columns, inner, a, b, keep, result, strides);
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
