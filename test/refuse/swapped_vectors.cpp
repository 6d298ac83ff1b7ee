// Pointers and references to elements of vectors that exchange their elements or give them away, which they follow.
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

[[autodiff]] double moved_from(double x) {
  std::vector<double> v{x, 1};
  double* first = v.data();
  // CHECK: swapped_vectors.cpp:[[#@LINE+1]]:27: error: {{.*}}'v' changes its size, but a pointer, reference or iterator leads into it
  std::vector<double> w = std::move(v);
  *first *= x;
  return w[0];
}

[[autodiff]] double passive_swapped(const double* x, int n) {
  std::vector<int> a(n, 1), b(n);
  int* p = a.data();
  // CHECK: swapped_vectors.cpp:[[#@LINE+1]]:3: error: {{.*}}'a' changes its size, but a pointer, reference or iterator leads into it
  std::swap(a, b);
  p[0] = 1;
  return x[a[0]] * x[b[0]];
}

struct View {
  int* data;
};
[[autodiff]] double passive_moved(const double* x, int n) {
  std::vector<int> order(n);
  const View view{order.data()};
  // CHECK: swapped_vectors.cpp:[[#@LINE+1]]:28: error: {{.*}}'order' changes its size, but a pointer, reference or iterator leads into it
  std::vector<int> taken = std::move(order);
  view.data[0] = 1;
  return x[taken[0]];
}

[[autodiff]] double used_in_next_step(const double* x, int n) {
  std::vector<int> a(n), b(n, 1);
  const int* p = a.data();
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += x[p[i]];
    // CHECK: swapped_vectors.cpp:[[#@LINE+1]]:7: error: {{.*}}'a' changes its size, but a pointer, reference or iterator leads into it
    a.swap(b);
  }
  return s;
}
