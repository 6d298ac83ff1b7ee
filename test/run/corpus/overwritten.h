// Loops over time whose state is overwritten: what is kept of it. Places that writing to them moves.
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

// ---- places that writing to them moves: w[int(w[0])]

struct Knot {
  double at, value;
  Knot& operator+=(const Knot& other) {
    at += other.at;
    value += other.value;
    return *this;
  }
  Knot& operator*=(double k) {
    at *= k;
    value *= k;
    return *this;
  }
  void shift(double by) {
    at += by;
    value += at * by;
  }
  Knot& self() { return *this; }
};
FIELDS(Knot, at, value)

DIFFERENTIATE double moved_by_assignment(double* w, double x) {
  w[0] = 0.5 + w[0] / 4;
  const double given = w[static_cast<int>(w[0])] = 2 + x / 4;
  return given * w[0] + w[1] * w[2];
}
DIFFERENTIATE double moved_chain(double* w, double x) {
  w[0] = 0.5 + w[0] / 4;
  w[2] = w[static_cast<int>(w[0] / 9)] = w[static_cast<int>(w[0] / 9) + 1] = w[1] * x;
  return w[0] + w[1] * w[2];
}
DIFFERENTIATE double moved_increment(double* w, double x) {
  w[0] = 0.5 + w[0] / 4;
  const double after = ++w[static_cast<int>(w[0])];
  const double before = w[static_cast<int>(w[0])]--;
  return w[0] * after + w[1] * x * before;
}
DIFFERENTIATE double moved_subscript_of_itself(const double* w, double x) {
  int p[4] = {0, 2, 3, 1};
  const int first = p[p[0]] = 2, second = (p[p[1]] = 3) + 1;
  (p[p[3]] += 1) -= 2;
  return w[first] * x + w[p[0]] * w[second - 2] * w[p[1]];
}
DIFFERENTIATE double moved_complex(double x, double y) {
  std::complex<double> z[3] = {{0.5 + x / 4, y}, {x, y * y}, {y, 2}};
  z[static_cast<int>(z[0].real())] = std::complex<double>(1.5 + y / 4, x * x);
  z[static_cast<int>(z[0].real())] *= z[2];
  return z[0].real() * z[1].imag() + z[0].imag() * z[2].real() + z[1].real();
}
DIFFERENTIATE double moved_tie(double x, double y) {
  double w[3] = {x, y, x * y}, at = 1.5 + x / 4;
  std::tie(at, w[static_cast<int>(at)]) = std::make_pair(0.5 + y * y / 4, x * x);
  return at * w[0] + w[1] * w[2];
}
DIFFERENTIATE double moved_pair(double x, double y) {
  std::pair<double, double> pairs[3] = {{0.5 + x / 4, y}, {x, y * y}, {y, 2}};
  pairs[static_cast<int>(pairs[0].first)] = std::make_pair(1.5 + y / 4, x * x);
  return pairs[0].first * pairs[0].second + pairs[1].second * pairs[1].first;
}
DIFFERENTIATE double moved_fill(double x, double y) {
  std::array<double, 2> rows[3] = {{0.5 + x / 4, y}, {y, 2}, {x * y, x}};
  rows[static_cast<int>(rows[0][0])].fill(1.5 + y / 4);
  rows[static_cast<int>(rows[0][1])].fill(x);
  return rows[0][0] * rows[0][1] + rows[1][0] * rows[1][1] + rows[2][1];
}
DIFFERENTIATE double moved_objects(double x, double y) {
  Knot knots[3] = {{0.5 + x / 4, y}, {x, y * y}, {y, 2}};
  knots[static_cast<int>(knots[0].at)] += Knot{1 + y / 4, x};
  knots[static_cast<int>(knots[0].at)].shift(1 + y / 4);
  (knots[static_cast<int>(knots[0].at) - 1] += Knot{1, x}) *= 1.5;
  knots[static_cast<int>(knots[0].at / 9)].self() += Knot{x, y};
  knots[static_cast<int>(knots[0].at / 9)] = Knot{knots[0].value, 1.5 + knots[0].at};
  return knots[0].at * knots[0].value + knots[1].at * knots[1].value + knots[2].at;
}
DIFFERENTIATE double moved_by_reference(double x, double y) {
  double w[3] = {0.5 + x / 4, y, x};
  auto set = [](double& a, double b) {
    a = b;
    a *= 2;
  };
  set(w[static_cast<int>(w[0])], 1.2 + x / 8);
  double& r = w[static_cast<int>(w[0] / 9)];
  r = 2.5 + y / 4;
  r *= x;
  for (double& v : w) v = v * w[static_cast<int>(w[0] / 9)] + 1;
  return w[0] * w[1] + w[2];
}

// Unsigned subscripts that wrap around: i + 4294967295u is i - 1.
DIFFERENTIATE double wrapped_back(double* x, unsigned n) {
  double s = 0;
  for (unsigned i = 1; i < n; ++i) {
    s += x[i] * x[i];
    x[i + 4294967295u] = s * 0.5;
  }
  return s;
}
DIFFERENTIATE double wrapped_stride(double* x, unsigned n) {
  double s = 0;
  for (unsigned i = 0; i < n; ++i) {
    const unsigned k = i * 4294967295u + 5u;  // 5 - i
    s += x[k] * x[k];
    x[k + 1u] = std::sin(s) * x[k];
  }
  return s;
}
DIFFERENTIATE double wrapped_product(double* x, unsigned n) {
  double s = 0.5;
  for (unsigned i = 0; i < n; ++i) {
    const unsigned k = i * 2147483648u * 2u;  // 0
    if (i % 2 == 0)
      s += x[k] * x[k];
    else
      x[k] = std::sin(s);
  }
  return s;
}

#else
CASE(wrapped_back, array(6), 6u);
CASE(wrapped_stride, array(7), 5u);
CASE(wrapped_product, array(6), 5u);

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

CASE(moved_by_assignment, array(3), between(0, 1));
CASE(moved_chain, array(3), between(0, 1));
CASE(moved_increment, array(3), between(0, 1));
CASE(moved_subscript_of_itself, array(4), between(0, 1));
CASE(moved_complex, between(0, 1), between(0, 1));
CASE(moved_tie, between(0, 1), between(0, 1));
CASE(moved_pair, between(0, 1), between(0, 1));
CASE(moved_fill, between(0, 1), between(0, 1));
CASE(moved_objects, between(0, 1), between(0, 1));
CASE(moved_by_reference, between(0, 1), between(0, 1));
#endif
