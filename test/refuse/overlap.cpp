// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
// The same memory passed twice to a function that writes it (message OverlappingArguments).
#include <cmath>

static void scale(double* out, const double* in, double factor, int n) {
  for (int i = 0; i < n; ++i) out[i] = factor * in[i];
}
static void add(double* x, const double& term, int n) {
  for (int i = 0; i < n; ++i) x[i] += term;
}

[[autodiff]] double twice(double* q, int n) {
  // CHECK: overlap.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'q' is passed twice to 'scale', which writes it
  scale(q, q, 2.0, n);
  // CHECK: note: pass a copy of one of them
  return q[0];
}

[[autodiff]] double element(double* v, int n) {
  // CHECK: overlap.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'v' is passed twice to 'add'
  add(v, v[0], n);
  return v[1];
}

[[autodiff]] double shifted(double* v, int n) {
  double* p = v;
  // CHECK: overlap.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'v' is passed twice to 'scale'
  scale(p, v + 1, 2.0, n);
  return v[1];
}
