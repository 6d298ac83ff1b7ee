// The same: linear algebra, roots, quadrature, finance.
#ifndef CORPUS_CASES

// ---- linear algebra

template <int N> struct Lu {
  double a[N][N];
  int order[N];
  double sign = 1;
  void factor() {
    for (int i = 0; i < N; ++i) order[i] = i;
    for (int k = 0; k < N; ++k) {
      int p = k;
      for (int i = k + 1; i < N; ++i)
        if (std::fabs(a[i][k]) > std::fabs(a[p][k])) p = i;
      if (p != k) {
        for (int j = 0; j < N; ++j) std::swap(a[k][j], a[p][j]);
        std::swap(order[k], order[p]);
        sign = -sign;
      }
      for (int i = k + 1; i < N; ++i) {
        a[i][k] /= a[k][k];
        for (int j = k + 1; j < N; ++j) a[i][j] -= a[i][k] * a[k][j];
      }
    }
  }
  void solve(const double* b, double* x) const {
    for (int i = 0; i < N; ++i) {
      x[i] = b[order[i]];
      for (int j = 0; j < i; ++j) x[i] -= a[i][j] * x[j];
    }
    for (int i = N - 1; i >= 0; --i) {
      for (int j = i + 1; j < N; ++j) x[i] -= a[i][j] * x[j];
      x[i] /= a[i][i];
    }
  }
  double determinant() const {
    double d = sign;
    for (int i = 0; i < N; ++i) d *= a[i][i];
    return d;
  }
};
DIFFERENTIATE double lu_by_class(const double* m, const double* b) {
  Lu<3> lu{};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) lu.a[i][j] = m[3 * i + j] + (i == (j + 1) % 3 ? 2.0 : 0.0);
  lu.factor();
  double x[3];
  lu.solve(b, x);
  return x[0] * x[1] + x[2] * lu.determinant();
}

struct Csr {
  std::vector<int> begin, column;
  std::vector<double> value;
};
struct Triplet {
  int row, column;
};
void multiply(const std::vector<int>& begin, const std::vector<int>& column, const std::vector<double>& value,
              const std::vector<double>& x, std::vector<double>& y) {
  for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
    double s = 0;
    for (int k = begin[i]; k < begin[i + 1]; ++k) s += value[k] * x[column[k]];
    y[i] = s;
  }
}
DIFFERENTIATE double sparse_power(const std::vector<int>& begin, const std::vector<int>& column,
                                  const std::vector<double>& value, std::vector<double> x, int steps) {
  std::vector<double> y(x.size());
  double norm = 1;
  for (int s = 0; s < steps; ++s) {
    multiply(begin, column, value, x, y);
    double sum = 0.1;
    for (double v : y) sum += v * v;
    norm = std::sqrt(sum);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.5 * x[i] + y[i] / norm;
  }
  return norm * x[0];
}
DIFFERENTIATE double csr_in_struct(const double* values, const double* x, int n) {
  Csr m;
  m.begin.push_back(0);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j)
      if ((i + 2 * j) % 3 != 1) {
        m.column.push_back(j);
        m.value.push_back(values[(i + j) % n] * (j + 1));
      }
    m.begin.push_back(static_cast<int>(m.column.size()));
  }
  double total = 0;
  for (int i = 0; i < n; ++i) {
    double s = 0;
    for (int k = m.begin[i]; k < m.begin[i + 1]; ++k) s += m.value[k] * x[m.column[k]];
    total += s * s;
  }
  return total;
}
// Householder, in a vector of rows.
DIFFERENTIATE double householder_r(const double* m, int n) {
  std::vector<std::vector<double>> a(n, std::vector<double>(n));
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) a[i][j] = m[i * n + j] + (i == j ? 2.0 : 0.0);
  for (int k = 0; k + 1 < n; ++k) {
    double norm = 0;
    for (int i = k; i < n; ++i) norm += a[i][k] * a[i][k];
    norm = std::sqrt(norm);
    if (a[k][k] > 0) norm = -norm;
    std::vector<double> v(n);
    for (int i = k; i < n; ++i) v[i] = a[i][k];
    v[k] -= norm;
    double vv = 0;
    for (double e : v) vv += e * e;
    for (int j = k; j < n; ++j) {
      double va = 0;
      for (int i = k; i < n; ++i) va += v[i] * a[i][j];
      for (int i = k; i < n; ++i) a[i][j] -= 2 * va / vv * v[i];
    }
  }
  double product = 1;
  for (int i = 0; i < n; ++i) product *= a[i][i];
  return product + a[0][n - 1];
}
DIFFERENTIATE double tridiagonal_in_vectors(const std::vector<double>& a, std::vector<double> b,
                                            const std::vector<double>& c, std::vector<double> d) {
  const int n = static_cast<int>(b.size());
  for (int i = 0; i < n; ++i) b[i] += 3;
  for (int i = 1; i < n; ++i) {
    const double w = a[i] / b[i - 1];
    b[i] -= w * c[i - 1];
    d[i] -= w * d[i - 1];
  }
  std::vector<double> x(n);
  for (int i = n; i-- > 0;) x[i] = (d[i] - (i + 1 < n ? c[i] * x[i + 1] : 0)) / b[i];
  return std::inner_product(x.begin(), x.end(), d.begin(), b[0]);
}
// Jacobi rotations on a symmetric matrix.
DIFFERENTIATE double jacobi_eigenvalues(const double* m, int n, int sweeps) {
  double a[3][3];
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) a[i][j] = 0.5 * (m[i * n + j] + m[j * n + i]) + (i == j ? i : 0);
  for (int s = 0; s < sweeps; ++s)
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        if (std::fabs(a[p][q]) < 1e-12) continue;
        const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const double t = (theta > 0 ? 1.0 : -1.0) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), sn = t * c;
        for (int k = 0; k < n; ++k) {
          const double kp = a[k][p], kq = a[k][q];
          a[k][p] = c * kp - sn * kq;
          a[k][q] = sn * kp + c * kq;
        }
        for (int k = 0; k < n; ++k) {
          const double pk = a[p][k], qk = a[q][k];
          a[p][k] = c * pk - sn * qk;
          a[q][k] = sn * pk + c * qk;
        }
      }
  return a[0][0] * a[1][1] + std::exp(0.1 * a[2][2]);
}

