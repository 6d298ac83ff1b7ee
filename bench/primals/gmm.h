// ADBench's gmm: log-likelihood of a Gaussian mixture, over raw pointers.
#pragma once

#include "text.h"

constexpr int largestD = 64, largestK = 64;

PRIMAL Real gmm(const Real* alphas, const Real* means, const Real* icf, PASSIVE const double* points, int d, int K,
                int n, PASSIVE double gamma, int m) {
  const int size = d * (d + 1) / 2;
  Real scales[largestD * largestK], sums[largestK];
  Real squares = 0;
  for (int k = 0; k < K; ++k) {
    Real sum = 0;
    for (int j = 0; j < d; ++j) {
      const Real q = icf[k * size + j];
      sum += q;
      const Real scale = exp(q);
      scales[k * d + j] = scale;
      squares += scale * scale;
    }
    sums[k] = sum;
    for (int j = d; j < size; ++j) squares += icf[k * size + j] * icf[k * size + j];
  }
  Real total = 0;
  for (int i = 0; i < n; ++i) {
    Real terms[largestK];
    Real largest = -1e300;
    for (int k = 0; k < K; ++k) {
      Real centred[largestD], product[largestD];
      for (int j = 0; j < d; ++j) {
        centred[j] = points[i * d + j] - means[k * d + j];
        product[j] = scales[k * d + j] * centred[j];
      }
      int at = k * size + d;
      for (int j = 0; j < d; ++j)
        for (int l = j + 1; l < d; ++l) product[l] += icf[at++] * centred[j];
      Real square = 0;
      for (int j = 0; j < d; ++j) square += product[j] * product[j];
      terms[k] = alphas[k] + sums[k] - 0.5 * square;
      largest = terms[k] > largest ? terms[k] : largest;
    }
    Real sum = 0;
    for (int k = 0; k < K; ++k) sum += exp(terms[k] - largest);
    total += largest + log(sum);
  }
  Real largest = alphas[0], sum = 0;
  for (int k = 1; k < K; ++k) largest = alphas[k] > largest ? alphas[k] : largest;
  for (int k = 0; k < K; ++k) sum += exp(alphas[k] - largest);
  Real q = 0;
  for (int k = 0; k < K; ++k) q += sums[k];
  return total - n * (largest + log(sum)) + 0.5 * gamma * gamma * squares - m * q;
}
