// What the workloads compute, on numbers of any type: evaluate(function, inputs, outputs). A peer's own header comes
// first: what it says of `sin` must be known where the text of the primals is read.
#pragma once

#define BENCH_PEER
#include "../functions.h"
#include "../primals/ba.h"
#include "../primals/gmm.h"
#include "../primals/layers.h"
#include "../primals/lstm.h"
#include "../primals/matrices.h"
#include "../primals/steps.h"

namespace bench {

template <class Real> using Numbers = std::vector<Real>;

// The results of a layer, weighted by the seeds.
template <class Real, class Layer> Real weighted(const Vector& seeds, Layer layer) {
  Numbers<Real> y(seeds.size());
  layer(y.data());
  return ::weighted(y.data(), seeds.data(), static_cast<int>(seeds.size()));
}

template <class Real> void evaluate(const Softmax& f, const Real* x, Real* y) {
  *y = weighted<Real>(f.seeds, [&](Real* out) { softmax(x, out, static_cast<int>(f.seeds.size())); });
}

template <class Real> void evaluate(const LayerNorm& f, const Real* x, Real* y) {
  const Real *weight = x + f.rows * f.columns, *bias = weight + f.columns;
  *y = weighted<Real>(f.seeds, [&](Real* out) { layer_norm(x, weight, bias, out, f.rows, f.columns); });
}

template <class Real> void evaluate(const Attention& f, const Real* x, Real* y) {
  *y = weighted<Real>(f.seeds, [&](Real* out) { attention(x, out, f.batches, f.times, f.channels, f.heads); });
}

template <class Real> void evaluate(const ProductIjk& f, const Real* x, Real* y) {
  Numbers<Real> c(static_cast<std::size_t>(f.n * f.n));
  *y = product_ijk(x, x + f.n * f.n, c.data(), f.n);
}

template <class Real> void evaluate(const ProductIkj& f, const Real* x, Real* y) {
  Numbers<Real> c(static_cast<std::size_t>(f.n * f.n));
  *y = product_ikj(x, x + f.n * f.n, c.data(), f.n);
}

template <class Real> void evaluate(const Convolution& f, const Real* x, Real* y) {
  *y = convolution(x, x + f.side * f.side, f.side, f.side, f.size);
}

template <class Real> void evaluate(const Cholesky& f, const Real* x, Real* y) {
  Numbers<Real> l(static_cast<std::size_t>(f.n * f.n));
  *y = cholesky(x, l.data(), f.n);
}

template <class Real> void evaluate(const Heat& f, const Real* x, Real* y) {
  Numbers<Real> u(static_cast<std::size_t>(f.cells)), v(u.size());
  const Real alpha = f.byAlpha ? x[f.cells] : Real(f.alpha);
  *y = heat(x, alpha, u.data(), v.data(), f.cells, f.steps);
}

template <class Real> void evaluate(const Recurrence& f, const Real* x, Real* y) { *y = recurrence(x, f.steps); }

template <class Real> void evaluate(const Brusselator& f, const Real* x, Real* y) { *y = brusselator(x, f.steps); }

template <class Real> void evaluate(const Newton& f, const Real* x, Real* y) { *y = newton(x, x + f.count, f.count); }

template <class Real> void evaluate(const Scan& f, const Real* x, Real* y) { *y = scan(x, x + f.n, f.n); }

template <class Real> void evaluate(const Bodies& f, const Real* x, Real* y) {
  std::vector<Body<Real>> all;
  for (int i = 0; i < f.count; ++i, x += 7) all.push_back({x[0], x[1], x[2], x[3], x[4], x[5], x[6]});
  *y = bodies(all.data(), f.count, f.steps, *x);
}

template <class Real> void evaluate(const Mixture& f, const Real* x, Real* y) {
  const Real *means = x + f.K, *icf = means + f.K * f.d;
  *y = gmm(x, means, icf, f.points.data(), f.d, f.K, f.n, f.gamma, f.m);
}

template <class Real> void evaluate(const Network& f, const Real* x, Real* y) {
  *y = lstm(x, x + 8 * f.layers * f.width, f.state.data(), f.sequence.data(), f.layers, f.length, f.width);
}

template <class Real> void evaluate(const Reprojection& f, const Real* x, Real* y) {
  reprojection(x, x + 11, x[14], f.feature, y);
}

template <class Real> void evaluate(const WeightResidual&, const Real* x, Real* y) { *y = weight_residual(*x); }

}  // namespace bench
