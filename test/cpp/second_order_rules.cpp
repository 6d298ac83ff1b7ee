// Second derivatives go through the code of tangent rules.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

double from_elsewhere(double x, double y);  // x * x * y, without a body before the end of the unit

[[autodiff::rule]] void from_elsewhere_adjoint(double x, double y, double* x_bar, double* y_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * x * y * result_bar;
  if (y_bar) *y_bar += x * x * result_bar;
}
[[autodiff::rule]] double from_elsewhere_tangent(double x, double x_dot, double y, double y_dot, double& result_dot) {
  result_dot = 2 * x * y * x_dot + x * x * y_dot;
  return from_elsewhere(x, y);
}

[[autodiff]] double f(double x, double y) { return std::sin(x) * from_elsewhere(x * y, y); }
[[autodiff]] double written_out(double x, double y) { return std::sin(x) * ((x * y) * (x * y) * y); }

int main() {
  const auto by_rule = retrograd::hessian<f>(0.7, 1.3);
  const auto expected = retrograd::hessian<written_out>(0.7, 1.3);
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) std::printf("%d ", std::abs(by_rule(i, j) - expected(i, j)) < 1e-12);
  std::printf("\n");
  // CHECK: 1 1 1 1
  const auto [x_bar, y_bar] = retrograd::gradient<f>(0.7, 1.3);
  const auto [x_expected, y_expected] = retrograd::gradient<written_out>(0.7, 1.3);
  std::printf("%d %d\n", std::abs(x_bar - x_expected) < 1e-12, std::abs(y_bar - y_expected) < 1e-12);
  // CHECK: 1 1
}

double from_elsewhere(double x, double y) { return x * x * y; }
