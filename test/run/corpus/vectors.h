// std::vector and std::array: made, filled, copied, resized, nested; as parameters, locals, members and results.
#ifndef CORPUS_CASES

// ---- std::array

using State = std::array<double, 3>;

DIFFERENTIATE State lorenz(const State& s, double rho) {
  return {10 * (s[1] - s[0]), s[0] * (rho - s[2]) - s[1], s[0] * s[1] - 8.0 / 3.0 * s[2]};
}

DIFFERENTIATE State moved(const State& s, const State& rate, double step) {
  State next = s;
  for (std::size_t i = 0; i < next.size(); ++i) next[i] += step * rate[i];
  return next;
}

// Midpoint rule: states that are passed, returned and copied.
DIFFERENTIATE double lorenz_path(double x, double rho, int steps) {
  State state{x, 1, 1.5};
  for (int i = 0; i < steps; ++i) {
    const State half = moved(state, lorenz(state, rho), 0.005);
    state = moved(state, lorenz(half, rho), 0.01);
  }
  auto [a, b, c] = state;
  return a * a + b * c;
}

DIFFERENTIATE double array_members(double x, double y) {
  std::array<double, 4> a;
  a.fill(x);
  a.front() *= y;
  a.back() = a[0] * a[1];
  std::get<2>(a) += y;
  const double* data = a.data();
  double sum = a.empty() ? 1.0 : 0.0;
  for (double v : a) sum += v * v;
  for (auto& v : a) v *= 2;
  return sum + data[1] * data[3] + a[2];
}

DIFFERENTIATE double array_matrix(const std::array<std::array<double, 2>, 2>& m, double x) {
  std::array<double, 2> v{x, 1};
  for (int k = 0; k < 3; ++k) {
    std::array<double, 2> next{};
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) next[i] += m[i][j] * v[j] * v[j];
    v = next;
  }
  return v[0] * v[1];
}

DIFFERENTIATE void array_in_place(State& s, double x) {
  s[0] = s[1] * x;
  s[1] = s[0] * s[0];
  s.back() *= s[1];
}

// ---- std::vector: made with its size

DIFFERENTIATE double vector_local(double x, int n) {
  std::vector<double> w(n), c = {x, 2 * x, x * x};
  std::vector<double> filled(n + 1, x);
  for (int i = 0; i < n; ++i) w[i] = filled[i] * (i + 1) + c[i % 3];
  std::vector<double> copy = w;
  copy[0] = copy[1] * w[0];
  double s = 0;
  for (int i = 0; i < n; ++i) s += copy[i] * w[n - 1 - i];
  return s;
}

DIFFERENTIATE double vector_sum(const std::vector<double>& v) {
  double s = 0;
  for (std::size_t i = 0; i < v.size(); ++i) s += v[i] * v[i];
  for (double x : v) s *= x;
  for (auto it = v.begin(); it != v.end(); ++it) s += std::sin(*it);
  return s + v.front() * v.back();
}

DIFFERENTIATE void vector_in_place(std::vector<double>& v, double x) {
  for (std::size_t i = 1; i < v.size(); ++i) v[i] = v[i] * v[i - 1] + x;
  for (double& e : v) e *= e;
}

DIFFERENTIATE std::vector<double> softmax(const std::vector<double>& x) {
  std::vector<double> y(x.size());
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = std::exp(x[i]);
    sum += y[i];
  }
  for (double& e : y) e /= sum;
  return y;
}

DIFFERENTIATE double cross_entropy(const std::vector<double>& x) {
  const std::vector<double> p = softmax(x);
  return -std::log(p[0]) + p[1] * p[1];
}

DIFFERENTIATE double by_value(std::vector<double> v) {
  double s = 0;
  for (double& e : v) {
    e *= e;
    s += e * v[0];
  }
  return s;
}

DIFFERENTIATE double passes_by_value(const std::vector<double>& v, double x) {
  std::vector<double> w(v.size(), x);
  for (std::size_t i = 0; i < v.size(); ++i) w[i] *= v[i];
  return by_value(w) * by_value(v) + w[1];
}

DIFFERENTIATE double vector_in_loop(const std::vector<double>& v, int rounds) {
  double s = v[0];
  for (int r = 1; r <= rounds; ++r) {
    std::vector<double> w(r, s);
    for (int i = 0; i < r; ++i) w[i] *= v[i % v.size()] * w[0];
    for (double e : w) s += 0.25 * e;
  }
  return s;
}

