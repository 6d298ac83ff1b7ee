// Layers that are no matrix products: rearranging, pooling, normalizing, attention, gates. Pictures are height x width
// x channels, row by row. Pointers between inputs and y are space for what the adjoint needs again: kept there, it
// needs no tape.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

// Row (n, i, j) of `rows` is what a filter sees at place (i, j) of picture n: its rows, in them its columns, in them
// the channels; zeros outside.
void patches(const REAL* x, REAL* rows, long pictures, long height, long width, long channels, long filter_height,
             long filter_width, long stride, long padding, long out_height, long out_width) {
  for (long n = 0; n < pictures; ++n)
    for (long i = 0; i < out_height; ++i)
      for (long j = 0; j < out_width; ++j)
        for (long p = 0; p < filter_height; ++p) {
          REAL* to = rows + (((n * out_height + i) * out_width + j) * filter_height + p) * filter_width * channels;
          const long row = i * stride + p - padding, first = j * stride - padding;
          const bool outside = row < 0 || row >= height;
          const long begin = outside ? filter_width : first < 0 ? -first : 0;
          const long end = width - first < filter_width ? width - first : filter_width;
          const REAL* from = x + ((n * height + row) * width + first) * channels;
          long c = 0;
          for (; c < begin * channels; ++c) to[c] = 0;
          for (; c < end * channels; ++c) to[c] = from[c];
          for (; c < filter_width * channels; ++c) to[c] = 0;
        }
}

// The other way: what each place gives to its surroundings is added up. An adjoint of `patches`, and the forward
// direction of a transposed convolution, whose adjoint `patches` is.
void add_patches(const REAL* rows, REAL* x, long pictures, long height, long width, long channels, long filter_height,
                 long filter_width, long stride, long padding, long out_height, long out_width) {
  for (long n = 0; n < pictures; ++n)
    for (long i = 0; i < out_height; ++i)
      for (long j = 0; j < out_width; ++j)
        for (long p = 0; p < filter_height; ++p) {
          const long row = i * stride + p - padding;
          if (row < 0 || row >= height) continue;
          const REAL* from =
              rows + (((n * out_height + i) * out_width + j) * filter_height + p) * filter_width * channels;
          const long first = j * stride - padding;
          const long begin = first < 0 ? -first : 0;
          const long end = width - first < filter_width ? width - first : filter_width;
          REAL* to = x + ((n * height + row) * width + first) * channels;
          for (long c = begin * channels; c < end * channels; ++c) to[c] += from[c];
        }
}

// Pooling takes the places of the largest, an embedding the rows of its table.
[[autodiff]] void gather(const REAL* x, REAL* y, const long* from, long n) {
  for (long i = 0; i < n; ++i) y[i] = x[from[i]];
}

// The first of the largest of each square, and where it is.
void largest(const REAL* x, REAL* y, long* places, long pictures, long height, long width, long channels, long size,
             long stride, long out_height, long out_width) {
  for (long n = 0; n < pictures; ++n)
    for (long i = 0; i < out_height; ++i)
      for (long j = 0; j < out_width; ++j) {
        const long to = ((n * out_height + i) * out_width + j) * channels;
        const long start = ((n * height + i * stride) * width + j * stride) * channels;
        for (long c = 0; c < channels; ++c) {
          y[to + c] = x[start + c];
          places[to + c] = start + c;
        }
        for (long p = 0; p < size; ++p)
          for (long q = 0; q < size; ++q) {
            const long from = start + (p * width + q) * channels;
            for (long c = 0; c < channels; ++c) {
              const bool larger = x[from + c] > y[to + c];
              places[to + c] = larger ? from + c : places[to + c];
              y[to + c] = larger ? x[from + c] : y[to + c];
            }
          }
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

// Of each row of products the softmax of factor · row, over the first i + 1 of row i in its sequence if causal: the
// others get no weight. The result is the same for every shift. exponentials: room for as much as x; sums: a number for
// each row.
[[autodiff]] void attention_weights(const REAL* x, [[autodiff::passive]] const REAL* shift, REAL* exponentials,
                                    REAL* sums, REAL* y, [[autodiff::passive]] REAL factor, long rows, long length,
                                    long causal) {
  for (long i = 0; i < rows; ++i) {
    const long seen = causal != 0 ? i % length + 1 : length;
    REAL sum = 0;
    for (long j = 0; j < seen; ++j) {
      exponentials[i * length + j] = std::exp(factor * (x[i * length + j] - shift[i]));
      sum += exponentials[i * length + j];
    }
    sums[i] = sum;
    for (long j = 0; j < seen; ++j) y[i * length + j] = exponentials[i * length + j] / sums[i];
    for (long j = seen; j < length; ++j) y[i * length + j] = 0;
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
  ROW(gather);
  ROW(average_pool);
  ROW(layer_norm);
  ROW(attention_weights);
  ROW(lstm_state);
  ROW(lstm_output);
  ROW(gru);
  table.patches = patches;
  table.add_patches = add_patches;
  table.largest = largest;
}
template void fill_layers<true>(Table&);
template void fill_layers<false>(Table&);

}  // namespace retrograd::KERNELS
#endif
