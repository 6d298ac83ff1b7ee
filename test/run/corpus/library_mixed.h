// Sorting, lists in braces, bases that find the class derived from them and at(), where calls, loops and members meet.
#ifndef CORPUS_CASES
[[gnu::noinline]] void sort_it(std::vector<double>& v) { std::sort(v.begin(), v.end()); }
[[gnu::noinline]] double sorted_product(double* a, int n) {
  double s = 1;
  for (int r = 0; r < 3; ++r) {
    std::sort(a, a + n);
    for (int i = 0; i < n; ++i) s = s * a[i] + i, a[i] *= (i % 2 ? -1.5 : 0.5);
  }
  return s;
}
DIFFERENTIATE double sort_called(std::vector<double> v, double x, int n) {
  double s = x;
  for (int i = 0; i < n; ++i) {
    sort_it(v);
    for (std::size_t k = 0; k < v.size(); ++k) s += v[k] * s * (k + 1), v[k] = std::sin(v[k] * 5 + s);
  }
  double a[4] = {v[0], v[1], x, s};
  s += sorted_product(a, 4) * a[1];
  return s;
}
struct Bag {
  double w[4];
  std::vector<double> v;
  void order() {
    std::sort(w, w + 4);
    std::sort(v.begin(), v.end(), std::greater<>());
  }
};
DIFFERENTIATE double sort_members(const std::vector<double>& v, double x) {
  Bag b{{v[0], x, v[1], v[2] * x}, v};
  b.order();
  for (int i = 0; i < 4; ++i) b.w[i] *= -b.w[0];
  b.v.push_back(x * x);
  b.order();
  const auto middle = [&](std::vector<double> u) {
    std::nth_element(u.begin(), u.begin() + 1, u.end());
    return u[1];
  };
  return b.w[0] * b.w[3] * b.v[0] + b.v.back() * b.w[2] + middle(b.v) + middle(v) * x;
}
double sorted_recursive(std::vector<double> v, int n) {
  if (n == 0) return v[0] * v[1];
  std::sort(v.begin(), v.end());
  for (double& e : v) e = std::cos(3 * e) * v.back();
  return sorted_recursive(v, n - 1) * v[1];
}
DIFFERENTIATE double sort_recursion(const std::vector<double>& v, int n) { return sorted_recursive(v, n); }
DIFFERENTIATE double sort_branches(std::vector<double> v, double x) {
  int k = 0;
  while (k < 3) {
    if (v[0] > 0) {
      std::sort(v.begin() + k, v.end());
    } else {
      std::sort(v.begin(), v.end() - k, std::greater<>());
      v[0] *= -x;
    }
    v[k] = std::sin(4 * v[k]);
    ++k;
  }
  return v[0] * v[1] + v[2] * x * v[3];
}

