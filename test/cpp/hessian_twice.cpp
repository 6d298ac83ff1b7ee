// The same second derivative asked for in two ways in one unit: made once, right both times.
// RUN: %clang_plugin -std=c++17 -O1 -Wall -Wextra -Werror %s -o %t && %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

[[autodiff]] double f(double x, double y) { return x * x * x * y * y; }
[[autodiff]] double in_place(double& state, double x, int n) {
  state *= x * x;
  return state * x * n;
}

int main() {
  const auto all = retrograd::hessian<f>(2.0, 3.0);
  const auto named = retrograd::hessian<f, retrograd::wrt<0, 1>>(2.0, 3.0);
  const auto [x, y] = retrograd::hvp<f>({2.0, 3.0}, {1.0, 0.0});
  const auto by_x = retrograd::hessian<f, retrograd::wrt<0>>(2.0, 3.0);
  // CHECK: all 108 72 72 16
  // CHECK: named 108 72 72 16
  // CHECK: along x 108 72, by x 108
  std::printf("all %g %g %g %g\n", all(0, 0), all(0, 1), all(1, 0), all(1, 1));
  std::printf("named %g %g %g %g\n", named(0, 0), named(0, 1), named(1, 0), named(1, 1));
  std::printf("along x %g %g, by x %g\n", x, y, by_x(0, 0));

  double a = 5, b = 5;
  const auto twice = retrograd::hessian<in_place>(a, 2.0, 3);
  const auto again = retrograd::hessian<in_place, retrograd::wrt<0, 1>>(b, 2.0, 3);
  // CHECK: in place 0 36 180
  // CHECK: in place 0 36 180
  std::printf("in place %g %g %g\n", twice(0, 0), twice(0, 1), twice(1, 1));
  std::printf("in place %g %g %g\n", again(0, 0), again(0, 1), again(1, 1));
}
