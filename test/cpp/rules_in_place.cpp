// Rules of functions that change their arguments, and of results assigned to variables that the rule reads.
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/check.h>

#include <cmath>
#include <cstdio>

void square(double& a, const double* w) { a *= a * *w; }
[[autodiff::rule]] void square_tangent(double& a, double& a_dot, const double* w, const double* w_dot) {
  a_dot = 2 * a * *w * a_dot + a * a * *w_dot;
  a *= a * *w;
}
// a is as square left it: old a = sqrt(a / w) for what the test passes.
[[autodiff::rule]] void square_adjoint(const double& a, double* a_bar, const double* w, double* w_bar) {
  const double old = std::sqrt(a / *w), seed = *a_bar;
  *a_bar = 2 * old * *w * seed;
  if (w_bar) *w_bar += old * old * seed;
}

double next(double x, long& calls) {
  ++calls;
  return x * x;
}
[[autodiff::rule]] double next_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 2 * x * x_dot;
  return x * x;
}
[[autodiff::rule]] void next_adjoint(double x, double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * x * result_bar;
}

[[autodiff]] double in_place(double x, double w) {
  double y = x;
  square(y, &w);
  return y * w;
}
[[autodiff]] double counted(double x, int n) {
  long calls = 0;
  double a[2] = {x, 0.5};
  for (int i = 0; i < n; ++i) a[0] = next(a[0], calls) * a[1];
  a[1] = next(a[1], calls);
  return a[0] * a[1] * static_cast<double>(calls);
}

int main() {
  // CHECK: right right right
  const auto said = [](const auto& check) { return check ? "right" : "wrong"; };
  std::printf("%s %s %s\n", said(retrograd::check_derivatives<in_place>(0.7, 1.3)),
              said(retrograd::check_derivatives<counted>(0.7, 0)), said(retrograd::check_derivatives<counted>(0.7, 3)));
}
