// jacobian<f> takes as many rows at once as [[autodiff("rows=N")]] asks for, and the rest one by one: the same numbers
// as without. Results, in/out arguments, containers.
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t && %t
// RUN: %clang_plugin -std=c++17 -O1 -Wall -Wextra -Werror %s -o %t && %t
#include <retrograd/autodiff.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

static int calls = 0;
double counted(double x) {
  ++calls;
  return x * x;
}
[[autodiff::rule]] void counted_adjoint(double x, double* x_bar, double result_bar) { *x_bar += 2 * x * result_bar; }
[[autodiff::rule]] double counted_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 2 * x * x_dot;
  return x * x;
}

template <int which> std::array<double, 3> angles(const std::vector<double>& x, double scale) {
  std::array<double, 3> y{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double s = std::sin(x[i] * scale) + counted(x[i]);
    y[0] += s * x[0];
    y[1] += std::exp(s) * scale;
    y[2] += x[i] > 0 ? s : x[i] * y[0];
  }
  return y;
}
[[autodiff]] std::array<double, 3> one_by_one(const std::vector<double>& x, double scale) {
  return angles<0>(x, scale);
}
[[autodiff("rows=3")]] std::array<double, 3> all_at_once(const std::vector<double>& x, double scale) {
  return angles<1>(x, scale);
}
[[autodiff("rows=2")]] std::array<double, 3> two_and_one(const std::vector<double>& x, double scale) {
  return angles<2>(x, scale);
}

struct Point {
  double x, y;
};
static double moved(Point& p, double (&w)[2], Point by, const double& factor) {
  p.x += by.y * factor * w[0];
  p.y *= std::cos(by.x) + p.x;
  w[1] = p.y * w[0] * factor;
  return p.x * w[1];
}
[[autodiff]] double move(Point& p, double (&w)[2], Point by, const double& factor) { return moved(p, w, by, factor); }
[[autodiff("rows=2")]] double move_rows(Point& p, double (&w)[2], Point by, const double& factor) {
  return moved(p, w, by, factor);
}

static void same(const char* name, const retrograd::DenseMatrix<double>& a, const retrograd::DenseMatrix<double>& b) {
  bool right = a.rows() == b.rows() && a.columns() == b.columns() && a.rows() > 2;
  for (std::size_t i = 0; right && i < a.rows(); ++i)
    for (std::size_t j = 0; j < a.columns(); ++j) right &= std::fabs(a(i, j) - b(i, j)) <= 1e-14 * std::fabs(a(i, j));
  if (right) return;
  std::printf("%s differs\n", name);
  std::exit(1);
}

int main() {
  const std::vector<double> x{0.3, -0.2, 0.5, 0.1};
  const auto single = retrograd::jacobian<one_by_one>(x, 0.7);
  calls = 0;
  const auto together = retrograd::jacobian<all_at_once>(x, 0.7);
  if (calls != 8) return std::printf("all rows ran the primal %d times, not 8\n", calls), 1;  // once, and once for all
  same("all at once", together, single);
  same("two and one", retrograd::jacobian<two_and_one>(x, 0.7), single);
  same("by number", retrograd::jacobian<all_at_once, retrograd::wrt<0>>(x, 0.7),
       retrograd::jacobian<one_by_one, retrograd::wrt<0>>(x, 0.7));
  const auto moves = [](auto jacobian) {
    Point p{1, 2}, by{0.1, 0.2};
    double w[2] = {0.5, 3}, factor = 1.5;
    return jacobian(p, w, by, factor);
  };
  same("in/out", moves([](auto&... a) { return retrograd::jacobian<move_rows>(a...); }),
       moves([](auto&... a) { return retrograd::jacobian<move>(a...); }));
}
