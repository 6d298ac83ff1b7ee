// A rule is of the function it names, not of a static member or of a template's instance of that name.
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/check.h>

#include <cstdio>

struct Cube {
  static double power(double x) { return x * x * x; }
};
double power(double x) { return x * x; }
template <class T> T power(T x) { return x * x * x * x; }
// Wrong on purpose, to be told apart: ten times the derivative.
[[autodiff::rule]] void power_adjoint(double x, double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 20 * x * result_bar;
}
[[autodiff::rule]] double power_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 20 * x * x_dot;
  return power(x);
}

[[autodiff]] double member(double x) { return Cube::power(x); }
[[autodiff]] double instance(double x) { return power<double>(x); }
[[autodiff]] double plain(double x) { return power(x); }

int main() {
  std::printf("%g %g %g\n", retrograd::gradient<member>(2.0), retrograd::gradient<instance>(2.0),
              retrograd::gradient<plain>(2.0));
  // CHECK: 12 32 40
  std::printf("%g %g %g\n", retrograd::jvp<member>({2.0}, {1.0}).tangent,
              retrograd::jvp<instance>({2.0}, {1.0}).tangent, retrograd::jvp<plain>({2.0}, {1.0}).tangent);
  // CHECK: 12 32 40
}
