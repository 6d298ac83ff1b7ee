// Loops over time whose state is overwritten: what is kept of it.
#ifndef CORPUS_CASES

DIFFERENTIATE double kept_heat(const double* start, double alpha, int n, int steps) {
  double u[8], v[8];
  for (int i = 0; i < n; ++i) u[i] = v[i] = start[i];
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < n - 1; ++i) v[i] = u[i] + alpha * (u[i - 1] - 2 * u[i] + u[i + 1]);
    for (int i = 1; i < n - 1; ++i) u[i] = v[i];
  }
  double total = 0;
  for (int i = 0; i < n; ++i) total += u[i] * u[i];
  return total;
}

DIFFERENTIATE double kept_borders(double* u, double alpha, int n, int steps) {
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < n; ++i) {
      const double flux = i > 0 && i + 1 < n ? u[i - 1] - 2 * u[i] + u[i + 1] : 0.0;
      u[i] += alpha * flux + (i > 0 ? alpha * (u[i - 1] - u[i]) : alpha * u[i]);
    }
  return u[n / 2];
}

DIFFERENTIATE double kept_products(double* u, const double* w, int n, int steps) {
  for (int t = 0; t < steps; ++t)
    for (int i = 1; i < n; ++i) {
      u[i] = std::sin(u[i] + u[i - 1]) * (u[i] - u[i - 1]) * w[i] + w[0] * (u[i] * u[i - 1]);
      if (i % 2 == 0) u[i - 1] *= w[i] - (u[i] + 2 * u[i - 1]) / 5;
    }
  return u[n - 1];
}

// Columns first: the reverse sweep takes rows.
DIFFERENTIATE double kept_columns(const double* a, const double* x, double* y, int n) {
  for (int j = 0; j < n; ++j) {
    double s = 0;
    for (int i = 0; i < n; ++i) s += a[i * n + j] * x[i];
    y[j] = s;
  }
  double total = 0;
  for (int j = 0; j < n; ++j) total += y[j] * y[j];
  return total;
}

DIFFERENTIATE double kept_product(const double* a, const double* b, double* c, int n) {
  for (int i = 0; i < n * n; ++i) c[i] = 0;
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < n; ++k) {
      const double factor = a[i * n + k];
      for (int j = 0; j < n; ++j) c[i * n + j] += factor * b[k * n + j];
    }
  double total = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      double s = 0;
      for (int k = 0; k < n; ++k) s += c[i * n + k] * b[k * n + j];
      total += s * s;
    }
  return total;
}

DIFFERENTIATE double kept_convolution(const double* image, const double* kernel, int height, int width, int size) {
  double total = 0;
  for (int y = 0; y + size <= height; ++y)
    for (int x = 0; size + x <= width; ++x) {
      double s = 0;
      for (int v = 0; v < size; ++v)
        for (int u = 0; u < size; ++u) s += kernel[v * size + u] * image[(y + v) * width + x + u];
      total += s * s;
    }
  for (int i = height; i - size > 0; --i) total += image[i] * kernel[i - size];
  return total;
}

#else

CASE(kept_heat, array(8), between(0.1, 0.3), 8, 3);
CASE(kept_heat, array(2), between(0.1, 0.3), 2, 2);
CASE(kept_borders, array(6), between(0.1, 0.3), 6, 3);
CASE(kept_borders, array(1), between(0.1, 0.3), 1, 2);
CASE(kept_products, array(5), array(5), 5, 2);
CASE(kept_columns, array(16), array(4), array(4), 4);
CASE(kept_product, array(9), array(9), array(9), 3);
CASE(kept_convolution, array(30), array(9), 5, 6, 3);
CASE(kept_convolution, array(6), array(9), 2, 3, 3);

#endif
