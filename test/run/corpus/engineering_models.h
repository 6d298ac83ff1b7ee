// Programs as engineers write them, in whole: simulations, estimation, classes that lead into others.
#ifndef CORPUS_CASES

// ---- simulation

struct Particles {
  std::vector<double> x, y, vx, vy;
  std::size_t size() const { return x.size(); }
};
class NeighbourList {
public:
  NeighbourList(const Particles& p, double radius) : start_(1, 0) {
    for (std::size_t i = 0; i < p.size(); ++i) {
      for (std::size_t j = i + 1; j < p.size(); ++j) {
        const double dx = p.x[i] - p.x[j], dy = p.y[i] - p.y[j];
        if (dx * dx + dy * dy < radius * radius) pairs_.push_back(j);
      }
      start_.push_back(pairs_.size());
    }
  }
  const std::size_t* begin(std::size_t i) const { return pairs_.data() + start_[i]; }
  const std::size_t* end(std::size_t i) const { return pairs_.data() + start_[i + 1]; }

private:
  std::vector<std::size_t> start_, pairs_;
};
DIFFERENTIATE double lj_with_lists(const std::vector<double>& positions, double epsilon, double sigma, int steps) {
  Particles p;
  const std::size_t n = positions.size() / 2;
  for (std::size_t i = 0; i < n; ++i) {
    p.x.push_back(positions[2 * i] + static_cast<double>(i % 2));
    p.y.push_back(positions[2 * i + 1] + static_cast<double>(i / 2));
  }
  p.vx.assign(n, 0.0);
  p.vy.assign(n, 0.0);
  double energy = 0;
  for (int step = 0; step < steps; ++step) {
    const NeighbourList list(p, 1.6);
    std::vector<double> fx(n), fy(n);
    energy = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (const std::size_t* j = list.begin(i); j != list.end(i); ++j) {
        const double dx = p.x[i] - p.x[*j], dy = p.y[i] - p.y[*j], r2 = dx * dx + dy * dy;
        const double s2 = sigma * sigma / r2, s6 = s2 * s2 * s2;
        energy += 4 * epsilon * s6 * (s6 - 1);
        const double f = 24 * epsilon * s6 * (2 * s6 - 1) / r2;
        fx[i] += f * dx;
        fy[i] += f * dy;
        fx[*j] -= f * dx;
        fy[*j] -= f * dy;
      }
    for (std::size_t i = 0; i < n; ++i) {
      p.vx[i] += 1e-3 * fx[i];
      p.vy[i] += 1e-3 * fy[i];
      p.x[i] += 1e-3 * p.vx[i];
      p.y[i] += 1e-3 * p.vy[i];
    }
  }
  return energy + std::accumulate(p.vx.begin(), p.vx.end(), 0.0 * epsilon);
}

struct MinMod {
  static double limit(double r) { return std::max<double>(0.0, std::min<double>(1.0, r)); }
};
struct VanLeer {
  static double limit(double r) { return (r + std::fabs(r)) / (1 + std::fabs(r)); }
};
struct Superbee {
  static double limit(double r) {
    return std::max<double>({0.0, std::min<double>(2 * r, 1.0), std::min<double>(r, 2.0)});
  }
};
template <class Limiter> class Advection {
public:
  explicit Advection(std::vector<double> u) : u_(std::move(u)), flux_(u_.size() + 1) {}
  void step(double c) {
    const int n = static_cast<int>(u_.size());
    auto at = [&](int i) -> const double& { return u_[(i + n) % n]; };
    for (int i = 0; i <= n; ++i) {
      const double down = at(i) - at(i - 1);
      const double up = at(i - 1) - at(i - 2);
      const double r = std::fabs(down) > 1e-12 ? up / down : 0.0 * up;
      flux_[i] = c * at(i - 1) + 0.5 * c * (1 - c) * Limiter::limit(r) * down;
    }
    for (int i = 0; i < n; ++i) u_[i] -= flux_[i + 1] - flux_[i];
  }
  double total_variation() const {
    double tv = 0;
    for (auto it = u_.begin(); it + 1 != u_.end(); ++it) tv += std::fabs(*(it + 1) - *it);
    return tv;
  }

private:
  std::vector<double> u_, flux_;
};
template <class Limiter> double advected(const std::vector<double>& u, double c, int steps) {
  Advection<Limiter> solver(u);
  while (steps-- > 0) solver.step(c);
  return solver.total_variation();
}
DIFFERENTIATE double limiters(const std::vector<double>& u, double c, int which, int steps) {
  switch (which) {
  case 0: return advected<MinMod>(u, c, steps);
  case 1: return advected<VanLeer>(u, c, steps);
  case 2: return advected<Superbee>(u, c, steps);
  default: throw std::invalid_argument("unknown limiter");
  }
}

template <class T> class Ring {
public:
  explicit Ring(int n) : data_(n), head_(0) {}
  void push(const T& t) {
    data_[head_] = t;
    head_ = (head_ + 1) % static_cast<int>(data_.size());
  }
  class iterator {
  public:
    iterator(const Ring* ring, int at) : ring_(ring), at_(at) {}
    const T& operator*() const { return ring_->data_[(ring_->head_ + at_) % static_cast<int>(ring_->data_.size())]; }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const iterator& o) const { return at_ != o.at_; }

  private:
    const Ring* ring_;
    int at_;
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, static_cast<int>(data_.size())}; }

private:
  std::vector<T> data_;
  int head_;
};
DIFFERENTIATE double ring_buffer(const double* x, int n) {
  Ring<double> ring(3);
  double s = 0;
  for (int i = 0; i < n; ++i) {
    ring.push(x[i] * (1 + s));
    double w = 1;
    for (const double& v : ring) s += (w *= 0.5) * v;
  }
  return s;
}

