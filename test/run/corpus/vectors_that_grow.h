// Vectors that change their size and are then walked through by pointers; vectors in records.
#ifndef CORPUS_CASES
struct Reading {
  int channel;
  double value;
};
// It grows; then it is iterated by reference.
DIFFERENTIATE double grown_records(const std::vector<double>& raw, double a) {
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < raw.size(); ++i)
    if (raw[i] > -0.9) readings.push_back(Reading{static_cast<int>(i) % 2, raw[i] * a});
  double s = 0;
  for (const Reading& r : readings) s += r.value * r.value * (r.channel + 1);
  for (Reading& r : readings) r.value *= s;
  for (const Reading& r : readings) s += std::sin(r.value);
  return s;
}
DIFFERENTIATE double grown_then_accumulated(const std::vector<double>& raw, double a) {
  std::vector<double> kept;
  for (double r : raw)
    if (r > 0) kept.push_back(r * a);
  kept.push_back(a);
  std::transform(kept.begin(), kept.end(), kept.begin(), [a](double t) { return t * t * a; });
  return std::accumulate(kept.begin(), kept.end(), a);
}
DIFFERENTIATE double swapped_then_accumulated(std::vector<double> u, double alpha, int steps) {
  std::vector<double> next(u.size());
  for (int s = 0; s < steps; ++s) {
    for (std::size_t i = 0; i + 1 < u.size(); ++i) next[i] = u[i] + alpha * u[i] * u[i + 1];
    next.back() = u.back() * u.front();
    std::swap(u, next);
  }
  return std::accumulate(u.begin(), u.end(), alpha);
}
void copy_if_needed(const std::vector<double>& from, std::vector<double>& to) {
  std::copy(from.begin(), from.begin() + 2, to.begin());
}
DIFFERENTIATE double copied_by_iterators(std::vector<double> x, double a) {
  std::vector<double> y(x.size(), a);
  std::copy(x.begin(), x.end(), y.begin());
  std::copy(y.begin() + 1, y.end(), x.begin());
  std::array<double, 4> z{};
  std::copy(x.begin(), x.begin() + 3, z.begin());
  copy_if_needed(x, y);
  double s = 0;
  for (std::size_t i = 0; i < x.size(); ++i) s += x[i] * y[i] * (i < 4 ? z[i] : a);
  return s;
}
DIFFERENTIATE double reversed_and_shifted(std::vector<double> x, double* a, double t) {
  std::reverse(x.begin(), x.end());
  std::copy_backward(x.begin(), x.end() - 1, x.end());
  x[0] *= t;
  std::copy_n(x.begin(), 3, a);
  std::reverse(a, a + 4);
  std::swap_ranges(a, a + 2, x.begin() + 1);
  const auto top = std::max_element(x.begin(), x.end());
  const long positive = std::count_if(x.begin(), x.end(), [](double v) { return v > 0; });
  return *top * x[1] * a[0] + static_cast<double>(positive) * t + x[2] * x[4];
}
DIFFERENTIATE double rotated_and_searched(std::vector<double> x, double* a, double t) {
  std::rotate(x.begin(), x.begin() + 1, x.end());
  const long below = std::lower_bound(a, a + 4, t) - a;
  for (auto it = x.begin() + 1; it < x.end(); it += 2) *it *= t;
  return x[0] * x[1] + x[4] * a[0] * (1.0 + static_cast<double>(below)) + a[3] * t;
}
// Pointers to the elements of a vector that is passed by value, in a function with halves of its own.
double squared_first(double* w) {
  w[0] = w[0] * w[1];
  return w[0];
}
[[gnu::noinline]] double by_value_through_pointer(std::vector<double> w, double z) {
  double a = squared_first(w.data());
  a *= z;
  w[0] = a * w[1];
  for (int i = 0; i < 2; ++i) {
    std::vector<double> inner(w);
    double* p = inner.data();
    p[1] *= a;
    a += p[0] * p[1];
  }
  return a + w[0];
}
DIFFERENTIATE double vector_by_value_pointed_to(const std::vector<double>& v, double x) {
  const double s = by_value_through_pointer(v, x);
  return s * s + by_value_through_pointer(v, s);
}
// Members that are vectors, made by the constructor.
class Curve {
public:
  Curve(const double* y, double h, int n) : h_(h), y_(y, y + n), slopes_(n) {
    for (int i = 0; i + 1 < n; ++i) slopes_[i] = (y_[i + 1] - y_[i]) / h_;
  }
  double operator()(double x) const {
    int i = static_cast<int>(x / h_);
    i = std::min(std::max(i, 0), static_cast<int>(y_.size()) - 2);
    return y_[i] + (x - i * h_) * slopes_[i] * slopes_[i];
  }

private:
  double h_;
  std::vector<double> y_, slopes_;
};
DIFFERENTIATE double curve_integral(const double* y, double h, int n) {
  const Curve curve(y, h, n);
  double s = 0;
  for (int i = 0; i < 5; ++i) s += curve(0.35 + 0.6 * i);
  return s;
}
struct Sparse {
  std::vector<int> column;
  std::vector<double> value;
};
DIFFERENTIATE double pushed_members(const double* values, const double* x, int n) {
  Sparse m;
  for (int i = 0; i < n; ++i)
    if (i % 3 != 1) {
      m.column.push_back((2 * i) % n);
      m.value.push_back(values[i] * (i + 1));
    }
  double s = 0;
  for (std::size_t k = 0; k < m.value.size(); ++k) s += m.value[k] * x[m.column[k]];
  return s * s;
}
struct Field {
  Field(int rows, int columns) : rows_(rows), columns_(columns), data_(rows * columns) {}
  double& operator()(int i, int j) { return data_[i * columns_ + j]; }
  double operator()(int i, int j) const { return data_[i * columns_ + j]; }

private:
  int rows_, columns_;
  std::vector<double> data_;
};
DIFFERENTIATE double assigned_fields(const double* start, double c, int n, int steps) {
  Field old(n, n), now(n, n), next(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) now(i, j) = old(i, j) = start[i * n + j];
  for (int s = 0; s < steps; ++s) {
    for (int i = 1; i + 1 < n; ++i)
      for (int j = 1; j + 1 < n; ++j)
        next(i, j) = 2 * now(i, j) - old(i, j) + c * c * (now(i - 1, j) + now(i + 1, j) * now(i, j + 1));
    old = now;
    now = next;
  }
  return now(1, 1) * now(0, 0) + now(n - 2, n - 2);
}
// A vector that was moved from is empty.
DIFFERENTIATE double moved_then_grown(double x, double y) {
  std::vector<double> a{x, y}, c;
  std::vector<double> b = std::move(a);
  a.push_back(x * x);
  c = std::move(b);
  b.push_back(y * y);
  return a[0] * b[0] * c[1] + a.size() + x * b.size();
}
struct Held {
  std::vector<double> values;
  int number = 0;
};
double sum_taken(std::vector<double> v) { return std::accumulate(v.begin(), v.end(), v[0] * 0); }
double sum_received(std::vector<double>&& v) {
  std::vector<double> own = std::move(v);
  return own[0] * own[1];
}
DIFFERENTIATE double moved_members(double x, double y) {
  Held a;
  a.values = {x, y};
  Held b = std::move(a);
  a.values.push_back(y * y);
  std::vector<double> other{x, y * x};
  double t = sum_taken(std::move(b.values)) + sum_received(std::move(other));
  b.values.push_back(x);
  return t + a.values[0] * 3 * b.values[0] + a.values.size() * y + b.values.size() * x + other.size() * x;
}
DIFFERENTIATE double moved_into_pair(double x, double a) {
  std::vector<double> row{x, a};
  std::pair<std::vector<double>, double> last(std::move(row), a);
  row.push_back(a);
  std::vector<double> taken = std::move(last.first);
  return row.size() * x + row[0] * taken[0] * taken[1] * last.second + last.first.size();
}
std::vector<double> stepped(std::vector<double> u, double a) {
  for (double& t : u) t = t * a + t * t;
  return u;
}
DIFFERENTIATE double handed_on(std::vector<double> u, double a, int steps) {
  for (int s = 0; s < steps; ++s) u = stepped(std::move(u), a);
  std::vector<double> next;
  for (int s = 0; s < steps; ++s) {
    next.resize(u.size());
    for (std::size_t i = 0; i < u.size(); ++i) next[i] += u[i] * a;
    u = std::move(next);
  }
  return std::accumulate(u.begin(), u.end(), a) + next.size();
}

