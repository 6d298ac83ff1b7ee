// Layers that are no matrix products: rearranging, pooling, normalizing, attention, gates. Pictures are height x width
// x channels, row by row. Pointers between inputs and y are space for what the adjoint needs again: kept there, it
// needs no tape.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

// Row (n, i, j) of `rows` is what a filter sees at place (i, j) of picture n: its rows, in them its columns, in them
// the channels; zeros outside.
[[autodiff]] void patches(const REAL* x, REAL* rows, long pictures, long height, long width, long channels,
                          long filter_height, long filter_width, long stride, long padding, long out_height,
                          long out_width) {
  for (long n = 0; n < pictures; ++n)
    for (long i = 0; i < out_height; ++i)
      for (long j = 0; j < out_width; ++j)
        for (long p = 0; p < filter_height; ++p)
          for (long q = 0; q < filter_width; ++q) {
            const long to =
                ((((n * out_height + i) * out_width + j) * filter_height + p) * filter_width + q) * channels;
            const long row = i * stride + p - padding, column = j * stride + q - padding;
            if (row >= 0 && row < height && column >= 0 && column < width) {
              const long from = ((n * height + row) * width + column) * channels;
              for (long c = 0; c < channels; ++c) rows[to + c] = x[from + c];
            } else {
              for (long c = 0; c < channels; ++c) rows[to + c] = 0;
            }
          }
}

// Pooling takes the places of the largest, an embedding the rows of its table.
[[autodiff]] void gather(const REAL* x, REAL* y, const long* from, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[from[i]];
}

void largest_places(const REAL* x, long* places, long pictures, long height, long width, long channels, long size,
                    long stride, long out_height, long out_width) {
  for (long n = 0; n < pictures; ++n)
    for (long i = 0; i < out_height; ++i)
      for (long j = 0; j < out_width; ++j)
        for (long c = 0; c < channels; ++c) {
          long largest = ((n * height + i * stride) * width + j * stride) * channels + c;
          for (long p = 0; p < size; ++p)
            for (long q = 0; q < size; ++q) {
              const long place = ((n * height + i * stride + p) * width + j * stride + q) * channels + c;
              largest = x[place] > x[largest] ? place : largest;
            }
          places[((n * out_height + i) * out_width + j) * channels + c] = largest;
        }
}

[[autodiff]] void average_pool(const REAL* x, REAL* y, long pictures, long height, long width, long channels, long size,
                               long stride, long out_height, long out_width) {
  const REAL part = REAL(1) / static_cast<REAL>(size * size);
  for (long n = 0; n < pictures; ++n)
    for (long i = 0; i < out_height; ++i)
      for (long j = 0; j < out_width; ++j) {
        const long to = ((n * out_height + i) * out_width + j) * channels;
        for (long c = 0; c < channels; ++c) y[to + c] = 0;
        for (long p = 0; p < size; ++p)
          for (long q = 0; q < size; ++q) {
            const long from = ((n * height + i * stride + p) * width + j * stride + q) * channels;
            for (long c = 0; c < channels; ++c) y[to + c] += part * x[from + c];
          }
      }
}

// Each row minus its mean, divided by its deviation, times gain, plus shift. means and deviations: one a row.
[[autodiff]] void layer_norm(const REAL* x, const REAL* gain, const REAL* shift, REAL* means, REAL* deviations, REAL*,
                             REAL* y, [[autodiff::passive]] REAL epsilon, long rows, long columns) {
  for (long i = 0; i < rows; ++i) {
    REAL sum = 0;
    for (long j = 0; j < columns; ++j) sum += x[i * columns + j];
    means[i] = sum / static_cast<REAL>(columns);
    REAL squares = 0;
    for (long j = 0; j < columns; ++j) squares += (x[i * columns + j] - means[i]) * (x[i * columns + j] - means[i]);
    deviations[i] = std::sqrt(squares / static_cast<REAL>(columns) + epsilon);
    for (long j = 0; j < columns; ++j)
      y[i * columns + j] = (x[i * columns + j] - means[i]) / deviations[i] * gain[j] + shift[j];
  }
}

// The largest product of each query with the keys that it sees, so that exp doesn't overflow.
void attention_shift(const REAL* query, const REAL* key, REAL* shift, long sequences, long length, long heads,
                     long size, long causal) {
  const long columns = heads * size;
  for (long s = 0; s < sequences; ++s)
    for (long h = 0; h < heads; ++h)
      for (long i = 0; i < length; ++i) {
        const REAL* own = query + (s * length + i) * columns + h * size;
        REAL largest = 0;
        for (long j = 0; j < (causal != 0 ? i + 1 : length); ++j) {
          const REAL* other = key + (s * length + j) * columns + h * size;
          REAL product = 0;
          for (long c = 0; c < size; ++c) product += own[c] * other[c];
          largest = j == 0 || product > largest ? product : largest;
        }
        shift[(s * heads + h) * length + i] = largest;
      }
}

