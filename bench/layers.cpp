// Layers of neural networks: softmax, layer norm, causal attention. Results lie in memory and are weighted by seeds.
#include "harness.h"

#include "primals/layers.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace {

using bench::Vector;

void softmaxByHand(const double* x, double* x_bar, double* y, const double* y_bar, int n) {
#pragma clang fp reassociate(on) contract(fast)
  softmax(x, y, n);
  double dot = 0;
  for (int i = 0; i < n; ++i) dot += y_bar[i] * y[i];
  for (int i = 0; i < n; ++i) x_bar[i] += y[i] * (y_bar[i] - dot);
}

void layerNormByHand(const double* x, double* x_bar, const double* weight, double* weight_bar, double* bias_bar,
                     const double* y_bar, int rows, int columns) {
#pragma clang fp reassociate(on) contract(fast)
  for (int i = 0; i < rows; ++i) {
    const double *row = x + i * columns, *out_bar = y_bar + i * columns;
    double* row_bar = x_bar + i * columns;
    double mean = 0, variance = 0;
    for (int j = 0; j < columns; ++j) mean += row[j];
    mean /= columns;
    for (int j = 0; j < columns; ++j) variance += (row[j] - mean) * (row[j] - mean);
    const double scale = 1 / std::sqrt(variance / columns + 1e-5);
    double sum = 0, dot = 0;
    for (int j = 0; j < columns; ++j) {
      const double normed = (row[j] - mean) * scale, g = out_bar[j] * weight[j];
      weight_bar[j] += out_bar[j] * normed;
      bias_bar[j] += out_bar[j];
      sum += g;
      dot += g * normed;
    }
    sum /= columns;
    dot /= columns;
    for (int j = 0; j < columns; ++j)
      row_bar[j] += scale * (out_bar[j] * weight[j] - sum - (row[j] - mean) * scale * dot);
  }
}

void attentionByHand(const double* qkv, double* qkv_bar, const double* y_bar, int batches, int times, int channels,
                     int heads) {
#pragma clang fp reassociate(on) contract(fast)
  const int size = channels / heads;
  const double scale = 1 / std::sqrt(static_cast<double>(size));
  double weights[128];
  for (int b = 0; b < batches; ++b)
    for (int h = 0; h < heads; ++h)
      for (int t = 0; t < times; ++t) {
        const int row = (b * times + t) * 3 * channels + h * size;
        const double *query = qkv + row, *out_bar = y_bar + (b * times + t) * channels + h * size;
        double largest = -1e300, sum = 0, dot = 0;
        for (int s = 0; s <= t; ++s) {
          const double* key = qkv + (b * times + s) * 3 * channels + channels + h * size;
          double score = 0;
          for (int c = 0; c < size; ++c) score += query[c] * key[c];
          weights[s] = score * scale;
          largest = std::max(largest, weights[s]);
        }
        for (int s = 0; s <= t; ++s) sum += weights[s] = std::exp(weights[s] - largest);
        double weights_bar[128];
        for (int s = 0; s <= t; ++s) {
          const int at = (b * times + s) * 3 * channels + 2 * channels + h * size;
          const double weight = weights[s] /= sum;
          double bar = 0;
          for (int c = 0; c < size; ++c) {
            bar += out_bar[c] * qkv[at + c];
            qkv_bar[at + c] += weight * out_bar[c];
          }
          weights_bar[s] = bar;
          dot += bar * weight;
        }
        for (int s = 0; s <= t; ++s) {
          const int at = (b * times + s) * 3 * channels + channels + h * size;
          const double score_bar = weights[s] * (weights_bar[s] - dot) * scale;
          for (int c = 0; c < size; ++c) {
            qkv_bar[row + c] += score_bar * qkv[at + c];
            qkv_bar[at + c] += score_bar * query[c];
          }
        }
      }
}

// Three layers with the same frame: what `layer(x, y)` leaves in y is weighted by seeds; `adjoint(x, bar, y, y_bar)`
// finds the seeds in y_bar.
template <class Layer, class Adjoint, class Hand>
bench::Workload layerWorkload(const std::string& name, double goal, const Vector& inputs, const Vector& seeds,
                              Layer layer, Adjoint adjoint, Hand hand, const bench::Function& function) {
  const auto y = std::make_shared<Vector>(seeds.size()), y_bar = std::make_shared<Vector>(seeds.size());
  return {.name = name,
          .goal = goal,
          .inputs = inputs,
          .primal =
              [=](const double* x) {
                layer(x, y->data());
                return weighted(y->data(), seeds.data(), static_cast<int>(seeds.size()));
              },
          .sweeps = {{"retrograd",
                      [=](const double* x, double* bar) {
                        *y_bar = seeds;
                        adjoint(x, bar, y->data(), y_bar->data());
                      }},
                     {"hand", [=](const double* x, double* bar) { hand(x, bar, y->data(), seeds.data()); }}},
          .function = function};
}

bench::Workload softmaxWorkload() {
  const int n = bench::atRunTime(1000);
  const Vector seeds = bench::ramp(n, 1, 1.7);
  return layerWorkload(
      "softmax_1000", 1.2, bench::ramp(n, 2), seeds, [=](const double* x, double* y) { softmax(x, y, n); },
      [=](const double* x, double* bar, double* y, double* y_bar) { softmax_adjoint(x, bar, y, y_bar, n); },
      [=](const double* x, double* bar, double* y, const double* y_bar) { softmaxByHand(x, bar, y, y_bar, n); },
      bench::Softmax{seeds});
}

bench::Workload layerNormWorkload() {
  const int rows = bench::atRunTime(64), columns = bench::atRunTime(768), cells = rows * columns;
  const Vector seeds = bench::ramp(cells, 1, 1.7);
  return layerWorkload(
      "layer_norm_64x768", 0.8, bench::ramp(cells + 2 * columns), seeds,
      [=](const double* x, double* y) { layer_norm(x, x + cells, x + cells + columns, y, rows, columns); },
      [=](const double* x, double* bar, double* y, double* y_bar) {
        layer_norm_adjoint(x, bar, x + cells, bar + cells, x + cells + columns, bar + cells + columns, y, y_bar, rows,
                           columns);
      },
      [=](const double* x, double* bar, double*, const double* y_bar) {
        layerNormByHand(x, bar, x + cells, bar + cells, bar + cells + columns, y_bar, rows, columns);
      },
      bench::LayerNorm{rows, columns, seeds});
}

bench::Workload attentionWorkload() {
  const int batches = bench::atRunTime(2), times = bench::atRunTime(64), channels = bench::atRunTime(128);
  const int heads = bench::atRunTime(4), cells = batches * times * channels;
  const Vector seeds = bench::ramp(cells, 1, 1.7);
  return layerWorkload(
      "attention_2x64x128", 1.5, bench::ramp(3 * cells), seeds,
      [=](const double* x, double* y) { attention(x, y, batches, times, channels, heads); },
      [=](const double* x, double* bar, double* y, double* y_bar) {
        attention_adjoint(x, bar, y, y_bar, batches, times, channels, heads);
      },
      [=](const double* x, double* bar, double*, const double* y_bar) {
        attentionByHand(x, bar, y_bar, batches, times, channels, heads);
      },
      bench::Attention{batches, times, channels, heads, seeds});
}

const bench::Register layers([](const std::string&) {
  return std::vector{softmaxWorkload(), layerNormWorkload(), attentionWorkload()};
});

}  // namespace
