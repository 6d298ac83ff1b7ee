// ADBench's gmm: log-likelihood of a Gaussian mixture, over raw pointers (primals/gmm.h) and over vectors. Inputs:
// alphas, means, icf one behind the other.
#include "harness.h"

#include "primals/gmm.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <numeric>

using bench::Vector;

static double logSumExp(const Vector& terms) {
  double largest = terms[0];
  for (const double term : terms) largest = std::max(largest, term);
  double sum = 0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum);
}

// The square of Q (point - mean), Q's diagonal in `scales`, its columns below in icf behind d numbers.
static double squaredDistance(const Vector& means, const Vector& scales, const Vector& icf, const Vector& points, int k,
                              int i, int d) {
  Vector centred(d), product(d);
  for (int j = 0; j < d; ++j) {
    centred[j] = points[i * d + j] - means[k * d + j];
    product[j] = scales[k * d + j] * centred[j];
  }
  int at = k * d * (d + 1) / 2 + d;
  for (int j = 0; j < d; ++j)
    for (int l = j + 1; l < d; ++l) product[l] += icf[at++] * centred[j];
  double square = 0;
  for (const double p : product) square += p * p;
  return square;
}

[[autodiff]] double gmm_vectors(const Vector& alphas, const Vector& means, const Vector& icf,
                                [[autodiff::passive]] const Vector& points, [[autodiff::passive]] double gamma, int m) {
  const int K = static_cast<int>(alphas.size()), d = static_cast<int>(means.size()) / K, size = d * (d + 1) / 2;
  const int n = static_cast<int>(points.size()) / d;
  Vector scales(K * d), sums(K);
  double squares = 0;
  for (int k = 0; k < K; ++k) {
    for (int j = 0; j < d; ++j) {
      sums[k] += icf[k * size + j];
      scales[k * d + j] = std::exp(icf[k * size + j]);
      squares += scales[k * d + j] * scales[k * d + j];
    }
    for (int j = d; j < size; ++j) squares += icf[k * size + j] * icf[k * size + j];
  }
  double total = 0;
  for (int i = 0; i < n; ++i) {
    Vector terms(K);
    for (int k = 0; k < K; ++k)
      terms[k] = alphas[k] + sums[k] - 0.5 * squaredDistance(means, scales, icf, points, k, i, d);
    total += logSumExp(terms);
  }
  return total - n * logSumExp(alphas) + 0.5 * gamma * gamma * squares -
         m * std::accumulate(sums.begin(), sums.end(), 0.0);
}

