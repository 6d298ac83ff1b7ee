// Derivatives stand in their function's namespace, where what it mentions from outside may be hidden. "::" is written
// only where a namespace has something of that name.
// RUN: %retrograd %s --emit=adjoint -- -std=c++20 | FileCheck %s
// RUN: %clang_plugin -std=c++20 %s -o %t && %t
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

double rate = 0.5, plain = 1.5;
constexpr double table[2] = {1, 2};
enum Kind { small = 1, large = 2 };
struct Pair {
  double a = 0, b = 0;
};
struct Tag {
  static constexpr double value = 2;
};
namespace math {
constexpr double k = 2;
}
double drag(double v) { return rate * v * v + plain * v; }
template <class T> [[gnu::noinline]] double power(double x, int n) {
  return n <= 0 ? T::value * x : power<T>(x, n - 1) * T::value;
}
double i_end = 5, i_step = 0.5;

namespace app {
double rate = 3;
constexpr double table[2] = {4, 5};
enum Kind { large = 1, small = 2 };
struct Pair {
  double b = 0, a = 0;
};
struct Tag {
  static constexpr double value = 5;
};
namespace math {
constexpr double k = 5;
}

// CHECK-LABEL: {{^}}inline double inlined_adjoint(
// CHECK:         ::rate
// CHECK-NOT:     ::plain
[[autodiff]] double inlined(double x) { return drag(x) * rate; }
// CHECK-LABEL: {{^}}inline double constants_adjoint(
// CHECK:         ::math::k
[[autodiff]] double constants(double x) { return x * x * ::math::k * ::large * ::table[1] + x * math::k * large; }
[[autodiff]] double element(double x, int i) { return x * x * ::table[i] + x * table[i]; }
[[autodiff]] double classes(double x) {
  const ::Pair p{x, 2 * x};
  const Pair q{x, 3 * x};
  return p.a * p.a * p.b + q.b * q.b * q.a;
}
[[gnu::noinline]] double first(const ::Pair& p) { return std::sin(p.a) * p.b; }
[[autodiff]] double passed(double x) { return first({x, 2 * x}); }
[[autodiff]] double arguments(double x) { return power<::Tag>(x * x, 2) + power<Tag>(x, 1); }
}  // namespace app

// The compiler's own variables aren't called like what the function mentions.
// CHECK-LABEL: {{^}}inline double own_names_adjoint(
// CHECK:         const int i_end_2 =
[[autodiff]] double own_names(double x, int n) {
  double s = x;
  for (int i = 0; i < static_cast<int>(std::sqrt(static_cast<double>(n))); ++i)
    s = s * x * i_end + std::sin(s) * i_step;
  return s * i_end;
}

int bad = 0;
void check(const char* name, double found, double expected) {
  if (std::abs(found - expected) <= 1e-6 * (1 + std::abs(expected))) return;
  std::printf("%s: %g instead of %g\n", name, found, expected);
  ++bad;
}
template <auto function, class... Integers> void test(const char* name, Integers... integers) {
  const double x = 1.1, h = 1e-5;
  const double expected = (function(x + h, integers...) - function(x - h, integers...)) / (2 * h);
  const auto result = retrograd::value_and_gradient<function>(x, integers...);
  check(name, result.value, function(x, integers...));
  check(name, result.gradient, expected);
  check(name, retrograd::jvp<function>({x, integers...}, {1.0}).tangent, expected);
}

int main() {
  test<app::inlined>("inlined");
  test<app::constants>("constants");
  test<app::element>("element", 1);
  test<app::classes>("classes");
  test<app::passed>("passed");
  test<app::arguments>("arguments");
  test<own_names>("own_names", 10);
  return bad;
}
