// Activation functions, element by element.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

[[autodiff]] void relu(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : 0;
}

[[autodiff]] void tanh(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = std::tanh(x[i]);
}

[[autodiff]] void sigmoid(const REAL* x, REAL* y, long n) {
  for (long i = 0; i < n; ++i) y[i] = 1 / (1 + std::exp(-x[i]));
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

void fill_activations(Table& table) {
  table.relu = {relu, relu_tangent, relu_adjoint};
  table.tanh = {tanh, tanh_tangent, tanh_adjoint};
  table.sigmoid = {sigmoid, sigmoid_tangent, sigmoid_adjoint};
}

}  // namespace retrograd::KERNELS
#endif
