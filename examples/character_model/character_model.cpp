// Two models that predict the next character of a text: an LSTM, and a small transformer with residual connections.
//
//   character_model [STEPS [FILE]]     3000 steps on the text of Debian's package jargon-text; where it isn't
//                                      installed, 150 on the README
#include <retrograd/layers.h>
#include <retrograd/train.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

using namespace retrograd;

namespace {

constexpr const char* jargon = "/usr/share/doc/jargon-text/jargon.txt.gz";
constexpr long letters = 128, width = 64, length = 32, batch = 16;
using Rows = Tensor<float, dyn, width>;
using Vector = Tensor<float, width>;

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
  Vector gain1 = Vector::filled(1), shift1, gain2 = Vector::filled(1), shift2;
  Tensor<float, width, width> query, key, value, out;
  Tensor<float, width, 4 * width> up;
  Tensor<float, 4 * width, width> down;
};
struct [[autodiff]] Transformer {
  Tensor<float, letters, width> letter;
  Tensor<float, length, width> place;
  Block blocks[2];
  Vector gain = Vector::filled(1), shift;
  Tensor<float, width, letters> head;
};

// Each half adds to what comes in: residual connections.
[[autodiff]] Rows block(const Block& m, const Rows& x) {
  auto n = layer_norm(x, m.gain1, m.shift1);
  auto seen = attention(matmul(n, m.query), matmul(n, m.key), matmul(n, m.value), length, 4, true);
  auto y = add(x, matmul(seen, m.out));
  return add(y, matmul(gelu_tanh(matmul(layer_norm(y, m.gain2, m.shift2), m.up)), m.down));
}
[[autodiff]] Tensor<float, dyn, letters> transformer_logits(const Transformer& m,
                                                            [[autodiff::passive]] const Labels& text,
                                                            [[autodiff::passive]] const Labels& places) {
  Rows x = add(embedding(m.letter, text), embedding(m.place, places));
  for (int i = 0; i < 2; ++i) x = block(m.blocks[i], x);
  return matmul(layer_norm(x, m.gain, m.shift), m.head);
}
[[autodiff]] float transformer_loss(const Transformer& m, [[autodiff::passive]] const Labels& text,
                                    [[autodiff::passive]] const Labels& next,
                                    [[autodiff::passive]] const Labels& places) {
  return softmax_cross_entropy(transformer_logits(m, text, places), next);
}

std::string read_text(const std::string& file) {
  std::string text = data::read_text(file);
  if (text.size() < 2 * length) throw data::DataError(file + ": is too short");
  for (char& c : text) c = static_cast<char>(c & 127);
  return text;
}

// Where each row of `sequences` sequences stands in its own.
Labels places_in(long sequences) {
  Labels places = Labels::uninitialized(sequences * length);
  for (long i = 0; i < places.size(); ++i) places[i] = static_cast<int>(i % length);
  return places;
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

// Goes on from the middle of the text: each character is drawn as the transformer thinks it probable, given those
// before. A temperature below 1 makes the probable ones more so.
std::string generate(const Transformer& model, const std::string& text, long count, float temperature) {
  Random random(7);
  const Labels places = places_in(1);
  std::string all = text.substr(text.size() / 2, length);
  for (long i = 0; i < count; ++i) {
    Labels seen = Labels::uninitialized(length);
    std::copy(all.end() - length, all.end(), seen.data());
    const auto chances = softmax(scale(transformer_logits(model, seen, places), 1 / temperature));
    double left = random.uniform(0, 1);
    int next = 0;
    while (next < letters - 1 && (left -= chances(length - 1, next)) > 0) ++next;
    all += static_cast<char>(next);
  }
  for (char& c : all)
    if (std::isprint(static_cast<unsigned char>(c)) == 0 && c != '\n') c = ' ';
  return all;
}

}  // namespace

int main(int argc, char** argv) try {
  const bool has_jargon = std::filesystem::exists(jargon);
  const long steps = argc > 1 ? std::max(5L, std::atol(argv[1])) : has_jargon ? 3000 : 150;
  const std::string file = argc > 2 ? argv[2] : has_jargon ? jargon : TEXT;
  const std::string text = read_text(file);
  auto lstm = init<Lstm>({.seed = 1, .weights = Initializer::XavierUniform});
  const State zero;
  bool as_told = train("LSTM", lstm, text, steps, batch, 1, [&](auto& m, auto& bar, const auto& x, const auto& y) {
    Labels last = Labels::uninitialized(batch);
    std::copy_n(y.data() + (length - 1) * batch, batch, last.data());
    return lstm_loss_adjoint(m, bar, x, last, zero, 1.0f);
  });
  auto transformer = init<Transformer>({.seed = 1, .weights = Initializer::XavierUniform});
  const Labels places = places_in(batch);
  as_told &=
      train("transformer", transformer, text, steps, 1, length, [&](auto& m, auto& bar, const auto& x, const auto& y) {
        return transformer_loss_adjoint(m, bar, x, y, places, 1.0f);
      });
  const std::string sample = generate(transformer, text, 400, 0.7f);
  std::printf("\n%ld characters from the middle of the text, and how the transformer goes on:\n%s\n\n", length,
              sample.c_str());
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
} catch (const data::DataError& error) {
  std::fprintf(stderr, "character_model: %s\nA text is in Debian's package jargon-text: apt-get install jargon-text\n",
               error.what());
  return 1;
}
