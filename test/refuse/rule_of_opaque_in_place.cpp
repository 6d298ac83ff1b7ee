// A tangent rule that takes its function's place and returns an opaque object: the zero of the result's tangent has the
// result's shape, which isn't there before the call (message OpaqueInPlace).
// RUN: not %retrograd %s --emit=tangent -- -std=c++20 2>&1 | FileCheck %s --implicit-check-not=error:
struct [[autodiff::opaque]] Box {
  double v;
};
Box retrograd_zero_like(const Box&);
void retrograd_accumulate(Box& a, const Box& b);
double value(const Box& b);
[[autodiff::rule]] double value_tangent(const Box& b, const Box& b_dot, double& result_dot);
Box push(double* m, double x);
[[autodiff::rule]] Box push_tangent(double* m, double* m_dot, double x, double x_dot, Box& result_dot);

[[autodiff]] double pushed(double x) {
  double m[1] = {x};
  // CHECK: rule_of_opaque_in_place.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: the tangent rule of 'push' is called in its place, but what it returns is opaque, and has no zero before the call
  const Box box = push(m, x);
  // CHECK: note: return the object from a function that changes none of its arguments, or let the rule take them by const reference or pointer
  return value(box) * m[0];
}
