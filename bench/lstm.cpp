// ADBench's lstm: the loss of a small diagonal LSTM over a sequence of characters.
#include "harness.h"

#include <retrograd/autodiff.h>

#include <cmath>
#include <fstream>

namespace {
constexpr int largestWidth = 32, largestLayers = 8;
}

static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// main: for each layer the weights of its four gates, then their biases; extra: weights of the input, weights and biases
// of the output; state: for each layer what is hidden, then the cells.
[[autodiff]] double lstm(const double* main, const double* extra, [[autodiff::passive]] const double* state,
                         [[autodiff::passive]] const double* sequence, int layers, int length, int width) {
  double hidden[largestLayers][largestWidth], cell[largestLayers][largestWidth];
  for (int l = 0; l < layers; ++l)
    for (int j = 0; j < width; ++j) {
      hidden[l][j] = state[2 * l * width + j];
      cell[l][j] = state[(2 * l + 1) * width + j];
    }
  double total = 0;
  for (int t = 0; t < length - 1; ++t) {
    double input[largestWidth];
    for (int j = 0; j < width; ++j) input[j] = sequence[t * width + j] * extra[j];
    for (int l = 0; l < layers; ++l) {
      const double* weight = main + 8 * l * width;
      const double* bias = weight + 4 * width;
      for (int j = 0; j < width; ++j) {
        const double forget = sigmoid(input[j] * weight[j] + bias[j]);
        const double ingate = sigmoid(hidden[l][j] * weight[width + j] + bias[width + j]);
        const double outgate = sigmoid(input[j] * weight[2 * width + j] + bias[2 * width + j]);
        const double change = std::tanh(hidden[l][j] * weight[3 * width + j] + bias[3 * width + j]);
        cell[l][j] = cell[l][j] * forget + ingate * change;
        hidden[l][j] = outgate * std::tanh(cell[l][j]);
        input[j] = hidden[l][j];
      }
    }
    double predicted[largestWidth], sum = 2;
    for (int j = 0; j < width; ++j) {
      predicted[j] = input[j] * extra[width + j] + extra[2 * width + j];
      sum += std::exp(predicted[j]);
    }
    const double norm = std::log(sum);
    for (int j = 0; j < width; ++j) total += sequence[(t + 1) * width + j] * (predicted[j] - norm);
  }
  return -total / (width * (length - 1));
}

namespace {

using bench::Vector;

struct Problem {
  int layers = 0, length = 0, width = 0;
  Vector inputs, state, sequence;

  void resize() {
    const std::size_t b = static_cast<std::size_t>(width), l = static_cast<std::size_t>(layers);
    inputs.resize((8 * l + 3) * b);
    state.resize(2 * l * b);
    sequence.resize(static_cast<std::size_t>(length) * b);
  }
};

// What a step keeps for the way back, one value for each layer and column.
struct Kept {
  Vector forget, ingate, outgate, change, cell, cellBefore, tanhCell, hiddenBefore, input;
  explicit Kept(std::size_t count)
      : forget(count), ingate(count), outgate(count), change(count), cell(count), cellBefore(count), tanhCell(count),
        hiddenBefore(count), input(count) {}
};

// Everything that a partial needs is kept, nothing is computed twice.
class ByHand {
public:
  ByHand(const Problem& p, const double* main, const double* extra)
      : p_(p), main_(main), extra_(extra), kept_(static_cast<std::size_t>(p.layers * p.width * p.length)),
        last_(static_cast<std::size_t>(p.width * p.length)), weight_(last_.size()) {}

