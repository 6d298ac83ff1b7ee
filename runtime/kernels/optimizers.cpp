// Optimizer updates: one pass over the parameters each, which also clears the gradient for the next adjoint to add to.
// Not differentiated. Compiled without math errno, or sqrt would keep the loop from being vectorised.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

// x -= learning_rate * g
void sgd(REAL* __restrict x, REAL* __restrict g, long n, REAL learning_rate) {
  for (long i = 0; i < n; ++i) {
    x[i] -= learning_rate * g[i];
    g[i] = 0;
  }
}

// delta_i = learning_rate * g + beta * delta_{i-1}; x -= delta_i
void momentum(REAL* __restrict x, REAL* __restrict g, REAL* __restrict delta, long n, REAL learning_rate, REAL beta) {
  for (long i = 0; i < n; ++i) {
    delta[i] = learning_rate * g[i] + beta * delta[i];
    x[i] -= delta[i];
    g[i] = 0;
  }
}

// Kingma & Ba 2015 (arXiv:1412.6980), algorithm 1.
void adam(REAL* __restrict x, REAL* __restrict g, REAL* __restrict first, REAL* __restrict second, long n,
          detail::AdamStep<REAL> step) {
  for (long i = 0; i < n; ++i) {
    first[i] = step.keep1 * first[i] + step.take1 * g[i];
    second[i] = step.keep2 * second[i] + step.take2 * g[i] * g[i];
    x[i] -=
        step.learning_rate * (first[i] * step.correction1) / (std::sqrt(second[i] * step.correction2) + step.epsilon);
    g[i] = 0;
  }
}

void fill_optimizers(Table& table) {
  table.sgd = sgd;
  table.momentum = momentum;
  table.adam = adam;
}

}  // namespace retrograd::KERNELS
