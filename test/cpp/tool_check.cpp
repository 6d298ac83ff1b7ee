// retrograd check: writes, compiles and runs a check of each [[autodiff]] function of a file.
// RUN: not %retrograd check --size weighted.w=4 --size x=4 --set n=4 %s > %t.txt 2> %t.errors
// RUN: FileCheck %s < %t.txt
// RUN: FileCheck --check-prefix=ERRORS %s < %t.errors
// ERRORS: Assertion
#include <retrograd/autodiff.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <vector>

// CHECK: tool_check.cpp:[[#@LINE+1]]: right: product by x, y at 3 points, worst error {{[0-9].[0-9]e-1}}
[[autodiff]] double product(double x, double y) { return x * std::sin(y) + std::log(x); }

// A rule that is wrong on purpose.
double triple(double x) { return 3 * x; }
[[autodiff::rule]] double triple_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 3 * x_dot;
  return 3 * x;
}
[[autodiff::rule]] void triple_adjoint(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * result_bar;
}
// CHECK: tool_check.cpp:[[#@LINE+1]]: wrong: scaled, by x: generated {{[-0-9.]+}}, by differences {{[-0-9.]+}}, at scale = {{[-0-9.]+}}, x = {{[-0-9.]+}}
[[autodiff]] double scaled(double scale, double x) { return triple(x) * scale; }

// The tangent is wrong, and the adjoint right.
double half(double x) { return x / 2; }
[[autodiff::rule]] double half_tangent(double x, double x_dot, double& result_dot) {
  result_dot = x_dot / 4;
  return x / 2;
}
[[autodiff::rule]] void half_adjoint(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += result_bar / 2;
}
// CHECK: wrong: halved, forward and reverse mode differ by 0.5 (relative), at x = {{[-0-9.]+}}
[[autodiff]] double halved(double x) { return half(x); }

struct Line {
  double slope, offset;
  int kind;
};
// CHECK: right: misfit by line at 3 points
[[autodiff]] double misfit(const Line& line, [[autodiff::passive]] const double* x, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += std::pow(line.slope * x[i] + line.offset, 2);
  return sum / n;
}
// CHECK: right: weighted by x, w at 3 points
[[autodiff]] void weighted(double* x, const double (*w)[2], int n) {
  for (int i = 0; i < n; ++i) x[i] *= w[i][0] * w[i][1];
}
// CHECK: skipped: unsized, nobody knows how many elements a pointer leads to: say it with --size p=100 --size q=100
[[autodiff]] double unsized(const double* p, const double* q) { return p[0] * q[0]; }

// CHECK: right: polynomials by v, w at 3 points
[[autodiff]] void polynomials(std::span<double> v, std::span<const double, 2> w) {
  for (double& x : v) x *= x * w[0] + w[1];
}
// CHECK: right: lines by line, x at 3 points
[[autodiff]] Line lines(const Line& line, double (&x)[2], int n) {
  for (double& one : x) one *= n * line.slope;
  return {line.offset * x[0], line.slope, 0};
}
// CHECK: right: grows by v, x at 3 points
[[autodiff]] void grows(std::vector<double>& v, double x) {
  v.push_back(x * x);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] *= x;
}
// What the function prints isn't what the check prints.
// CHECK-NEXT: tool_check.cpp:[[#@LINE+1]]: right: square by z at 3 points
[[autodiff]] std::complex<double> square(std::complex<double> z) {
  std::printf("noise\n");
  return z * z;
}

namespace outer {
namespace {
template <class T> [[autodiff]] T cube(T x) {
  return x * x * x;
}
}  // namespace
double used() { return cube(2.0) + cube(2.0f); }
}  // namespace outer
// CHECK-DAG: right: outer::cube<double> by x at 3 points
// CHECK-DAG: right: outer::cube<float> by x at 3 points

// CHECK: right: overloaded by x at 3 points
[[autodiff]] double overloaded(double x) { return x * x; }
// CHECK: right: overloaded by x, y at 3 points
[[autodiff]] double overloaded(double x, double y) { return x * y; }

// Computes with less precision than its type: no false alarm.
// CHECK: {{right|skipped}}: narrow
[[autodiff]] double narrow(double x) {
  const float rounded = static_cast<float>(x);
  return rounded * rounded;
}

// CHECK: skipped: counted, no parameter of it is active
[[autodiff]] int counted(int n) { return n; }
// CHECK: skipped: discarded, no result of it is active
[[autodiff]] int discarded(double x) { return x > 0; }
// CHECK: skipped: stairs, differences contradict each other by 'x'
[[autodiff]] double stairs(double x) { return std::floor(2500 * x) + x; }
// CHECK: skipped: far, its value is finite at no point tried: choose one with --set PARAMETER=VALUE
[[autodiff]] double far(double x) { return std::sqrt(x - 1000); }
// CHECK: skipped: strict, it throws at every point tried: too small
[[autodiff]] double strict(double x) {
  if (x < 100) throw std::runtime_error("too small");
  return x;
}
struct Sized {
  explicit Sized(int) {}
  double value = 1;
};
// CHECK: skipped: constructed, Retrograd can't make a value for 's'
[[autodiff]] double constructed(const Sized& s) { return s.value; }
// CHECK: stopped: beyond, Aborted, at y[0] = {{[-0-9.]+}}, y[1] = {{[-0-9.]+}}, y[2] = {{[-0-9.]+}}, n = 4
[[autodiff]] double beyond(const std::vector<double>& y, int n) { return y[static_cast<std::size_t>(n)]; }

// The file's own main isn't run.
int main() { return 7; }

// CHECK: {{[0-9]+}} right, 2 wrong, 1 stopped, {{[0-9]+}} skipped
