// Programs as engineers write them, in whole: options and rates, sparse and dense matrices, splines.
#ifndef CORPUS_CASES

// ---- options and rates

std::array<double, 3> solve3(std::array<std::array<double, 3>, 3> a, std::array<double, 3> b) {
  for (int k = 0; k < 3; ++k) {
    int pivot = k;
    for (int i = k + 1; i < 3; ++i)
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    if (pivot != k) {
      std::swap(a[k], a[pivot]);
      std::swap(b[k], b[pivot]);
    }
    for (int i = k + 1; i < 3; ++i) {
      const double f = a[i][k] / a[k][k];
      for (int j = k; j < 3; ++j) a[i][j] -= f * a[k][j];
      b[i] -= f * b[k];
    }
  }
  std::array<double, 3> x{};
  for (int i = 2; i >= 0; --i) {
    double s = b[i];
    for (int j = i + 1; j < 3; ++j) s -= a[i][j] * x[j];
    x[i] = s / a[i][i];
  }
  return x;
}
DIFFERENTIATE double longstaff_schwartz(double s0, double vol, double rate, double strike,
                                        PASSIVE const std::vector<double>& z, int steps) {
  const int paths = static_cast<int>(z.size()) / steps;
  const double dt = 1.0 / steps;
  std::vector<std::vector<double>> s(paths, std::vector<double>(steps + 1, s0));
  for (int p = 0; p < paths; ++p)
    for (int i = 0; i < steps; ++i)
      s[p][i + 1] = s[p][i] * std::exp((rate - 0.5 * vol * vol) * dt + vol * std::sqrt(dt) * z[p * steps + i]);
  std::vector<double> cash(paths);
  for (int p = 0; p < paths; ++p) cash[p] = std::max(strike - s[p].back(), 0.0 * strike);
  const double discount = std::exp(-rate * dt);
  for (int i = steps - 1; i > 0; --i) {
    for (auto& c : cash) c *= discount;
    std::array<std::array<double, 3>, 3> ata{};
    std::array<double, 3> aty{};
    int used = 0;
    for (int p = 0; p < paths; ++p) {
      if (s[p][i] >= strike) continue;
      ++used;
      const double x = s[p][i] / strike;
      const std::array<double, 3> basis{1.0, x, x * x};
      for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c) ata[r][c] += basis[r] * basis[c];
        aty[r] += basis[r] * cash[p];
      }
    }
    if (used < 4) continue;
    for (int r = 0; r < 3; ++r) ata[r][r] += 1e-3;
    const auto beta = solve3(ata, aty);
    for (int p = 0; p < paths; ++p) {
      const double exercise = strike - s[p][i];
      if (exercise <= 0) continue;
      const double x = s[p][i] / strike;
      if (exercise > beta[0] + x * (beta[1] + x * beta[2])) cash[p] = exercise;
    }
  }
  return discount * std::accumulate(cash.begin(), cash.end(), 0.0 * s0) / paths;
}

class DiscountCurve {
public:
  void add(double t, double log_df) {
    times_.push_back(t);
    log_dfs_.push_back(log_df);
  }
  double discount(double t) const { return std::exp(log_discount(t)); }
  double log_discount(double t) const {
    if (t <= times_.front()) return log_dfs_.front() * t / times_.front();
    const auto it = std::lower_bound(times_.begin(), times_.end(), t);
    if (it == times_.end()) return log_dfs_.back() * t / times_.back();
    const auto i = static_cast<std::size_t>(it - times_.begin());
    const double w = (t - times_[i - 1]) / (times_[i] - times_[i - 1]);
    return (1 - w) * log_dfs_[i - 1] + w * log_dfs_[i];
  }
  void set_last(double log_df) { log_dfs_.back() = log_df; }
  std::size_t size() const noexcept { return times_.size(); }

private:
  std::vector<double> times_, log_dfs_;
};
DIFFERENTIATE double swap_curve_value(const std::vector<double>& par_rates, double coupon, double horizon) {
  DiscountCurve curve;
  for (std::size_t k = 0; k < par_rates.size(); ++k) {
    const double maturity = static_cast<double>(k + 1);
    curve.add(maturity, -par_rates[k] * maturity);
    double guess = -par_rates[k] * maturity;
    for (int iteration = 0; iteration < 20; ++iteration) {
      auto residual = [&](double log_df) {
        curve.set_last(log_df);
        double annuity = 0;
        for (int j = 1; j <= static_cast<int>(k) + 1; ++j) annuity += curve.discount(j);
        return par_rates[k] * annuity - (1 - curve.discount(maturity));
      };
      const double f = residual(guess);
      const double slope = (1 + par_rates[k]) * std::exp(guess);
      const double step = f / slope;
      guess -= step;
      if (std::fabs(step) < 1e-14) break;
    }
    curve.set_last(guess);
  }
  double value = 0;
  for (double t = 0.5; t < horizon; t += 0.5) value += 0.5 * coupon * curve.discount(t);
  return value + curve.discount(horizon);
}

