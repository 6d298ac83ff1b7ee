// A primal that throws does so before any adjoint of its caller is touched, from loops too.
// RUN: %clang_plugin -std=c++17 %s -o %t && %t
// RUN: %retrograd %s -o %t.h -- -std=c++17
// RUN: %cxx -std=c++17 -Wno-attributes -DHEADER='"%t.h"' %s -o %t.gcc && %t.gcc
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

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

#ifdef HEADER
#if __has_include(HEADER)
#include HEADER
#endif
#endif

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
  return isGood ? 0 : 1;
}
