// Fixed points are differentiated at the solution: no tape for the iterations, first and second derivatives right.
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t && %t | FileCheck %s
// RUN: %clang_plugin -std=c++17 -fsyntax-only %s
// RUN: %retrograd --emit=adjoint %s | FileCheck --check-prefix=TEXT %s
#include <retrograd/check.h>
#include <retrograd/fixed_point.h>

#include <cstdio>

// The iterations run as they are; the reverse sweep knows the solution only.
// TEXT-LABEL: kepler_double_double_double_forward(double start,
// TEXT:         ::retrograd::detail::converged<
// TEXT-NOT:     for (
// TEXT-NOT:     while (
// TEXT:       static inline void {{.*}}kepler_double_double_double_reverse(
double kepler(double anomaly, double mean, double eccentricity) { return mean + eccentricity * std::sin(anomaly); }
[[autodiff]] double anomaly(double mean, double eccentricity) {
  return retrograd::fixed_point<kepler>(mean, mean, eccentricity);
}

double newton(double x, double a) { return x - (x * x * x - a) / (3 * x * x); }
[[autodiff]] double cube_root(double a) { return retrograd::fixed_point<newton>(1.0, a); }

float half_step(float x, float a) { return 0.5f * (x + a / x); }
[[autodiff]] float root(float a) { return retrograd::fixed_point<half_step>(a, a); }

struct Coupling {
  double a, b;
};
using Pair = std::array<double, 2>;
Pair coupled(const Pair& x, const Coupling& by, const double* shift, int n) {
  return {by.a * std::cos(x[1]) + shift[0], by.b * std::sin(x[0]) * x[1] + shift[n - 1]};
}
[[autodiff]] double meeting(const Coupling& by, const std::array<double, 3>& shift) {
  const Pair x = retrograd::fixed_point<coupled>(Pair{0, 0}, by, shift.data(), 3);
  return x[0] * x[0] + 3 * x[1];
}

double growing(double x, double a) { return a * x + 1; }
[[autodiff]] double diverges(double a) { return retrograd::fixed_point<growing>(1.0, a); }

// Used wrongly: a step that hardly moves, one that returns x as soon as it is good enough, and a system of such.
double slow(double x, double a) { return x + 1e-16 * (a - x); }
[[autodiff]] double too_slow(double a) { return retrograd::fixed_point<slow>(1.0, a); }
double tolerant(double x, double a) {
  const double residual = x * x - a;
  return std::abs(residual) < 1e-2 ? x : x - residual / (2 * x);
}
[[autodiff]] double stops_itself(double a) { return retrograd::fixed_point<tolerant>(3.0, a); }
Pair half_tolerant(const Pair& x, double a) { return {tolerant(x[0], a), 0.5 * x[1] + a}; }
[[autodiff]] double half_stops(double a) { return retrograd::fixed_point<half_tolerant>(Pair{3, 1}, a)[1]; }

template <auto f> void refused(double x) {
  try {
    retrograd::gradient<f>(x);
  } catch (const retrograd::NoDerivative& error) {
    std::printf("%s\n", error.what());
  }
}

template <auto f, class... P> void show(const char* name, const P&... x) {
  std::printf("%s: %s", name, retrograd::check_derivatives<f>(x...).text().c_str());
}

int main() {
  show<anomaly>("anomaly", 0.7, 0.3);                                              // CHECK: anomaly: 2 numbers checked, 0 wrong, 0 unsure
  show<meeting>("meeting", Coupling{0.5, 0.3}, std::array<double, 3>{0.1, 7, 0.4});  // CHECK: meeting: 5 numbers checked, 0 wrong, 0 unsure
  const auto second = retrograd::hessian<anomaly>(0.7, 0.3);
  const double h = 1e-5;
  const auto [above, above_e] = retrograd::gradient<anomaly>(0.7 + h, 0.3);
  const auto [below, below_e] = retrograd::gradient<anomaly>(0.7 - h, 0.3);
  std::printf("second: %.6f %.6f\n", second(0, 0) - (above - below) / (2 * h), second(0, 1) - (above_e - below_e) / (2 * h));
  // CHECK: second: {{-?}}0.000000 {{-?}}0.000000
  std::printf("cube root: %.12f %.12f %.12f\n", cube_root(8), retrograd::gradient<cube_root>(8.0),
              retrograd::hessian<cube_root>(8.0)(0, 0));
  // CHECK: cube root: 2.000000000000 0.083333333333 -0.006944444444
  std::printf("root: %.5f %.5f\n", static_cast<double>(root(4)), static_cast<double>(retrograd::gradient<root>(4.0f)));
  // CHECK: root: 2.00000 0.25000
  try {
    retrograd::gradient<diverges>(2.0);
  } catch (const retrograd::NoConvergence& error) {
    std::printf("%s\n", error.what());
  }
  // CHECK: retrograd::fixed_point: no fixed point after 10000 iterations, or a number that isn't finite
  std::printf("too slow: %s\n", retrograd::check_derivatives<too_slow>(0.7) ? "right" : "wrong");
  // CHECK: too slow: wrong
  // CHECK-COUNT-2: retrograd::fixed_point: 1 - dstep/dx isn't invertible at the solution
  refused<stops_itself>(2.0);
  refused<half_stops>(2.0);
}
