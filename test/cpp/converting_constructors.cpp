// Classes that numbers and containers convert to: what retrograd_visit lists is no number's and no container's.
// RUN: rm -rf %t && mkdir %t && cp %s %t/all.cpp
// RUN: %retrograd %t/all.cpp -o %t/all.ad.h -- -std=c++17
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t/plugin && %t/plugin | FileCheck %s
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror %t/all.cpp -o %t/gcc && %t/gcc | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>
#include <vector>

namespace user {

struct Dual {
  double v, d;
  Dual(double value = 0, double dot = 0) : v(value), d(dot) {}
};
inline Dual operator*(const Dual& a, const Dual& b) { return {a.v * b.v, a.v * b.d + a.d * b.v}; }

struct Polynomial {
  std::vector<double> c;
  Polynomial(std::vector<double> coefficients) : c(coefficients) {}
  double operator()(double x) const {
    double sum = 0;
    for (double coefficient : c) sum = sum * x + coefficient;
    return sum;
  }
};

struct Doubled {
  double x;
  Doubled(double value) : x(value * 2) {}
};

[[autodiff]] double slope(const Dual& s, double b) { return (s * s).d * b; }
[[autodiff]] double value(const Polynomial& p, const std::vector<double>& w, double b) { return p(b) * w[0]; }
[[autodiff]] double listed(double a, double b) {
  std::vector<Doubled> v(1, Doubled(a));
  v.push_back(b);
  v.resize(3, Doubled(a));
  return v[1].x * v[2].x;
}

}  // namespace user

int main() {
  using user::Dual;
  using user::Polynomial;
  // CHECK: jvp 12 16
  const auto [y, y_dot] = retrograd::jvp<user::slope>({Dual(2.0, 1.0), 3.0}, {Dual(1.0, 1.0), -0.5});
  std::printf("jvp %g %g\n", y, y_dot);
  // CHECK-NEXT: vjp 6 12 4
  const auto pulled = retrograd::vjp<user::slope>({Dual(2.0, 1.0), 3.0}, 1.0);
  const auto& [s_bar, b_bar] = pulled.adjoints;
  std::printf("vjp %g %g %g\n", s_bar.v, s_bar.d, b_bar);
  // CHECK-NEXT: gradient 6 12 4
  const auto [s, b] = retrograd::gradient<user::slope>(Dual(2.0, 1.0), 3.0);
  std::printf("gradient %g %g %g\n", s.v, s.d, b);
  // CHECK-NEXT: hessian 0 6 2 0 4 0
  const auto h = retrograd::hessian<user::slope>(Dual(2.0, 1.0), 3.0);
  std::printf("hessian %g %g %g %g %g %g\n", h(0, 0), h(0, 1), h(0, 2), h(1, 1), h(1, 2), h(2, 2));

  const Polynomial p(std::vector<double>{1.0, 2.0});
  const std::vector<double> w{3.0};
  // CHECK-NEXT: jvp 12 6
  const auto [at, at_dot] = retrograd::jvp<user::value>({p, w, 2.0}, {Polynomial({1.0, 0.0}), {0.0}, 0.0});
  std::printf("jvp %g %g\n", at, at_dot);
  // CHECK-NEXT: vjp 6 3
  const auto of_polynomial = retrograd::vjp<user::value>({p, w, 2.0}, 1.0);
  const Polynomial& p_bar = std::get<0>(of_polynomial.adjoints);
  std::printf("vjp %g %g\n", p_bar.c[0], p_bar.c[1]);
  // CHECK-NEXT: gradient 6 3 4 3
  const auto [by_p, by_w, by_x] = retrograd::gradient<user::value>(p, w, 2.0);
  std::printf("gradient %g %g %g %g\n", by_p.c[0], by_p.c[1], by_w[0], by_x);
  // CHECK-NEXT: hessian 0 0 2 3 1 1
  const auto of_value = retrograd::hessian<user::value>(p, w, 2.0);
  std::printf("hessian %g %g %g %g %g %g\n", of_value(0, 0), of_value(0, 1), of_value(0, 2), of_value(0, 3),
              of_value(1, 2), of_value(2, 3));

  // CHECK-NEXT: listed 12 8 4
  const auto [by_a, by_b] = retrograd::gradient<user::listed>(2.0, 3.0);
  std::printf("listed %g %g %g\n", by_a, by_b, retrograd::hessian<user::listed>(2.0, 3.0)(0, 1));
}

#if __has_include("all.ad.h")
#include "all.ad.h"
#endif
