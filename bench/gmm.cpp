// ADBench's gmm: log-likelihood of a Gaussian mixture, over raw pointers. Inputs: alphas, means, icf one behind the
// other.
#include "harness.h"

#include <retrograd/autodiff.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace {
constexpr int largestD = 64, largestK = 64;
}

[[autodiff]] double gmm(const double* alphas, const double* means, const double* icf,
                        [[autodiff::passive]] const double* points, int d, int K, int n,
                        [[autodiff::passive]] double gamma, int m) {
  const int size = d * (d + 1) / 2;
  double scales[largestD * largestK], sums[largestK];
  double squares = 0;
  for (int k = 0; k < K; ++k) {
    double sum = 0;
    for (int j = 0; j < d; ++j) {
      const double q = icf[k * size + j];
      sum += q;
      const double scale = std::exp(q);
      scales[k * d + j] = scale;
      squares += scale * scale;
    }
    sums[k] = sum;
    for (int j = d; j < size; ++j) squares += icf[k * size + j] * icf[k * size + j];
  }
  double total = 0;
  for (int i = 0; i < n; ++i) {
    double terms[largestK];
    double largest = -1e300;
    for (int k = 0; k < K; ++k) {
      double centred[largestD], product[largestD];
      for (int j = 0; j < d; ++j) {
        centred[j] = points[i * d + j] - means[k * d + j];
        product[j] = scales[k * d + j] * centred[j];
      }
      int at = k * size + d;
      for (int j = 0; j < d; ++j)
        for (int l = j + 1; l < d; ++l) product[l] += icf[at++] * centred[j];
      double square = 0;
      for (int j = 0; j < d; ++j) square += product[j] * product[j];
      terms[k] = alphas[k] + sums[k] - 0.5 * square;
      largest = terms[k] > largest ? terms[k] : largest;
    }
    double sum = 0;
    for (int k = 0; k < K; ++k) sum += std::exp(terms[k] - largest);
    total += largest + std::log(sum);
  }
  double largest = alphas[0], sum = 0;
  for (int k = 1; k < K; ++k) largest = alphas[k] > largest ? alphas[k] : largest;
  for (int k = 0; k < K; ++k) sum += std::exp(alphas[k] - largest);
  double q = 0;
  for (int k = 0; k < K; ++k) q += sums[k];
  return total - n * (largest + std::log(sum)) + 0.5 * gamma * gamma * squares - m * q;
}

namespace {

using bench::Vector;

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
  int d = 0, K = 0, n = 0, m = 0;
  double gamma = 1;
  Vector inputs, points;
};

Problem read(const std::string& file) {
  Problem p;
  std::ifstream in(file);
  if (!(in >> p.d >> p.K >> p.n)) return {};
  p.inputs.resize(static_cast<std::size_t>(p.K * (1 + p.d + p.d * (p.d + 1) / 2)));
  p.points.resize(static_cast<std::size_t>(p.n * p.d));
  for (double& value : p.inputs) in >> value;
  for (double& value : p.points) in >> value;
  in >> p.gamma >> p.m;
  return p;
}

Problem generate(int d, int K) {
  return {d,
          K,
          1000,
          0,
          1.0,
          bench::ramp(static_cast<std::size_t>(K * (1 + d + d * (d + 1) / 2))),
          bench::ramp(static_cast<std::size_t>(1000 * d), 1, 1.3)};
}

bench::Workload workload(const std::string& data, int d, int K, double goal, double published) {
  const std::string name = "gmm_d" + std::to_string(d) + "_K" + std::to_string(K);
  Problem p = data.empty() ? Problem{} : read(data + "/gmm/" + name + ".txt");
  const bool given = p.d != 0;
  if (!given) p = generate(d, K);
  const int means = K, icf = K + K * d;
  const Vector inputs = p.inputs;
  return {name,
          goal,
          inputs,
          [=](const double* x) { return gmm(x, x + means, x + icf, p.points.data(), d, K, p.n, p.gamma, p.m); },
          {{"retrograd",
            [=](const double* x, double* bar) {
              gmm_adjoint(x, bar, x + means, bar + means, x + icf, bar + icf, p.points.data(), d, K, p.n, p.gamma, p.m,
                          1.0);
            }},
           {"hand",
            [=](const double* x, double* bar) {
              gmmByHand(x, bar, x + means, bar + means, x + icf, bar + icf, p.points.data(), d, K, p.n, p.gamma, p.m);
            }}},
          given ? std::optional(published) : std::nullopt};
}

const bench::Register mixtures([](const std::string& data) {
  return std::vector{workload(data, 10, 25, 1.9, 5.6882998725e+04), workload(data, 64, 25, 2.3, 4.4911659109e+06)};
});

}  // namespace
