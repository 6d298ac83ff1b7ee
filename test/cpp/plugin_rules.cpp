// Hand-written derivatives: by name, by attribute, of templates.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

namespace shop {
double opaque_square(double x);

// Wrong on purpose, to be told apart: three times the derivative.
[[autodiff::rule]] void opaque_square_adjoint(double x, double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 3 * 2 * x * result_bar;
}
[[autodiff::rule]] double opaque_square_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 3 * 2 * x * x_dot;
  return opaque_square(x);
}

double twice(float x) { return 2 * x; }
double twice(double x) { return 2 * x; }
[[autodiff::rule("shop::twice", "double(double)")]] void any_name(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 20 * result_bar;
}
[[autodiff::rule("shop::twice", "double(double)")]] double other_name(double x, double x_dot, double& result_dot) {
  result_dot = 20 * x_dot;
  return 2 * x;
}

template <class T> T half(const T& x) { return x / 2; }
template <class T> [[autodiff::rule]] void half_adjoint(T* x_bar, const T& result_bar) {
  if (x_bar) *x_bar += 50 * result_bar;
}
template <class T> [[autodiff::rule]] T half_tangent(const T& x, const T& x_dot, T& result_dot) {
  result_dot = 50 * x_dot;
  return half(x);
}
}  // namespace shop

double shop::opaque_square(double x) { return x * x; }

[[autodiff]] double f(double x) { return shop::opaque_square(x) + 1; }
[[autodiff]] double g(double x) { return shop::twice(x); }
[[autodiff]] double h(float x) { return shop::twice(x); }
[[autodiff]] double k(double x) { return shop::half(x); }

int main() {
  std::printf("%g %g\n", retrograd::gradient<f>(5.0), retrograd::jvp<f>({5.0}, {1.0}).tangent);
  // CHECK: 30 30
  std::printf("%g %g %g\n", retrograd::gradient<g>(5.0), retrograd::gradient<h>(5.0f), retrograd::gradient<k>(5.0));
  // CHECK: 20 2 50
}
