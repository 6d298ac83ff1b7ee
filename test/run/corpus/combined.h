// Constructs in combination, in loops that fuse, that almost fuse, and that must not: objects that sum, lambdas,
// vectors.
#ifndef CORPUS_CASES
struct Sum {
  double total = 0, weight = 0;
  void add(double v, double w) {
    total += v * w;
    weight += w;
  }
  double mean() const { return total / weight; }
};

DIFFERENTIATE double mean_object(double* x, double a, int n) {
  Sum s;
  for (int i = 0; i < n; ++i) {
    const double e = std::exp(a * x[i]);
    s.add(std::sin(e), e);
  }
  return s.mean() * a;
}

DIFFERENTIATE double fused_last(double* x, double a, int n) {
  double sum = 0, last = 0;
  for (int i = 0; i < n; ++i) {
    double t = a;
    for (int k = 0; k < 3; ++k) t = std::sin(t * x[i]);
    sum += t;
    last = t;
  }
  return sum * last;
}

DIFFERENTIATE double fused_uses_after(double* x, double a, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    double t = a;
    for (int k = 0; k < 3; ++k) t = std::sin(t * x[i]);
    sum += t;
  }
  for (int i = 0; i < n; ++i) x[i] *= sum;
  double r = 0;
  for (int i = 0; i < n; ++i) {
    double t = sum;
    for (int k = 0; k < 2; ++k) t = std::cos(t + x[i]);
    r += t;
  }
  return r * sum;
}

DIFFERENTIATE double fused_overwritten_before(double* x, double a, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    double t = a;
    for (int k = 0; k < 3; ++k) t = std::sin(t * x[i]);
    sum += t;
  }
  a *= 2;
  x[0] = a * sum;
  return sum * a + x[0] * x[1];
}

DIFFERENTIATE double breaks_fused(double* x, double a, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    if (x[i] > 1.2) break;
    double t = a;
    for (int k = 0; k < 3; ++k) t = t * x[i] + std::sin(t);
    sum += t;
    if (sum > 4) break;
  }
  return sum * sum;
}

DIFFERENTIATE double product_and_sum(double* x, int n) {
  double p = 1, s = 0;
  for (int i = 0; i < n; ++i) {
    p *= x[i];
    s += p * std::exp(x[i]);
  }
  return p + s;
}

DIFFERENTIATE double scatter_gather(double* x, double* y, int n) {
  for (int t = 0; t < 3; ++t) {
    for (int i = 1; i + 1 < n; ++i) y[i] = x[i] + 0.1 * (x[i - 1] - 2 * x[i] + x[i + 1]) * x[i];
    for (int i = 0; i < n; ++i) x[i] = y[i] * (1 + 0.1 * y[(i + 1) % n]);
  }
  return x[0] * x[n - 1] + x[n / 2];
}

DIFFERENTIATE double in_place_shift(double* x, double a, int n) {
  for (int i = 1; i < n; ++i) x[i] += a * x[i - 1] * x[i];
  for (int i = n - 2; i >= 0; --i) x[i] = x[i] * x[i + 1] + a;
  double s = 0;
  for (int i = 0; i < n; ++i) s += x[i] * x[i];
  return s;
}

DIFFERENTIATE double largest_then(double* x, double a, int n) {
  double m = x[0];
  int at = 0;
  for (int i = 1; i < n; ++i)
    if (x[i] * a > m) {
      m = x[i] * a;
      at = i;
    }
  double s = 0;
  for (int i = 0; i < n; ++i) s += std::exp(x[i] - m);
  return m + std::log(s) * x[at];
}

DIFFERENTIATE double largest_used_inside(double* x, double a, int n) {
  double m = a, s = 0;
  for (int i = 0; i < n; ++i) {
    if (x[i] > m) m = x[i] * x[i];
    s += m * x[i];
  }
  return s * m;
}

