// Tensors that an annotated function makes of passive data, and variables of their own that a loop writes.
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
#include <retrograd/train.h>

#include <cmath>
#include <cstdio>

using namespace retrograd;

using Batch = Tensor<double, dyn, 3>;

[[autodiff]] double from_zeros(const Batch& x, int n) {
  auto h = Batch::zeros(2);
  Batch c = Batch::zeros(2);
  for (int i = 0; i < n; ++i) {
    c = tanh(add(h, x));
    h = add(c, x);
  }
  return mse(h, c) + mse(h, x);
}

int main() {
  const Batch x{0.1, -0.2, 0.3, 0.4, 0.5, -0.6};
  const auto x_bar = retrograd::gradient<from_zeros>(x, 3);
  double worst = 0;
  for (int i = 0; i < 6; ++i) {
    const double step = 1e-6;
    Batch more = x, less = x;
    more.data()[i] += step;
    less.data()[i] -= step;
    const double slope = (from_zeros(more, 3) - from_zeros(less, 3)) / (2 * step);
    worst = std::fmax(worst, std::fabs(slope - x_bar.data()[i]));
  }
  // CHECK: right
  std::printf("%s %g\n", worst < 1e-8 ? "right" : "wrong", worst);
}