// ---- pointers and references, then another size

DIFFERENTIATE double referred_then_grown(const double* x, int n) {
  std::vector<double> v(x, x + n);
  double s = 0;
  for (const double& y : v) s += y * y;
  v.push_back(s * v[1]);
  for (double& y : v) y = s * std::sin(y);
  for (int i = 1; i < n; ++i) {
    double& last = v.back();
    last += v[i] * x[i];
    for (auto it = v.begin() + 1; it != v.end(); ++it) *it += *(it - 1) * 0.3;
    v.push_back(v[i] * v[0]);
    auto place = std::max_element(v.begin(), v.end());
    *place *= 1 + 0.1 * s;
    if (i % 2) v.pop_back();
  }
  return std::accumulate(v.begin(), v.end(), 0.0 * s) + v.size();
}
DIFFERENTIATE double pointed_then_resized(const double* x, int n) {
  std::vector<double> a(x, x + n), b(n + 1);
  double s = 0;
  for (int k = 0; k < 3; ++k) {
    double* p = a.data();
    const double* q = &b[0];
    for (int i = 0; i < n; ++i, ++p) b[i] = *p * *p + q[i + 1] * 0.5;
    p = a.data() + 1;
    s += *p * p[-1] + b[k];
    b.resize(n + 2, s);
    a.push_back(s * s);
  }
  return s + a.back() * b.back();
}
struct Weighted {
  double w;
  std::vector<double> v;
};
DIFFERENTIATE double referred_in_records(const double* x, int n) {
  std::vector<std::pair<double, double>> pairs;
  for (int i = 0; i < n; ++i) {
    pairs.emplace_back(x[i], x[i] * i);
    auto& [a, b] = pairs.back();
    a += b * b;
    for (auto& p : pairs) p.second *= a * 0.5 + 1;
  }
  Weighted rec{x[0], {}};
  for (const auto& [a, b] : pairs) {
    rec.v.push_back(a * b);
    double& first = rec.v.front();
    first += rec.w * b;
    rec.w += first * first;
  }
  pairs.resize(2);
  return rec.w + rec.v.back() + pairs[1].first * pairs[0].second;
}
void smooth(std::vector<double>& v, int rounds) {
  for (int r = 0; r < rounds; ++r) {
    const double* left = v.data();
    double* here = v.data() + 1;
    while (here < v.data() + v.size()) *here++ += 0.5 * left[0] * left[1], ++left;
    v.push_back(v.back() * v[r]);
    const auto middle = v.begin() + v.size() / 2;
    *middle = std::cos(*middle);
  }
}
DIFFERENTIATE double smoothed_by_callee(const double* x, int n) {
  std::vector<double> v(x, x + n);
  smooth(v, 2);
  v.back() += v[0];
  smooth(v, n);
  return v[0] * v.back() + v[2];
}
struct Bag {
  std::vector<int> order;
  std::vector<double> v;
};
DIFFERENTIATE double passive_pointer_resized(const double* x, int n) {
  Bag bag;
  bag.v.resize(n);
  bag.order.resize(n);
  std::iota(bag.order.begin(), bag.order.end(), 0);
  std::reverse(bag.order.begin(), bag.order.end());
  {
    const int* p = bag.order.data();
    for (int i = 0; i < n; ++i) bag.v[i] = x[p[i]] * x[i] * (i + 1);
  }
  bag.order.assign(n + 3, 1);
  const int* q = bag.order.data();
  double s = 0;
  for (int i = 0; i < n; ++i) s += bag.v[i] * bag.v[i] * x[q[i]];
  bag.order.resize(40, 2);
  bag.v.resize(2 * n, x[0]);
  const int* r = bag.order.data() + 20;
  for (int i = 0; i < 2 * n; ++i) s += bag.v[i] * std::sin(bag.v[i]) * x[r[i % n]];
  bag.order.clear();
  bag.order.push_back(0);
  return s + x[bag.order.back()];
}
DIFFERENTIATE double passive_pointer_in_loop(const double* x, int n) {
  Bag bag;
  double s = 1;
  for (int round = 0; round < 3; ++round) {
    bag.order.push_back(round);
    int* p = bag.order.data();
    for (int i = 0; i <= round; ++i) {
      s *= 1 + 0.1 * x[(p[i] + i) % n] * s;
      p[i] += 1;
    }
    bag.v.push_back(s);
  }
  return s * bag.v[1] + bag.v[0];
}
DIFFERENTIATE double assigned_ranges(const double* x, int n) {
  std::vector<double> v{x[0], x[0] * x[1]};
  std::vector<double> w(n, x[1]);
  double s = v[1];
  v.assign(x, x + n);
  for (int i = 0; i < n; ++i) w[i] *= v[i] * s;
  w.assign(v.rbegin(), v.rend() - 1);
  s += w.size() * w[0] * w.back() * v[0];
  for (int k = 1; k < n; ++k) {
    v.assign(w.begin(), w.begin() + k % w.size() + 1);
    for (auto& y : v) s += y * y * s * 0.1;
    w.push_back(s);
  }
  std::vector<int> steps(2);
  const int three[] = {3, 1, 2};
  steps.assign(three, three + 3);
  std::vector<std::complex<double>> z;
  z.assign(v.begin(), v.end());
  return s + steps.size() * std::norm(z.back());
}
struct Ordered {
  std::vector<double> t, y;
  std::vector<int> order;
};
DIFFERENTIATE double filled_then_moved(const double* x, int n) {
  std::vector<double> t(n), y(n);
  std::vector<int> order(n);
  double* p = t.data();
  int* o = order.data();
  for (int i = 0; i < n; ++i) {
    *p++ = x[i] * x[i];
    o[i] = n - 1 - i;
  }
  double& last = y.back();
  last = t[0] * x[1];
  Ordered c{std::move(t), std::move(y), std::move(order)};
  double s = 0;
  for (int i = 0; i < n; ++i) s += c.t[c.order[i]] * c.y[i] + c.t[i];
  return s;
}
DIFFERENTIATE double orders_swapped(const double* x, int n) {
  std::vector<int> a(n), b(n);
  std::iota(a.begin(), a.end(), 0);
  int* p = a.data();
  double s = 1;
  for (int k = 0; k < 3; ++k) {
    const int* from = a.data();
    int* to = b.data();
    for (int i = 0; i < n; ++i) to[(i + 1) % n] = from[i];
    std::swap(a, b);
    p = a.data();
    for (int i = 0; i < n; ++i) s += x[p[i]] * s * 0.2 * x[i];
    b.clear();
    b.resize(n);
  }
  return s;
}
DIFFERENTIATE double counter_moves_behind(const double* x, int n) {
  std::vector<double> v(x, x + n);
  double s = 0;
  std::size_t i = 0;
  while (i < v.size()) {
    double& a = v[i];
    const double* p = &v[i];
    a *= 1.5;
    s += *p;
    ++i;
    if (i < v.size()) s += a * v[i] + *p;
  }
  v.resize(2 * n, s);
  return s * v[n] + v[0];
}
DIFFERENTIATE double slots_by_reference(const double* x, int n) {
  struct Acc {
    std::vector<double> h;
    int at = 0;
    double& slot() { return h[at]; }
    void next() { at = (at + 1) % static_cast<int>(h.size()); }
  } acc;
  acc.h.resize(2, 1.0);
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double& slot = acc.slot();
    slot += x[i];
    acc.next();
    slot *= acc.slot();
    acc.h.push_back(s);
    s += acc.h[acc.at] * x[i];
  }
  return s * acc.slot();
}
DIFFERENTIATE double erased_while_walking(const double* x, int n) {
  std::vector<double> v(x, x + n);
  double s = 1;
  for (auto it = v.begin(); it != v.end();) {
    if (*it < 0) {
      s += *it * s;
      it = v.erase(it);
    } else {
      *it *= s;
      ++it;
    }
  }
  for (double y : v) s += y;
  auto it = v.insert(v.begin(), s * s);
  *it *= 2;
  ++it;
  return s * v.front() + (it != v.end() ? *it : s) + v.size();
}
#else
CASE(grown_records, array(5), between(0.5, 1.5));
CASE(grown_then_accumulated, array(5), between(0.5, 1.5));
CASE(swapped_then_accumulated, array(5), between(0.5, 1.5), 3);
CASE(copied_by_iterators, array(5), between(0.5, 1.5));
CASE(reversed_and_shifted, array(5), array(4), between(0.5, 1.5));
CASE(rotated_and_searched, array(5), array(4), between(0.5, 1.5));
CASE(vector_by_value_pointed_to, array(3), between(0.5, 1.5));
CASE(curve_integral, array(6), between(0.5, 1), 6);
CASE(pushed_members, array(6), array(6), 6);
CASE(assigned_fields, array(16), between(0.5, 1.5), 4, 3);
CASE(moved_then_grown, between(0.5, 1.5), between(0.5, 1.5));
CASE(moved_members, between(0.5, 1.5), between(0.5, 1.5));
CASE(moved_into_pair, between(0.5, 1.5), between(0.5, 1.5));
CASE(handed_on, array(4), between(0.5, 1.5), 3);
CASE(referred_then_grown, array(5), 5);
CASE(pointed_then_resized, array(4), 4);
CASE(referred_in_records, array(4), 4);
CASE(smoothed_by_callee, array(4), 4).within(2000);
CASE(passive_pointer_resized, array(5), 5);
CASE(passive_pointer_in_loop, array(5), 5);
CASE(assigned_ranges, array(5), 5);
CASE(filled_then_moved, array(4), 4);
CASE(orders_swapped, array(4), 4);
CASE(counter_moves_behind, array(4), 4);
CASE(slots_by_reference, array(4), 4);
CASE(erased_while_walking, array(6), 6);
#endif
