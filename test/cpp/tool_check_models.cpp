// retrograd check makes up tensors, as long as asked for where their types leave it open, and labels, which are 0 or 1.
// RUN: %retrograd check %s --size wide.x=5 --size wide.y=5 --set few.y=0 -- -std=c++20 %runtime > %t.txt
// RUN: FileCheck %s < %t.txt
#include <retrograd/loss.h>
#include <retrograd/model.h>
#include <retrograd/noise.h>
#include <retrograd/ops.h>

using namespace retrograd;

struct [[autodiff]] Net {
  Tensor<double, 4, 2> w;
  Tensor<double, 2> b;
};
using Inputs = Tensor<double, dyn, 4>;

// CHECK: right: loss by net at 3 points
[[autodiff]] double loss(const Net& net, [[autodiff::passive]] const Inputs& x, [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(linear(x, net.w, net.b), y);
}
// CHECK: right: wide by net, x at 3 points
[[autodiff]] double wide(const Net& net, const Inputs& x, [[autodiff::passive]] const Tensor<double, 5, 2>& shift,
                         [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(add(tanh(linear(x, net.w, net.b)), shift), y);
}
// CHECK: right: few by scores at 3 points
[[autodiff]] double few(const Tensor<double, dyn, 1>& scores, [[autodiff::passive]] const Labels& y) {
  return nll(scores, y);
}
// CHECK: right: noisy by net at 3 points
[[autodiff]] double noisy(const Net& net, [[autodiff::passive]] const Inputs& x, [[autodiff::passive]] const Labels& y,
                          Noise noise) {
  return softmax_cross_entropy(linear(dropout(x, 0.5, noise), net.w, net.b), y);
}
// CHECK: 4 right, 0 wrong, 0 stopped, 0 skipped
