// Dense matrices: products in both orders of loops, a convolution, a Cholesky factorisation.
#pragma once

#include "text.h"

PRIMAL Real product_ijk(const Real* a, const Real* b, Real* c, int n) {
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      Real s = 0;
      for (int k = 0; k < n; ++k) s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
  Real total = 0;
  for (int i = 0; i < n * n; ++i) total += c[i] * c[i];
  return total;
}

PRIMAL Real product_ikj(const Real* a, const Real* b, Real* c, int n) {
  for (int i = 0; i < n * n; ++i) c[i] = 0;
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < n; ++k) {
      const Real factor = a[i * n + k];
      for (int j = 0; j < n; ++j) c[i * n + j] += factor * b[k * n + j];
    }
  Real total = 0;
  for (int i = 0; i < n * n; ++i) total += c[i] * c[i];
  return total;
}

PRIMAL Real convolution(const Real* image, const Real* kernel, int height, int width, int size) {
  Real total = 0;
  for (int y = 0; y + size <= height; ++y)
    for (int x = 0; x + size <= width; ++x) {
      Real s = 0;
      for (int v = 0; v < size; ++v)
        for (int u = 0; u < size; ++u) s += kernel[v * size + u] * image[(y + v) * width + x + u];
      total += s * s;
    }
  return total;
}

// The lower triangle of `l` becomes the factor of a; the result is the logarithm of a's determinant.
PRIMAL Real cholesky(const Real* a, Real* l, int n) {
  Real logarithm = 0;
  for (int j = 0; j < n; ++j) {
    Real diagonal = a[j * n + j];
    for (int k = 0; k < j; ++k) diagonal -= l[j * n + k] * l[j * n + k];
    const Real root = sqrt(diagonal);
    l[j * n + j] = root;
    logarithm += 2 * log(root);
    for (int i = j + 1; i < n; ++i) {
      Real s = a[i * n + j];
      for (int k = 0; k < j; ++k) s -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = s / root;
    }
  }
  return logarithm;
}
