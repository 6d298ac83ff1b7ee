// Linear algebra: products, factorisations, solvers, transforms.
#ifndef CORPUS_CASES

DIFFERENTIATE void matrix_product(const double* a, const double* b, double* c, int m, int k, int n) {
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      double s = 0;
      for (int l = 0; l < k; ++l) s += a[i * k + l] * b[l * n + j];
      c[i * n + j] = s;
    }
}

DIFFERENTIATE void product_into(const double* a, const double* b, double* c, int n) {
  for (int i = 0; i < n; ++i)
    for (int l = 0; l < n; ++l)
      for (int j = 0; j < n; ++j) c[i * n + j] += a[i * n + l] * b[l * n + j];
}

DIFFERENTIATE double quadratic_form(const double* a, const double* x, int n) {
  double q = 0;
  for (int i = 0; i < n; ++i) {
    double row = 0;
    for (int j = 0; j < n; ++j) row += a[i * n + j] * x[j];
    q += x[i] * row;
  }
  return q;
}

DIFFERENTIATE double log_determinant_by_cholesky(const double* x, int n) {
  double l[4][4] = {};
  double sum = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) {
      double s = i == j ? 5.0 : 0.0;
      s += x[i] * x[j] + x[i * n + j] * x[j * n + i];
      for (int k = 0; k < j; ++k) s -= l[i][k] * l[j][k];
      if (i == j) {
        l[i][i] = std::sqrt(s);
        sum += std::log(l[i][i]);
      } else {
        l[i][j] = s / l[j][j];
      }
    }
  return 2 * sum;
}

DIFFERENTIATE double cholesky_in_place(double* a, int n) {
  for (int j = 0; j < n; ++j) {
    for (int k = 0; k < j; ++k) a[j * n + j] -= a[j * n + k] * a[j * n + k];
    a[j * n + j] = std::sqrt(a[j * n + j] + 6.0);
    for (int i = j + 1; i < n; ++i) {
      for (int k = 0; k < j; ++k) a[i * n + j] -= a[i * n + k] * a[j * n + k];
      a[i * n + j] /= a[j * n + j];
    }
  }
  return a[n * n - 1];
}

