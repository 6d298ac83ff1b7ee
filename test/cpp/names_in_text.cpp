// What is kept as text names structured bindings by what they are bound to and types by their own names, and keeps casts.
// RUN: %clang_plugin -std=c++20 -w %s -o %t && %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <array>
#include <cassert>
#include <cstdio>
#include <limits>
#include <utility>

static double a = 7;
[[autodiff]] double bound(double x, double y) {
  auto [a, b] = std::pair(x, y);
  assert(a > 0);
  std::printf("a=%g b=%g\n", a, b);
  return a * b;
}
[[autodiff]] double cast(double x, double y) {
  using Real = double;
  typedef int Whole;
  assert(Real(x) > 0 && (Whole)y == 0);
  assert(!(Whole)y);
  std::printf("y=%d\n", Whole(y));
  return x * y;
}
[[autodiff]] double finite(double x, double y) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  auto f = [](double t) { return t < inf && t > -inf && t != none ? t * t : 0; };
  return f(x) * y;
}

int main() {
  // CHECK: a=1.5 b=0.5
  // CHECK: 0.5 1.5
  const auto [bx, by] = retrograd::gradient<bound>(1.5, 0.5);
  std::printf("%g %g\n", bx, by);
  // CHECK: y=0
  // CHECK: 0.5 1.5
  const auto [cx, cy] = retrograd::gradient<cast>(1.5, 0.5);
  std::printf("%g %g\n", cx, cy);
  // CHECK: 1.5 2.25
  const auto [fx, fy] = retrograd::gradient<finite>(1.5, 0.5);
  std::printf("%g %g\n", fx, fy);
}