DIFFERENTIATE double lambda_sums(double* x, double a, int n) {
  double s = 0;
  int calls = 0;
  auto add = [&](double v) {
    s += v * a;
    ++calls;
    if (calls % 2) a = a * 1.1 + v * 0.1;
  };
  for (int i = 0; i < n; ++i) {
    add(std::sin(x[i]));
    if (i > 1) add(s);
  }
  return s * a;
}

DIFFERENTIATE double triangular(double* l, double* b, int n) {
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < i; ++k) b[i] -= l[i * n + k] * b[k];
    b[i] /= 2 + l[i * n + i] * l[i * n + i];
  }
  return b[n - 1] * b[0];
}

DIFFERENTIATE double vector_rows(const std::vector<double>& v, double a) {
  std::vector<std::vector<double>> rows(3, std::vector<double>(v.size()));
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t i = 0; i < v.size(); ++i) rows[r][i] = std::sin(v[i] * a) + (r ? rows[r - 1][i] * v[i] : a);
  double s = 0;
  for (const auto& row : rows)
    for (double e : row) {
      double t = e;
      for (int k = 0; k < 2; ++k) t *= std::cos(t);
      s += t;
    }
  return s;
}

DIFFERENTIATE double vector_filter(const std::vector<double>& v, double a) {
  std::vector<double> kept;
  for (double e : v)
    if (e * a > 0.1) {
      kept.push_back(e * a);
      if (kept.size() > 2) {
        kept[0] *= kept.back();
        kept.pop_back();
      }
    }
  double s = a;
  for (std::size_t i = 0; i < kept.size(); ++i) s += kept[i] * kept[i] * s;
  return s;
}

DIFFERENTIATE double nested_fusion(double* x, double* w, int n, int m) {
  double loss = 0;
  for (int i = 0; i < n; ++i) {
    double z[4] = {0, 0, 0, 0}, top = -1e30;
    for (int j = 0; j < m; ++j) {
      for (int k = 0; k < m; ++k) z[j] += w[j * m + k] * x[(i + k) % n];
      if (z[j] > top) top = z[j];
    }
    double s = 0;
    for (int j = 0; j < m; ++j) s += std::exp(z[j] - top);
    loss += top + std::log(s) - z[i % m];
  }
  return loss / n;
}

DIFFERENTIATE double while_inside(double* x, double a, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double u = 1;
    int it = 0;
    while (std::fabs(u * u - a * a - x[i] * x[i]) > 1e-13 && it < 40) {
      u -= (u * u - a * a - x[i] * x[i]) / (2 * u);
      ++it;
    }
    s += u * a;
  }
  return s;
}

DIFFERENTIATE double same_sum_twice(double* x, double* out, int n) {
  double& s = out[0];
  for (int i = 0; i < n; ++i) {
    double t = x[i];
    for (int k = 0; k < 2; ++k) t = std::sin(t) * x[i];
    s += t;
    out[1] += t * t;
  }
  return s * out[1];
}
#else
CASE(mean_object, array(4), between(0.2, 1), 4);
CASE(fused_last, array(4), between(0.2, 1), 4);
CASE(fused_last, array(4), between(0.2, 1), 0);
CASE(fused_uses_after, array(4), between(0.2, 1), 4);
CASE(fused_overwritten_before, array(4), between(0.2, 1), 4);
CASE(breaks_fused, array(5, 0.3, 1.4), between(0.2, 1), 5);
CASE(product_and_sum, array(5), 5);
CASE(scatter_gather, array(6), array(6), 6);
CASE(in_place_shift, array(5), between(0.2, 1), 5);
CASE(largest_then, array(5), between(0.5, 1.5), 5);
CASE(largest_used_inside, array(5), between(-1, 0.5), 5);
CASE(lambda_sums, array(5), between(0.2, 1), 5);
CASE(triangular, array(16), array(4), 4);
CASE(vector_rows, array(3), between(0.2, 1));
CASE(vector_filter, array(6), between(0.2, 1));
CASE(nested_fusion, array(5), array(16), 5, 4);
CASE(while_inside, array(4), between(0.2, 1), 4);
CASE(same_sum_twice, array(4), array(2), 4);
#endif