// ---- optimisation and roots

template <class F, class D> double newton(const F& f, const D& derivative, double x, int steps) {
  for (int i = 0; i < steps; ++i) {
    const double value = f(x), slope = derivative(x);
    if (std::fabs(value) < 1e-14) break;
    double step = value / slope, size = 1;
    while (std::fabs(f(x - size * step)) > std::fabs(value) && size > 1e-3) size *= 0.5;
    x -= size * step;
  }
  return x;
}
DIFFERENTIATE double newton_line_search(double a, double b) {
  return newton([&](double x) { return std::atan(a * x) - b; }, [&](double x) { return a / (1 + a * a * x * x); }, 1.5,
                12);
}
template <class F> double golden_section(F f, double low, double high, int steps) {
  const double ratio = 0.6180339887498949;
  double c = high - ratio * (high - low), d = low + ratio * (high - low);
  double fc = f(c), fd = f(d);
  for (int i = 0; i < steps; ++i) {
    if (fc < fd) {
      high = d;
      d = c, fd = fc;
      c = high - ratio * (high - low);
      fc = f(c);
    } else {
      low = c;
      c = d, fc = fd;
      d = low + ratio * (high - low);
      fd = f(d);
    }
  }
  return fc + fd;
}
DIFFERENTIATE double golden(double a, double b) {
  return golden_section([a, b](double x) { return (x - a) * (x - a) * (1 + b * b) + std::cos(b * x); }, a - 2, a + 3,
                        9);
}
DIFFERENTIATE double gradient_descent_path(std::vector<double> x, double rate, int steps) {
  const std::size_t n = x.size();
  std::vector<double> g(n), velocity(n, 0.0);
  auto gradient = [&] {
    for (std::size_t i = 0; i < n; ++i) g[i] = 2 * (x[i] - static_cast<double>(i));
    for (std::size_t i = 0; i + 1 < n; ++i) {
      const double d = x[i + 1] - x[i] * x[i];
      g[i] -= 0.4 * d * x[i];
      g[i + 1] += 0.2 * d;
    }
  };
  for (int s = 0; s < steps; ++s) {
    gradient();
    for (std::size_t i = 0; i < n; ++i) {
      velocity[i] = 0.8 * velocity[i] - rate * g[i];
      x[i] += velocity[i];
    }
  }
  return std::accumulate(x.begin(), x.end(), rate);
}
DIFFERENTIATE double secant(double a, double b) {
  double x0 = a, x1 = a + 1, f0 = x0 * x0 * x0 - b, f1 = x1 * x1 * x1 - b;
  for (int i = 0; i < 20 && std::fabs(f1) > 1e-13; ++i) {
    const double x2 = x1 - f1 * (x1 - x0) / (f1 - f0);
    x0 = x1;
    x1 = x2;
    f0 = f1;
    f1 = x1 * x1 * x1 - b;
  }
  return x1;
}

