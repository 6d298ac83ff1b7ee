// Sequences: an LSTM, and a transformer of GPT-2's shape (Radford et al. 2019), both predicting the next character.
#include "tasks.h"

#include <retrograd/layers.h>
#include <retrograd/train.h>

using namespace retrograd;

namespace {

struct [[autodiff]] Lstm {
  Tensor<float, 128, 512> wx;
  Tensor<float, 128, 512> wh;
  Tensor<float, 512> b;
  Tensor<float, 128, 10> w;
  Tensor<float, 10> bias;
};
using Steps = Tensor<float, dyn, 128>;  // the sequences' first steps, their second ones, …
using State = Tensor<float, 16, 128>;

[[autodiff]] float lstm_loss(const Lstm& m, [[autodiff::passive]] const Steps& x,
                             [[autodiff::passive]] const State& zero, [[autodiff::passive]] const Labels& y) {
  auto inputs = linear(x, m.wx, m.b);
  State h = zero, c = zero;
  for (long t = 0; t < 64; ++t) {
    auto gates = add(rows<16>(inputs, t * 16), matmul(h, m.wh));
    c = lstm_state(gates, c);
    h = lstm_output(gates, c);
  }
  return softmax_cross_entropy(linear(h, m.w, m.bias), y);
}

constexpr long width = 128, heads = 4, length = 64, letters = 256;

using Vector = Tensor<float, width>;

struct [[autodiff]] Block {
  Vector gain1 = Vector::filled(1), shift1;
  Tensor<float, width, width> query, key, value;
  Tensor<float, width, width> out;
  Tensor<float, width> out_bias;
  Vector gain2 = Vector::filled(1), shift2;
  Tensor<float, width, 4 * width> up;
  Tensor<float, 4 * width> up_bias;
  Tensor<float, 4 * width, width> down;
  Tensor<float, width> down_bias;
};
struct [[autodiff]] Gpt {
  Tensor<float, letters, width> letter;
  Tensor<float, length, width> place;
  Block blocks[4];
  Vector gain = Vector::filled(1), shift;
  Tensor<float, width, letters> head;
};
using Rows = Tensor<float, dyn, width>;

[[autodiff]] Rows block(const Block& m, const Rows& x) {
  auto n = layer_norm(x, m.gain1, m.shift1);
  auto seen = attention(matmul(n, m.query), matmul(n, m.key), matmul(n, m.value), length, heads, true);
  auto y = add(x, linear(seen, m.out, m.out_bias));
  auto inner = gelu_tanh(linear(layer_norm(y, m.gain2, m.shift2), m.up, m.up_bias));
  return add(y, linear(inner, m.down, m.down_bias));
}
[[autodiff]] float gpt_loss(const Gpt& m, [[autodiff::passive]] const Labels& text,
                            [[autodiff::passive]] const Labels& places, [[autodiff::passive]] const Labels& next) {
  Rows x = add(embedding(m.letter, text), embedding(m.place, places));
  for (int i = 0; i < 4; ++i) x = block(m.blocks[i], x);
  return softmax_cross_entropy(matmul(layer_norm(x, m.gain, m.shift), m.head), next);
}

Labels random_labels(long size, int below, Random& random) {
  Labels labels = Labels::uninitialized(size);
  for (int& label : labels) label = static_cast<int>(random.below(static_cast<std::uint64_t>(below)));
  return labels;
}

training::Outcome train_lstm() {
  auto model = init<Lstm>({.seed = 1, .weights = Initializer::XavierUniform});
  Random random(2);
  auto x = Steps::uninitialized(64 * 16);
  for (float& v : x) v = static_cast<float>(random.uniform(-1, 1));
  const Labels y = random_labels(16, 10, random);
  const State zero;
  Lstm gradient = zero_like(model);
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(Adam{.learning_rate = 1e-3}, values);
  const auto step = [&] {
    lstm_loss_adjoint(model, gradient, x, zero, y, 1.0f);
    optimizer.step(values, gradients);
  };
  return {1e3 * training::seconds_of(step, 20)};
}

training::Outcome train_gpt() {
  auto model = init<Gpt>({.seed = 1, .weights = Initializer::XavierUniform});
  Random random(2);
  const Labels text = random_labels(4 * length, letters, random), next = random_labels(4 * length, letters, random);
  Labels places = Labels::uninitialized(4 * length);
  for (long i = 0; i < 4 * length; ++i) places[i] = static_cast<int>(i % length);
  Gpt gradient = zero_like(model);
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(AdamW{.learning_rate = 1e-3}, values);
  const auto step = [&] {
    gpt_loss_adjoint(model, gradient, text, places, next, 1.0f);
    optimizer.step(values, gradients);
  };
  return {1e3 * training::seconds_of(step, 10)};
}

const training::Register rows[] = {{training::lstm, train_lstm}, {training::gpt, train_gpt}};

}  // namespace
