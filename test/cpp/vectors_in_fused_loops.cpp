// RUN: %retrograd --emit=adjoint %s | FileCheck %s
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -fsyntax-only %s
// Vectors that have one size don't keep a loop's sweeps apart, and what an inner loop reads of them is kept once.
#include <cmath>
#include <cstddef>
#include <retrograd/autodiff.h>
#include <vector>

[[autodiff]] double softmax_sum(const std::vector<double>& x, int points, int n) {
  std::vector<double> scales(n);
  for (int k = 0; k < n; ++k) scales[k] = x[k] * x[k];
  double total = 0;
  for (int i = 0; i < points; ++i) {
    std::vector<double> terms(n);
    double sum = 0;
    for (int k = 0; k < n; ++k) sum += terms[k] = std::exp(scales[k] * i);
    total += std::log(sum) * terms[0];
  }
  return total;
}
// CHECK-LABEL: {{^}}inline double softmax_sum_adjoint(
// CHECK:         std::vector<double> scales_bar(size);
// CHECK-NEXT:    for (int i = 0; i < points; ++i) {
// CHECK:           std::vector<double> terms(size_2);
// CHECK:           terms[k] = std::exp(scales[k] * i);
// CHECK:           std::vector<double> terms_bar(size_2);
// CHECK:           scales_bar[k_2] +=
// CHECK:         x_bar[k] +=
// CHECK-NOT:     for (int i =

// Here the size is known only behind the loop: it is reversed by itself.
[[autodiff]] double sized_behind(const std::vector<double>& x, int n) {
  double total = 0;
  int count = 0;
  for (int i = 0; i < n; ++i) total += std::exp(x[i] * x[i]);
  for (int i = 0; i < n; ++i) count += x[i] > 0 ? 1 : 0;
  std::vector<double> behind(count + 1);
  behind[0] = total;
  return behind[0] * behind[0];
}
// CHECK-LABEL: {{^}}inline double sized_behind_adjoint(
// CHECK:         std::vector<double> behind(
// CHECK:         std::vector<double> behind_bar(
// CHECK:         for (int i = {{.*}}) {
// CHECK:           x_bar[i] +=

[[autodiff]] double matrix_chain(const std::vector<double>& a, int n, int steps) {
  std::vector<double> u(n, 1.0), v(n);
  for (int t = 0; t < steps; ++t) {
    for (int i = 0; i < n; ++i) v[i] = 0;
    for (int k = 0; k < n; ++k)
      for (int i = 0; i < n; ++i) v[i] += a[k * n + i] * u[k];
    for (int i = 0; i < n; ++i) u[i] = std::tanh(v[i]);
  }
  return u[0];
}
// u[k] is the same in the inner loop: n values are kept for it, not n * n.
// CHECK-LABEL: {{^}}inline double matrix_chain_adjoint(
// CHECK:         for (int k = 0; k < n; ++k) {
// CHECK-NEXT:      const double u_element = 0 < n ? u[k] : 0.0;
// CHECK-NEXT:      u_element_saved[k] = u_element;
// CHECK-NEXT:      for (int i = 0; i < n; ++i) v[i] += a[k * n + i] * u_element;