// ---- quadrature

template <class F> double simpson_rule(const F& f, double a, double b) {
  return (b - a) / 6 * (f(a) + 4 * f(0.5 * (a + b)) + f(b));
}
template <class F> double adaptive(const F& f, double a, double b, double whole, int depth) {
  const double m = 0.5 * (a + b), left = simpson_rule(f, a, m), right = simpson_rule(f, m, b);
  const double difference = left + right - whole;
  if (depth == 0 || std::fabs(difference) < 1e-4) return left + right + difference / 15;
  return adaptive(f, a, m, left, depth - 1) + adaptive(f, m, b, right, depth - 1);
}
struct Peak {
  double height, width;
  double operator()(double x) const { return height / (width * width + x * x); }
};
FIELDS(Peak, height, width)
DIFFERENTIATE double adaptive_quadrature(const Peak& p, double b) {
  return adaptive(p, -1.0 * b, b, simpson_rule(p, -1.0 * b, b), 4);
}

template <class F> double gauss_legendre(F&& f, double a, double b) {
  static constexpr double nodes[3] = {-0.7745966692414834, 0, 0.7745966692414834};
  static constexpr double weights[3] = {5.0 / 9, 8.0 / 9, 5.0 / 9};
  double s = 0;
  for (int i = 0; i < 3; ++i) s += weights[i] * f(0.5 * (a + b) + 0.5 * (b - a) * nodes[i]);
  return 0.5 * (b - a) * s;
}
DIFFERENTIATE double double_integral(double a, double k) {
  const auto inner = [&](double x) { return gauss_legendre([&](double y) { return std::exp(-k * x * y) * a; }, 0, x); };
  return gauss_legendre(inner, 0, a);
}
DIFFERENTIATE double romberg(double a, double b, double k) {
  double r[5][5];
  auto f = [k](double x) { return std::sin(k * x) / (1 + x * x); };
  double h = b - a;
  r[0][0] = 0.5 * h * (f(a) + f(b));
  for (int i = 1, n = 1; i < 5; ++i, n *= 2) {
    double s = 0;
    for (int j = 0; j < n; ++j) s += f(a + (j + 0.5) * h);
    h *= 0.5;
    r[i][0] = 0.5 * r[i - 1][0] + h * s;
    double power = 1;
    for (int m = 1; m <= i; ++m) {
      power *= 4;
      r[i][m] = (power * r[i][m - 1] - r[i - 1][m - 1]) / (power - 1);
    }
  }
  return r[4][4];
}

// ---- finance

