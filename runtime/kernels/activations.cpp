// Activation functions, element by element; softmax, row by row.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

[[autodiff]] void relu(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : 0;
}

[[autodiff]] void leaky_relu(const REAL* x, REAL slope, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : slope * x[i];
}

[[autodiff]] void elu(const REAL* x, REAL alpha, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : alpha * std::expm1(x[i]);
}

[[autodiff]] void tanh(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = std::tanh(x[i]);
}

[[autodiff]] void sigmoid(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = 1 / (1 + std::exp(-x[i]));
}

[[autodiff]] void silu(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] / (1 + std::exp(-x[i]));
}

[[autodiff]] void gelu(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] * std::erfc(x[i] * REAL(-0.70710678118654752)) / 2;
}

// x (1 + tanh(u)) / 2 = x / (1 + exp(-2 u)). `power` receives exp(-2 u): kept there, it needs no tape.
[[autodiff]] void gelu_tanh(const REAL* x, REAL* power, REAL* y, long n) {
  for (long i = 0; i < n; ++i) {
    power[i] = std::exp(REAL(-1.5957691216057308) * x[i] * (1 + REAL(0.044715) * x[i] * x[i]));
    y[i] = x[i] / (1 + power[i]);
  }
}

// Two forms, neither of which overflows.
[[autodiff]] void softplus(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] + std::log1p(std::exp(-x[i])) : std::log1p(std::exp(x[i]));
}

// The result is the same for every shift: the row's maximum keeps exp from overflowing. `sums` receives each row's sum:
// kept there, it needs no tape.
[[autodiff]] void softmax(const REAL* x, [[autodiff::passive]] const REAL* shift, REAL* sums, REAL* y, long rows,
                          long columns) {
  for (long i = 0; i < rows; ++i) {
    REAL sum = 0;
    for (long j = 0; j < columns; ++j) sum += std::exp(x[i * columns + j] - shift[i]);
    sums[i] = sum;
    for (long j = 0; j < columns; ++j) y[i * columns + j] = std::exp(x[i * columns + j] - shift[i]) / sums[i];
  }
}

[[autodiff]] void log_softmax(const REAL* x, [[autodiff::passive]] const REAL* shift, REAL* sums, REAL* y, long rows,
                              long columns) {
  for (long i = 0; i < rows; ++i) {
    REAL sum = 0;
    for (long j = 0; j < columns; ++j) sum += std::exp(x[i * columns + j] - shift[i]);
    sums[i] = sum;
    const REAL logarithm = std::log(sums[i]);
    for (long j = 0; j < columns; ++j) y[i * columns + j] = x[i * columns + j] - shift[i] - logarithm;
  }
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

template <bool all> void fill_activations(Table& table) {
  ROW(relu);
  ROW(leaky_relu);
  ROW(elu);
  ROW(tanh);
  ROW(sigmoid);
  ROW(silu);
  ROW(gelu);
  ROW(gelu_tanh);
  ROW(softplus);
  ROW(softmax);
  ROW(log_softmax);
}
template void fill_activations<true>(Table&);
template void fill_activations<false>(Table&);

}  // namespace retrograd::KERNELS
#endif
