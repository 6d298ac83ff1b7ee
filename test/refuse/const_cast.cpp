// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 2>&1 | FileCheck %s
// RUN: not ls %t.h
// A write through what was declared const (message UnsupportedConstCast).
[[autodiff]] double reference(const double& x, double y) {
  // CHECK: const_cast.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: cannot differentiate 'reference': const_cast would hide a write
  const_cast<double&>(x) = y;
  // CHECK: note: pass what is written without const
  return x * y;
}

[[autodiff]] double pointer(const double* x, double y) {
  // CHECK: const_cast.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: cannot differentiate 'pointer'
  *const_cast<double*>(x) = y;
  return x[0] * y;
}