namespace {

// All points in one sweep: what the gradient of a point needs is at hand when its terms are known.
void gmmByHand(const double* alphas, double* alphas_bar, const double* means, double* means_bar, const double* icf,
               double* icf_bar, const double* points, int d, int K, int n, double gamma, int m) {
#pragma clang fp reassociate(on) contract(fast)
  const int size = d * (d + 1) / 2;
  Vector scales(static_cast<std::size_t>(K * d)), sums(static_cast<std::size_t>(K)), scales_bar(scales.size()),
      weights(sums.size());
  for (int k = 0; k < K; ++k)
    for (int j = 0; j < d; ++j) {
      scales[k * d + j] = std::exp(icf[k * size + j]);
      sums[k] += icf[k * size + j];
    }
  Vector centred(static_cast<std::size_t>(K * d)), product(centred.size()), terms(sums.size());
  double v_bar[largestD];
  for (int i = 0; i < n; ++i) {
    double largest = -1e300;
    for (int k = 0; k < K; ++k) {
      double *c = centred.data() + k * d, *p = product.data() + k * d;
      for (int j = 0; j < d; ++j) {
        c[j] = points[i * d + j] - means[k * d + j];
        p[j] = scales[k * d + j] * c[j];
      }
      const double* column = icf + k * size + d;
      for (int j = 0; j < d; ++j)
        for (int l = j + 1; l < d; ++l) p[l] += *column++ * c[j];
      double square = 0;
      for (int j = 0; j < d; ++j) square += p[j] * p[j];
      terms[k] = alphas[k] + sums[k] - 0.5 * square;
      largest = std::max(largest, terms[k]);
    }
    double sum = 0;
    for (int k = 0; k < K; ++k) sum += terms[k] = std::exp(terms[k] - largest);
    for (int k = 0; k < K; ++k) {
      const double weight = terms[k] / sum;
      weights[k] += weight;
      const double *c = centred.data() + k * d, *p = product.data() + k * d;
      for (int j = 0; j < d; ++j) {
        v_bar[j] = -weight * p[j];
        scales_bar[k * d + j] += v_bar[j] * c[j];
      }
      const double* column = icf + k * size + d;
      double* column_bar = icf_bar + k * size + d;
      for (int j = 0; j < d; ++j) {
        double c_bar = scales[k * d + j] * v_bar[j];
        for (int l = j + 1; l < d; ++l) {
          *column_bar++ += v_bar[l] * c[j];
          c_bar += v_bar[l] * *column++;
        }
        means_bar[k * d + j] -= c_bar;
      }
    }
  }
  double largest = alphas[0], sum = 0;
  for (int k = 1; k < K; ++k) largest = std::max(largest, alphas[k]);
  for (int k = 0; k < K; ++k) sum += std::exp(alphas[k] - largest);
  for (int k = 0; k < K; ++k) {
    for (int j = 0; j < d; ++j) {
      const double s = scales[k * d + j];
      icf_bar[k * size + j] += (scales_bar[k * d + j] + gamma * gamma * s) * s - m + weights[k];
    }
    for (int j = d; j < size; ++j) icf_bar[k * size + j] += gamma * gamma * icf[k * size + j];
    alphas_bar[k] += weights[k] - n * std::exp(alphas[k] - largest) / sum;
  }
}

struct Problem {
  bench::Mixture mixture;
  Vector inputs;
  std::optional<double> checksum;  // where the data are the published ones
};

std::size_t inputCount(int d, int K) { return static_cast<std::size_t>(K * (1 + d + d * (d + 1) / 2)); }

Problem generate(int d, int K) {
  return {{d, K, 1000, 0, 1.0, bench::ramp(static_cast<std::size_t>(1000 * d), 1, 1.3)},
          bench::ramp(inputCount(d, K)),
          std::nullopt};
}

Problem readOrGenerate(const std::string& file, int d, int K, double published) {
  Problem p{{}, {}, published};
  bench::Mixture& mixture = p.mixture;
  std::ifstream in(file);
  if (!(in >> mixture.d >> mixture.K >> mixture.n)) return generate(d, K);
  p.inputs.resize(inputCount(mixture.d, mixture.K));
  mixture.points.resize(static_cast<std::size_t>(mixture.n * mixture.d));
  for (double& value : p.inputs) in >> value;
  for (double& value : mixture.points) in >> value;
  in >> mixture.gamma >> mixture.m;
  return p;
}

bench::Workload pointerWorkload(const std::string& name, double goal, const Problem& problem) {
  const bench::Mixture& p = problem.mixture;
  const int means = p.K, icf = p.K + p.K * p.d;
  return {.name = name,
          .goal = goal,
          .inputs = problem.inputs,
          .primal =
              [=](const double* x) { return gmm(x, x + means, x + icf, p.points.data(), p.d, p.K, p.n, p.gamma, p.m); },
          .sweeps = {{"retrograd",
                      [=](const double* x, double* bar) {
                        gmm_adjoint(x, bar, x + means, bar + means, x + icf, bar + icf, p.points.data(), p.d, p.K, p.n,
                                    p.gamma, p.m, 1.0);
                      }},
                     {"hand",
                      [=](const double* x, double* bar) {
                        gmmByHand(x, bar, x + means, bar + means, x + icf, bar + icf, p.points.data(), p.d, p.K, p.n,
                                  p.gamma, p.m);
                      }}},
          .published = problem.checksum,
          .function = p};
}

// The inputs as vectors of their own, and their adjoints.
struct Parts {
  Vector alphas, means, icf;

  void assign(const double* x, int K, int d) {
    alphas.assign(x, x + K);
    means.assign(x + K, x + K + K * d);
    icf.assign(x + K + K * d, x + inputCount(d, K));
  }
  void addTo(double* bar) const {
    for (const Vector* part : {&alphas, &means, &icf})
      for (const double value : *part) *bar++ += value;
  }
};

// With vectors; peers and hand-written code are those of the pointers.
bench::Workload vectorWorkload(bench::Workload workload, const Problem& problem) {
  const bench::Mixture& p = problem.mixture;
  const auto in = std::make_shared<Parts>(), bars = std::make_shared<Parts>();
  const Vector zero(problem.inputs.size());
  workload.name += "_vectors";
  workload.function = {};
  workload.primal = [=](const double* x) {
    in->assign(x, p.K, p.d);
    return gmm_vectors(in->alphas, in->means, in->icf, p.points, p.gamma, p.m);
  };
  workload.sweeps[0].add = [=](const double* x, double* bar) {
    in->assign(x, p.K, p.d);
    bars->assign(zero.data(), p.K, p.d);
    gmm_vectors_adjoint(in->alphas, bars->alphas, in->means, bars->means, in->icf, bars->icf, p.points, p.gamma, p.m,
                        1.0);
    bars->addTo(bar);
  };
  return workload;
}

const bench::Register mixtures([](const std::string& data) {
  std::vector<bench::Workload> workloads;
  const auto add = [&](int d, int K, double goal, double published) {
    const std::string name = "gmm_d" + std::to_string(d) + "_K" + std::to_string(K);
    const Problem problem = readOrGenerate(data + "/gmm/" + name + ".txt", d, K, published);
    workloads.push_back(pointerWorkload(name, goal, problem));
    workloads.push_back(vectorWorkload(workloads.back(), problem));
  };
  add(10, 25, 1.9, 5.6882998725e+04);
  add(20, 50, 1.9, 2.6029208423e+05);
  add(64, 25, 2.3, 4.4911659109e+06);
  return workloads;
});

}  // namespace
