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

// ---- Matrices in place, over triangles: bounds of loops tell what isn't written again.

// a's factor, in the lower triangle of l.
DIFFERENTIATE double kept_factor(const double* a, double* l, int n) {
  double logarithm = 0;
  for (int j = 0; j < n; ++j)
    for (int i = j; i < n; ++i) {
      double s = (i == j ? n + 1.0 : 0.0) + a[i * n + j];
      for (int k = 0; k < j; ++k) s -= l[i * n + k] * l[j * n + k];
      if (i == j) logarithm += std::log(s);
      l[i * n + j] = i == j ? std::sqrt(s) : s / l[j * n + j];
    }
  return logarithm;
}

DIFFERENTIATE double kept_elimination(double* a, double* x, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    a[k * n + k] += 4;
    for (std::size_t i = k + 1; i < n; ++i) {
      a[i * n + k] /= a[k * n + k];
      for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= a[i * n + k] * a[k * n + j];
      x[i] -= a[i * n + k] * x[k];
    }
  }
  for (long i = static_cast<long>(n) - 1; i >= 0; --i) {
    for (long k = i + 1; k < static_cast<long>(n); ++k) x[i] -= a[i * static_cast<long>(n) + k] * x[k];
    x[i] /= a[i * static_cast<long>(n) + i];
  }
  return x[0] * x[n - 1];
}

// The diagonal is read before it is written; with more columns than the stride has, those are elements of the next row.
DIFFERENTIATE double kept_rows(double* l, int stride, int rows, int columns) {
  for (int j = 0; j < columns; ++j)
    for (int i = 0; i < rows; ++i) {
      double s = 1;
      for (int k = 0; k <= j; ++k) s += 0.3 * l[i * stride + k] * l[i * stride + k];
      l[i * stride + j] = std::sin(s);
    }
  return l[0] + l[(rows - 1) * stride + columns - 1];
}

DIFFERENTIATE double kept_wide(double* l, int n, int columns) {
  for (int j = 0; j < columns; ++j)
    for (int i = 0; i < n; ++i) {
      double s = 1;
      for (int k = 0; k < j; ++k) s += 0.3 * l[i * n + k] * l[i * n + k];
      l[i * n + j] = std::sin(s);
    }
  return l[1] + l[(n - 1) * n + columns - 1];
}

DIFFERENTIATE double kept_beside(double* l, int n, int times) {
  for (int t = 0; t < times; ++t)
    for (int j = 0; j < n; ++j)
      for (int i = 0; i < n; ++i) {
        double s = 1;
        for (int k = 0; k < j; ++k) s += 0.3 * l[i * n + k] * l[i * n + k];
        l[i * n + j + 1] = std::sin(s + l[i * n + j]);
      }
  return l[n] + l[n * n];
}

// The stride changes from iteration to iteration.
DIFFERENTIATE double kept_changing(double* l, int n) {
  int stride = n;
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) {
      double s = 1;
      for (int k = 0; k < j; ++k) s += 0.3 * l[i * stride + k] * l[i * stride + k];
      l[i * stride + j] = std::sin(s);
    }
    --stride;
  }
  return l[1] + l[n];
}

// j - 1 wraps around for j = 0: the loop ends where it is left.
DIFFERENTIATE double kept_wrapping(double* l, unsigned n) {
  for (unsigned j = 1; j < n; ++j) {
    double s = 1;
    for (unsigned k = 0; k < j - 1; ++k) s += 0.3 * l[k] * l[k + 1];
    l[j - 1u + 4294967295u + 1u] += std::sin(s);
  }
  return l[n - 2];
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
CASE(kept_factor, array(16), array(16), 4);
CASE(kept_factor, array(1), array(1), 1);
CASE(kept_elimination, array(16), array(4), 4);
CASE(kept_elimination, array(1), array(1), 1);
CASE(kept_rows, array(16), 4, 3, 4);
CASE(kept_rows, array(16), 3, 3, 4);
CASE(kept_wide, array(9), 3, 2);
CASE(kept_wide, array(16), 3, 5);
CASE(kept_beside, array(10), 3, 1);
CASE(kept_beside, array(10), 3, 2);
CASE(kept_changing, array(12), 3);
CASE(kept_wrapping, array(5), 5);

#endif
