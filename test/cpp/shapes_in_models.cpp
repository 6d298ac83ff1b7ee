// Broadcasting, slices, reshape, transpose, concatenate and sums in annotated functions.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
// RUN: %retrograd %s --emit=adjoint -- -std=c++20 -w -I%include | FileCheck %s --check-prefix=TEXT
#include <retrograd/check.h>
#include <retrograd/loss.h>
#include <retrograd/model.h>
#include <retrograd/ops.h>
#include <retrograd/shaping.h>

#include <cstdio>

using namespace retrograd;

struct [[autodiff]] Net {
  Tensor<double, 4, 3> w;
  Tensor<double, 3> gain, shift;
  Tensor<double, dyn, 1> scales;  // a number for each row
  Tensor<double, 1> floor;
};
using Rows = Tensor<double, dyn, 4>;

// Rows made of mean 0, divided by numbers of their own, then scaled and shifted column by column.
// TEXT-LABEL: inline double standardised_adjoint(
// TEXT: multiply_adjoint(
// TEXT: divide_adjoint(
[[autodiff]] double standardised(const Net& m, [[autodiff::passive]] const Rows& x,
                                 [[autodiff::passive]] const Tensor<double, dyn, 3>& target) {
  auto h = matmul(x, m.w);
  auto centred = subtract(h, scale(sum(h, Axis<0>()), 0.2));
  auto y = add(multiply(divide(centred, add(m.scales, m.floor)), m.gain), m.shift);
  return mse(y, target);
}

// In a loop, over parts whose place the run computes.
[[autodiff]] double in_parts(const Net& m, [[autodiff::passive]] const Rows& x, long pairs) {
  auto h = matmul(x, m.w);
  double result = 0;
  for (long i = 0; i < pairs; ++i) {
    auto pair = rows<2>(h, i);
    auto beside = concatenate(pair, slice(x, Axis<0>(), i, 2), Axis<1>());
    auto turned = transpose(reshape<Tensor<double, dyn, 2>>(slice(beside, Axis<1>(), 1, Count<4>())));
    result += mse(turned, multiply(turned, m.floor)) + mse(pair, multiply(pair, m.gain));
  }
  return result;
}

template <class X> X random_values(X x, std::uint64_t seed) {
  Random random(seed);
  for (auto& v : x) v = random.uniform(0.5, 1.5);
  return x;
}

int main() {
  Net net;
  net.w = random_values(net.w, 1);
  net.gain = random_values(net.gain, 2), net.shift = random_values(net.shift, 3);
  net.scales = random_values(Tensor<double, dyn, 1>::zeros(5), 4), net.floor = {0.5};
  const Rows x = random_values(Rows::zeros(5), 5);
  const auto target = random_values(Tensor<double, dyn, 3>::zeros(5), 6);
  // CHECK: standardised: right
  const auto first = check_derivatives<standardised, wrt<0>>(net, x, target);
  std::printf("standardised: %s\n", first ? "right" : first.text().c_str());
  // CHECK: in parts: right
  const auto second = check_derivatives<in_parts, wrt<0>>(net, x, 4);
  std::printf("in parts: %s\n", second ? "right" : second.text().c_str());
}
