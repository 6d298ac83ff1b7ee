// jacobian<f> takes several rows or columns at once where that can be done: as many as the types allow, compared here
// with vjp and jvp, which take one.
// RUN: rm -rf %t && mkdir %t && cp %s %t/all.cpp
// RUN: %retrograd %s -- -std=c++20 | FileCheck %s
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t/plugin && %t/plugin
// RUN: %clang_plugin -std=c++17 -O1 -Wall -Wextra -Werror %s -o %t/plugin && %t/plugin
// RUN: %retrograd %t/all.cpp -o %t/all.ad.h -- -std=c++17
// RUN: %cxx -std=c++17 -O1 -Wall -Wextra -Werror %t/all.cpp -o %t/gcc && %t/gcc
#include <retrograd/autodiff.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

// Six inputs, outputs that only the call knows: three columns twice.
// CHECK: inline std::vector<double> project_tangent_columns_3(
static double turned(double angle, double x, double y) { return std::cos(angle) * x - std::sin(angle) * y; }
[[autodiff]] std::vector<double> project(const std::array<double, 6>& pose, int count) {
  std::vector<double> out;
  for (int i = 0; i < count; ++i) {
    const double x = turned(pose[0], i, pose[1]), y = turned(pose[2], x, pose[3]);
    const double depth = std::fabs(x * pose[4]) + pose[5];
    out.push_back(y / depth);
    if (depth > 3) out.push_back(x / depth);
  }
  return out;
}

// No more outputs than inputs: rows only, all three at once. `id` and `fixed` have rows of zeros.
// CHECK: inline Point moved_adjoint_rows_4(
// CHECK-NOT: moved_tangent_columns
struct Point {
  double x, y, z;
  int id;
  [[autodiff::passive]] double fixed;
};
static Point halfway(const Point& a, const Point& b, int depth) {
  if (depth == 0) return {a.x * b.y, b.z - a.y, std::sin(a.z) * b.x, 1, 2};
  const Point c = halfway(b, a, depth - 1);
  return {c.x * a.x, c.y + b.y, c.z * c.z, 3, a.fixed};
}
[[autodiff]] Point moved(const Point& a, const Point& b, int depth) { return halfway(a, b, depth); }

// One output has no rows to take together.
// CHECK-NOT: energy_adjoint_rows
[[autodiff]] double energy(const std::array<double, 5>& x) { return x[0] * x[1] + std::exp(x[2] * x[3]) * x[4]; }

// By some parameters; what the function changes is an output, too.
// CHECK: inline double step_adjoint_wrt_1_3_rows_4(
[[autodiff]] double step(double rate, double force, const std::vector<double>& x, double (&state)[3]) {
  for (int i = 0; i < 3; ++i) state[i] += rate * (force * x[i] - state[i] * state[(i + 1) % 3]);
  return state[0] * state[1] * rate;
}

// A rule for columns that stands in its function's place is called for one column at a time.
// CHECK-NOT: by_rule_tangent_columns
static double scaled(double& x, double factor) { return x *= factor; }
[[autodiff::rule]] [[maybe_unused]] static double scaled_tangent(double& x, double& x_dot, double factor,
                                                                 double factor_dot, double& result_dot) {
  x_dot = x_dot * factor + x * factor_dot;
  result_dot = x_dot;
  return x *= factor;
}
[[autodiff::rule]] [[maybe_unused]] static void scaled_adjoint(double* x_bar, double factor, double* factor_bar,
                                                               double result, double result_bar) {
  *x_bar += result_bar;
  if (factor_bar) *factor_bar += *x_bar * result / factor;
  *x_bar *= factor;
}
[[autodiff]] std::vector<double> by_rule(double a, double b) {
  double x = a;
  std::vector<double> out{scaled(x, b), x * x};
  out.push_back(scaled(x, a) * b);
  return out;
}

// CHECK-LABEL: retrograd_together(
// CHECK-NEXT: {{.*}}Columns<std::vector<double>(const std::array<double, 6>&, int), ::project>
#if __has_include("all.ad.h")
#include "all.ad.h"
#endif

using Matrix = retrograd::DenseMatrix<double>;

static void expect(const char* name, double found, double wanted) {
  if (std::fabs(found - wanted) <= 1e-13 * (1 + std::fabs(wanted))) return;
  std::printf("%s: %.17g where %.17g is right\n", name, found, wanted);
  std::exit(1);
}

int main() {
  std::array<double, 6> pose{0.3, -0.4, 0.8, 1.2, 0.7, 0.9};
  const Matrix projected = retrograd::jacobian<project>(pose, 7);
  for (std::size_t column = 0; column < 6; ++column) {
    std::array<double, 6> direction{};
    direction[column] = 1;
    const auto [value, tangent] = retrograd::jvp<project>({pose, 7}, {direction});
    if (projected.rows() != tangent.size()) return std::printf("project: %zu rows\n", projected.rows()), 1;
    for (std::size_t row = 0; row < tangent.size(); ++row) expect("project", projected(row, column), tangent[row]);
  }

  const Point a{0.4, 0.5, 0.6, 0, 1}, b{-0.7, 0.8, 0.2, 0, 1};
  const Matrix both = retrograd::jacobian<moved>(a, b, 2);
  for (std::size_t column = 0; column < 8; ++column) {
    Point da{}, db{};
    double* const numbers[] = {&da.x, &da.y, &da.z, nullptr, &db.x, &db.y, &db.z, nullptr};
    if (numbers[column]) *numbers[column] = 1;
    const Point tangent = retrograd::jvp<moved>({a, b, 2}, {da, db}).tangent;
    expect("moved", both(0, column), tangent.x);
    expect("moved", both(1, column), tangent.y);
    expect("moved", both(2, column), tangent.z);
    expect("moved, passive", both(3, column), 0);
  }

  const std::array<double, 5> x{1, 2, 0.3, 0.4, 5};
  const auto gradient = retrograd::gradient<energy>(x);
  for (std::size_t i = 0; i < 5; ++i) expect("energy", retrograd::jacobian<energy>(x)(0, i), gradient[i]);

  const std::vector<double> forces{0.1, 0.2, 0.3};
  double state[3] = {1, 2, 3}, again[3] = {1, 2, 3};
  const Matrix stepped = retrograd::jacobian<step, retrograd::wrt<1, 3>>(0.1, 0.7, forces, state);
  const Matrix whole = retrograd::jacobian<step>(0.1, 0.7, forces, again);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 4; ++column)
      expect("step", stepped(row, column), whole(row, column == 0 ? 1 : 4 + column));

  const Matrix ruled = retrograd::jacobian<by_rule>(0.3, 0.9);
  const auto byA = retrograd::jvp<by_rule>({0.3, 0.9}, {1.0, 0.0}).tangent;
  const auto byB = retrograd::jvp<by_rule>({0.3, 0.9}, {0.0, 1.0}).tangent;
  for (std::size_t row = 0; row < 3; ++row) {
    expect("by_rule", ruled(row, 0), byA[row]);
    expect("by_rule", ruled(row, 1), byB[row]);
  }
}
