// A primal that throws does so before any adjoint of its caller is touched, from loops too.
// RUN: %clang_plugin -std=c++17 %s -o %t && %t
// RUN: %retrograd %s -o %t.h -- -std=c++17
// RUN: %cxx -std=c++17 -Wno-attributes -DHEADER='"%t.h"' %s -o %t.gcc && %t.gcc
#include <retrograd/autodiff.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

double root(double x, int i) {
  if (x < 0) throw std::domain_error("x[" + std::to_string(i) + "] is negative");
  return std::sqrt(x);
}
int parsed(int k) {
  if (k == 7) throw std::runtime_error("seven");
  return k;
}

// Without the exception its sweeps would be fused.
[[autodiff]] double sum(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += root(x[i], i) * x[i];
  return s;
}
[[autodiff]] double scaled(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += std::sin(x[i]) * parsed(i);
  return s * s;
}
// at(): here, and of what is the same in each iteration.
[[autodiff]] double picked(const std::vector<double>& v, int k) {
  const double x = v.at(0);
  return x * v.at(k) * x;
}
[[autodiff]] double swept(const std::array<double, 3>& a, int k, int n) {
  double s = 1;
  for (int i = 0; i < n; ++i) s += s * std::sin(a.at(k)) * a.at(i);
  return s;
}

#ifdef HEADER
#if __has_include(HEADER)
#include HEADER
#endif
#endif

template <class F> bool isOutside(F f) {
  try {
    f();
    return false;
  } catch (const std::out_of_range&) {
    return true;
  }
}
bool areChecked() {
  const std::vector<double> v{2, 3};
  std::vector<double> v_bar(2), v_dot{1, 1};
  const std::array<double, 3> a{1, 2, 3}, a_dot{};
  std::array<double, 3> a_bar{};
  double slope = 0;
  bool isGood = isOutside([&] { picked_adjoint(v, v_bar, 2, 1.0); }) && v_bar[0] == 0 && v_bar[1] == 0;
  isGood &= isOutside([&] { picked_tangent(v, v_dot, -1, slope); });
  isGood &=
      isOutside([&] { swept_adjoint(a, a_bar, 3, 1, 1.0); }) && isOutside([&] { swept_adjoint(a, a_bar, 0, 4, 1.0); });
  isGood &= isOutside([&] { swept_tangent(a, a_dot, 0, 4, slope); });
  for (const double one : a_bar) isGood &= one == 0;
  isGood &= swept_adjoint(a, a_bar, 3, 0, 1.0) == 1;  // nothing is looked up
  return isGood && picked_adjoint(v, v_bar, 1, 1.0) == 12 && v_bar[0] == 12 && v_bar[1] == 4;
}

int main() {
  const double x[8] = {1, 2, 3, -1, 2, 2, 2, 2};
  double x_bar[8] = {};
  bool isGood = true;
  try {
    sum_adjoint(x, x_bar, 8, 1.0);
    isGood = false;
  } catch (const std::domain_error& error) {
    isGood &= std::string(error.what()) == "x[3] is negative";
  }
  try {
    scaled_adjoint(x, x_bar, 8, 1.0);
    isGood = false;
  } catch (const std::runtime_error&) {
  }
  for (const double one : x_bar) isGood &= one == 0;
  sum_adjoint(x, x_bar, 3, 1.0);
  isGood &= std::abs(x_bar[2] - 1.5 * std::sqrt(3)) < 1e-12;
  scaled_adjoint(x, x_bar, 3, 1.0);
  return isGood && areChecked() ? 0 : 1;
}
