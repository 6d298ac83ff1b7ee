// A function with a hand-written adjoint only, where its tangent is needed (message MissingTangentRule); and the
// adjoint of a hand-written tangent, which a Hessian needs.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not ls %t.h
#include <retrograd/autodiff.h>

namespace ext {
double half(double x);
[[autodiff::rule]] void half_adjoint(double* x_bar, double result_bar);
double full(double x);
[[autodiff::rule]] void full_adjoint(double* x_bar, double result_bar);
[[autodiff::rule]] double full_tangent(double x, double x_dot, double& result_dot);
}  // namespace ext

[[autodiff]] double calls_half(double x) {
  // CHECK: tangent_rule.cpp:[[#@LINE+1]]:10: error: 'ext::half' has an adjoint rule only; its tangent is needed here
  return ext::half(x);
  // CHECK: note: 'x' is active
}

[[autodiff]] double calls_full(double x) {
  // CHECK: tangent_rule.cpp:[[#@LINE+1]]:10: error: a second derivative is needed here, but 'ext::full_tangent' is a derivative written by hand, which has none of its own
  return ext::full(x) * x;
  // CHECK: note: include the definition in place of the rule, or take differences of the gradient
}
double second(double x) { return retrograd::hessian<calls_full>(x)(0, 0); }
