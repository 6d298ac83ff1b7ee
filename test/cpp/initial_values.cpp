// A gain starts as its struct declares it, in init and whenever fit starts anew; and its gradient starts from zero.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
#include <retrograd/norms.h>
#include <retrograd/train.h>

#include <cstdio>

using namespace retrograd;

struct [[autodiff]] Layer {
  Tensor<float, 4, 4> w;
  Tensor<float, 4> gain = Tensor<float, 4>::filled(1), shift;
};
struct [[autodiff]] Net {
  Layer layers[2];
  Tensor<float, 4> gain = Tensor<float, 4>::filled(1), shift;
};
using Rows = Tensor<float, dyn, 4>;

[[autodiff]] Rows layer(const Layer& m, const Rows& x) { return tanh(matmul(layer_norm(x, m.gain, m.shift), m.w)); }
[[autodiff]] float loss(const Net& m, [[autodiff::passive]] const Rows& x, [[autodiff::passive]] const Rows& target) {
  Rows y = x;
  for (int i = 0; i < 2; ++i) y = layer(m.layers[i], y);
  return mse(layer_norm(y, m.gain, m.shift), target);
}

void print(const char* name, const Net& net) {
  std::printf("%s: %.3f %.3f %.3f, %.3f\n", name, net.layers[0].gain(0), net.layers[1].gain(3), net.gain(1),
              net.shift(1));
}

int main() {
  Random random(1);
  Dataset<Rows, Rows> data{Rows::zeros(8), Rows::zeros(8)};
  for (float& v : data.inputs) v = static_cast<float>(random.normal());
  for (float& v : data.targets) v = static_cast<float>(random.normal());
  auto net = init<Net>({.seed = 1});
  print("init", net);  // CHECK: init: 1.000 1.000 1.000, 0.000

  Net gradient = zero_like(net);
  loss_adjoint(net, gradient, data.inputs, data.targets, 1.0f);
  Net moved = net;
  moved.layers[0].gain(0) += 1e-2f;
  const float above = loss(moved, data.inputs, data.targets);
  moved.layers[0].gain(0) -= 2e-2f;
  const float difference = (above - loss(moved, data.inputs, data.targets)) / 2e-2f;
  std::printf("gradient as the difference: %s\n",
              std::abs(difference - gradient.layers[0].gain(0)) < 1e-3f && difference != 0 ? "yes" : "no");
  // CHECK: gradient as the difference: yes

  // So large a step diverges, or is worse; the second training begins with gains of 1, too.
  std::fill(net.gain.begin(), net.gain.end(), 50.0f);
  fit<loss>(net, data,
            {.epochs = 1,
             .optimizer = Sgd{.learning_rate = 1e-6},
             .restarts = 1,
             .init = {.seed = 1},
             .progress = Progress::Silent});
  print("anew", net);  // CHECK: anew: 1.000 1.000 1.000, {{-?}}0.000
}