DIFFERENTIATE double vector_of_states(const std::vector<double>& v) {
  std::vector<std::array<double, 2>> pairs(v.size());
  for (std::size_t i = 0; i < v.size(); ++i) pairs[i] = {v[i], v[i] * v[0]};
  double s = 0;
  for (const auto& p : pairs) s += p[0] * p[1];
  return s;
}

DIFFERENTIATE double algorithms(const std::vector<double>& v, double x) {
  std::vector<double> w(v.size());
  std::fill(w.begin(), w.end(), x);
  for (std::size_t i = 0; i < v.size(); ++i) w[i] *= v[i];
  return std::accumulate(w.begin(), w.end(), x) * std::inner_product(v.begin(), v.end(), w.begin(), x);
}

// ---- nested

DIFFERENTIATE std::vector<double> layer(const std::vector<std::vector<double>>& w, const std::vector<double>& x) {
  std::vector<double> y(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    double s = 0.1;
    for (std::size_t j = 0; j < x.size(); ++j) s += w[i][j] * x[j];
    y[i] = std::tanh(s);
  }
  return y;
}

DIFFERENTIATE double perceptron(const std::vector<std::vector<double>>& first,
                                const std::vector<std::vector<double>>& second, const std::vector<double>& x) {
  const std::vector<double> hidden = layer(first, x);
  const std::vector<double> out = layer(second, hidden);
  double loss = 0;
  for (double o : out) loss += (o - 0.5) * (o - 0.5);
  return loss;
}

DIFFERENTIATE double table(double x, int n, int m) {
  std::vector<std::vector<double>> t(n, std::vector<double>(m, x));
  for (int i = 1; i < n; ++i)
    for (int j = 1; j < m; ++j) t[i][j] = t[i - 1][j] * t[i][j - 1] + x;
  double s = 0;
  for (const auto& row : t)
    for (double e : row) s += e;
  return s;
}

// ---- changing its size

DIFFERENTIATE double pushed_path(double x, int steps) {
  std::vector<double> path;
  path.reserve(steps + 1);
  path.push_back(x);
  for (int i = 0; i < steps; ++i) path.push_back(path.back() * 0.5 + std::sin(path[i]) * x);
  double s = 0;
  for (std::size_t i = 0; i < path.size(); ++i) s += path[i] * path[path.size() - 1 - i];
  return s;
}

DIFFERENTIATE double grows_and_shrinks(double x, int n) {
  std::vector<double> v(2, x);
  for (int i = 0; i < n; ++i) {
    v.push_back(v[0] * v.back());
    if (i % 3 == 2) {
      v[0] += v.back();
      v.pop_back();
    }
  }
  v.resize(n + 4, 2 * x);
  double s = v[n + 3] * v[1];
  v.clear();
  v.resize(3);
  v[2] = s * x;
  return s + v[2] + v[1];
}

DIFFERENTIATE double replaced(const std::vector<double>& v, double x) {
  std::vector<double> y = v, next(v.size());
  for (int k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < y.size(); ++i) next[i] = y[i] * x + y[0];
    y = next;
  }
  std::vector<double> shorter(2);
  y = shorter;
  y[1] = next[0];
  return y[1] * next[1] + y[0];
}

DIFFERENTIATE double ping_pong_vectors(const std::vector<double>& v, double x) {
  std::vector<double> a = v, b(v.size());
  for (int k = 0; k < 4; ++k) {
    for (std::size_t i = 0; i < a.size(); ++i) b[i] = a[i] * a[(i + 1) % a.size()] + x;
    std::swap(a, b);
  }
  return a[0] * b[1];
}

// ---- a Gaussian mixture's log-likelihood

DIFFERENTIATE double mixture(const std::vector<double>& alphas, const std::vector<double>& means,
                             PASSIVE const std::vector<double>& data) {
  const std::size_t k = alphas.size();
  double total = 0;
  for (double x : data) {
    std::vector<double> terms(k);
    double largest = -1e9;
    for (std::size_t j = 0; j < k; ++j) {
      const double d = x - means[j];
      terms[j] = alphas[j] - 0.5 * d * d;
      if (terms[j] > largest) largest = terms[j];
    }
    double sum = 0;
    for (double t : terms) sum += std::exp(t - largest);
    total += largest + std::log(sum);
  }
  return total;
}

