// What the workloads compute, as data: enough for a peer to compute it with numbers of its own (peers/evaluate.h).
// Functions of few inputs say how many; there forward mode makes sense, too.
#pragma once

#include <variant>
#include <vector>

namespace bench {

using Vector = std::vector<double>;

struct Softmax {
  Vector seeds;
};
struct LayerNorm {
  int rows, columns;
  Vector seeds;
};
struct Attention {
  int batches, times, channels, heads;
  Vector seeds;
};
struct ProductIjk {
  int n;
};
struct ProductIkj {
  int n;
};
struct Convolution {
  int side, size;
};
struct Cholesky {
  int n;
};
struct Heat {
  int cells, steps;
  double alpha;
  bool byAlpha;  // then alpha is the last input
};
struct Recurrence {
  static constexpr int inputs = 4;
  int steps;
};
struct Brusselator {
  static constexpr int inputs = 4;
  int steps;
};
struct Newton {
  int count;
};
struct Scan {
  int n;
};
struct Bodies {
  int count, steps;
};
struct Mixture {
  int d, K, n, m;
  double gamma;
  Vector points;
};
struct Network {
  int layers, length, width;
  Vector state, sequence;
};

// Bundle adjustment: the sparse Jacobian of many small functions.
struct Reprojection {
  static constexpr int inputs = 15, outputs = 2;  // camera 11, point 3, weight
  double feature[2];
};
struct WeightResidual {
  static constexpr int inputs = 1, outputs = 1;
};
struct Bundle {
  int cameras, points, observations;
  Reprojection reprojection;  // the same feature for all

  // Where an observation's parameters lie in the inputs.
  const double* camera(const double* x, int i) const { return x + i % cameras * 11; }
  const double* point(const double* x, int i) const { return x + cameras * 11 + i % points * 3; }
  const double* weights(const double* x) const { return x + cameras * 11 + points * 3; }
};

using Function = std::variant<std::monostate, Softmax, LayerNorm, Attention, ProductIjk, ProductIkj, Convolution,
                              Cholesky, Heat, Recurrence, Brusselator, Newton, Scan, Bodies, Mixture, Network, Bundle>;

}  // namespace bench
