// An argument that is written and the memory of another one are told apart by address.
// RUN: %cxx -std=c++17 %s -o %t && not --crash %t 2>&1 | FileCheck %s
// RUN: %clang -std=c++17 %s -o %t && not --crash %t 2>&1 | FileCheck %s
// CHECK: retrograd: arguments 0 and 1 (counted from 0) of a differentiated function are the same memory, and the function may write to it. Pass a copy.
#include <retrograd/autodiff.h>

double f(const double& x, double& y) { return y = x * y; }
inline double f_adjoint(const double&, double&, double&, double&, double);

int main() {
  double same = 2;
  return std::get<0>(retrograd::gradient<f>(same, same)) > 0;
}

inline double f_adjoint(const double& x, double& x_bar, double& y, double& y_bar, double result_bar) {
  x_bar += result_bar * y;
  y_bar = result_bar * x;
  return f(x, y);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Adjoint<double(const double&, double&), f>);
inline double retrograd_call(retrograd::detail::Adjoint<double(const double&, double&), f>, const double& x, double& y, double& x_bar,
                             double& y_bar, double result_bar) {
  return f_adjoint(x, x_bar, y, y_bar, result_bar);
}