// ---- estimation

template <class It> double log_sum_exp(It first, It last) {
  const double m = *std::max_element(first, last);
  double s = 0;
  for (; first != last; ++first) s += std::exp(*first - m);
  return m + std::log(s);
}
DIFFERENTIATE double hmm_log_forward(const std::vector<std::vector<double>>& logits,
                                     const std::vector<double>& emission, PASSIVE const std::vector<int>& observed) {
  const std::size_t states = logits.size();
  auto transition = logits;
  for (auto& row : transition) {
    const double z = log_sum_exp(row.begin(), row.end());
    for (auto& t : row) t -= z;
  }
  std::vector<double> alpha(states, -std::log(static_cast<double>(states)));
  for (int o : observed) {
    std::vector<double> next, terms(states);
    next.reserve(states);
    for (std::size_t j = 0; j < states; ++j) {
      for (std::size_t i = 0; i < states; ++i) terms[i] = alpha[i] + transition[i][j];
      next.push_back(log_sum_exp(terms.begin(), terms.end()) + (o % 2 ? 1 : -1) * emission[j] * emission[j]);
    }
    alpha.swap(next);
  }
  return log_sum_exp(alpha.cbegin(), alpha.cend());
}

class Dense {
public:
  class Row {
  public:
    Row(double* p, int n) : p_(p), n_(n) {}
    double& operator[](int j) { return p_[j]; }
    Row& operator*=(double k) {
      for (int j = 0; j < n_; ++j) p_[j] *= k;
      return *this;
    }
    double* begin() { return p_; }
    double* end() { return p_ + n_; }

  private:
    double* p_;
    int n_;
  };
  Dense(int n, const double* a) : n_(n), a_(a, a + n * n) {}
  Row operator[](int i) { return Row(a_.data() + i * n_, n_); }
  double trace() const {
    double s = 0;
    for (int i = 0; i < n_; ++i) s += a_[i * n_ + i];
    return s;
  }

private:
  int n_;
  std::vector<double> a_;
};
DIFFERENTIATE double row_proxies(const double* a, double x, int n) {
  Dense m(n, a);
  for (int i = 0; i < n; ++i) {
    auto row = m[i];
    for (int j = 0; j < n; ++j) row[j] += x * m[j][i];
    row *= m[0][i];
    for (double& v : m[(i + 1) % n]) v = std::sin(v);
  }
  return m.trace();
}

DIFFERENTIATE double soft_kmeans(const std::vector<std::pair<double, double>>& data,
                                 std::vector<std::pair<double, double>> centers, double beta, int rounds) {
  std::vector<std::vector<double>> r(data.size());
  double energy = 0;
  while (rounds--) {
    energy = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
      r[i] = std::vector<double>(centers.size());
      double best = 1e300 + 0 * beta;
      for (std::size_t k = 0; k < centers.size(); ++k) {
        const double dx = data[i].first - centers[k].first, dy = data[i].second - centers[k].second;
        r[i][k] = -beta * (dx * dx + dy * dy);
        best = std::min(best, -r[i][k]);
      }
      double z = 0;
      for (double& w : r[i]) z += w = std::exp(w + best);
      for (double& w : r[i]) w /= z;
      energy -= (std::log(z) - best) / beta;
    }
    for (std::size_t k = 0; k < centers.size(); ++k) {
      double sx = 0, sy = 0, sw = 1e-3;
      for (std::size_t i = 0; i < data.size(); ++i) {
        sx += r[i][k] * data[i].first;
        sy += r[i][k] * data[i].second;
        sw += r[i][k];
      }
      centers[k] = {sx / sw, sy / sw};
    }
  }
  return energy + centers.front().first * centers.back().second;
}

template <class Derived> struct Integrator {
  double run(double y, double t, double end, int n) const {
    const double h = (end - t) / n;
    for (int i = 0; i < n; ++i, t += h) y = self().advance(y, t, h);
    return y;
  }
  const Derived& self() const { return static_cast<const Derived&>(*this); }
};
template <class F> struct Heun : Integrator<Heun<F>> {
  F f;
  explicit Heun(F g) : f(std::move(g)) {}
  double advance(double y, double t, double h) const {
    const double k1 = f(t, y), k2 = f(t + h, y + h * k1);
    return y + 0.5 * h * (k1 + k2);
  }
};
DIFFERENTIATE double heun_policy(double y, double rate, double end) {
  std::vector<double> seen;
  int calls = 0;
  const auto f = [&, rate](double t, double u) {
    ++calls;
    if (calls % 3 == 0) seen.push_back(u);
    return -rate * u + std::sin(t);
  };
  rate = 0;
  const Heun heun(f);
  const double result = heun.run(y, 0.0 * y, end, 4);
  return result + 0.1 * seen.back() + calls * rate;
}
#else
CASE(lj_with_lists, array(10, -0.1, 0.1), between(0.5, 1), between(0.7, 0.8), 3).within(20000);
CASE(limiters, array(6), between(0.3, 0.7), 0, 3).kink();
CASE(limiters, array(6), between(0.3, 0.7), 1, 3).within(20000).kink();
CASE(limiters, array(6), between(0.3, 0.7), 2, 3).kink();
CASE(hmm_log_forward, array(3), array(3), passive(values({0, 1, 1, 0, 1}))).within(2000);
CASE(row_proxies, array(9), between(0.3, 0.6), 3);
CASE(soft_kmeans, array(5), array(2), between(1, 3), 3).within(5000);
CASE(heun_policy, between(0.5, 1), between(0.5, 1), between(0.5, 1));
CASE(ring_buffer, array(5), 5);
#endif
