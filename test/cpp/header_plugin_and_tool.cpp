// The same entry points through the plugin, and through the tool's header under g++ and clang without it: the same
// numbers, no warnings.
// RUN: rm -rf %t && mkdir %t && cp %s %t/all.cpp
// RUN: %retrograd %t/all.cpp -o %t/all.ad.h -- -std=c++17 -I%include
// RUN: %clang_plugin -std=c++17 -Wall -Wextra -Werror %s -o %t/plugin && %t/plugin | FileCheck %s
// RUN: %cxx -std=c++17 -Wall -Wextra -Wshadow -Werror %t/all.cpp -o %t/gcc && %t/gcc | FileCheck %s
// RUN: %cxx -std=c++20 -O2 -Wall -Wextra -Werror %t/all.cpp -o %t/gcc && %t/gcc | FileCheck %s
// RUN: %clang -std=c++17 -O2 -Wall -Wextra -Werror %t/all.cpp -o %t/clang && %t/clang | FileCheck %s
// CHECK: 0.909297 -0.416147
// CHECK-NEXT: 0 -0.416147 -0.416147 -0.909297
// CHECK-NEXT: 0.5
// CHECK-NEXT: 8 6 0 12
// CHECK-NEXT: 12
// CHECK-NEXT: 5 3
// CHECK-NEXT: 4.55561 4.55561
// CHECK-NEXT: 1x2 3 2
// CHECK-NEXT: 12
#include <retrograd/autodiff.h>
#include <cmath>
#include <cstdio>
namespace ns {
struct P {
  double x = 3, y = 4;
  int id = 2;
};
namespace {
struct Q {
  double u;
};
[[autodiff]] double anon(const Q& q, double k) { return q.u * q.u * k; }
}  // namespace
[[autodiff]] double f(double x, double y) { return x * std::sin(y); }
[[autodiff]] float f(float x) { return std::exp(x) * 0.5f; }
[[autodiff]] double rec(const P& p, double s) { return p.x * p.y * s; }
}  // namespace ns
[[autodiff]] double dot(const double (&a)[3], const double (&b)[3]) {
  double s = 0;
  for (int i = 0; i < 3; ++i) s += a[i] * b[i];
  return s;
}
static double g(double x) { return std::log(x) * x; }
[[autodiff]] static double chain(double x, int n) {
  double t = x;
  for (int i = 0; i < n; ++i) {
    t = std::sin(t) + g(t + 2);
    if (t > 3) break;
  }
  return t;
}
[[autodiff]] void scale(double& a, double k) { a *= k; }
template <class T> [[autodiff]] T cube(T x) { return x * x * x; }
int main() {
  auto [dx, dy] = retrograd::gradient<static_cast<double (*)(double, double)>(ns::f)>(1.0, 2.0);
  std::printf("%g %g\n", dx, dy);
  auto h = retrograd::hessian<static_cast<double (*)(double, double)>(ns::f)>(1.0, 2.0);
  std::printf("%g %g %g %g\n", h(0, 0), h(0, 1), h(1, 0), h(1, 1));
  std::printf("%g\n", retrograd::gradient<static_cast<float (*)(float)>(ns::f)>(0.0f));
  ns::P p;
  auto [pb, sb] = retrograd::gradient<ns::rec>(p, 2.0);
  std::printf("%g %g %d %g\n", pb.x, pb.y, pb.id, sb);
  ns::Q q{3};
  std::printf("%g\n", retrograd::gradient<ns::anon, retrograd::wrt<0>>(q, 2.0).u);
  double a[3] = {1, 2, 3}, b[3] = {4, 5, 6};
  auto [ab, bb] = retrograd::gradient<dot>(a, b);
  std::printf("%g %g\n", ab[1], bb[2]);
  std::printf("%g %g\n", retrograd::gradient<chain>(0.5, 3), retrograd::jvp<chain>({0.5, 3}, {1.0}).tangent);
  double z = 2;
  auto j = retrograd::jacobian<scale>(z, 3.0);
  std::printf("%zux%zu %g %g\n", j.rows(), j.columns(), j(0, 0), j(0, 1));
  std::printf("%g\n", retrograd::gradient<cube<double>>(2.0));
}

#if __has_include("all.ad.h")
#include "all.ad.h"
#endif
