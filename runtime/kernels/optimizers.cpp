// Optimizer updates: one pass over the parameters each, which also clears the gradient for the next adjoint to add to.
// Formulas and sources: retrograd/optim.h. Not differentiated. Compiled without math errno, or sqrt would keep the
// loops from being vectorised.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {
namespace {

using Step = detail::UpdateStep<REAL>;

// The gradient as an update takes it: clipped, with weight decay. What is not a number stays so.
inline REAL gradient(REAL g, REAL x, const Step& step) {
  const REAL scaled = g * step.scale;
  const REAL clipped = scaled > step.limit ? step.limit : scaled < -step.limit ? -step.limit : scaled;
  return clipped + step.weight_decay * x;
}

}  // namespace

static void sgd(REAL* __restrict x, REAL* __restrict g, REAL*, REAL*, REAL*, long n, Step step) {
  for (long i = 0; i < n; ++i) {
    x[i] -= step.learning_rate * gradient(g[i], x[i], step);
    g[i] = 0;
  }
}

static void momentum(REAL* __restrict x, REAL* __restrict g, REAL* __restrict delta, REAL*, REAL*, long n, Step step) {
  for (long i = 0; i < n; ++i) {
    delta[i] = step.learning_rate * gradient(g[i], x[i], step) + step.keep1 * delta[i];
    x[i] -= delta[i];
    g[i] = 0;
  }
}

static void nesterov(REAL* __restrict x, REAL* __restrict g, REAL* __restrict delta, REAL*, REAL*, long n, Step step) {
  for (long i = 0; i < n; ++i) {
    const REAL move = step.learning_rate * gradient(g[i], x[i], step);
    delta[i] = move + step.keep1 * delta[i];
    x[i] -= move + step.keep1 * delta[i];
    g[i] = 0;
  }
}

static void adagrad(REAL* __restrict x, REAL* __restrict g, REAL* __restrict sum, REAL*, REAL*, long n, Step step) {
  for (long i = 0; i < n; ++i) {
    const REAL slope = gradient(g[i], x[i], step);
    sum[i] += slope * slope;
    x[i] -= step.learning_rate * slope / (std::sqrt(sum[i]) + step.epsilon);
    g[i] = 0;
  }
}

template <bool centred>
static void rmsprop(REAL* __restrict x, REAL* __restrict g, REAL* __restrict delta, REAL* __restrict squares,
                    REAL* __restrict mean, long n, Step step) {
  for (long i = 0; i < n; ++i) {
    const REAL slope = gradient(g[i], x[i], step);
    squares[i] = step.keep2 * squares[i] + step.take2 * slope * slope;
    REAL variance = squares[i];
    if constexpr (centred) {
      mean[i] = step.keep2 * mean[i] + step.take2 * slope;
      variance -= mean[i] * mean[i];
      variance = variance < 0 ? 0 : variance;  // by rounding
    }
    delta[i] = step.learning_rate * slope / (std::sqrt(variance) + step.epsilon) + step.keep1 * delta[i];
    x[i] -= delta[i];
    g[i] = 0;
  }
}

template <bool amsgrad>
static void adam(REAL* __restrict x, REAL* __restrict g, REAL* __restrict first, REAL* __restrict second,
                 REAL* __restrict largest, long n, Step step) {
  for (long i = 0; i < n; ++i) {
    const REAL slope = gradient(g[i], x[i], step);
    first[i] = step.keep1 * first[i] + step.take1 * slope;
    second[i] = step.keep2 * second[i] + step.take2 * slope * slope;
    REAL square = second[i];
    if constexpr (amsgrad) {
      largest[i] = square < largest[i] ? largest[i] : square;
      square = largest[i];
    }
    x[i] -= step.shrink * x[i] +
            step.learning_rate * (first[i] * step.correction1) / (std::sqrt(square * step.correction2) + step.epsilon);
    g[i] = 0;
  }
}

// In partial sums, which vectorise: a sum in order would not.
static double sum_of_squares(const REAL* __restrict x, long n) {
  constexpr long width = 16;
  double sums[width] = {};
  long i = 0;
  for (; i + width <= n; i += width)
    for (long j = 0; j < width; ++j) sums[j] += static_cast<double>(x[i + j]) * static_cast<double>(x[i + j]);
  for (; i < n; ++i) sums[i % width] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

void fill_optimizers(Table& table) {
  table.sgd = sgd;
  table.momentum = momentum;
  table.nesterov = nesterov;
  table.adagrad = adagrad;
  table.rmsprop = rmsprop<false>;
  table.rmsprop_centred = rmsprop<true>;
  table.adam = adam<false>;
  table.amsgrad = adam<true>;
  table.sum_of_squares = sum_of_squares;
}

}  // namespace retrograd::KERNELS
