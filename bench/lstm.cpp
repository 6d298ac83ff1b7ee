// ADBench's lstm: the loss of a small diagonal LSTM over a sequence of characters.
#include "harness.h"

#include "primals/lstm.h"

#include <cmath>
#include <fstream>
#include <memory>

namespace {

using bench::Vector;

// What a step keeps for the way back, one value for each layer and column.
struct Kept {
  Vector forget, ingate, outgate, change, cell, cellBefore, tanhCell, hiddenBefore, input;
  explicit Kept(std::size_t count)
      : forget(count),
        ingate(count),
        outgate(count),
        change(count),
        cell(count),
        cellBefore(count),
        tanhCell(count),
        hiddenBefore(count),
        input(count) {}
};

// Everything that a partial needs is kept, nothing is computed twice, memory is used again.
class ByHand {
public:
  explicit ByHand(const bench::Network& p)
      : p_(p),
        kept_(static_cast<std::size_t>(p.layers * p.width * p.length)),
        last_(static_cast<std::size_t>(p.width * p.length)),
        weight_(last_.size()) {}

  void add(const double* main, double* main_bar, const double* extra, double* extra_bar) {
    main_ = main, extra_ = extra;
    forward();
    const int b = p_.width, layers = p_.layers;
    Vector hidden_bar(static_cast<std::size_t>(layers * b)), cell_bar(hidden_bar.size()),
        input_bar(static_cast<std::size_t>(b));
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
      for (int l = layers; l-- > 0;)
        layer(t, l, main_bar, input_bar.data(), hidden_bar.data() + l * b, cell_bar.data() + l * b);
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

  const bench::Network p_;
  const double *main_ = nullptr, *extra_ = nullptr;
  Kept kept_;
  Vector last_, weight_;
};

struct Problem {
  bench::Network network;
  Vector inputs;
  std::optional<double> checksum;  // where the data are the published ones

  void resize() {
    const std::size_t b = static_cast<std::size_t>(network.width), l = static_cast<std::size_t>(network.layers);
    inputs.resize((8 * l + 3) * b);
    network.state.resize(2 * l * b);
    network.sequence.resize(static_cast<std::size_t>(network.length) * b);
  }
};

Problem generate(int layers) {
  Problem p{{layers, 1024, 14, {}, {}}, {}, {}};
  p.resize();
  p.inputs = bench::ramp(p.inputs.size());
  p.network.state = bench::ramp(p.network.state.size(), 0.5, 1.1);
  const int width = p.network.width;
  for (int t = 0; t < p.network.length; ++t)
    p.network.sequence[static_cast<std::size_t>(t * width + (t * t + 3 * t) % width)] = 1;
  return p;
}

Problem readOrGenerate(const std::string& file, int layers, double published) {
  Problem p{{}, {}, published};
  std::ifstream in(file);
  if (!(in >> p.network.layers >> p.network.length >> p.network.width)) return generate(layers);
  p.resize();
  for (Vector* part : {&p.inputs, &p.network.state, &p.network.sequence})
    for (double& value : *part) in >> value;
  return p;
}

bench::Workload workload(const std::string& data, int layers, double published) {
  const std::string name = "lstm_l" + std::to_string(layers) + "_c1024";
  const Problem problem = readOrGenerate(data + "/lstm/" + name + ".txt", layers, published);
  const bench::Network& p = problem.network;
  const int extra = 8 * p.layers * p.width;
  const auto byHand = std::make_shared<ByHand>(p);
  return {.name = name,
          .goal = 1.5,
          .inputs = problem.inputs,
          .primal =
              [=](const double* x) {
                return lstm(x, x + extra, p.state.data(), p.sequence.data(), p.layers, p.length, p.width);
              },
          .sweeps = {{"retrograd",
                      [=](const double* x, double* bar) {
                        lstm_adjoint(x, bar, x + extra, bar + extra, p.state.data(), p.sequence.data(), p.layers,
                                     p.length, p.width, 1.0);
                      }},
                     {"hand", [=](const double* x, double* bar) { byHand->add(x, bar, x + extra, bar + extra); }}},
          .published = problem.checksum,
          .function = p};
}

const bench::Register networks([](const std::string& data) {
  return std::vector{workload(data, 2, 5.5043928922e-01), workload(data, 4, 6.0937266426e-01)};
});

}  // namespace
