// jacobian<f>: in/out vectors whose size changes, by rows; passive members of records, by rows and by columns.
// RUN: %clang_plugin -std=c++17 -O1 -Wall -Wextra -Werror %s -o %t && %t | FileCheck %s
// RUN: %clang_plugin -std=c++20 -O0 -fsanitize=address,undefined %s -o %t && %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>
#include <vector>

[[autodiff]] void grow(std::vector<double>& v, double x) { v.push_back(x * x); }
[[autodiff("rows=2")]] void grow_rows(std::vector<double>& v, double x) { v.push_back(x * x); }
[[autodiff]] void shrink(std::vector<double>& v, std::vector<double>& w, double x) {
  v.pop_back();
  w[0] *= x;
  v[0] *= x;
}

struct Sample {
  double value = 1;
  [[autodiff::passive]] double weight = 5;
  int count = 7;
};
struct Marked {
  Sample sample;
  [[autodiff::passive]] double marks[2] = {3, 4};
};
[[autodiff]] Sample made(double x) {
  Sample s;
  s.value = x * x;
  s.weight = 3;
  return s;
}
[[autodiff]] Sample braced(double x) { return Sample{x * x, 2, 3}; }
[[autodiff]] Sample chosen(double x) {
  if (x > 3) {
    Sample constant;
    return constant;
  }
  return braced(x);
}
[[autodiff]] Sample copied(const Sample& s, double x) {
  Sample t = s;
  t.value *= x;
  return t;
}
[[autodiff]] void in_place(Sample& s, double x, double y) { s.value *= x * y; }
[[autodiff]] Marked nested(double x) {
  Marked m;
  m.sample.value = x;
  return m;
}

template <class Matrix> static void print(const char* name, const Matrix& matrix) {
  std::printf("%s:", name);
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    for (std::size_t j = 0; j < matrix.columns(); ++j) std::printf(" %g", static_cast<double>(matrix(i, j)));
    std::printf(";");
  }
  std::printf("\n");
}

// What locals of the derivatives that are not set would hold.
[[gnu::noinline]] static void use_stack() {
  volatile double numbers[512];
  for (volatile double& number : numbers) number = 42.5;
}

int main() {
  std::vector<double> u{1}, v{1}, s{1, 2}, w{5};
  // CHECK: grow: 1 0; 0 6;
  print("grow", retrograd::jacobian<grow>(u, 3.0));
  // CHECK: grow rows: 1 0; 0 6;
  print("grow rows", retrograd::jacobian<grow_rows>(v, 3.0));
  // CHECK: shrink: 3 0 0 1; 0 0 3 5;
  print("shrink", retrograd::jacobian<shrink>(s, w, 3.0));

  use_stack();
  // CHECK: made: 4; 0;
  print("made", retrograd::jacobian<made>(2.0));
  use_stack();
  // CHECK: braced: 4; 0;
  print("braced", retrograd::jacobian<braced>(2.0));
  use_stack();
  // CHECK: chosen: 0; 0;
  print("chosen", retrograd::jacobian<chosen>(4.0));
  // CHECK: copied: 2 0 1; 0 0 0;
  print("copied", retrograd::jacobian<copied>(Sample(), 2.0));
  Sample sample;
  // CHECK: in place: 6 0 3 2; 0 0 0 0;
  print("in place", retrograd::jacobian<in_place>(sample, 2.0, 3.0));
  use_stack();
  // CHECK: nested: 1; 0; 0; 0;
  print("nested", retrograd::jacobian<nested>(2.0));

  use_stack();
  const auto [value, dot] = retrograd::jvp<made>({2.0}, {1.0});
  // CHECK: tangent 4 0 of 4 3
  std::printf("tangent %g %g of %g %g\n", dot.value, dot.weight, value.value, value.weight);
  use_stack();
  const auto none = retrograd::jvp<chosen>({4.0}, {1.0}).tangent;
  // CHECK: none 0 0
  std::printf("none %g %g\n", none.value, none.weight);
  use_stack();
  const auto inner = retrograd::jvp<nested>({2.0}, {1.0}).tangent;
  // CHECK: inner 1 0 0 0
  std::printf("inner %g %g %g %g\n", inner.sample.value, inner.sample.weight, inner.marks[0], inner.marks[1]);
}