// ---- linear algebra

class CsrMatrix {
public:
  struct Entry {
    int row, col;
    double value;
  };
  CsrMatrix(int rows, const std::vector<Entry>& entries) : rows_(rows), start_(rows + 1, 0) {
    for (const auto& e : entries) ++start_[e.row + 1];
    for (int r = 0; r < rows; ++r) start_[r + 1] += start_[r];
    col_.resize(entries.size());
    val_.resize(entries.size());
    std::vector<int> at(start_.begin(), start_.end() - 1);
    for (const auto& e : entries) {
      const int k = at[e.row]++;
      col_[k] = e.col;
      val_[k] = e.value;
    }
  }
  int rows() const { return rows_; }
  void multiply(const std::vector<double>& x, std::vector<double>& y) const {
    for (int r = 0; r < rows_; ++r) {
      double s = 0;
      for (int k = start_[r]; k < start_[r + 1]; ++k) s += val_[k] * x[col_[k]];
      y[r] = s;
    }
  }
  double diagonal(int r) const {
    for (int k = start_[r]; k < start_[r + 1]; ++k)
      if (col_[k] == r) return val_[k];
    return 1;
  }

private:
  int rows_;
  std::vector<int> start_, col_;
  std::vector<double> val_;
};
double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), decltype(a[0] * 1.0)(0));
}
DIFFERENTIATE double pcg_energy(const std::vector<double>& k, const std::vector<double>& b, int max_iterations) {
  const int n = static_cast<int>(b.size());
  std::vector<CsrMatrix::Entry> entries;
  for (int i = 0; i < n; ++i) {
    double diag = 1;
    if (i > 0) {
      entries.push_back({i, i - 1, -k[i - 1]});
      diag += k[i - 1];
    }
    if (i + 1 < n) {
      entries.push_back({i, i + 1, -k[i]});
      diag += k[i];
    }
    entries.push_back({i, i, diag});
  }
  const CsrMatrix a(n, entries);
  std::vector<double> x(n, 0.0), r = b, z(n), ap(n);
  for (int i = 0; i < n; ++i) z[i] = r[i] / a.diagonal(i);
  auto p = z;
  double rz = dot(r, z);
  for (int it = 0; it < max_iterations; ++it) {
    a.multiply(p, ap);
    const double alpha = rz / dot(p, ap);
    for (int i = 0; i < n; ++i) {
      x[i] += alpha * p[i];
      r[i] -= alpha * ap[i];
    }
    if (std::sqrt(dot(r, r)) < 1e-3) break;
    for (int i = 0; i < n; ++i) z[i] = r[i] / a.diagonal(i);
    const double rz_new = dot(r, z);
    const double beta = rz_new / std::exchange(rz, rz_new);
    for (int i = 0; i < n; ++i) p[i] = z[i] + beta * p[i];
  }
  return 0.5 * dot(x, b);
}

template <class T> class Matrix {
public:
  Matrix(std::size_t rows, std::size_t cols, T init = T()) : rows_(rows), cols_(cols), data_(rows * cols, init) {}
  static Matrix identity(std::size_t n) {
    Matrix m(n, n);
    for (std::size_t i = 0; i < n; ++i) m(i, i) = T(1);
    return m;
  }
  T& operator()(std::size_t i, std::size_t j) { return data_[i * cols_ + j]; }
  const T& operator()(std::size_t i, std::size_t j) const { return data_[i * cols_ + j]; }
  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  T* row(std::size_t i) { return data_.data() + i * cols_; }
  Matrix transposed() const {
    Matrix t(cols_, rows_);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < cols_; ++j) t(j, i) = (*this)(i, j);
    return t;
  }
  friend Matrix operator*(const Matrix& a, const Matrix& b) {
    if (a.cols_ != b.rows_) throw std::invalid_argument("shapes");
    Matrix c(a.rows_, b.cols_);
    for (std::size_t i = 0; i < a.rows_; ++i)
      for (std::size_t k = 0; k < a.cols_; ++k) {
        const T& aik = a(i, k);
        for (std::size_t j = 0; j < b.cols_; ++j) c(i, j) += aik * b(k, j);
      }
    return c;
  }
  Matrix& operator+=(const Matrix& o) {
    std::transform(data_.begin(), data_.end(), o.data_.begin(), data_.begin(), std::plus<T>());
    return *this;
  }

