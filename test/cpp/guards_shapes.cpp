// Adjoints and tangents of the wrong size (RETROGRAD_CHECKS), given to entry points and to the derivative itself.
// RUN: %clang_plugin -std=c++20 -DRETROGRAD_CHECKS=1 %s -o %t %runtime
// RUN: %t fine
// RUN: not --crash %t adjoint 2>&1 | FileCheck --check-prefix=ADJOINT %s
// RUN: not --crash %t add 2>&1 | FileCheck --check-prefix=ADD %s
// RUN: not --crash %t tangent 2>&1 | FileCheck --check-prefix=TANGENT %s
#include <retrograd/autodiff.h>
#include <retrograd/loss.h>
#include <retrograd/ops.h>

#include <cstring>

using Vector = retrograd::Tensor<float, retrograd::dyn>;

// ADJOINT: guards_shapes.cpp:[[#@LINE+3]]: the adjoint or tangent of 'w' is not of the size of 'w'; make it with retrograd::zero_like
// ADD: retrograd: the adjoint or tangent given for argument 0 (counted from 0) is not of the argument's size.
// TANGENT: retrograd: the adjoint or tangent given for argument 0
[[autodiff]] Vector f(const Vector& w) { return retrograd::relu(w); }
[[autodiff]] float g(const Vector& w) { return retrograd::mse(retrograd::relu(w), w); }

int main(int, char** words) {
  const auto asked = [&](const char* name) { return std::strcmp(words[1], name) == 0; };
  const Vector w{1, 2, 3}, small{1, 2};
  Vector bar = asked("fine") ? Vector{0, 0, 0} : Vector{0, 0};
  if (asked("fine") || asked("adjoint")) f_adjoint(w, bar, Vector{1, 1, 1});
  if (asked("fine") || asked("add")) retrograd::add_gradient<g>({w}, {bar}, 1.0f);
  if (asked("fine")) retrograd::jvp<f>({w}, {w});
  if (asked("tangent")) retrograd::jvp<f>({w}, {small});
}
