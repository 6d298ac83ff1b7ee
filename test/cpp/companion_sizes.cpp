// Tangents and adjoints that entry points get, of another size than their argument: the program ends with one line.
// RUN: %clang_plugin -std=c++20 %s -o %t %runtime
// RUN: %t fine
// RUN: not --crash %t vector 2>&1 | FileCheck --check-prefix=SECOND %s
// RUN: not --crash %t rows 2>&1 | FileCheck --check-prefix=FIRST %s
// RUN: not --crash %t span 2>&1 | FileCheck --check-prefix=FIRST %s
// RUN: not --crash %t tensor 2>&1 | FileCheck --check-prefix=FIRST %s
// RUN: not --crash %t empty 2>&1 | FileCheck --check-prefix=FIRST %s
// RUN: not --crash %t hvp 2>&1 | FileCheck --check-prefix=SECOND %s
// RUN: not --crash %t add 2>&1 | FileCheck --check-prefix=SECOND %s
// RUN: not --crash %t add_span 2>&1 | FileCheck --check-prefix=FIRST %s
// RUN: not --crash %t seed 2>&1 | FileCheck --check-prefix=SEED %s
// RUN: not --crash %t written 2>&1 | FileCheck --check-prefix=WRITTEN %s
// SEED: retrograd: the seed given for the result is not of its size. Make it with retrograd::zero_like.
// WRITTEN: retrograd: the seed given for what argument 1 (counted from 0) holds afterwards is not of its size.
// FIRST: retrograd: the adjoint or tangent given for argument 0 (counted from 0) is not of the argument's size. Make it with retrograd::zero_like.
// SECOND: retrograd: the adjoint or tangent given for argument 1 (counted from 0) is not of the argument's size. Make it with retrograd::zero_like.
#include <retrograd/autodiff.h>
#include <retrograd/loss.h>
#include <retrograd/ops.h>

#include <cstring>
#include <span>
#include <vector>

using Vector = std::vector<double>;
using Row = retrograd::Tensor<float, retrograd::dyn>;

[[autodiff]] double dot(double scale, const Vector& x) { return scale * (x[0] * x[1] + x[2]); }
[[autodiff]] double corner(const std::vector<Vector>& m) { return m[0][0] * m[1][1]; }
[[autodiff]] double product(std::span<const double> s) { return s[0] * s[1]; }
[[autodiff]] float size(const Row& w) { return retrograd::mse(retrograd::relu(w), w); }
[[autodiff]] Vector scaled(const Vector& x, double by) {
  Vector y = x;
  for (double& one : y) one *= by;
  return y;
}
[[autodiff]] double grown(double by, Vector& x) {
  x.push_back(by * x[0]);
  return by * x[1];
}

int main(int, char** words) {
  const auto asked = [&](const char* name) { return std::strcmp(words[1], name) == 0; };
  const bool all = asked("fine");
  const Vector x{1, 2, 3}, two{1, 2};
  const std::vector<Vector> m{{1, 2}, {3, 4}}, ragged{{1, 2}, {3}};
  const Row w{1, 2, 3}, small{1, 2};
  if (all || asked("vector")) retrograd::jvp<dot>({2.0, x}, {1.0, all ? x : two});
  if (all || asked("rows")) retrograd::jvp<corner>({m}, {all ? m : ragged});
  if (all || asked("span")) retrograd::jvp<product>({x}, {all ? x : Vector{1}});
  if (all || asked("tensor")) retrograd::jvp<size>({w}, {all ? w : small});
  if (all || asked("empty")) retrograd::jvp<size>({w}, {all ? w : Row()});
  if (all || asked("hvp")) retrograd::hvp<dot>({2.0, x}, {1.0, all ? x : two});
  double scale_bar = 0;
  Vector x_bar(all ? 3 : 2);
  if (all || asked("add")) retrograd::add_gradient<dot>({2.0, x}, {scale_bar, x_bar});
  retrograd::Elements<double> s_bar(all ? 3 : 2);
  if (all || asked("add_span")) retrograd::add_gradient<product>({x}, {s_bar});
  if (all || asked("seed")) retrograd::vjp<scaled>({two, 2.0}, all ? two : x);
  Vector y = two;
  if (all || asked("written")) retrograd::vjp<grown>({2.0, y}, {1.0, all ? x : Vector{1, 2, 3, 4}});
  Row none;  // takes the shape
  if (all) retrograd::add_gradient<size>({w}, {none}, 1.0f);
  return all && none.size() != 3;
}