// For each sequence and head softmax(q k' / sqrt(size)) v, of the heads side by side in the columns; over the places up
// to the own one if causal. The result is the same for every shift. exponentials, weights: a row of `length` for each
// sequence, head and place; sums: one number for each.
[[autodiff]] void attention(const REAL* query, const REAL* key, const REAL* value, REAL* exponentials, REAL* sums,
                            REAL* weights, REAL* y, [[autodiff::passive]] const REAL* shift, long sequences,
                            long length, long heads, long size, long causal) {
  const long columns = heads * size;
  const REAL factor = 1 / std::sqrt(static_cast<REAL>(size));
  for (long place = 0; place < sequences * heads * length; ++place) {
    const long i = place % length, h = place / length % heads, s = place / length / heads;
    const long own = (s * length + i) * columns + h * size;
    REAL sum = 0;
    for (long j = 0; j < length; ++j)
      if (causal == 0 || j <= i) {
        const long other = (s * length + j) * columns + h * size;
        REAL product = 0;
        for (long c = 0; c < size; ++c) product += query[own + c] * key[other + c];
        exponentials[place * length + j] = std::exp(factor * (product - shift[place]));
        sum += exponentials[place * length + j];
      }
    sums[place] = sum;
    for (long c = 0; c < size; ++c) y[own + c] = 0;
    for (long j = 0; j < length; ++j)
      if (causal == 0 || j <= i) {
        const long other = (s * length + j) * columns + h * size;
        weights[place * length + j] = exponentials[place * length + j] / sums[place];
        for (long c = 0; c < size; ++c) y[own + c] += weights[place * length + j] * value[other + c];
      }
  }
}

// Gates, by 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2: the derivative of tanh needs its value only, which is kept.

// sigmoid(forget) · state + sigmoid(input) · tanh(candidate); a row of gates: input, forget, candidate, output.
[[autodiff]] void lstm_state(const REAL* gates, const REAL* state, REAL* input, REAL* forget, REAL* candidate, REAL* y,
                             long rows, long columns) {
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) {
      input[i * columns + j] = std::tanh(gates[4 * i * columns + j] / 2);
      forget[i * columns + j] = std::tanh(gates[(4 * i + 1) * columns + j] / 2);
      candidate[i * columns + j] = std::tanh(gates[(4 * i + 2) * columns + j]);
      y[i * columns + j] = (1 + forget[i * columns + j]) / 2 * state[i * columns + j] +
                           (1 + input[i * columns + j]) / 2 * candidate[i * columns + j];
    }
}

// sigmoid(output) · tanh(state)
[[autodiff]] void lstm_output(const REAL* gates, const REAL* state, REAL* output, REAL* bounded, REAL*, REAL* y,
                              long rows, long columns) {
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) {
      output[i * columns + j] = std::tanh(gates[(4 * i + 3) * columns + j] / 2);
      bounded[i * columns + j] = std::tanh(state[i * columns + j]);
      y[i * columns + j] = (1 + output[i * columns + j]) / 2 * bounded[i * columns + j];
    }
}

// z · state + (1 - z) · tanh(x_n + r · h_n), r = sigmoid(x_r + h_r), z = sigmoid(x_z + h_z); a row of x and h: r, z, n.
[[autodiff]] void gru(const REAL* x, const REAL* h, const REAL* state, REAL* r, REAL* z, REAL* candidate, REAL* y,
                      long rows, long columns) {
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j) {
      r[i * columns + j] = std::tanh((x[3 * i * columns + j] + h[3 * i * columns + j]) / 2);
      z[i * columns + j] = std::tanh((x[(3 * i + 1) * columns + j] + h[(3 * i + 1) * columns + j]) / 2);
      candidate[i * columns + j] =
          std::tanh(x[(3 * i + 2) * columns + j] + (1 + r[i * columns + j]) / 2 * h[(3 * i + 2) * columns + j]);
      y[i * columns + j] = (1 + z[i * columns + j]) / 2 * state[i * columns + j] +
                           (1 - z[i * columns + j]) / 2 * candidate[i * columns + j];
    }
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

template <bool all> void fill_layers(Table& table) {
  ROW(patches);
  ROW(gather);
  ROW(average_pool);
  ROW(layer_norm);
  ROW(attention);
  ROW(lstm_state);
  ROW(lstm_output);
  ROW(gru);
  table.largest_places = largest_places;
  table.attention_shift = attention_shift;
}
template void fill_layers<true>(Table&);
template void fill_layers<false>(Table&);

}  // namespace retrograd::KERNELS
#endif
