// Not only from a file to an object: from a precompiled header, from standard input, from preprocessed text.
// RUN: rm -rf %t && mkdir %t
// RUN: %clang_plugin -std=c++20 -x c++-header %S/Inputs/precompiled.h -o %t/precompiled.pch
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -include-pch %t/precompiled.pch %s -o %t/program
// RUN: %t/program | FileCheck %s
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -I %S -x c++ - -o %t/program < %s
// RUN: %t/program | FileCheck %s
// RUN: cd %t && %clang_plugin -std=c++20 -Wall -Wextra -Werror -save-temps %s -o %t/program
// RUN: %t/program | FileCheck %s
// RUN: %clang_plugin -std=c++20 -O2 -g -fsanitize=undefined -fno-sanitize-recover=all %s -o %t/program
// RUN: %t/program | FileCheck %s
#include "Inputs/precompiled.h"

#include <cstdio>

[[autodiff]] double sum(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += weighted(x[i], 2);
  return s;
}

int main() {
  double bar = 0;
  weighted_adjoint(3, bar, 2, 1.0);
  Pair pair{1, 2};
  int members = 0;
  retrograd::visit(pair, [&](const char*, auto&) { ++members; });
  const double x[2] = {1, 2};
  double x_bar[2] = {0, 0};
  sum_adjoint(x, x_bar, 2, 1.0);
  std::printf("%g %d %g %g\n", bar, members, x_bar[0], x_bar[1]);
  // CHECK: 12 2 4 8
}