// ---- places whose subscript depends on what is written there

struct Spot {
  double at, weight;
};
FIELDS(Spot, at, weight)

DIFFERENTIATE double swap_moves_subscript(std::vector<double> w, double x) {
  std::swap(x, w[static_cast<int>(3 + 2 * std::sin(x)) % 3]);
  return x * w[0] + w[1] * w[2];
}

DIFFERENTIATE double swap_of_spots(double x, double y) {
  Spot here{1.5 + x / 4, y};
  std::vector<Spot> spots(3, Spot{0.25, x * y});
  std::swap(here, spots[static_cast<int>(here.at)]);
  return here.weight * spots[1].at + spots[1].weight * x;
}

DIFFERENTIATE double swap_of_rows(double x, double y) {
  double rows[3][2] = {{y, 1.5 + x / 4}, {x, x * y}, {y, y}}, other[2] = {x * x, 0.5};
  std::swap(rows[static_cast<int>(rows[0][1])], other);
  std::swap(other, rows[static_cast<int>(other[0] > 9)]);
  return rows[0][0] * other[0] + rows[1][0] * rows[1][1] + other[1];
}

DIFFERENTIATE double exchanged(std::vector<double> w, double x) {
  double left = std::exchange(w[static_cast<int>(1.5 + w[0] / 4)], x);
  double right = std::exchange(x, w[static_cast<int>(1.5 + x / 4)]);
  return left * w[0] + right * x;
}

// The subscript reads the size of what it is in.
DIFFERENTIATE double last_row(double x, double y) {
  std::vector<std::vector<double>> rows = {{x, y}, {y, 2}, {1, x}};
  const std::vector<double> other = {x * y, x};
  rows.back() = other;
  rows[rows.size() - 2] = other;
  rows.back().assign(2, rows[1][0] + y);
  return rows[0][0] * rows[1][1] + rows[2][1] * rows[2][0];
}

DIFFERENTIATE double filled_with_itself(std::vector<double> v, double x) {
  std::array<double, 3> a{x, v[0], v[1]};
  a.fill(a[1]);
  std::vector<double> more = v;
  more.resize(5, more[1]);
  more.push_back(more[0]);
  double s = more[4] * more[5] + a[0] * a[2];
  more.assign(3, more[1]);
  std::fill(v.begin(), v.end(), v[2]);
  return s + v[0] * v[1] * more[2] * x;
}

#else
CASE(lorenz, between(-1, 1), between(1, 2));
CASE(lorenz_path, between(-1, 1), between(1, 2), 6);
CASE(array_members, between(-1, 1), between(1, 2));
CASE(array_matrix, between(-1, 1), between(-1, 1));
CASE(array_in_place, between(-1, 1), between(-1, 1));
CASE(vector_local, between(-1, 1), 5);
CASE(vector_sum, array(4));
CASE(vector_in_place, array(4), between(-1, 1));
CASE(softmax, array(4));
CASE(cross_entropy, array(4));
CASE(by_value, array(4));
CASE(passes_by_value, array(4), between(-1, 1));
CASE(vector_in_loop, array(3), 4);
CASE(vector_of_states, array(3));
CASE(algorithms, array(3), between(-1, 1));
CASE(layer, array(3), array(3));
CASE(perceptron, array(3), array(3), array(3));
CASE(table, between(-1, 1), 3, 4);
CASE(pushed_path, between(-1, 1), 5);
CASE(grows_and_shrinks, between(-1, 1), 7);
CASE(replaced, array(3), between(-1, 1));
CASE(ping_pong_vectors, array(3), between(-1, 1));
CASE(swap_moves_subscript, array(3), between(-1, 1));
CASE(swap_of_spots, between(-1, 1), between(-1, 1));
CASE(swap_of_rows, between(-1, 1), between(-1, 1));
CASE(exchanged, array(3), between(-1, 1));
CASE(last_row, between(-1, 1), between(-1, 1));
CASE(filled_with_itself, array(3), between(-1, 1));
CASE(mixture, array(2), array(2), passive(array(3)));
#endif
