// What an assignment gives is the place that was assigned, also where the subscript has changed with it: w[int(w[0])].
// (Not in the corpus: g++ 12 finds the place again.)
// RUN: %clang_plugin -std=c++20 -w %s -o %t %runtime && %t | FileCheck %s
#include <retrograd/check.h>

#include <cstdio>

[[autodiff]] double chain(double (&w)[3], double x) {
  w[0] = 0.5 + w[0] / 4;
  (w[static_cast<int>(w[0])] = 1.5 + x / 4) *= 2;
  (w[static_cast<int>(w[0]) - 3] += 2 + x / 4) *= x;
  return w[0] + w[1] * w[2];
}

int main() {
  double w[3] = {0.2, 1.5, 0.7};
  // CHECK: 5.53
  std::printf("%.2f\n", chain(w, 0.8));
  double again[3] = {0.2, 1.5, 0.7};
  // CHECK: 4 numbers checked, 0 wrong, 0 unsure
  std::printf("%s", retrograd::check_gradient<chain>(again, 0.8).text().c_str());
}
