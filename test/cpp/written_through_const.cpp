// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t && %t | FileCheck %s
// Memory that a const record or pointer leads to, over a pointer to what isn't const, is an output.
#include <retrograd/autodiff.h>

#include <cstdio>

struct Buffer {
  double* data;
  int n;
};

[[autodiff]] void scale(const Buffer& b, double a) {
  for (int i = 0; i < b.n; ++i) b.data[i] = b.data[i] * a;
}

[[autodiff]] void rows(double* const* r, double a, int n) {
  for (int i = 0; i < n; ++i) r[i][0] = r[i][0] * a * a;
}

int main() {
  double x[2] = {2, 3}, x_bar[2] = {1, 10}, a_bar = 0;
  const Buffer b{x, 2};
  Buffer b_bar{x_bar, 2};
  scale_adjoint(b, b_bar, 5.0, a_bar);
  // CHECK: scale: 5 50, 32
  std::printf("scale: %g %g, %g\n", x_bar[0], x_bar[1], a_bar);

  double y[2] = {2, 3}, y_bar[2] = {1, 10}, s_bar = 0;
  double *r[2] = {y, y + 1}, *r_bar[2] = {y_bar, y_bar + 1};
  rows_adjoint(r, r_bar, 5.0, s_bar, 2);
  // CHECK: rows: 25 250, 320
  std::printf("rows: %g %g, %g\n", y_bar[0], y_bar[1], s_bar);
}
