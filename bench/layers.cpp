// Layers of neural networks: softmax, layer norm, causal attention. Results lie in memory and are weighted by seeds.
#include "harness.h"

#include <retrograd/autodiff.h>

#include <algorithm>
#include <cmath>

[[autodiff]] void softmax(const double* x, double* y, int n) {
  double largest = x[0];
  for (int i = 1; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    y[i] = std::exp(x[i] - largest);
    sum += y[i];
  }
  for (int i = 0; i < n; ++i) y[i] /= sum;
}

[[autodiff]] void layer_norm(const double* x, const double* weight, const double* bias, double* y, int rows,
                             int columns) {
  for (int i = 0; i < rows; ++i) {
    const double* row = x + i * columns;
    double mean = 0;
    for (int j = 0; j < columns; ++j) mean += row[j];
    mean /= columns;
    double variance = 0;
    for (int j = 0; j < columns; ++j) {
      const double shifted = row[j] - mean;
      variance += shifted * shifted;
    }
    variance /= columns;
    const double scale = 1 / std::sqrt(variance + 1e-5);
    for (int j = 0; j < columns; ++j) y[i * columns + j] = (row[j] - mean) * scale * weight[j] + bias[j];
  }
}

// qkv: per batch and time three rows of `channels` numbers: queries, keys, values; heads lie side by side in a row.
[[autodiff]] void attention(const double* qkv, double* y, int batches, int times, int channels, int heads) {
  const int size = channels / heads;
  const double scale = 1 / std::sqrt(static_cast<double>(size));
  for (int b = 0; b < batches; ++b)
    for (int h = 0; h < heads; ++h)
      for (int t = 0; t < times; ++t) {
        const double* query = qkv + (b * times + t) * 3 * channels + h * size;
        double weights[128];
        double largest = -1e300;
        for (int s = 0; s <= t; ++s) {
          const double* key = qkv + (b * times + s) * 3 * channels + channels + h * size;
          double score = 0;
          for (int c = 0; c < size; ++c) score += query[c] * key[c];
          score *= scale;
          weights[s] = score;
          largest = score > largest ? score : largest;
        }
        double sum = 0;
        for (int s = 0; s <= t; ++s) {
          weights[s] = std::exp(weights[s] - largest);
          sum += weights[s];
        }
        double* out = y + (b * times + t) * channels + h * size;
        for (int c = 0; c < size; ++c) out[c] = 0;
        for (int s = 0; s <= t; ++s) {
          const double* value = qkv + (b * times + s) * 3 * channels + 2 * channels + h * size;
          const double weight = weights[s] / sum;
          for (int c = 0; c < size; ++c) out[c] += weight * value[c];
        }
      }
}

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

// The workload's value: the results' inner product with the seeds.
double weighted(const Vector& y, const Vector& seeds) {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * seeds[i];
  return sum;
}

bench::Workload softmaxWorkload() {
  constexpr int n = 1000;
  static Vector y(n), y_bar(n);
  static const Vector seeds = bench::ramp(n, 1, 1.7);
  return {"softmax_1000",
          1.2,
          bench::ramp(n, 2),
          [](const double* x) {
            softmax(x, y.data(), n);
            return weighted(y, seeds);
          },
          {{"retrograd",
            [](const double* x, double* bar) {
              y_bar = seeds;
              softmax_adjoint(x, bar, y.data(), y_bar.data(), n);
            }},
           {"hand", [](const double* x, double* bar) { softmaxByHand(x, bar, y.data(), seeds.data(), n); }}},
          {}};
}

bench::Workload layerNormWorkload() {
  constexpr int rows = 64, columns = 768, cells = rows * columns;
  static Vector y(cells), y_bar(cells);
  static const Vector seeds = bench::ramp(cells, 1, 1.7);
  return {"layer_norm_64x768",
          0.8,
          bench::ramp(cells + 2 * columns),
          [](const double* x) {
            layer_norm(x, x + cells, x + cells + columns, y.data(), rows, columns);
            return weighted(y, seeds);
          },
          {{"retrograd",
            [](const double* x, double* bar) {
              y_bar = seeds;
              layer_norm_adjoint(x, bar, x + cells, bar + cells, x + cells + columns, bar + cells + columns, y.data(),
                                 y_bar.data(), rows, columns);
            }},
           {"hand",
            [](const double* x, double* bar) {
              layerNormByHand(x, bar, x + cells, bar + cells, bar + cells + columns, seeds.data(), rows, columns);
            }}},
          {}};
}

bench::Workload attentionWorkload() {
  constexpr int batches = 2, times = 64, channels = 128, heads = 4, cells = batches * times * channels;
  static Vector y(cells), y_bar(cells);
  static const Vector seeds = bench::ramp(cells, 1, 1.7);
  return {"attention_2x64x128",
          1.5,
          bench::ramp(3 * cells),
          [](const double* x) {
            attention(x, y.data(), batches, times, channels, heads);
            return weighted(y, seeds);
          },
          {{"retrograd",
            [](const double* x, double* bar) {
              y_bar = seeds;
              attention_adjoint(x, bar, y.data(), y_bar.data(), batches, times, channels, heads);
            }},
           {"hand", [](const double* x,
                       double* bar) { attentionByHand(x, bar, seeds.data(), batches, times, channels, heads); }}},
          {}};
}

const bench::Register layers([](const std::string&) {
  return std::vector{softmaxWorkload(), layerNormWorkload(), attentionWorkload()};
});

}  // namespace
