// Two models that predict the next character of a text: an LSTM, and a small transformer with residual connections.
//
//   character_model [STEPS [FILE]]     e.g. 3000 steps on the text of Debian's package jargon-text
#include <retrograd/layers.h>
#include <retrograd/train.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace retrograd;

namespace {

constexpr long letters = 128, width = 64, length = 32, batch = 16;
using Rows = Tensor<float, dyn, width>;

struct [[autodiff]] Lstm {
  Tensor<float, letters, width> letter;
  Tensor<float, width, 4 * width> wx, wh;
  Tensor<float, 4 * width> b;
  Tensor<float, width, letters> out;
};
using State = Tensor<float, batch, width>;

// `text`: the first characters of all sequences, their second ones, …; what comes behind the last ones is predicted.
[[autodiff]] float lstm_loss(const Lstm& m, [[autodiff::passive]] const Labels& text,
                             [[autodiff::passive]] const Labels& next, [[autodiff::passive]] const State& zero) {
  auto inputs = linear(embedding(m.letter, text), m.wx, m.b);
  State h = zero, c = zero;
  for (long t = 0; t < length; ++t) {
    auto gates = add(rows<batch>(inputs, t * batch), matmul(h, m.wh));
    c = lstm_state(gates, c);
    h = lstm_output(gates, c);
  }
  return softmax_cross_entropy(matmul(h, m.out), next);
}

struct [[autodiff]] Block {
  Tensor<float, width> gain1, shift1, gain2, shift2;
  Tensor<float, width, width> query, key, value, out;
  Tensor<float, width, 4 * width> up;
  Tensor<float, 4 * width, width> down;
};
struct [[autodiff]] Transformer {
  Tensor<float, letters, width> letter;
  Tensor<float, length, width> place;
  Block blocks[2];
  Tensor<float, width> gain, shift;
  Tensor<float, width, letters> head;
};

// Each half adds to what comes in: residual connections.
[[autodiff]] Rows block(const Block& m, const Rows& x) {
  auto n = layer_norm(x, m.gain1, m.shift1);
  auto seen = attention(matmul(n, m.query), matmul(n, m.key), matmul(n, m.value), length, 4, true);
  auto y = add(x, matmul(seen, m.out));
  return add(y, matmul(gelu_tanh(matmul(layer_norm(y, m.gain2, m.shift2), m.up)), m.down));
}
[[autodiff]] float transformer_loss(const Transformer& m, [[autodiff::passive]] const Labels& text,
                                    [[autodiff::passive]] const Labels& next,
                                    [[autodiff::passive]] const Labels& places) {
  Rows x = add(embedding(m.letter, text), embedding(m.place, places));
  for (int i = 0; i < 2; ++i) x = block(m.blocks[i], x);
  return softmax_cross_entropy(matmul(layer_norm(x, m.gain, m.shift), m.head), next);
}

std::string read_text(const char* file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (char& c : text) c = static_cast<char>(c & 127);
  return text;
}

// Sequences from random places of the text; character `t` of sequence `s` is number t * step_t + s * step_s.
struct Batch {
  Labels text = Labels::uninitialized(batch * length), next = Labels::uninitialized(batch * length);
  void draw(const std::string& from, Random& random, long step_t, long step_s) {
    for (long s = 0; s < batch; ++s) {
      const std::uint64_t start = random.below(from.size() - length - 1);
      for (long t = 0; t < length; ++t) {
        text[t * step_t + s * step_s] = from[start + static_cast<std::uint64_t>(t)];
        next[t * step_t + s * step_s] = from[start + static_cast<std::uint64_t>(t) + 1];
      }
    }
  }
};

// Trains with `adjoint(model, gradient, text, next)`; true if the loss falls below three quarters of its start.
template <class Model, class Adjoint>
bool train(const char* name, Model& model, const std::string& text, long steps, long step_t, long step_s,
           Adjoint adjoint) {
  Model gradient = zero_like(model);
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(AdamW{.learning_rate = 3e-3}, values, {.clip = {.norm = 1}});
  Random random(1);
  Batch data;
  double first = 0, mean = 0;
  for (long step = 0; step < steps; ++step) {
    data.draw(text, random, step_t, step_s);
    const double loss = adjoint(model, gradient, data.text, data.next);
    optimizer.step(values, gradients);
    if (step == 0) first = mean = loss;
    mean += 0.05 * (loss - mean);
    if (step % (steps / 5) == 0 || step == steps - 1)
      std::printf("%-12s step %5ld: %.3f nats a character\n", name, step, mean);
  }
  return mean < 0.75 * first;
}

}  // namespace

int main(int argc, char** argv) {
  const long steps = argc > 1 ? std::max(5L, std::atol(argv[1])) : 150;
  const char* file = argc > 2 ? argv[2] : TEXT;
  const std::string text = read_text(file);
  if (text.size() < 2 * length) {
    std::fprintf(stderr,
                 "character_model: '%s' is no text of %ld characters or more. One is in Debian's package jargon-text:\n"
                 "  apt-get install jargon-text\n"
                 "  zcat -f /usr/share/doc/jargon-text/jargon.txt.gz >jargon.txt\n",
                 file, 2 * length);
    return 1;
  }
  auto lstm = init<Lstm>({.seed = 1, .weights = Initializer::XavierUniform});
  const State zero;
  bool as_told = train("LSTM", lstm, text, steps, batch, 1, [&](auto& m, auto& bar, const auto& x, const auto& y) {
    Labels last = Labels::uninitialized(batch);
    std::copy_n(y.data() + (length - 1) * batch, batch, last.data());
    return lstm_loss_adjoint(m, bar, x, last, zero, 1.0f);
  });
  auto transformer = init<Transformer>({.seed = 1, .weights = Initializer::XavierUniform});
  for (Block& b : transformer.blocks)
    for (auto* gain : {&b.gain1, &b.gain2}) std::fill(gain->begin(), gain->end(), 1.0f);
  std::fill(transformer.gain.begin(), transformer.gain.end(), 1.0f);
  Labels places = Labels::uninitialized(batch * length);
  for (long i = 0; i < batch * length; ++i) places[i] = static_cast<int>(i % length);
  as_told &=
      train("transformer", transformer, text, steps, 1, length, [&](auto& m, auto& bar, const auto& x, const auto& y) {
        return transformer_loss_adjoint(m, bar, x, y, places, 1.0f);
      });
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
