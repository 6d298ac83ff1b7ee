// Lists in braces, bytes that are copied, elements that are sorted.
#ifndef CORPUS_CASES

// ---- std::initializer_list
double summed(std::initializer_list<double> list) {
  double s = 0;
  for (double e : list) s += e * e;
  return s * list.size();
}
double product(const std::initializer_list<double>& list) {
  double p = 1;
  for (auto it = list.begin(); it != list.end(); ++it) p *= *it;
  return p;
}
struct Polynomial {
  std::vector<double> c;
  Polynomial(std::initializer_list<double> list) : c(list) {}
  double operator()(double x) const {
    double s = 0;
    for (std::size_t i = c.size(); i-- > 0;) s = s * x + c[i];
    return s;
  }
};
double handed_on(std::initializer_list<double> list, double x) { return x * summed(list) + std::data(list)[0]; }
DIFFERENTIATE double lists(double x, double y, const double* a) {
  double s = summed({x, y, x * y}) * product({x + 2, a[0], std::sin(y)});
  for (int i = 0; i < 3; ++i) s += handed_on({s, a[i]}, x);
  std::initializer_list<double> none = {};
  const std::initializer_list<double> some = {x, s};
  std::vector<double> v(some);
  v = some;
  s += summed(none) + v[1] * std::accumulate(some.begin(), some.end(), y);
  const Polynomial p{x, a[1], y};
  return s * p(y);
}

// ---- memcpy
struct Cell {
  double value;
  int kind;
};
DIFFERENTIATE double copied_bytes(const double* a, double x, int n) {
  double b[4], c[4];
  std::memcpy(b, a, n * sizeof(double));
  std::memcpy(&c[1], b, sizeof(double) * (n - 1));
  std::memset(static_cast<void*>(c), 0, sizeof(double));
  c[1] *= x;
  memmove(c + 1, c, 3 * sizeof(c[0]));
  memmove(b, b + 1, (n - 1) * sizeof *b);
  double s = 0;
  for (int i = 0; i < 4; ++i) s += b[i] * c[i] * (i + x);
  std::vector<double> v(n), w(n, x);
  std::memcpy(v.data(), b, v.size() * sizeof(double));
  std::memcpy(w.data() + 1, v.data(), (n - 1) * sizeof(double));
  for (int i = 0; i < n; ++i) s += v[i] * w[i];
  std::memset(static_cast<void*>(w.data()), 0, w.size() * sizeof(double));
  Cell cells[2] = {{x, 1}, {s, 2}}, others[2];
  std::memcpy(others, cells, sizeof(cells));
  std::memset((void*)cells, 0, sizeof(Cell));
  int k[3] = {0, 1, 2}, m[3];
  std::memcpy(m, k, sizeof(m));
  return s + w[0] + others[1].value * others[0].value * others[1].kind + cells[0].value + cells[1].value + m[2] * x;
}
DIFFERENTIATE void shifted_bytes(double* a, const double* b, int n) {
  for (int i = 1; i < n; ++i) {
    std::memmove(a, a + 1, (n - 1) * sizeof(double));
    std::memcpy(a + n - 1, b + i, sizeof(double));
    a[0] *= a[n - 1];
  }
}

// ---- std::sort
DIFFERENTIATE double sorted_sums(std::vector<double> v, double x) {
  std::sort(v.begin(), v.end());
  double s = 0;
  for (std::size_t i = 0; i < v.size(); ++i) s = s * x + v[i] * v[i];
  for (double& e : v) e = std::sin(3 * e);
  std::sort(v.begin(), v.end(), std::greater<>());
  for (std::size_t i = 0; i < v.size(); ++i) s = s * x + v[i] * (i + 1);
  std::stable_sort(v.rbegin(), v.rend() - 1);
  return s * v[1] + v[2] * v[0];
}
DIFFERENTIATE double median(const double* a, int n) {
  double b[5];
  std::copy(a, a + n, b);
  std::nth_element(b, b + n / 2, b + n);
  std::array<double, 5> c{};
  std::copy(a, a + n, c.begin());
  std::partial_sort(c.begin(), c.begin() + 2, c.end(), std::greater<double>());
  return b[n / 2] * c[0] + c[1] * c[1];
}
DIFFERENTIATE double sorted_in_loop(const double* a, double x, int n) {
  double s = x;
  for (int i = 0; i < n; ++i) {
    std::vector<double> v{a[i], s, x * i, 0.3};
    std::sort(v.begin(), v.end(), std::less<double>());
    s = v[1] * v[2] + v[0] * a[0] + v[3];
  }
  return s;
}
double trimmed_mean(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  double s = 0;
  for (std::size_t i = 1; i + 1 < v.size(); ++i) s += v[i] * v[i];
  return s;
}
DIFFERENTIATE void sorted_places(double* a, const double* b, int n) {
  std::sort(a, a + n);
  const std::vector<double> v(b, b + n);
  a[0] *= trimmed_mean(v);
  std::sort(a + 1, a + n, std::greater<double>());
  a[1] *= b[static_cast<int>(a[2] > a[1])];
}

#else
CASE(lists, between(0.2, 1), between(0.2, 1), array(3));
CASE(copied_bytes, array(4), between(-1, 1), 4);
CASE(shifted_bytes, array(4), array(4), 4);
CASE(sorted_sums, array(5), between(-1, 1));
CASE(median, array(5), 5);
CASE(sorted_in_loop, array(4), between(-1, 1), 4);
CASE(sorted_places, array(4), array(4), 4);
#endif
