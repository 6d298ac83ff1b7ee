// Adjoints and tangents of the wrong size (RETROGRAD_CHECKS), given to entry points and to the derivative itself.
// RUN: %clang_plugin -std=c++20 -DRETROGRAD_CHECKS=1 %s -o %t %runtime
// RUN: %t fine
// RUN: not --crash %t adjoint 2>&1 | FileCheck --check-prefix=ADJOINT %s
// RUN: not --crash %t add 2>&1 | FileCheck --check-prefix=ADD %s
// RUN: not --crash %t tangent 2>&1 | FileCheck --check-prefix=TANGENT %s
// RUN: not --crash %t vector 2>&1 | FileCheck --check-prefix=VECTOR %s
// RUN: not --crash %t rows 2>&1 | FileCheck --check-prefix=ROWS %s
// RUN: not --crash %t span 2>&1 | FileCheck --check-prefix=SPAN %s
#include <retrograd/autodiff.h>
#include <retrograd/loss.h>
#include <retrograd/ops.h>

#include <cstring>
#include <span>
#include <vector>

using Vector = retrograd::Tensor<float, retrograd::dyn>;

// ADJOINT: guards_shapes.cpp:[[#@LINE+3]]: the adjoint or tangent of 'w' is not of the size of 'w'; make it with retrograd::zero_like
// ADD: retrograd: the adjoint or tangent given for argument 0 (counted from 0) is not of the argument's size.
// TANGENT: retrograd: the adjoint or tangent given for argument 0
[[autodiff]] Vector f(const Vector& w) { return retrograd::relu(w); }
[[autodiff]] float g(const Vector& w) { return retrograd::mse(retrograd::relu(w), w); }

// VECTOR: guards_shapes.cpp:[[#@LINE+1]]: the adjoint or tangent of 'x' is not of the size of 'x'
[[autodiff]] double sum(const std::vector<double>& x) { return x[0] * x[1]; }
// ROWS: guards_shapes.cpp:[[#@LINE+1]]: the adjoint or tangent of 'm' is not of the size of 'm'
[[autodiff]] double corner(const std::vector<std::vector<double>>& m) { return m[0][0] * m[0][1]; }
// SPAN: guards_shapes.cpp:[[#@LINE+1]]: the adjoint or tangent of 's' is not of the size of 's'
[[autodiff]] double product(std::span<const double> s) { return s[0] * s[1]; }
// What the callee lengthens: as long as it was, or as it is.
[[autodiff]] void pushed(std::vector<double>& y) { y.push_back(y[0] * y[0]); }

int main(int, char** words) {
  const auto asked = [&](const char* name) { return std::strcmp(words[1], name) == 0; };
  const Vector w{1, 2, 3}, small{1, 2};
  Vector bar = asked("fine") ? Vector{0, 0, 0} : Vector{0, 0};
  if (asked("fine") || asked("adjoint")) f_adjoint(w, bar, Vector{1, 1, 1});
  if (asked("fine") || asked("add")) retrograd::add_gradient<g>({w}, {bar}, 1.0f);
  if (asked("fine")) retrograd::jvp<f>({w}, {w});
  const std::vector<double> x{1, 2}, one{1};
  std::vector<double> x_bar(asked("vector") ? 1 : 2), s_bar(asked("span") ? 1 : 2), y{3}, y_bar{0, 1};
  std::vector<std::vector<double>> m{{1, 2}}, m_bar{std::vector<double>(asked("rows") ? 1 : 2)};
  if (asked("fine") || asked("vector")) sum_adjoint(x, x_bar, 1);
  if (asked("fine") || asked("rows")) corner_adjoint(m, m_bar, 1);
  if (asked("fine") || asked("span")) product_adjoint(x, s_bar, 1);
  if (asked("fine")) pushed_adjoint(y, y_bar);
  if (asked("tangent")) retrograd::jvp<f>({w}, {small});
}
