// oneDNN's matrix product of floats, where its library is installed.
#pragma once

namespace retrograd::detail {

// Measured on AMD's Zen 5 with one thread, in GFLOP/s (oneDNN 2.6 | OpenBLAS 0.3.21): 64 x 784 x 256: 201 | 162,
// 50176 x 9 x 32: 169 | 66, 16 x 128 x 512: 210 | 105; but 64 x 32 x 64: 122 | 133, 32 x 32 x 32: 122 | 198.
inline constexpr double onednn_pays_from = 200'000;  // multiplications
// On a processor that OpenBLAS doesn't know, an Intel Xeon of 2024: 64 x 32 x 64: 44 | 13, 32 x 8 x 32: 12 | 8.
inline constexpr double onednn_pays_from_where_unknown = 8'000;

// Row-major: result = op(a) op(b) + keep * result in the calling thread alone; transpose: 'N' or 'T'; steps: from one
// row to the next. False where it can't be done: there is no library, or RETROGRAD_ONEDNN=0 in the environment.
bool multiply_by_onednn(char a_transpose, char b_transpose, long rows, long columns, long inner, const float* a,
                        long a_step, const float* b, long b_step, float keep, float* result, long result_step);

}  // namespace retrograd::detail
