// What is read from a stream is data, read once, in the forward sweep; how a stream prints is text of the forward sweep.
// RUN: rm -rf %t && mkdir %t && cp %s %t/all.cpp
// RUN: %retrograd %t/all.cpp -o %t/all.ad.h -- -std=c++17
// RUN: %cxx -DOTHER -c %s -o %t/other.o
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s %t/other.o -o %t/plugin && %t/plugin | FileCheck %s
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror %t/all.cpp %t/other.o -o %t/gcc && %t/gcc | FileCheck %s
#ifdef OTHER
#include <cstdio>
int& note(int code) {
  static int noted = 0;
  std::printf("noted %d\n", noted = code);
  return noted;
}
#else
#include <retrograd/autodiff.h>

#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>

[[autodiff]] double weighted(double x, std::istream& numbers, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    int k = 0, power = 0;
    numbers >> k >> power;
    sum += k * std::pow(x, power) * sum + k;
  }
  return sum;
}

[[autodiff]] double from_input(double x) {
  int k;
  std::cin >> k;
  return x * k;
}

int read() {
  int k;
  std::cin >> k;
  return k;
}
[[autodiff]] double from_helper(double x) { return x * read(); }

[[autodiff]] double shown(double x, std::ostream& out) {
  out.precision(3);
  out.setf(std::ios::fixed);
  out << x << ' ' << std::setprecision(1) << std::setw(5) << x;
  out.put('\n');
  std::cout.flush();
  return x * x;
}

int& note(int code);
[[autodiff]] double noted(double x) {
  note(9);
  return x * x;
}

#if __has_include("all.ad.h")
#include "all.ad.h"
#endif

int main() {
  // 2 x + 3 + 3 x^2 (2 x + 3) + 3 at 2
  std::istringstream numbers("1 0 2 1 3 2");
  // CHECK: 94, by x 110 110
  std::printf("%g, by x", weighted(2.0, numbers, 3));
  std::istringstream again("1 0 2 1 3 2"), once_more("1 0 2 1 3 2");
  double x_bar = 0;
  weighted_adjoint(2.0, x_bar, again, 3, 1.0);
  std::printf(" %g", x_bar);
  double sum_dot = 0;
  weighted_tangent(2.0, 1.0, once_more, 3, sum_dot);
  std::printf(" %g\n", sum_dot);
  std::fflush(stdout);

  std::istringstream input("5 7");
  std::streambuf* before = std::cin.rdbuf(input.rdbuf());
  // CHECK-NEXT: read 5 7
  std::printf("read %g", retrograd::gradient<from_input>(2.0));
  std::printf(" %g\n", retrograd::gradient<from_helper>(2.0));
  std::cin.rdbuf(before);

  std::ostringstream out;
  double shown_bar = 0;
  shown_adjoint(2.0, shown_bar, out, 1.0);
  // CHECK-NEXT: 2.000 2.0
  // CHECK-NEXT: by x 4
  std::printf("%sby x %g\n", out.str().c_str(), shown_bar);
  // CHECK-NEXT: noted 9
  // CHECK-NEXT: 6
  std::printf("%g\n", retrograd::gradient<noted>(3.0));
}

#endif
