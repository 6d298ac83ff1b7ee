// A rule called behind its function gets the arguments that the function got; rules of functions whose result is
// discarded, or is called `result`; rules that take by value what their functions take by reference.
// RUN: %clang_plugin -std=c++20 -O1 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/check.h>

#include <cstdio>

double pop(double* m, double a) {
  const double r = a * a + m[0];
  m[0] *= 3;
  return r;
}
[[autodiff::rule]] double pop_tangent(double* m_dot, double a, double a_dot, double& result_dot) {
  result_dot = 2 * a * a_dot + m_dot[0];
  m_dot[0] *= 3;
  return 0;
}
[[autodiff::rule]] void pop_adjoint(double* m_bar, double a, double* a_bar, double result_bar) {
  if (m_bar) m_bar[0] = 3 * m_bar[0] + result_bar;
  if (a_bar) *a_bar += 2 * a * result_bar;
}
[[autodiff]] double changed_value(double x) {
  double m[1] = {x};
  return pop(m, m[0] * m[0]) + m[0];
}
[[autodiff]] double discarded(double x) {
  double m[1] = {x};
  pop(m, m[0]);
  return m[0] * m[0];
}

double next(double* m, const double& x, int& place) {
  m[0] *= 2;
  ++place;
  return x * x;
}
[[autodiff::rule]] double next_tangent(double* m_dot, double x, double x_dot, double& result_dot) {
  m_dot[0] *= 2;
  result_dot = 2 * x * x_dot;
  return x * x;
}
[[autodiff::rule]] void next_adjoint(double* m_bar, double x, double* x_bar, double result_bar) {
  if (m_bar) *m_bar *= 2;
  if (x_bar) *x_bar += 2 * x * result_bar;
}
[[autodiff]] double changed_place(double x, double y) {
  double m[1] = {x};
  const double v[3] = {x, y, x * y};
  int place = 0;
  const double a = next(m, v[place], place);
  return a * next(m, v[place], place) * m[0];
}

// Called in place of its function, whose result it gives.
double doubled(double* m) {
  m[0] *= 2;
  return m[0] * 3;
}
[[autodiff::rule]] double doubled_tangent(double* m, double* m_dot, double& result_dot) {
  m_dot[0] *= 2;
  m[0] *= 2;
  result_dot = m_dot[0] * 3;
  return m[0] * 3;
}
[[autodiff::rule]] void doubled_adjoint(double* m_bar, double result_bar) {
  m_bar[0] = 2 * (m_bar[0] + 3 * result_bar);
}
[[autodiff]] double in_place(double x) {
  double m[1] = {x};
  const double r = doubled(m);
  return r * m[0];
}

struct Pair {
  double a, b;
};
Pair twice(double* m) {
  m[0] *= 2;
  return {m[0], 1};
}
[[autodiff::rule]] Pair twice_tangent(double* m, double* m_dot, Pair& result_dot) {
  m_dot[0] *= 2;
  m[0] *= 2;
  result_dot = {m_dot[0], 0};
  return {m[0], 1};
}
[[autodiff::rule]] void twice_adjoint(double* m_bar, const Pair& result, const Pair& result_bar) {
  if (m_bar) m_bar[0] = 2 * (m_bar[0] + result_bar.a) + 0 * result.b;
}
[[autodiff]] double discarded_pair(double x) {
  double m[1] = {x * x};
  twice(m);
  return m[0] * x;
}

void square(double x, double* result) { *result = x * x; }
[[autodiff::rule]] void square_tangent(double x, double x_dot, double* result, double* result_dot) {
  *result = x * x;
  *result_dot = 2 * x * x_dot;
}
[[autodiff::rule]] void square_adjoint(double x, double* x_bar, double* result_bar) {
  if (x_bar) *x_bar += 2 * x * *result_bar;
  *result_bar = 0;
}
[[autodiff]] double by_pointer(double x) {
  double r = 0;
  square(x, &r);
  return r * x;
}

int main() {
  const auto said = [](const auto& check) { return check ? "right" : "wrong"; };
  // CHECK: right right right
  std::printf("%s %s %s\n", said(retrograd::check_derivatives<changed_value>(0.7)),
              said(retrograd::check_derivatives<discarded>(0.7)),
              said(retrograd::check_derivatives<changed_place>(0.7, 1.3)));
  // CHECK: right right right
  std::printf("%s %s %s\n", said(retrograd::check_derivatives<in_place>(0.7)),
              said(retrograd::check_derivatives<discarded_pair>(0.7)),
              said(retrograd::check_derivatives<by_pointer>(0.7)));
}
