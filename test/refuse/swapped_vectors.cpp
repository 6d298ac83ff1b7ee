// References to elements of vectors that exchange their elements, which they follow.
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error:
#include <retrograd/autodiff.h>

#include <utility>
#include <vector>

[[autodiff]] double reference_swapped(double x, double y) {
  std::vector<double> v{x, 1}, w{y, 2};
  double& first = v[0];
  // CHECK: swapped_vectors.cpp:[[#@LINE+1]]:3: error: {{.*}}'v' changes its size, but a pointer, reference or iterator leads into it
  std::swap(v, w);
  first *= x;
  return v[0] * w[0];
}

inline void exchange(std::vector<double>& v, std::vector<double>& w, double& r, double t) {
  // CHECK: swapped_vectors.cpp:[[#@LINE+1]]:3: error: {{.*}}'v' changes its size, but a pointer, reference or iterator leads into it
  std::swap(v, w);
  r *= t;
}
[[autodiff]] double by_helper(double x, double y, int n) {
  std::vector<double> v{x, 1}, w{y, 2};
  exchange(v, w, v[n & 1], x);
  return v[0] * w[0];
}
