// The same memory passed twice to a function with rules that writes it (message OverlappingArguments).
// RUN: not %retrograd %s --emit=adjoint -- -std=c++20 2>&1 | FileCheck %s
// RUN: not %retrograd %s --emit=tangent -- -std=c++20 2>&1 | FileCheck %s
void twice(double* a, const double* b);
[[autodiff::rule]] void twice_adjoint(double* a_bar, double* b_bar);
[[autodiff::rule]] void twice_tangent(double* a, double* a_dot, const double* b, const double* b_dot);

[[autodiff]] double doubled(double x) {
  double m = x;
  // CHECK: rule_overlap.cpp:[[#@LINE+1]]:3: error: 'm' is passed twice to 'twice', which writes it: its derivative assumes that arguments do not overlap
  twice(&m, &m);
  // CHECK: note: pass a copy of one of them, or write the computation in place
  return m;
}
