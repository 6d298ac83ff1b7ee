// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
// The same memory passed twice to a function that writes it and calls itself (message OverlappingArguments). Others are
// inlined: test/run/corpus/calls.h, `scaled_in_place` and the like.
#include <cmath>

static void scale(double* out, const double* in, double factor, int n) {
  if (n == 0) return;
  out[0] = factor * in[0];
  scale(out + 1, in + 1, factor, n - 1);
}
static void add(double* x, const double& term, int n) {
  if (n == 0) return;
  x[0] += term;
  add(x + 1, term, n - 1);
}
static void mix(double& a, double& b, int n) {
  a *= b;
  if (n > 0) mix(b, a, n - 1);
}

[[autodiff]] double twice(double* q, int n) {
  // CHECK: overlap.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'q' is passed twice to 'scale', which writes it: its derivative assumes that arguments do not overlap
  scale(q, q, 2.0, n);
  // CHECK: note: pass a copy of one of them, or write the computation in place
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

[[autodiff]] double elements(double* v, int i, int j) {
  // CHECK: overlap.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'v' is passed twice to 'mix'
  mix(v[i], v[j], 2);
  return v[i];
}
