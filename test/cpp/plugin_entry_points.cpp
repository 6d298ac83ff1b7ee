// The plugin end to end: entry points find what the compiler wrote, in every way of asking.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
// RUN: %clang_plugin -std=c++17 -O2 -Wall -Wextra -Werror %s -o %t.17
// RUN: %t.17 | FileCheck %s
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

[[autodiff]] double f(double x, double y) { return x * std::sin(y); }

int main() {
  auto [dx, dy] = retrograd::gradient<f>(1.0, 2.0);
  std::printf("gradient %.4f %.4f\n", dx, dy);
  // CHECK: gradient 0.9093 -0.4161
  auto [value, grad] = retrograd::value_and_gradient<f>(3.0, 2.0);
  std::printf("value %.4f %.4f\n", value, std::get<1>(grad));
  // CHECK: value 2.7279 -1.2484
  std::printf("wrt %.4f\n", retrograd::gradient<f, retrograd::wrt<1>>(3.0, 2.0));
  // CHECK: wrt -1.2484
  auto [v, v_dot] = retrograd::jvp<f>({1.0, 2.0}, {0.0, 1.0});
  std::printf("jvp %.4f %.4f\n", v, v_dot);
  // CHECK: jvp 0.9093 -0.4161
  auto [w, bars] = retrograd::vjp<f>({1.0, 2.0}, 2.0);
  std::printf("vjp %.4f %.4f\n", w, std::get<0>(bars));
  // CHECK: vjp 0.9093 1.8186
  auto h = retrograd::hessian<f>(1.0, 2.0);
  std::printf("hessian %.4f %.4f %.4f\n", h(0, 0), h(0, 1), h(1, 1));
  // CHECK: hessian 0.0000 -0.4161 -0.9093
  auto product = retrograd::hvp<f>({1.0, 2.0}, {1.0, 0.0});
  std::printf("hvp %.4f\n", std::get<1>(product));
  // CHECK: hvp -0.4161
}