class Lcg {
public:
  explicit Lcg(unsigned seed) : state_(seed) {}
  double uniform() {
    state_ = state_ * 1664525u + 1013904223u;
    return (state_ >> 8) * (1.0 / 16777216);
  }
  double normal() {
    double s = -6;
    for (int i = 0; i < 12; ++i) s += uniform();
    return s;
  }

private:
  unsigned state_;
};
DIFFERENTIATE double monte_carlo(double spot, double volatility, double strike, unsigned seed, int paths, int steps) {
  Lcg random(seed);
  double total = 0;
  const double dt = 1.0 / steps;
  for (int p = 0; p < paths; ++p) {
    double s = spot, average = 0;
    bool knocked = false;
    for (int t = 0; t < steps; ++t) {
      const double z = random.normal();
      s *= std::exp(-0.5 * volatility * volatility * dt + volatility * std::sqrt(dt) * z);
      average += s;
      if (s > 2.5) {
        knocked = true;
        break;
      }
    }
    if (knocked) continue;
    const double payoff = average / steps - strike;
    if (payoff > 0) total += payoff;
  }
  return total / paths;
}
struct Model {
  double spot, rate, volatility;
};
FIELDS(Model, spot, rate, volatility)
DIFFERENTIATE double american_put(const Model& m, double strike, int steps) {
  const double dt = 1.0 / steps, up = std::exp(m.volatility * std::sqrt(dt)), down = 1 / up;
  const double growth = std::exp(m.rate * dt), p = (growth - down) / (up - down);
  std::vector<double> value(steps + 1);
  for (int i = 0; i <= steps; ++i) value[i] = std::max<double>(strike - m.spot * std::pow(up, 2.0 * i - steps), 0.0);
  for (int t = steps - 1; t >= 0; --t)
    for (int i = 0; i <= t; ++i) {
      const double held = (p * value[i + 1] + (1 - p) * value[i]) / growth;
      const double exercised = strike - m.spot * std::pow(up, 2.0 * i - t);
      value[i] = std::max(held, exercised);
    }
  return value[0];
}
DIFFERENTIATE double implied_volatility(double price, double spot) {
  double sigma = 0.3;
  for (int i = 0; i < 20; ++i) {
    const double d1 = (std::log(spot) + 0.5 * sigma * sigma) / sigma, d2 = d1 - sigma;
    const double value = 0.5 * (spot * std::erfc(-d1 / std::sqrt(2.0)) - std::erfc(-d2 / std::sqrt(2.0)));
    const double vega = spot * std::exp(-0.5 * d1 * d1) / std::sqrt(2 * 3.14159265358979);
    const double step = (value - price) / vega;
    sigma -= step;
    if (std::fabs(step) < 1e-13) break;
  }
  return sigma;
}
DIFFERENTIATE double bootstrapped_curve(const std::vector<double>& quotes, double x) {
  std::vector<double> discounts;
  double annuity = 0;
  for (const double q : quotes) {
    const double d = (1 - (0.05 + 0.02 * q) * annuity) / (1 + 0.05 + 0.02 * q);
    discounts.push_back(d);
    annuity += d;
  }
  double value = 0;
  for (std::size_t i = 0; i < discounts.size(); ++i) value += discounts[i] * std::pow(x, static_cast<double>(i));
  return value;
}

#else
CASE(lu_by_class, array(9), array(3)).within(1e4);
CASE(sparse_power, values({0, 2, 3, 5, 6}), values({0, 2, 1, 0, 3, 2}), array(6), array(4), 4).within(1000);
CASE(csr_in_struct, array(5), array(5), 5);
CASE(householder_r, array(16), 4).within(1e4);
CASE(tridiagonal_in_vectors, array(5), array(5), array(5), array(5));
CASE(jacobi_eigenvalues, array(9), 3, 3).within(1e5);
CASE(newton_line_search, between(1, 3), between(0.2, 1.2)).within(1e5);
CASE(golden, between(-1, 1), between(0.2, 1)).within(1e4);
CASE(gradient_descent_path, array(4), between(0.05, 0.1), 6);
CASE(secant, between(1, 2), between(2, 6)).within(1e6);
CASE(adaptive_quadrature, between(0.3, 1), between(0.5, 2));
CASE(double_integral, between(0.5, 2), between(0.5, 2));
CASE(romberg, between(-1, 0), between(1, 2), between(1, 3)).within(2000);
CASE(monte_carlo, between(0.9, 1.1), between(0.2, 0.5), between(0.8, 1), Input(7), 6, 4);
CASE(american_put, values({1, 0.05, 0.3}), between(0.9, 1.3), 5);
CASE(implied_volatility, between(0.1, 0.2), 1.0).within(1e5);
CASE(bootstrapped_curve, array(5), between(0.5, 1.1));
#endif
