// Instances of templates, and requests that are made inside templates.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

template <class T> T helper(T x) { return x * x * x; }

template <class T> [[autodiff]] T cube(T x) { return helper(x) + T(1); }

[[autodiff]] double square(double x) { return x * x; }

// Nobody but the instance of this template asks for square's Hessian.
template <auto* f, class T> T second(T x) { return retrograd::hessian<f>(x)(0, 0); }
template <auto* f> struct Solver {
  static double step(double x) { return x - retrograd::gradient<f>(x) / second<f>(x); }
};

int main() {
  std::printf("%g\n", retrograd::gradient<cube<double>>(2.0));
  // CHECK: 12
  std::printf("%g\n", retrograd::gradient<cube<float>>(3.0f));
  // CHECK: 27
  std::printf("%g\n", second<square>(5.0));
  // CHECK: 2
  std::printf("%g\n", Solver<square>::step(5.0));
  // CHECK: 0
}
