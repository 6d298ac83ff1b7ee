// Objects that are replaced by what a function makes of them: v = f(v).
#ifndef CORPUS_CASES

std::vector<double> softened(const std::vector<double>& v) {
  std::vector<double> r(v.size());
  for (std::size_t i = 0; i < v.size(); ++i) r[i] = std::sin(v[i]) * v[0];
  return r;
}
std::vector<double> combined(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> r(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) r[i] = a[i] * b[b.size() - 1 - i];
  return r;
}
std::vector<double> longer(const std::vector<double>& v, double x) {
  std::vector<double> r = v;
  r.push_back(v.back() * x);
  return r;
}
std::vector<double> small(const std::vector<double>& v) { return {v[1] * v[0], v[0]}; }
std::vector<double> choose(const std::vector<double>& v, double x) {
  if (v[0] > x) return v;
  return {x, v[0] * x};
}
DIFFERENTIATE double replaced_by_call(std::vector<double> v, double x, int n) {
  for (int i = 0; i < n; ++i) v = softened(v);
  v = combined(v, v);
  v = longer(v, x);
  v = longer(longer(v, x * v[0]), v[1]);
  std::vector<double> w = v;
  w = combined(w, v);
  v = std::move(w);
  v = choose(v, x);
  v = small(v);
  v = choose(v, x);
  double s = 0;
  for (double e : v) s += e;
  return s;
}
DIFFERENTIATE void replaced_parameter(std::vector<double>& v, double x) {
  v = softened(v);
  v = combined(v, v);
  v[0] *= x;
}
struct Holder {
  std::vector<double> values;
  double scale;
  std::vector<double> next(const std::vector<double>& v) const {
    std::vector<double> r(v.size());
    for (std::size_t i = 0; i < v.size(); ++i) r[i] = v[i] * scale + values[0];
    return r;
  }
  void step() { values = next(values); }
  Holder advanced() const { return {next(values), scale * values[0]}; }
};
DIFFERENTIATE double replaced_members(const std::vector<double>& v, double x) {
  Holder h{v, x};
  h.step();
  h.values = h.next(h.values);
  h = h.advanced();
  h.values = softened(h.values);
  const auto twice = [&](const std::vector<double>& u) {
    std::vector<double> r = u;
    for (double& e : r) e *= 2 * x;
    return r;
  };
  h.values = twice(h.values);
  return h.values[0] * h.values[1] * h.scale;
}
std::array<double, 3> rotated(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  std::array<double, 3> r{};
  for (std::size_t i = 0; i < 3; ++i) r[i] = a[(i + 1) % 3] * b[i];
  return r;
}
DIFFERENTIATE double replaced_arrays(std::array<double, 3> a, int n) {
  for (int i = 0; i < n; ++i) a = rotated(a, a);
  std::array<std::array<double, 3>, 2> both{a, a};
  both[0] = rotated(both[0], both[1]);
  both[1] = rotated(both[0], both[1]);
  return both[1][0] + a[1];
}
DIFFERENTIATE double replaced_rows(std::vector<std::vector<double>> rows, double x) {
  rows[0] = softened(rows[0]);
  rows[1] = combined(rows[0], rows[1]);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = combined(rows[0], rows[i]);
  double s = x;
  for (const auto& row : rows)
    for (double e : row) s = s * x + e;
  return s;
}
template <class F> std::vector<double> iterate(F f, std::vector<double> v, int n) {
  for (int i = 0; i < n; ++i) v = f(v);
  return v;
}
std::vector<double> power(const std::vector<double>& v, int n) {
  if (n == 0) return v;
  std::vector<double> r = v;
  r = power(r, n - 1);
  for (std::size_t i = 0; i < r.size(); ++i) r[i] *= v[i];
  return r;
}
DIFFERENTIATE double replaced_in_template(const std::vector<double>& v, double x, int n) {
  auto w = iterate(softened, v, n);
  w = iterate(
      [x](const std::vector<double>& u) {
        auto r = u;
        r[0] *= x;
        return r;
      },
      w, n);
  w = power(w, 2);
  std::vector<double>& r = w;
  r = softened(r);
  r = softened(w);
  return w[0] + w[1];
}
DIFFERENTIATE double replaced_while(std::vector<double> v, double x) {
  int k = 0;
  while (v[0] < 3 && k < 3) {
    auto& r = v;
    r = softened(v);
    v[0] += x;
    ++k;
    if (v[1] > 0.5) v = longer(v, x);
  }
  return v[0] * v.back();
}

#else
CASE(replaced_by_call, array(3), between(-1, 1), 2);
CASE(replaced_parameter, array(3), between(-1, 1));
CASE(replaced_members, array(3), between(-1, 1));
CASE(replaced_arrays, array(3), 2);
CASE(replaced_rows, array(3), between(-1, 1));
CASE(replaced_in_template, array(3), between(-1, 1), 2);
CASE(replaced_while, array(3, 0, 1), between(0, 1));
#endif
