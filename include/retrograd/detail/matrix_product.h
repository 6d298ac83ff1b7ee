// The one way to the libraries that multiply matrices: OpenBLAS through CBLAS, and for large ones of floats oneDNN,
// where it is installed.
#pragma once

namespace retrograd::detail {

enum class Transpose { No, Yes };

// result = op(a) op(b) + keep * result, all row-major and dense; op(a) is rows x inner, op(b) inner x columns.
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
                    const float* b, float keep, float* result);
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner,
                    const double* a, const double* b, double keep, double* result);

// The same of parts of larger matrices: `strides` says how far apart the rows of a, b and result are.
struct Strides {
  long a, b, result;
};
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner, const float* a,
                    const float* b, float keep, float* result, const Strides& strides);
void matrix_product(Transpose a_transposed, Transpose b_transposed, long rows, long columns, long inner,
                    const double* a, const double* b, double keep, double* result, const Strides& strides);

}  // namespace retrograd::detail
