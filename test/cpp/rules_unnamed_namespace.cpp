// Rules in unnamed and inline namespaces, called by their names from the derivatives.
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

namespace shapes {
namespace {
double square(double x) { return x * x; }
[[autodiff::rule]] double square_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 2 * x * x_dot;
  return square(x);
}
[[autodiff::rule]] void square_adjoint(double x, double* x_bar, double result_bar) { *x_bar += 2 * x * result_bar; }
}  // namespace
inline namespace first {
double cube(double x) { return x * x * x; }
[[autodiff::rule]] double cube_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 3 * x * x * x_dot;
  return cube(x);
}
[[autodiff::rule]] void cube_adjoint(double x, double* x_bar, double result_bar) { *x_bar += 3 * x * x * result_bar; }
}  // namespace first
}  // namespace shapes

namespace {
double half(double x) { return x / 2; }
[[autodiff::rule]] double half_tangent(double x, double x_dot, double& result_dot) {
  result_dot = x_dot / 2;
  return half(x);
}
[[autodiff::rule]] void half_adjoint([[maybe_unused]] double x, double* x_bar, double result_bar) { *x_bar += result_bar / 2; }
}  // namespace

[[autodiff]] double f(double x) { return shapes::square(x) + shapes::cube(x) + half(x); }

int main() {
  // CHECK: 16.5 16.5 14
  std::printf("%g %g %g\n", retrograd::gradient<f>(2.0), retrograd::jvp<f>({2.0}, {1.0}).tangent,
              retrograd::hessian<f>(2.0)(0, 0));
}
