// Layers of neural networks: softmax, layer norm, causal attention. Results lie in memory and are weighted by seeds.
#pragma once

#include "text.h"

PRIMAL void softmax(const Real* x, Real* y, int n) {
  Real largest = x[0];
  for (int i = 1; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  Real sum = 0;
  for (int i = 0; i < n; ++i) {
    y[i] = exp(x[i] - largest);
    sum += y[i];
  }
  for (int i = 0; i < n; ++i) y[i] /= sum;
}

PRIMAL void layer_norm(const Real* x, const Real* weight, const Real* bias, Real* y, int rows, int columns) {
  for (int i = 0; i < rows; ++i) {
    const Real* row = x + i * columns;
    Real mean = 0;
    for (int j = 0; j < columns; ++j) mean += row[j];
    mean /= columns;
    Real variance = 0;
    for (int j = 0; j < columns; ++j) {
      const Real shifted = row[j] - mean;
      variance += shifted * shifted;
    }
    variance /= columns;
    const Real scale = 1 / sqrt(variance + 1e-5);
    for (int j = 0; j < columns; ++j) y[i * columns + j] = (row[j] - mean) * scale * weight[j] + bias[j];
  }
}

// qkv: per batch and time three rows of `channels` numbers: queries, keys, values; heads lie side by side in a row.
PRIMAL void attention(const Real* qkv, Real* y, int batches, int times, int channels, int heads) {
  const int size = channels / heads;
  const double scale = 1 / sqrt(static_cast<double>(size));
  for (int b = 0; b < batches; ++b)
    for (int h = 0; h < heads; ++h)
      for (int t = 0; t < times; ++t) {
        const Real* query = qkv + (b * times + t) * 3 * channels + h * size;
        Real weights[128];
        Real largest = -1e300;
        for (int s = 0; s <= t; ++s) {
          const Real* key = qkv + (b * times + s) * 3 * channels + channels + h * size;
          Real score = 0;
          for (int c = 0; c < size; ++c) score += query[c] * key[c];
          score *= scale;
          weights[s] = score;
          largest = score > largest ? score : largest;
        }
        Real sum = 0;
        for (int s = 0; s <= t; ++s) {
          weights[s] = exp(weights[s] - largest);
          sum += weights[s];
        }
        Real* out = y + (b * times + t) * channels + h * size;
        for (int c = 0; c < size; ++c) out[c] = 0;
        for (int s = 0; s <= t; ++s) {
          const Real* value = qkv + (b * times + s) * 3 * channels + 2 * channels + h * size;
          const Real weight = weights[s] / sum;
          for (int c = 0; c < size; ++c) out[c] += weight * value[c];
        }
      }
}

// A workload's value: the results' inner product with the seeds.
HELPER Real weighted(const Real* y, const double* seeds, int n) {
  Real sum = 0;
  for (int i = 0; i < n; ++i) sum += y[i] * seeds[i];
  return sum;
}