DIFFERENTIATE void solve_with_pivoting(double* a, double* b, int n) {
  for (int k = 0; k < n; ++k) {
    int pivot = k;
    for (int i = k + 1; i < n; ++i)
      if (std::fabs(a[i * n + k]) > std::fabs(a[pivot * n + k])) pivot = i;
    if (pivot != k) {
      for (int j = 0; j < n; ++j) {
        const double t = a[k * n + j];
        a[k * n + j] = a[pivot * n + j];
        a[pivot * n + j] = t;
      }
      const double t = b[k];
      b[k] = b[pivot];
      b[pivot] = t;
    }
    for (int i = k + 1; i < n; ++i) {
      const double factor = a[i * n + k] / a[k * n + k];
      for (int j = k; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (int i = n - 1; i >= 0; --i) {
    for (int j = i + 1; j < n; ++j) b[i] -= a[i * n + j] * b[j];
    b[i] /= a[i * n + i];
  }
}

DIFFERENTIATE double determinant_by_cofactors(const double m[3][3]) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

DIFFERENTIATE void gram_schmidt(double* v, int vectors, int n) {
  for (int i = 0; i < vectors; ++i) {
    for (int j = 0; j < i; ++j) {
      double projection = 0;
      for (int k = 0; k < n; ++k) projection += v[i * n + k] * v[j * n + k];
      for (int k = 0; k < n; ++k) v[i * n + k] -= projection * v[j * n + k];
    }
    double norm = 0;
    for (int k = 0; k < n; ++k) norm += v[i * n + k] * v[i * n + k];
    norm = std::sqrt(norm);
    for (int k = 0; k < n; ++k) v[i * n + k] /= norm;
  }
}

DIFFERENTIATE double power_iteration(const double* a, int n, int steps) {
  double x[4] = {1, 1, 1, 1}, y[4];
  double eigenvalue = 0;
  for (int s = 0; s < steps; ++s) {
    double norm = 0;
    for (int i = 0; i < n; ++i) {
      y[i] = 3 * x[i];
      for (int j = 0; j < n; ++j) y[i] += a[i * n + j] * x[j];
      norm += y[i] * y[i];
    }
    eigenvalue = std::sqrt(norm);
    for (int i = 0; i < n; ++i) x[i] = y[i] / eigenvalue;
  }
  return eigenvalue;
}

DIFFERENTIATE void thomas(const double* lower, double* diagonal, const double* upper, double* x, int n) {
  for (int i = 1; i < n; ++i) {
    const double w = lower[i] / diagonal[i - 1];
    diagonal[i] -= w * upper[i - 1];
    x[i] -= w * x[i - 1];
  }
  x[n - 1] /= diagonal[n - 1];
  for (int i = n - 2; i >= 0; --i) x[i] = (x[i] - upper[i] * x[i + 1]) / diagonal[i];
}

DIFFERENTIATE void butterflies(double* re, double* im, int n) {
  for (int width = 1; width < n; width *= 2)
    for (int start = 0; start < n; start += 2 * width)
      for (int k = 0; k < width; ++k) {
        const double angle = -3.14159265358979 * k / width, c = std::cos(angle), s = std::sin(angle);
        const int a = start + k, b = a + width;
        const double tr = c * re[b] - s * im[b], ti = c * im[b] + s * re[b];
        re[b] = re[a] - tr;
        im[b] = im[a] - ti;
        re[a] += tr;
        im[a] += ti;
      }
}

DIFFERENTIATE double jacobi_sweeps(const double* b, double* x, int n, int sweeps) {
  double residual = 0;
  for (int s = 0; s < sweeps; ++s) {
    residual = 0;
    for (int i = 0; i < n; ++i) {
      double r = b[i];
      if (i > 0) r += x[i - 1];
      if (i + 1 < n) r += x[i + 1];
      r = r / 3 - x[i];
      x[i] += 0.9 * r;
      residual += r * r;
    }
  }
  return residual;
}

DIFFERENTIATE double conjugate_gradient(const double* b, double shift, int n, int steps) {
  double x[5] = {}, r[5], p[5], ap[5];
  double rr = 0;
  for (int i = 0; i < n; ++i) {
    r[i] = b[i];
    p[i] = b[i];
    rr += r[i] * r[i];
  }
  for (int s = 0; s < steps; ++s) {
    double pap = 0;
    for (int i = 0; i < n; ++i) {
      ap[i] = (2 + shift) * p[i] - (i > 0 ? p[i - 1] : 0) - (i + 1 < n ? p[i + 1] : 0);
      pap += p[i] * ap[i];
    }
    const double alpha = rr / pap;
    double next = 0;
    for (int i = 0; i < n; ++i) {
      x[i] += alpha * p[i];
      r[i] -= alpha * ap[i];
      next += r[i] * r[i];
    }
    for (int i = 0; i < n; ++i) p[i] = r[i] + next / rr * p[i];
    rr = next;
  }
  double value = 0;
  for (int i = 0; i < n; ++i) value += x[i] * x[i] + b[i] * x[i];
  return value;
}

#else
CASE(matrix_product, array(6), array(12), array(8), 2, 3, 4);
CASE(product_into, array(9), array(9), array(9), 3);
CASE(quadratic_form, array(16), array(4), 4);
CASE(log_determinant_by_cholesky, array(16), 4);
CASE(cholesky_in_place, array(16), 4);
CASE(solve_with_pivoting, array(16), array(4), 4).within(1e5);
CASE(determinant_by_cofactors, array(3));
CASE(gram_schmidt, array(12), 3, 4).within(1e5);
CASE(power_iteration, array(16), 4, 5);
CASE(thomas, array(5), array(5, 3, 4), array(5), array(5), 5);
CASE(butterflies, array(8), array(8), 8);
CASE(jacobi_sweeps, array(5), array(5), 5, 3);
CASE(conjugate_gradient, array(5), between(0.5, 1), 5, 3).within(1e4);
#endif
