// [[autodiff("rows=N")]]: an adjoint with N seeds at once, which computes once what doesn't depend on them. Compared
// with the adjoint of one seed, for what it must repeat: branches, loops, calls, recursion, arrays, containers, rules.
// RUN: %retrograd --emit=adjoint %s | FileCheck %s
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t && %t
#include <retrograd/autodiff.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

// CHECK-LABEL: {{^}}inline void polar_adjoint_rows_2(
// CHECK-SAME:    double r, double& r_bar, double& r_bar_2, double angle,
// CHECK-NEXT:    double& angle_bar, double& angle_bar_2, double* point,
// CHECK-NEXT:    double* point_bar, double* point_bar_2) {
// CHECK-COUNT-1: std::cos(
// CHECK-NOT:     std::cos(
// CHECK:         const double seed = point_bar[1];
// CHECK-NEXT:    const double seed_2 = point_bar_2[1];
[[autodiff("rows=2")]] void polar(double r, double angle, double* point) {
  const double c = std::cos(angle), s = std::sin(angle);
  point[0] = r * c;
  point[1] = r * s;
}

static void layer(const double* w, const double* x, double* y, int n) {
  for (int i = 0; i < n; ++i) {
    double sum = 0;
    for (int k = 0; k < n; ++k) sum += w[i * n + k] * x[k];
    y[i] = std::tanh(sum) * sum;
  }
}

double half(double x) { return 0.5 * x; }
[[autodiff::rule]] void half_adjoint([[maybe_unused]] double x, double* x_bar, [[maybe_unused]] double result,
                                     double result_bar) {
  *x_bar += 0.5 * result_bar;
}
[[autodiff::rule]] double half_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 0.5 * x_dot;
  return 0.5 * x;
}

// CHECK-LABEL: static inline void layer_reverse_rows_3(
// CHECK-LABEL: {{^}}inline void network_adjoint_rows_3(
// CHECK:         ::layer_reverse_rows_3(
[[autodiff("rows=3")]] void network(const double* w, const double* x, double* out, int n) {
  double h[8], g[8];
  layer(w, x, h, n);
  layer(w + 16, h, g, n);
  for (int i = 0; i < n; ++i) out[i] = g[i] * h[i] + (g[i] > 0 ? std::exp(half(h[i])) : h[i]);
  for (int i = 1; i < n; ++i) out[i] *= out[i - 1];
}

// What another function has made is used again; an overload is another function.
[[autodiff("rows=3")]] double network(const double* w, const double* x) {
  double h[2];
  layer(w, x, h, 2);
  return h[0] * h[1];
}
// CHECK-NOT: {{^}}static inline void layer_reverse_rows_3(

[[autodiff("rows=2")]] double recursive(double x, int n) {
  return n == 0 ? x : std::sin(x) * recursive(x * 0.5, n - 1);
}

[[autodiff("rows=2")]] double grown(const std::vector<double>& x) {
  std::vector<double> y;
  for (double v : x) y.push_back(v * v);
  double s = 0;
  for (double v : y) s += std::sqrt(v + 1);
  while (s > 3) s = s * 0.5 + x[0];
  return s;
}

struct Pair {
  double a, b;
};
[[autodiff("rows=4")]] Pair turned(const Pair& p, float by) {
  Pair q{p.a * by - p.b, p.a + p.b * by};
  double* larger = q.a > q.b ? &q.a : &q.b;
  *larger *= *larger;
  return q;
}

// What a pointer leads to depends on the seeds, though nothing else says so.
[[autodiff("rows=2")]] void through_pointer(const double* x, double* out, int n) {
  double w[2] = {x[0] * x[1], x[1]};
  double* p = n > 5 ? w + 1 : w;
  out[0] = p[0] * p[0];
  out[1] = p[0];
}
[[gnu::noinline]] static void squares(const double* x, double* w, int n) {
  for (int i = 0; i < n; ++i) w[i] = x[i] * x[0];
}
[[autodiff("rows=2")]] void through_call(const double* x, double* out, int n) {
  double w[3] = {x[0], x[1], x[2]};
  squares(x, w + n, 2);
  out[0] = w[n] * w[n];
  out[1] = w[2 * n];
}

