// Shapes that are known when compiling and don't go together are compile errors in plain words, with both compilers and
// without the plugin.
// RUN: split-file %s %t
// RUN: not %clang -std=c++20 -fsyntax-only %t/linear.cpp 2>&1 | FileCheck --check-prefix=LINEAR %s
// RUN: not %cxx -std=c++20 -fsyntax-only %t/linear.cpp 2>&1 | FileCheck --check-prefix=LINEAR %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/bias.cpp 2>&1 | FileCheck --check-prefix=BIAS %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/matmul.cpp 2>&1 | FileCheck --check-prefix=MATMUL %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/mse.cpp 2>&1 | FileCheck --check-prefix=MSE %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/broadcast.cpp 2>&1 | FileCheck --check-prefix=BROADCAST %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/axis.cpp 2>&1 | FileCheck --check-prefix=AXIS %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/sizes.cpp 2>&1 | FileCheck --check-prefix=SIZES %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/dimension.cpp 2>&1 | FileCheck --check-prefix=DIMENSION %s
// RUN: not %clang -std=c++20 -fsyntax-only %t/element.cpp 2>&1 | FileCheck --check-prefix=ELEMENT %s
// RUN: %clang -std=c++20 -fsyntax-only %t/right.cpp
// RUN: %cxx -std=c++20 -fsyntax-only %t/right.cpp

//--- linear.cpp
#include <retrograd/ops.h>
using namespace retrograd;
auto f(const Tensor<float, dyn, 784>& x, const Tensor<float, 785, 10>& w, const Tensor<float, 10>& b) {
  return linear(x, w, b);
}
// LINEAR: linear: x must have as many columns as w has rows

//--- bias.cpp
#include <retrograd/ops.h>
using namespace retrograd;
auto f(const Tensor<float, dyn, 784>& x, const Tensor<float, 784, 10>& w, const Tensor<float, 11>& b) {
  return linear(x, w, b);
}
// BIAS: linear: b must have as many elements as w has columns

//--- matmul.cpp
#include <retrograd/ops.h>
using namespace retrograd;
auto f(const Tensor<float, 2, 3>& x, const Tensor<float, 2, 3>& w) { return matmul(x, w); }
// MATMUL: matmul: x must have as many columns as w has rows

//--- mse.cpp
#include <retrograd/loss.h>
using namespace retrograd;
auto f(const Tensor<float, dyn, 3>& a, const Tensor<float, dyn, 4>& b) { return mse(a, b); }
// MSE: prediction and target of a loss must have the same shape

//--- broadcast.cpp
#include <retrograd/ops.h>
using namespace retrograd;
auto f(const Tensor<float, dyn, 3>& a, const Tensor<float, 4>& b) { return add(a, b); }
// BROADCAST: the shapes don't go together: dimensions, from the last on, must be equal or 1

//--- axis.cpp
#include <retrograd/shaping.h>
using namespace retrograd;
auto f(const Tensor<float, dyn, 3>& a) { return sum(a, Axis<2>()); }
// AXIS: the tensor has no such axis: they count from 0

//--- sizes.cpp
#include <retrograd/tensor.h>
auto x = retrograd::Tensor<float, retrograd::dyn, 3>::zeros();
// SIZES: Tensor: give one size for each dyn dimension

//--- dimension.cpp
#include <retrograd/tensor.h>
retrograd::Tensor<float, 0> x;
// DIMENSION: Tensor: a dimension is a positive number or retrograd::dyn

//--- element.cpp
#include <retrograd/ops.h>
auto f(const retrograd::Tensor<long double, 3>& x) { return relu(x); }
// ELEMENT: tensor operations exist for float and double elements

//--- right.cpp
#include <retrograd/train.h>
using namespace retrograd;
Tensor<float, dyn, 10> f(const Tensor<float, dyn, dyn>& x, const Tensor<float, 784, dyn>& w, const Tensor<float, 10>& b) {
  return linear(x, w, b);
}
