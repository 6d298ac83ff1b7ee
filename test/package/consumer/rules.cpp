// A rule that is wrong on purpose, for the gradient tests to find.
#include <retrograd/autodiff.h>

double plain(double x);

double tripled(double x) { return 3 * x; }
[[autodiff::rule]] double tripled_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 3 * x_dot;
  return 3 * x;
}
[[autodiff::rule]] void tripled_adjoint(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * result_bar;
}

[[autodiff]] double scaled(double x, [[autodiff::passive]] double by) { return tripled(x) * plain(by); }
