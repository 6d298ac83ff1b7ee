// RUN: not %retrograd --emit=adjoint %s -- -std=c++20 2>&1 | FileCheck %s --implicit-check-not=error:
// What is called keeps a pointer to the adjoint of a local, until it is reversed; the local is gone then (message
// KeptPointerToLocal). Found by random programs: memory was used after it was freed.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

static double relaxed(std::vector<double>& x, std::vector<double>& y, int n) {
  double *current = x.data(), *next = y.data();
  for (int i = 0; i < n; ++i) {
    next[0] = std::sin(current[0]);
    std::swap(current, next);
  }
  return current[0];
}

// Each iteration makes the vector anew, and its adjoint.
[[autodiff]] double g(std::vector<double> x, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    // CHECK: kept_by_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'row' changes its size, but a pointer, reference or iterator leads into it
    std::vector<double> row(3);
    for (int k = 0; k < 3; ++k) row[k] = x[3 * i + k] * x[k];
    total += relaxed(row, x, n);
  }
  return total;
}

static double filled(std::vector<double> x, double* y, int n) {
  // CHECK: kept_by_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: the pointer 'at' changes, and leads to 'x', which is gone when the call of 'filled' is reversed
  double* at = x.data();
  for (int i = 0; i < n; ++i) {
    *at = *at * *at;
    at = i % 2 == 0 ? y : x.data();
  }
  return x[0] + 1.0;
}

[[autodiff]] double f(std::array<double, 6>& s, std::array<double, 6> r) {
  // CHECK: kept_by_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: note: 'filled' is called here with active data
  r[0] = filled(std::vector<double>{1.0, s[0]}, &r[3], 4);
  return 1.0 + r[0];
}
