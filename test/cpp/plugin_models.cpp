// [[autodiff]] on a struct lists its members, before templates that go through them are instantiated.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

namespace shop {
struct [[autodiff]] Line {
  double slope, offset;
  int uses = 7;
};

[[autodiff]] double at(const Line& line, double x) { return line.slope * x + line.offset; }
}  // namespace shop

template <class Model> double count() {
  double n = 0;
  Model model{};
  retrograd::visit(model, [&](const char* name, auto&) { std::printf("%s ", name), ++n; });
  return n;
}

int main() {
  std::printf("%g\n", count<shop::Line>());
  // CHECK: slope offset uses 3
  shop::Line line = {2, 1}, zero = retrograd::zero_like(line);
  std::printf("%g %g\n", zero.slope, zero.offset);
  // CHECK: 0 0
  auto [bar, x_bar] = retrograd::gradient<shop::at>(line, 5.0);
  std::printf("%g %g %g\n", bar.slope, bar.offset, x_bar);
  // CHECK: 5 1 2
}
