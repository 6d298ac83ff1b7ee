// Macros of the user's that are called as we would call our variables.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
// RUN: %retrograd %s -o %t.ad.h -- -std=c++20
// RUN: FileCheck --check-prefix=TEXT --input-file=%t.ad.h %s
// RUN: %cxx -std=c++20 -Wall -Wextra %s "-DGENERATED=\"%t.ad.h\"" -o %t.gcc
// RUN: %t.gcc | FileCheck %s
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

#define tape 1
#define seed 5
#define s_bar 6
#define s_saved 7
#define result 4
#define partial(x) (2 * (x))

[[autodiff]] double chain(double x, const double* w, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s = std::sin(s * x + w[i]) * s + x;
  return s * s;
}
// TEXT-LABEL: double chain_adjoint(
// TEXT:         retrograd::Tape tape_2;
// TEXT-NOT:     {{[^_a-z](seed|s_bar|s_saved|result) }}

#ifdef GENERATED
#include GENERATED
#endif

int main() {
  const double w[] = {0.5, -0.25, 1.5};
  const double g = retrograd::gradient<chain, retrograd::wrt<0>>(0.3, w, 3);
  const double x = 0.3, h = 1e-6;
  std::printf("%d\n", std::abs(g - (chain(x + h, w, 3) - chain(x - h, w, 3)) / (2 * h)) < 1e-6);
  // CHECK: 1
}
