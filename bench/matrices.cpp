// Dense matrices: products in both orders of loops, a convolution, a Cholesky factorisation.
#include "harness.h"

#include "primals/matrices.h"

#include <algorithm>
#include <cmath>

namespace {

using bench::Vector;

// c = a b, then a_bar += c_bar b', b_bar += a' c_bar with c_bar = 2 c: all in the order that runs along rows.
void productByHand(const double* __restrict a, double* __restrict a_bar, const double* __restrict b,
                   double* __restrict b_bar, double* __restrict c, int n) {
#pragma clang fp reassociate(on) contract(fast)
  std::fill(c, c + n * n, 0.0);
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < n; ++k)
      for (int j = 0; j < n; ++j) c[i * n + j] += a[i * n + k] * b[k * n + j];
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < n; ++k) {
      const double factor = 2 * a[i * n + k];
      double s = 0;
      for (int j = 0; j < n; ++j) {
        s += c[i * n + j] * b[k * n + j];
        b_bar[k * n + j] += factor * c[i * n + j];
      }
      a_bar[i * n + k] += 2 * s;
    }
}

void convolutionByHand(const double* image, double* image_bar, const double* kernel, double* kernel_bar, int height,
                       int width, int size) {
#pragma clang fp reassociate(on) contract(fast)
  Vector s(static_cast<std::size_t>(width));
  const int columns = width - size + 1;
  for (int y = 0; y + size <= height; ++y) {
    std::fill(s.begin(), s.end(), 0.0);
    for (int v = 0; v < size; ++v)
      for (int u = 0; u < size; ++u) {
        const double k = 2 * kernel[v * size + u];
        const double* row = image + (y + v) * width + u;
        for (int x = 0; x < columns; ++x) s[x] += k * row[x];
      }
    for (int v = 0; v < size; ++v)
      for (int u = 0; u < size; ++u) {
        const double k = kernel[v * size + u];
        const double* row = image + (y + v) * width + u;
        double* row_bar = image_bar + (y + v) * width + u;
        double sum = 0;
        for (int x = 0; x < columns; ++x) {
          sum += s[x] * row[x];
          row_bar[x] += s[x] * k;
        }
        kernel_bar[v * size + u] += sum;
      }
  }
}

void choleskyByHand(const double* a, double* a_bar, double* l, double* l_bar, int n) {
#pragma clang fp reassociate(on) contract(fast)
  cholesky(a, l, n);
  std::fill(l_bar, l_bar + n * n, 0.0);
  for (int j = n; j-- > 0;) {
    const double root = l[j * n + j];
    double root_bar = 2 / root + l_bar[j * n + j];
    const double* row_j = l + j * n;
    double* bar_j = l_bar + j * n;
    for (int i = j + 1; i < n; ++i) {
      const double s_bar = l_bar[i * n + j] / root;
      root_bar -= s_bar * l[i * n + j];
      a_bar[i * n + j] += s_bar;
      const double* row_i = l + i * n;
      double* bar_i = l_bar + i * n;
      for (int k = 0; k < j; ++k) {
        bar_i[k] -= s_bar * row_j[k];
        bar_j[k] -= s_bar * row_i[k];
      }
    }
    const double diagonal_bar = root_bar / (2 * root);
    a_bar[j * n + j] += diagonal_bar;
    for (int k = 0; k < j; ++k) bar_j[k] -= 2 * diagonal_bar * row_j[k];
  }
}

const int n = bench::atRunTime(256), cells = n * n;

template <class Primal, class Adjoint>
bench::Workload productWorkload(const std::string& name, double goal, Primal primal, Adjoint adjoint,
                                const bench::Function& function) {
  static Vector c(cells), c_bar(cells);
  const auto generated = [=](const double* x, double* bar) {
    adjoint(x, bar, x + cells, bar + cells, c.data(), c_bar.data(), n, 1.0);
  };
  return {.name = name,
          .goal = goal,
          .inputs = bench::ramp(2 * cells),
          .primal = [=](const double* x) { return primal(x, x + cells, c.data(), n); },
          .sweeps = {{"retrograd", generated},
                     {"hand", [](const double* x,
                                 double* bar) { productByHand(x, bar, x + cells, bar + cells, c.data(), n); }}},
          .function = function};
}

bench::Workload convolutionWorkload() {
  const int side = bench::atRunTime(128), size = bench::atRunTime(5), pixels = side * side;
  const auto generated = [=](const double* x, double* bar) {
    convolution_adjoint(x, bar, x + pixels, bar + pixels, side, side, size, 1.0);
  };
  const auto byHand = [=](const double* x, double* bar) {
    convolutionByHand(x, bar, x + pixels, bar + pixels, side, side, size);
  };
  return {.name = "convolution_128x5",
          .goal = 1.5,
          .inputs = bench::ramp(pixels + size * size),
          .primal = [=](const double* x) { return convolution(x, x + pixels, side, side, size); },
          .sweeps = {{"retrograd", generated}, {"hand", byHand}},
          .function = bench::Convolution{side, size}};
}

bench::Workload choleskyWorkload() {
  const int size = bench::atRunTime(128);
  static Vector l(size * size), l_bar(size * size), l_bar_by_hand(size * size);
  Vector a = bench::ramp(size * size);
  for (int i = 0; i < size; ++i) a[i * size + i] += 100;
  const auto generated = [=](const double* x, double* bar) {
    cholesky_adjoint(x, bar, l.data(), l_bar.data(), size, 1.0);
  };
  return {.name = "cholesky_128",
          .goal = 3,
          .inputs = a,
          .primal = [=](const double* x) { return cholesky(x, l.data(), size); },
          .sweeps = {{"retrograd", generated},
                     {"hand", [=](const double* x,
                                  double* bar) { choleskyByHand(x, bar, l.data(), l_bar_by_hand.data(), size); }}},
          .function = bench::Cholesky{size}};
}

const bench::Register matrices([](const std::string&) {
  return std::vector{productWorkload("matmul_ijk_256", 3, product_ijk, product_ijk_adjoint, bench::ProductIjk{n}),
                     productWorkload("matmul_ikj_256", 2, product_ikj, product_ikj_adjoint, bench::ProductIkj{n}),
                     convolutionWorkload(), choleskyWorkload()};
});

}  // namespace
