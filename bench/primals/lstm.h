// ADBench's lstm: the loss of a small diagonal LSTM over a sequence of characters.
#pragma once

#include "text.h"

constexpr int largestWidth = 32, largestLayers = 8;

HELPER Real sigmoid(Real x) { return 1 / (1 + exp(-x)); }

// main: for each layer the weights of its four gates, then their biases; extra: weights of the input, weights and
// biases of the output; state: for each layer what is hidden, then the cells.
PRIMAL Real lstm(const Real* main, const Real* extra, PASSIVE const double* state, PASSIVE const double* sequence,
                 int layers, int length, int width) {
  Real hidden[largestLayers][largestWidth], cell[largestLayers][largestWidth];
  for (int l = 0; l < layers; ++l)
    for (int j = 0; j < width; ++j) {
      hidden[l][j] = state[2 * l * width + j];
      cell[l][j] = state[(2 * l + 1) * width + j];
    }
  Real total = 0;
  for (int t = 0; t < length - 1; ++t) {
    Real input[largestWidth];
    for (int j = 0; j < width; ++j) input[j] = sequence[t * width + j] * extra[j];
    for (int l = 0; l < layers; ++l) {
      const Real* weight = main + 8 * l * width;
      const Real* bias = weight + 4 * width;
      for (int j = 0; j < width; ++j) {
        const Real forget = sigmoid(Real(input[j] * weight[j] + bias[j]));
        const Real ingate = sigmoid(Real(hidden[l][j] * weight[width + j] + bias[width + j]));
        const Real outgate = sigmoid(Real(input[j] * weight[2 * width + j] + bias[2 * width + j]));
        const Real change = tanh(hidden[l][j] * weight[3 * width + j] + bias[3 * width + j]);
        cell[l][j] = cell[l][j] * forget + ingate * change;
        hidden[l][j] = outgate * tanh(cell[l][j]);
        input[j] = hidden[l][j];
      }
    }
    Real predicted[largestWidth], sum = 2;
    for (int j = 0; j < width; ++j) {
      predicted[j] = input[j] * extra[width + j] + extra[2 * width + j];
      sum += exp(predicted[j]);
    }
    const Real norm = log(sum);
    for (int j = 0; j < width; ++j) total += sequence[(t + 1) * width + j] * (predicted[j] - norm);
  }
  return -total / (width * (length - 1));
}