private:
  std::size_t rows_, cols_;
  std::vector<T> data_;
};
struct Lu {
  Matrix<double> lu;
  std::vector<std::size_t> perm;
  int sign = 1;
  explicit Lu(Matrix<double> m) : lu(std::move(m)), perm(lu.rows()) {
    std::iota(perm.begin(), perm.end(), std::size_t{0});
    const std::size_t n = lu.rows();
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t p = k;
      for (std::size_t i = k + 1; i < n; ++i)
        if (std::fabs(lu(i, k)) > std::fabs(lu(p, k))) p = i;
      if (lu(p, k) == 0.0) throw std::runtime_error("singular");
      if (p != k) {
        for (std::size_t j = 0; j < n; ++j) std::swap(lu(p, j), lu(k, j));
        std::swap(perm[p], perm[k]);
        sign = -sign;
      }
      for (std::size_t i = k + 1; i < n; ++i) {
        lu(i, k) /= lu(k, k);
        for (std::size_t j = k + 1; j < n; ++j) lu(i, j) -= lu(i, k) * lu(k, j);
      }
    }
  }
  double log_abs_det() const {
    double s = 0;
    for (std::size_t i = 0; i < lu.rows(); ++i) s += std::log(std::fabs(lu(i, i)));
    return s;
  }
  std::vector<double> solve(const std::vector<double>& b) const {
    const auto n = lu.rows();
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = b[perm[i]];
      for (std::size_t j = 0; j < i; ++j) x[i] -= lu(i, j) * x[j];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t j = i + 1; j < n; ++j) x[i] -= lu(i, j) * x[j];
      x[i] /= lu(i, i);
    }
    return x;
  }
};
DIFFERENTIATE double lu_class(const std::vector<double>& entries, const std::vector<double>& rhs) {
  const std::size_t n = rhs.size();
  Matrix<double> m(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) m(i, j) = entries[(3 * i + j * j) % entries.size()] + (i == j ? 0.3 : 0.0);
  auto gram = m.transposed() * m;
  gram += Matrix<double>::identity(n);
  const Lu factors(gram);
  const auto x = factors.solve(rhs);
  return factors.log_abs_det() + dot(x, rhs) + factors.sign;
}

class Spline {
public:
  Spline(std::vector<double> x, std::vector<double> y) : x_{std::move(x)}, y_{std::move(y)}, m_(x_.size()) {
    const std::size_t n = x_.size();
    std::vector<double> c(n), d(n);
    for (std::size_t i = 1; i + 1 < n; ++i) {
      const double h0 = x_[i] - x_[i - 1], h1 = x_[i + 1] - x_[i];
      const double rhs = 6 * ((y_[i + 1] - y_[i]) / h1 - (y_[i] - y_[i - 1]) / h0);
      const double w = 2 * (h0 + h1) - h0 * c[i - 1];
      c[i] = h1 / w;
      d[i] = (rhs - h0 * d[i - 1]) / w;
    }
    for (std::size_t i = n - 2; i > 0; --i) m_[i] = d[i] - c[i] * m_[i + 1];
  }
  double operator()(double at) const {
    at = std::clamp(at, x_.front(), x_.back());
    auto upper = std::upper_bound(x_.begin() + 1, x_.end() - 1, at);
    const auto i = static_cast<std::size_t>(std::distance(x_.begin(), upper)) - 1;
    const double h = x_[i + 1] - x_[i], a = (x_[i + 1] - at) / h, b = (at - x_[i]) / h;
    return a * y_[i] + b * y_[i + 1] + ((a * a * a - a) * m_[i] + (b * b * b - b) * m_[i + 1]) * h * h / 6;
  }

private:
  std::vector<double> x_, y_, m_;
};
DIFFERENTIATE double spline_class(const std::vector<double>& gaps, const std::vector<double>& y, double at) {
  std::vector<double> x(gaps.size());
  std::partial_sum(gaps.begin(), gaps.end(), x.begin());
  const Spline s(x, y);
  double sum = 0;
  for (double t : {0.0 * at, at, 2 * at, 100 + at}) sum += s(t) * s(t);
  return sum;
}
#else
CASE(longstaff_schwartz, between(0.9, 1.1), between(0.2, 0.4), between(0.02, 0.06), between(1, 1.1),
     passive(array(36, -2, 2)), 3)
    .within(20000)
    .kink();
CASE(swap_curve_value, array(4, 0.01, 0.05), between(0.01, 0.05), 3.7).within(2000);
CASE(pcg_energy, array(5, 0.5, 1), array(6), 3).within(5000);
CASE(pcg_energy, array(5, 0.5, 1), array(6), 30).within(20000).kink();
CASE(lu_class, array(5), array(4)).within(2000);
CASE(spline_class, array(5, 0.3, 0.6), array(5), between(0.2, 0.8)).within(2000);
#endif