double sum_of(std::initializer_list<std::array<double, 2>> list, double x) {
  double s = x;
  for (const auto& a : list) s = s * a[0] + a[1];
  return s;
}
struct Pt {
  double x, y;
};
double points(std::initializer_list<Pt> list) {
  double s = 0;
  for (const Pt& p : list) s += p.x * p.y * list.begin()->x;
  return s;
}
template <class T> T first_of(std::initializer_list<T> list) { return *list.begin() * list.begin()[list.size() - 1]; }
DIFFERENTIATE double more_lists(double x, double y) {
  double s = sum_of({{x, y}, {y, x * x}}, x) * points({{x, 1}, {y, x}});
  auto list = {x, y, s};
  double t = first_of({x, y}) + first_of(list);
  for (int i = 0; i < 3; ++i) {
    auto inner = {t * i, x};
    t = first_of(inner) * x + *(inner.begin() + 1) + y;
    x = x * t;
  }
  const auto total = [](std::initializer_list<double> l) {
    double r = 0;
    for (double e : l) r += e * e;
    return r;
  };
  std::vector<std::vector<double>> m{{x, y}, {t}};
  return t * total({x, t}) + s * std::max({x, y, t}) + m[0][1] * m[1][0] + (*list.begin()) * total({});
}
template <class D> struct Area {
  double scaled(double k) const { return k * static_cast<const D&>(*this).area(); }
  void twice() { static_cast<D*>(this)->r *= 2; }
  double both(const Area& other) const { return static_cast<const D&>(*this).area() * static_cast<const D&>(other).r; }
};
struct Disk : Area<Disk> {
  double r;
  Disk(double r) : r(r) {}
  double area() const { return 3 * r * r; }
};
struct Scene {
  Disk a, b;
  Disk many[2];
  double total() const { return a.scaled(2) + b.scaled(a.r) + a.both(b) + many[1].both(a); }
};
DIFFERENTIATE double crtp_places(double x, double y) {
  Scene s{Disk(x), Disk(y), {Disk(x * y), Disk(1)}};
  Disk* p = &s.a;
  p->twice();
  Disk& r = s.many[1];
  r.twice();
  r.r *= x;
  std::vector<Disk> v{s.a, r};
  for (auto& d : v) d.twice();
  for (int i = 0; i < 2; ++i) s.many[i].twice(), p = i ? &s.b : p;
  const Disk copy = *p;
  const auto f = [&](const Disk& d) { return d.scaled(y); };
  return s.total() * v[1].scaled(x) + p->scaled(y) + f(copy) + Disk(x).scaled(y) +
         std::accumulate(v.begin(), v.end(), x, [](double t, const Disk& d) { return t * d.scaled(t); });
}
std::vector<double> made(double x) { return {x, x * x, 3}; }
DIFFERENTIATE double at_more(const std::array<double, 3>& a, std::vector<Pt> pts, double x) {
  double s = made(x).at(1) * a.at(0);
  const auto get = [&](int i) -> const double& { return a.at(i); };
  s += get(2) * get(1);
  for (std::size_t i = 0; i < pts.size(); ++i) pts.at(i).x *= pts.at((i + 1) % pts.size()).y * x;
  auto& p = pts.at(0);
  p.y = s;
  int i = 0;
  while (i < 2 && a.at(i) < 5) s += pts.at(i).x * (a.at(i) > 0 ? a.at(i) : pts.at(1).y), ++i;
  std::vector<std::array<double, 3>> rows(2, a);
  rows.at(1).at(2) = rows.at(0).at(1) * s;
  return s * rows.at(1).back() + rows.at(1).at(2) * pts.front().y;
}
template <class Visitor> void fields(Pt& p, const Visitor& visit) { visit(p.x, p.y); }
DIFFERENTIATE double sorted_span(std::span<double> v, double x) {
  std::sort(v.begin(), v.end());
  double s = 0;
  for (auto it = v.rbegin(); it != v.rend(); ++it) s = s * x + *it;
  std::sort(v.rbegin(), v.rend());
  std::sort(v.data(), v.data() + 2, std::less<>());
  return s * v.front();
}
struct KeyedRow {
  double key[3];
  double w;
};
DIFFERENTIATE double sorted_rows(const double* a, double x, int n) {
  std::vector<KeyedRow> rows(n, KeyedRow{{a[0], a[1], a[2]}, x});
  double s = x;
  for (int i = 0; i < n; ++i) {
    for (double& e : rows[i].key) e *= std::cos(s * 7 + i);
    std::sort(rows[i].key, rows[i].key + 3);
    std::memmove(rows[i].key, rows[i].key + 1, 2 * sizeof(double));
    s += rows[i].key[0] * rows[i].key[2] * rows[i].w;
    if (i > 0) rows[i - 1] = rows[i], std::stable_sort(rows[i - 1].key, rows[i - 1].key + 3, std::greater<double>{});
  }
  std::array<KeyedRow, 2> copies{};
  std::memcpy(copies.data(), rows.data(), 2 * sizeof(KeyedRow));
  return s * rows[0].key[0] + copies.at(1).key[2] * copies[0].w;
}
#else
CASE(sort_called, array(4), between(-1, 1), 2);
CASE(sort_members, array(3), between(-1, 1));
CASE(sort_recursion, array(3), 2);
CASE(sort_branches, array(4), between(0.1, 1));
CASE(more_lists, between(0.2, 0.8), between(0.2, 0.8));
CASE(crtp_places, between(0.2, 0.8), between(0.2, 0.8));
CASE(at_more, array(3), array(2), between(-1, 1));
CASE(sorted_span, array(4), between(-1, 1));
CASE(sorted_rows, array(3), between(0.2, 1), 3);
#endif
