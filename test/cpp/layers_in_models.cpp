// Layers in annotated functions: a small convolutional network, a transformer's block, an LSTM over time, dropout in
// fit.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
#include <retrograd/check.h>
#include <retrograd/layers.h>
#include <retrograd/loss.h>
#include <retrograd/train.h>

#include <cstdio>

using namespace retrograd;

struct [[autodiff]] Cnn {
  Tensor<double, 3, 3, 1, 2> filters;
  Tensor<double, 2> bias;
  Tensor<double, 8, 3> w;
  Tensor<double, 3> b;
};
using Pictures = Tensor<double, dyn, 5, 5, 1>;

[[autodiff]] double cnn(const Cnn& m, [[autodiff::passive]] const Pictures& x, [[autodiff::passive]] const Labels& y) {
  auto seen = tanh(conv2d(x, m.filters, m.bias, 1, 1));
  auto pooled = average_pool2d(max_pool2d(seen, 2, 1), 2);
  return softmax_cross_entropy(linear(flatten(pooled), m.w, m.b), y);
}

struct [[autodiff]] Block {
  Tensor<double, 5, 4> table;
  Tensor<double, 4> gain, shift;
  Tensor<double, 4, 4> q, k, v, out;
};

[[autodiff]] double transformer(const Block& m, [[autodiff::passive]] const Labels& text,
                                [[autodiff::passive]] const Labels& next) {
  auto x = embedding(m.table, text);
  auto n = layer_norm(x, m.gain, m.shift);
  auto seen = attention(matmul(n, m.q), matmul(n, m.k), matmul(n, m.v), 3, 2, true);
  auto y = add(x, matmul(gelu_tanh(seen), m.out));
  return softmax_cross_entropy(y, next);
}

struct [[autodiff]] Lstm {
  Tensor<double, 2, 12> wx;
  Tensor<double, 3, 12> wh;
  Tensor<double, 12> b;
};
using Step = Tensor<double, dyn, 2>;
using State = Tensor<double, dyn, 3>;

[[autodiff]] double lstm(const Lstm& m, [[autodiff::passive]] const Step& x, const State& start,
                         [[autodiff::passive]] const State& target) {
  auto gates = add(linear(x, m.wx, m.b), matmul(start, m.wh));
  auto c = lstm_state(gates, start);
  auto h = lstm_output(gates, c);
  auto gates2 = add(linear(x, m.wx, m.b), matmul(h, m.wh));
  auto c2 = lstm_state(gates2, c);
  return mse(lstm_output(gates2, c2), target);
}

// The same in a loop over time: what each step needs again is kept in a record of its own.
using Two = Tensor<double, 2, 3>;
[[autodiff]] double lstm_over_time(const Lstm& m, [[autodiff::passive]] const Step& x, const Two& start,
                                   [[autodiff::passive]] const Two& target) {
  auto inputs = linear(x, m.wx, m.b);
  Two h = start, c = start;
  for (long t = 0; t < 3; ++t) {
    auto gates = add(rows<2>(inputs, 2 * t), matmul(h, m.wh));
    c = lstm_state(gates, c);
    h = lstm_output(gates, c);
  }
  return mse(h, target);
}

struct [[autodiff]] Net {
  Tensor<double, 2, 8> w1;
  Tensor<double, 8> b1;
  Tensor<double, 8, 2> w2;
  Tensor<double, 2> b2;
};

[[autodiff]] double noisy(const Net& m, [[autodiff::passive]] const Step& x, [[autodiff::passive]] const Labels& y,
                          Noise noise) {
  auto hidden = dropout(tanh(linear(x, m.w1, m.b1)), 0.5, noise);
  return softmax_cross_entropy(linear(hidden, m.w2, m.b2), y);
}

template <class Net> void check(const char* name, const GradientCheck& report, const Net&) {
  std::printf("%s: %s\n", name, report ? "right" : report.text().c_str());
}

template <class X> X random_values(X x, std::uint64_t seed) {
  Random random(seed);
  for (auto& v : x) v = random.uniform(-1, 1);
  return x;
}

int main() {
  // CHECK: cnn: right
  const auto net = init<Cnn>({.seed = 1});
  check("cnn", check_derivatives<cnn, wrt<0>>(net, random_values(Pictures::zeros(2), 1), Labels{2, 0}), net);
  // CHECK: transformer: right
  auto block = init<Block>({.seed = 2});
  block.gain = {1, 0.5, 2, 1};
  check("transformer",
        check_derivatives<transformer, wrt<0>>(block, Labels{1, 4, 0, 2, 2, 3}, Labels{3, 0, 1, 2, 3, 0}), block);
  // CHECK: lstm: right
  const auto cell = init<Lstm>({.seed = 3});
  check("lstm",
        check_derivatives<lstm, wrt<0, 2>>(cell, random_values(Step::zeros(2), 4), random_values(State::zeros(2), 5),
                                           random_values(State::zeros(2), 6)),
        cell);
  // CHECK: lstm over time: right
  check("lstm over time",
        check_derivatives<lstm_over_time, wrt<0, 2>>(cell, random_values(Step::zeros(6), 7), random_values(Two(), 8),
                                                     random_values(Two(), 9)),
        cell);
  // CHECK: dropout: right
  auto model = init<Net>({.seed = 3});
  Dataset<Step, Labels> data{random_values(Step::zeros(40), 4), Labels::uninitialized(40)};
  for (long i = 0; i < 40; ++i) data.targets[i] = data.inputs(i, 0) > data.inputs(i, 1);
  check("dropout", check_derivatives<noisy, wrt<0>>(model, data.inputs, data.targets, Noise{3, true}), model);
  // CHECK: the same twice, another with another seed: yes yes
  auto again = model, third = model;
  const FitOptions options{.epochs = 3, .progress = Progress::Silent};
  fit<noisy>(model, data, options);
  fit<noisy>(again, data, options);
  FitOptions other = options;
  other.seed = 1;
  fit<noisy>(third, data, other);
  std::printf("the same twice, another with another seed: %s %s\n", model.w1 == again.w1 ? "yes" : "no",
              model.w1 == third.w1 ? "no" : "yes");
}