  void add(double* main_bar, double* extra_bar) {
    forward();
    const int b = p_.width, layers = p_.layers;
    Vector hidden_bar(static_cast<std::size_t>(layers * b)), cell_bar(hidden_bar.size()), input_bar(static_cast<std::size_t>(b));
    const double seed = -1.0 / (b * (p_.length - 1));
    for (int t = p_.length - 1; t-- > 0;) {
      double shared = 0;
      for (int j = 0; j < b; ++j) shared += p_.sequence[(t + 1) * b + j];
      for (int j = 0; j < b; ++j) {
        const double bar = seed * (p_.sequence[(t + 1) * b + j] - shared * weight_[t * b + j]);
        extra_bar[b + j] += bar * last_[t * b + j];
        extra_bar[2 * b + j] += bar;
        input_bar[j] = bar * extra_[b + j];
      }
      for (int l = layers; l-- > 0;) layer(t, l, main_bar, input_bar.data(), hidden_bar.data() + l * b, cell_bar.data() + l * b);
      for (int j = 0; j < b; ++j) extra_bar[j] += input_bar[j] * p_.sequence[t * b + j];
    }
  }

private:
  void forward() {
    const int b = p_.width;
    for (int t = 0; t < p_.length - 1; ++t) {
      for (int l = 0; l < p_.layers; ++l) {
        const double *w = main_ + 8 * l * b, *bias = w + 4 * b;
        for (int j = 0; j < b; ++j) {
          const int at = (t * p_.layers + l) * b + j, before = at - p_.layers * b;
          const double input = l ? kept_.outgate[at - b] * kept_.tanhCell[at - b] : p_.sequence[t * b + j] * extra_[j];
          const double hidden = t ? kept_.outgate[before] * kept_.tanhCell[before] : p_.state[2 * l * b + j];
          const double cell = t ? kept_.cell[before] : p_.state[(2 * l + 1) * b + j];
          const double f = sigmoid(input * w[j] + bias[j]), i = sigmoid(hidden * w[b + j] + bias[b + j]);
          const double o = sigmoid(input * w[2 * b + j] + bias[2 * b + j]);
          const double c = std::tanh(hidden * w[3 * b + j] + bias[3 * b + j]);
          kept_.forget[at] = f, kept_.ingate[at] = i, kept_.outgate[at] = o, kept_.change[at] = c;
          kept_.input[at] = input, kept_.hiddenBefore[at] = hidden, kept_.cellBefore[at] = cell;
          kept_.cell[at] = cell * f + i * c;
          kept_.tanhCell[at] = std::tanh(kept_.cell[at]);
        }
      }
      output(t);
    }
  }
  void output(int t) {
    const int b = p_.width;
    double sum = 2;
    for (int j = 0; j < b; ++j) {
      const int at = (t * p_.layers + p_.layers - 1) * b + j;
      const double last = kept_.outgate[at] * kept_.tanhCell[at];
      last_[t * b + j] = last;
      sum += weight_[t * b + j] = std::exp(last * extra_[b + j] + extra_[2 * b + j]);
    }
    for (int j = 0; j < b; ++j) weight_[t * b + j] /= sum;
  }
  void layer(int t, int l, double* main_bar, double* input_bar, double* hidden_bar, double* cell_bar) {
    const int b = p_.width;
    const double* w = main_ + 8 * l * b;
    double *w_bar = main_bar + 8 * l * b, *bias_bar = w_bar + 4 * b;
    for (int j = 0; j < b; ++j) {
      const int at = (t * p_.layers + l) * b + j;
      const double f = kept_.forget[at], i = kept_.ingate[at], o = kept_.outgate[at], c = kept_.change[at];
      const double th = kept_.tanhCell[at], input = kept_.input[at], hidden = kept_.hiddenBefore[at];
      const double out = hidden_bar[j] + input_bar[j];
      const double state = cell_bar[j] + out * o * (1 - th * th);
      const double f_bar = state * kept_.cellBefore[at] * f * (1 - f), i_bar = state * c * i * (1 - i);
      const double o_bar = out * th * o * (1 - o), c_bar = state * i * (1 - c * c);
      bias_bar[j] += f_bar, bias_bar[b + j] += i_bar, bias_bar[2 * b + j] += o_bar, bias_bar[3 * b + j] += c_bar;
      w_bar[j] += f_bar * input, w_bar[b + j] += i_bar * hidden;
      w_bar[2 * b + j] += o_bar * input, w_bar[3 * b + j] += c_bar * hidden;
      input_bar[j] = f_bar * w[j] + o_bar * w[2 * b + j];
      hidden_bar[j] = i_bar * w[b + j] + c_bar * w[3 * b + j];
      cell_bar[j] = state * f;
    }
  }

  const Problem& p_;
  const double *main_, *extra_;
  Kept kept_;
  Vector last_, weight_;
};

Problem read(const std::string& file) {
  Problem p;
  std::ifstream in(file);
  if (!(in >> p.layers >> p.length >> p.width)) return {};
  p.resize();
  for (Vector* part : {&p.inputs, &p.state, &p.sequence})
    for (double& value : *part) in >> value;
  return p;
}

Problem generate(int layers) {
  Problem p{layers, 1024, 14, {}, {}, {}};
  p.resize();
  p.inputs = bench::ramp(p.inputs.size());
  p.state = bench::ramp(p.state.size(), 0.5, 1.1);
  for (int t = 0; t < p.length; ++t) p.sequence[static_cast<std::size_t>(t * p.width + (t * t + 3 * t) % p.width)] = 1;
  return p;
}

bench::Workload workload(const std::string& data, int layers, double published) {
  const std::string name = "lstm_l" + std::to_string(layers) + "_c1024";
  Problem p = data.empty() ? Problem{} : read(data + "/lstm/" + name + ".txt");
  const bool given = p.layers != 0;
  if (!given) p = generate(layers);
  const int extra = 8 * p.layers * p.width;
  const Vector inputs = p.inputs;
  return {name,
          1.5,
          inputs,
          [=](const double* x) {
            return lstm(x, x + extra, p.state.data(), p.sequence.data(), p.layers, p.length, p.width);
          },
          {{"retrograd",
            [=](const double* x, double* bar) {
              lstm_adjoint(x, bar, x + extra, bar + extra, p.state.data(), p.sequence.data(), p.layers, p.length,
                           p.width, 1.0);
            }},
           {"hand", [=](const double* x, double* bar) { ByHand(p, x, x + extra).add(bar, bar + extra); }}},
          given ? std::optional(published) : std::nullopt};
}

const bench::Register networks([](const std::string& data) {
  return std::vector{workload(data, 2, 5.5043928922e-01), workload(data, 4, 6.0937266426e-01)};
});

}  // namespace
