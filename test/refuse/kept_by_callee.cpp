// RUN: not %retrograd --emit=adjoint %s -- -std=c++20 2>&1 | FileCheck %s
// What is called keeps a pointer to the adjoint of a local, until it is reversed; the local is gone then (message
// KeptPointerToLocal). Found by random programs: memory was used after it was freed.
#include <algorithm>
#include <array>
#include <vector>

// Each iteration makes the vector anew, and its adjoint.
static double distances(const std::vector<double>& x) {
  const double largest = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (const double value : x) sum += (value - largest) * (value - largest);
  return sum;
}

[[autodiff]] double g(const std::vector<double>& x, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    // CHECK: kept_by_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'row' changes its size, but a pointer, reference or iterator leads into it
    std::vector<double> row(3);
    for (int k = 0; k < 3; ++k) row[k] = x[3 * i + k] * x[k];
    total += distances(row);
  }
  return total;
}

static double filled(std::vector<double> x, const double* y) {
  // CHECK: error: the pointer '__first' changes, and leads to 'x', which is gone when the call of 'filled' is reversed
  std::fill(x.begin(), x.end(), 1.0);
  return x[0] + 1.0;
}

[[autodiff]] double f(std::array<double, 6>& s, std::array<double, 6> r) {
  // CHECK: kept_by_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: note: 'filled' is called here with active data
  r[0] = filled(std::vector<double>{1.0, s[0]}, &r[3]);
  return 1.0 + r[0];
}
