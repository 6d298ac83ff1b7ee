// Parameters that are spans, pairs, tuples and complex numbers, through the public header.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t && %t
#include <retrograd/autodiff.h>

#include <cassert>
#include <cmath>
#include <complex>
#include <span>
#include <vector>
#include <tuple>

[[autodiff]] double energy(std::span<const double> x, double a) {
  double s = 0;
  for (double v : x) s += a * v * v;
  return s;
}
[[autodiff]] void squares(std::span<double> x, std::span<const double, 2> w) {
  for (double& v : x) v *= v * w[0] + w[1];
}
[[autodiff]] double magnitude(const std::complex<double>& z, std::pair<double, int> p) {
  return std::norm(z) * p.first * p.second;
}
[[autodiff]] std::complex<double> square(std::complex<double> z) { return z * z; }
[[autodiff]] std::tuple<double, double> both(double x) { return {x * x, 3 * x}; }
[[autodiff]] double quartic(std::span<double> x) {
  double s = 0;
  for (double& v : x) {
    v *= v;
    s += v * v;
  }
  return s;
}

static bool near(double a, double b) { return std::fabs(a - b) < 1e-12; }

int main() {
  std::vector<double> x{1, 2, 3};
  const auto [x_bar, a_bar] = retrograd::gradient<energy>(x, 0.5);
  assert(x_bar.size() == 3 && near(x_bar[2], 3) && near(a_bar, 14));
  const double array[2] = {1, 2};
  const auto only = retrograd::gradient<energy, retrograd::wrt<0>>(array, 1.0);
  assert(near(only[1], 4));
  const std::vector<double> direction{1, 0, 0};
  const auto [value, dot] = retrograd::jvp<energy>({x, 0.5}, {direction, 1.0});
  assert(near(value, 7) && near(dot, 15));
  const auto h = retrograd::hessian<energy, retrograd::wrt<0>>(x, 0.5);
  assert(near(h(0, 0), 1) && near(h(0, 1), 0));

  const double w[2] = {1, 2};
  std::vector<double> y{1, 2};
  std::vector<double> y_seed{1, 1};
  const auto [y_bar, w_bar] = retrograd::vjp<squares>({std::span(y), std::span(w)}, {std::span(y_seed)});
  assert(near(y[1], 8) && near(y_bar[1], 6) && near(w_bar[0], 5) && near(w_bar[1], 3));
  y = {1, 2};
  const auto j = retrograd::jacobian<squares, retrograd::wrt<0>>(y, std::span(w));
  assert(near(j(1, 1), 6) && near(j(0, 1), 0) && near(y[1], 8));
  y = {1, 2};
  const auto q = retrograd::hessian<quartic>(y);
  assert(near(q(1, 1), 48) && near(q(0, 0), 12) && near(y[1], 2));

  const auto [z_bar, p_bar] = retrograd::gradient<magnitude>({1, 2}, {0.5, 3});
  assert(near(z_bar.real(), 3) && near(z_bar.imag(), 6) && near(p_bar.first, 15) && p_bar.second == 0);
  const auto jz = retrograd::jacobian<square>(std::complex<double>(1, 2));
  assert(near(jz(0, 0), 2) && near(jz(0, 1), -4) && near(jz(1, 0), 4) && near(jz(1, 1), 2));
  const auto [s, s_dot] = retrograd::jvp<square>({{1, 2}}, {{0, 1}});
  assert(near(s.imag(), 4) && near(s_dot.real(), -4));
  const auto [t, t_bar] = retrograd::vjp<both>({2.0}, {{1, 10}});
  assert(near(std::get<1>(t), 6) && near(t_bar, 34));
}
