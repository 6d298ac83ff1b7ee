// Legal, but surprising: derivatives that are zero whatever the inputs are. Each warning with the way to silence it, and
// none on ordinary code.
// RUN: %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=warning:
// RUN: %clang_plugin -std=c++20 -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=warning:
// Clang's -w.
// RUN: %clang_plugin -std=c++20 -w -c %s -o %t.o 2>&1 | count 0
#include <cmath>
#include <numeric>
#include <vector>

// CHECK: warnings.cpp:[[#@LINE+2]]:{{[0-9]+}}: warning: the derivative of 'unused' by 'y' is zero: 'y' is not used
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: note: mark 'y' {{\[\[}}autodiff::passive]] if nothing is to be differentiated by it
[[autodiff]] double unused(double x, double y) { return x; }

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: the derivative of 'independent' by 'y' is zero: no result depends on 'y'
[[autodiff]] double independent(double x, double y) {
  double t[2] = {y * 2, y};
  t[0] += t[1];
  return x * x;
}

// CHECK: :[[#@LINE+3]]:{{[0-9]+}}: warning: the derivative of 'converted' by 'x' is zero: 'x' reaches the result only through a conversion to an integer
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: note: 'x' is active: it flows to 't' (line [[#@LINE+3]])
// CHECK: :[[#@LINE+3]]:{{[0-9]+}}: note: here its derivative ends
[[autodiff]] double converted(double x, double y) {
  double t = x * x;
  int n = t;
  return n * y;
}

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: the derivative of 'step' by 'x' is zero: 'x' reaches the result only through a comparison
[[autodiff]] double step(double x) { return x > 0 ? 1.0 : 0.0; }

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: the derivative of 'equal' by 'y' is zero: 'y' reaches the result only through a comparison
[[autodiff]] double equal(double x, double y) {
  if (x == y) return 2 * x;
  return x;
}

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: the derivative of 'rounded' by 'x' is zero: 'x' reaches the result only through 'std::floor', which is constant between its steps
[[autodiff]] double rounded(double x, double y) { return std::floor(x) * y; }

[[autodiff]] double steps(double x) {
  const double length = x * 10;
  // CHECK: :[[#@LINE+2]]:{{[0-9]+}}: warning: the derivative by 'length' ends here: a conversion to an integer has none
  // CHECK: note: write std::trunc around the number to say that a derivative of zero is meant
  const int n = static_cast<int>(length);
  return x * n;
}

// A sum that is an integer.
[[autodiff]] double whole_sum(const std::vector<double>& v) {
  int count = 0;
  // CHECK: :[[#@LINE+2]]:{{[0-9]+}}: warning: the derivative by 'x' ends here: a conversion to an integer has none
  // CHECK: note: write std::trunc around the number to say that a derivative of zero is meant
  for (const double x : v) count += x;
  return v[0] * v[0] + count;
}

[[autodiff]] double accumulated(const std::vector<double>& v) {
  // CHECK: :[[#@LINE+2]]:{{[0-9]+}}: warning: the derivative by 'v' ends here: a conversion to an integer has none
  // CHECK: note: write std::trunc around the number to say that a derivative of zero is meant
  return v[0] * std::accumulate(v.begin(), v.end(), 0);
}

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: the derivative of 'only_accumulated' by 'v' is zero: 'v' reaches the result only through a conversion to an integer
[[autodiff]] double only_accumulated(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0); }

// ---- silenced
[[autodiff]] double marked(double x, [[autodiff::passive]] double y) { return y > 0 ? x : -x; }
[[autodiff]] double nameless(double x, double) { return x; }
[[autodiff]] double truncated(double x) {
  const double length = x * 10;
  return x * static_cast<int>(std::trunc(length));
}

// ---- ordinary
[[autodiff]] double accumulated_as_number(const std::vector<double>& v) {
  return v[0] * std::accumulate(v.begin(), v.end(), 0.0);
}
int above(const std::vector<double>& v, double limit) {
  int count = 0;
  for (const double x : v)
    if (x > limit) ++count;
  return count;
}
[[autodiff]] double counted(const std::vector<double>& v, double limit) { return v[0] * limit * above(v, limit); }
[[autodiff]] double interpolate(const double* table, double x, double h) {
  const int i = static_cast<int>(x / h);
  const double t = x / h - i;
  return table[i] * (1 - t) + table[i + 1] * t;
}
[[autodiff]] double newton(double a, double x) {
  for (int i = 0; i < 50; ++i) {
    const double next = 0.5 * (x + a / x);
    const double change = std::abs(next - x);
    x = next;
    if (change < 1e-12) break;
  }
  return x;
}
[[autodiff]] double guarded(double x, double y) {
  const double norm = std::sqrt(x * x + y * y);
  return norm == 0 ? 0 : x / norm;
}
[[autodiff]] void outputs(const double* x, double* y, double& sum, int n) {
  for (int i = 0; i < n; ++i) y[i] = std::max(x[i], 0.0), sum += y[i];
}