static bool failed = false;
static void expect(const char* what, double found, double wanted) {
  if (std::abs(found - wanted) <= 1e-14 * (1 + std::abs(wanted))) return;
  std::printf("%s: %.17g, by one seed %.17g\n", what, found, wanted);
  failed = true;
}

static void test_network() {
  constexpr int n = 4;
  double w[32], x[n];
  for (int i = 0; i < 32; ++i) w[i] = std::sin(i + 1.0);
  for (int i = 0; i < n; ++i) x[i] = std::cos(i + 1.0);
  double w_bar[3][32] = {}, x_bar[3][n] = {}, out[n], seeds[3][n];
  double w_one[3][32] = {}, x_one[3][n] = {};
  for (int row = 0; row < 3; ++row) {
    double seed[n];
    for (int i = 0; i < n; ++i) seeds[row][i] = seed[i] = row - i * 0.5;
    network_adjoint(w, w_one[row], x, x_one[row], out, seed, n);
  }
  network_adjoint_rows_3(w, w_bar[0], w_bar[1], w_bar[2], x, x_bar[0], x_bar[1], x_bar[2], out, seeds[0], seeds[1],
                         seeds[2], n);
  for (int row = 0; row < 3; ++row) {
    for (int i = 0; i < 32; ++i) expect("network w", w_bar[row][i], w_one[row][i]);
    for (int i = 0; i < n; ++i) expect("network x", x_bar[row][i], x_one[row][i]);
  }
}

static void test_turned() {
  Pair bars[4] = {}, seeds[4] = {{1, 0}, {0, 1}, {2, 3}, {0, 0}};
  float by[4] = {};
  turned_adjoint_rows_4({1, 2}, bars[0], bars[1], bars[2], bars[3], 0.5f, by[0], by[1], by[2], by[3], seeds[0],
                        seeds[1], seeds[2], seeds[3]);
  for (int row = 0; row < 4; ++row) {
    Pair bar{};
    float one = 0;
    turned_adjoint({1, 2}, bar, 0.5f, one, seeds[row]);
    expect("turned a", bars[row].a, bar.a);
    expect("turned b", bars[row].b, bar.b);
    expect("turned by", by[row], one);
  }
}

template <class Rows, class One> static void test_outputs(const char* name, Rows rows, One one) {
  const double x[3] = {2, 3, 5};
  double out[2], bars[2][3] = {}, alone[2][3] = {}, seeds[2][2] = {{1, 0}, {0, 1}};
  rows(x, bars[0], bars[1], out, seeds[0], seeds[1], 1);
  for (int row = 0; row < 2; ++row) {
    double seed[2] = {row == 0 ? 1.0 : 0.0, row == 1 ? 1.0 : 0.0};
    one(x, alone[row], out, seed, 1);
    for (int i = 0; i < 3; ++i) expect(name, bars[row][i], alone[row][i]);
  }
}

int main() {
  test_outputs("through pointer", through_pointer_adjoint_rows_2, through_pointer_adjoint);
  test_outputs("through call", through_call_adjoint_rows_2, through_call_adjoint);
  double r[3] = {}, angle[3] = {}, point[2], first[2] = {1, 0}, second[2] = {0, 1}, one[2] = {1, 0};
  polar_adjoint_rows_2(2, r[0], r[1], 0.3, angle[0], angle[1], point, first, second);
  polar_adjoint(2, r[2], 0.3, angle[2], point, one);
  expect("polar r", r[0], r[2]);
  expect("polar angle", angle[0], angle[2]);
  expect("polar r of the second row", r[1], std::sin(0.3));

  double x[3] = {};
  expect("recursive", recursive_adjoint_rows_2(0.7, x[0], x[1], 4, 1, -2), recursive_adjoint(0.7, x[2], 4, 1));
  expect("recursive x", x[0], x[2]);
  expect("recursive x of the second row", x[1], -2 * x[2]);

  const std::vector<double> v{1, 2, 3};
  std::vector<double> v_bar[3] = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
  grown_adjoint_rows_2(v, v_bar[0], v_bar[1], 1, 3);
  grown_adjoint(v, v_bar[2], 1);
  for (std::size_t i = 0; i < v.size(); ++i) {
    expect("grown", v_bar[0][i], v_bar[2][i]);
    expect("grown, second row", v_bar[1][i], 3 * v_bar[2][i]);
  }
  test_network();
  test_turned();
  return failed;
}
