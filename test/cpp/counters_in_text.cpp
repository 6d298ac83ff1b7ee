// What is kept as text sees a counter with its own type, also where the loop counts in the type that it compares.
// RUN: %retrograd %s --emit=adjoint -- -std=c++20 -w | FileCheck %s
// RUN: %clang_plugin -std=c++20 -w %s -o %t && %t | FileCheck %s --check-prefix=OUT
#include <retrograd/autodiff.h>

#include <cassert>
#include <cstdio>
#include <iostream>
#include <vector>

// CHECK-LABEL: {{^}}inline double prints_adjoint(
// CHECK:         printf("%d\n", static_cast<int>(i) - 1);
// CHECK:         assert(static_cast<int>(i) - 1 < 5);
[[autodiff]] double prints(const std::vector<double>& x) {
  double s = 0;
  for (int i = 0; i < x.size(); ++i) {
    std::printf("%d\n", i - 1);
    assert(i - 1 < 5);
    std::cout << i - 1 << '\n' << std::flush;
    if (x[i] > 5) throw i;
    s += x[i] * x[i] * s + x[i];
  }
  return s;
}

int main() {
  std::setbuf(stdout, nullptr);
  const std::vector<double> x{1, 7};
  std::vector<double> x_bar(2);
  // OUT: {{^}}-1{{$}}
  // OUT: {{^}}-1{{$}}
  // OUT: {{^}}0{{$}}
  // OUT: {{^}}0{{$}}
  // OUT: an int: 1
  try {
    prints_adjoint(x, x_bar, 1.0);
  } catch (int i) {
    std::printf("an int: %d\n", i);
  }
}
