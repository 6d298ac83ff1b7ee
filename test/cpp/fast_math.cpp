// fast::exp and fast::tanh in annotated functions: derivatives by their rules; loops of them vectorise.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t
// RUN: %t | FileCheck %s
// RUN: %clang -std=c++20 -O3 -w -march=x86-64-v3 -Rpass=loop-vectorize -c %s -DLOOP -I%include -o %t.o 2>&1 | \
// RUN:   FileCheck %s --check-prefix=LOOP
#ifdef LOOP
#include <retrograd/fast_math.h>
// LOOP: vectorized loop (vectorization width: 8
void f(const float* x, float* y) {
  for (int i = 0; i < 1024; ++i) y[i] = retrograd::fast::tanh(x[i]);
}
#else
#include <retrograd/autodiff.h>
#include <retrograd/check.h>
#include <retrograd/fast_math.h>

#include <cstdio>

using namespace retrograd;

[[autodiff]] double layer(const double (&w)[8], double x) {
  double sum = 0;
  for (int j = 0; j < 8; ++j) sum += w[j] * fast::tanh(w[j] * x) + fast::exp(-w[j] * w[j]);
  return sum;
}

int main() {
  // CHECK: right
  const double w[8] = {-2, -1, -0.5, 0, 0.25, 0.75, 1.5, 3};
  const auto report = check_derivatives<layer>(w, 0.7);
  std::printf("%s\n", report ? "right" : report.text().c_str());
}
#endif
