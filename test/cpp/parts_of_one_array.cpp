// RUN: %retrograd %s --emit=adjoint -- -std=c++20 | FileCheck %s
// CHECK: halves_adjoint
static void scale(double* out, const double* in, double factor, int n) {
  for (int i = 0; i < n; ++i) out[i] = factor * in[i];
}

// Parts that begin a number of elements apart that isn't known here are the caller's promise: no error.
[[autodiff]] double halves(double* v, int n) {
  scale(v + n, v, 2.0, n);
  return v[n];
}

// CHECK: pair_adjoint
static void bump(double& a, double& b) {
  a += b;
  b *= a;
}
[[autodiff]] double pair(double* x) {
  bump(x[0], x[1]);
  return x[0] * x[1];
}
