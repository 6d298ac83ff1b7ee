// A function that may run off its end: Clang warns, nothing breaks, and where it returns its derivative is right.
// RUN: %clang_plugin -std=c++20 %s -o %t 2>&1 | FileCheck %s --check-prefix=WARNING
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

// WARNING: non-void function does not return a value in all control paths
// WARNING-NOT: internal error
[[autodiff]] double positive(double x) {
  if (x > 0) return x * x;
}

// CHECK: 6
int main() { std::printf("%g\n", retrograd::gradient<positive>(3.0)); }
