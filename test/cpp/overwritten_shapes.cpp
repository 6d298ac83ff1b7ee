// A tensor variable that is overwritten by one of another shape: its adjoint gets back the shape of each time.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
#include <retrograd/check.h>
#include <retrograd/loss.h>
#include <retrograd/ops.h>
#include <retrograd/shaping.h>

#include <cstdio>

using namespace retrograd;
using Matrix = Tensor<double, dyn, dyn>;

[[autodiff]] double once(const Matrix& x) {
  Matrix h = tanh(x);
  h = slice(h, Axis<0>(), 0, 1);
  return mse(multiply(h, h), scale(h, 0.5));
}

[[autodiff]] double several(const Matrix& x, int n) {
  Matrix h = tanh(x);
  for (int i = 0; i < n; ++i) {
    h = slice(tanh(h), Axis<0>(), 0, 3 - i);
    if (i == 1) h = x;
  }
  return mse(multiply(h, h), scale(h, 0.5));
}

int main() {
  Matrix x = Matrix::zeros(3, 2);
  for (int i = 0; i < 6; ++i) x.data()[i] = 0.3 * i - 0.5;
  // CHECK: 6 numbers checked, 0 wrong, 0 unsure
  std::printf("%s", check_gradient<once>(x).text().c_str());
  // CHECK-NEXT: 6 numbers checked, 0 wrong, 0 unsure
  // CHECK-NEXT: 6 numbers checked, 0 wrong, 0 unsure
  // CHECK-NEXT: 6 numbers checked, 0 wrong, 0 unsure
  for (int n = 1; n <= 3; ++n) std::printf("%s", check_gradient<several>(x, n).text().c_str());
}
