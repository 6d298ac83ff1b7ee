// std::pair and std::tuple: made, taken apart, passed, returned, in arrays and vectors.
#ifndef CORPUS_CASES

using Point = std::pair<double, double>;
using Row = std::tuple<double, int, float>;

// ---- std::pair

DIFFERENTIATE double pair_members(double x, double y) {
  std::pair<double, double> p(x, y);
  p.first *= p.second;
  p.second += p.first * x;
  const Point q{p.second, 2};
  return p.first * q.first + q.second * y;
}

DIFFERENTIATE Point rotated(const Point& p, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * p.first - s * p.second, s * p.first + c * p.second};
}

DIFFERENTIATE double pair_passed(Point p, double angle, int turns) {
  for (int i = 0; i < turns; ++i) {
    p = rotated(p, angle);
    p.first *= 1.25;
  }
  const auto [u, v] = rotated(p, 2 * angle);
  return u * u * v;
}

DIFFERENTIATE void pair_in_place(Point& p, double x) {
  p.first *= x;
  auto& [a, b] = p;
  b += a * a;
  std::swap(p.first, p.second);
}

[[gnu::noinline]] DIFFERENTIATE std::pair<double, double> split(double x, double y) {
  return std::make_pair(x * y, std::sin(x) + y);
}

DIFFERENTIATE double pair_bound(double x, double y) {
  auto [p, q] = split(x, y);
  p *= q;
  auto pair = split(p, q);
  auto& [r, s] = pair;
  r *= s;
  return pair.first + p * std::get<1>(pair) + std::get<0>(split(s, p));
}

DIFFERENTIATE double pair_deduced(double x, double y) {
  std::pair p(x * y, 3);
  auto q = std::make_pair(2 * x, y);
  std::pair r{p.first, q};
  r.second.first += p.second * r.first;
  return r.second.first * r.second.second + r.first;
}

DIFFERENTIATE double pair_converted(float x, double y) {
  std::pair<float, double> narrow(x, y);
  std::pair<double, double> wide = narrow;
  wide = std::make_pair(x * x, 3);
  wide.second *= y;
  std::pair<double, double> empty;
  empty.first += wide.first;
  return wide.first * wide.second + narrow.second * y + empty.first * empty.second;
}

DIFFERENTIATE double pair_chosen(double x, double y) {
  Point p = x < y ? Point(x, y) : std::make_pair(y * y, x);
  if (p.first < 0) p = {p.second, p.first};
  return p.first * p.first * p.second;
}

DIFFERENTIATE double pairs_in_array(double x, double y) {
  std::pair<double, double> points[3] = {{x, y}, {y, 2 * x}, {x * y, 1}};
  std::array<Point, 2> more{Point{y, x}, Point{1, x}};
  double sum = 0;
  for (const auto& [a, b] : points) sum += a * b * b;
  for (auto& [a, b] : more) a *= b + sum;
  return more[0].first * more[1].first;
}

DIFFERENTIATE double pairs_in_vector(const std::vector<Point>& points, double x) {
  std::vector<std::pair<double, double>> copies;
  for (const auto& p : points) copies.push_back({p.first * x, p.second});
  copies.push_back(std::make_pair(x, x * x));
  copies.emplace_back(2 * x, 3);
  copies.back().second *= copies[0].first;
  double area = 0;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const auto [ax, ay] = copies[i];
    const auto [bx, by] = copies[(i + 1) % copies.size()];
    area += ax * by - bx * ay;
  }
  return 0.5 * area;
}

DIFFERENTIATE double sized_pairs(double x, int n) {
  std::vector<Point> v(n), w(n, Point(x, 1));
  for (int i = 0; i < n; ++i) v[i] = {w[i].first * i, x};
  return v[n - 1].first * v[0].second * w[0].second;
}

// ---- std::tuple

DIFFERENTIATE double tuple_members(double x, float y) {
  std::tuple<double, int, float> t(x, 3, y);
  std::get<0>(t) *= std::get<1>(t);
  std::get<float>(t) += y * y;
  const auto [a, n, b] = t;
  auto u = std::make_tuple(a * b, n, x);
  auto& [c, m, d] = u;
  m += 2;
  d *= c;
  return std::get<2>(u) * std::get<0>(u) * m;
}

DIFFERENTIATE Row next_row(const Row& row, double step) {
  const auto& [x, n, w] = row;
  return {x + step * w, n + 1, w * 0.5f};
}

DIFFERENTIATE double tuple_passed(Row row, double step) {
  for (int i = 0; i < 3; ++i) row = next_row(row, step * std::get<1>(row));
  return std::get<0>(row) * std::get<0>(row) + std::get<2>(row);
}

DIFFERENTIATE void tuple_in_place(Row& row, double x) {
  std::get<0>(row) *= x;
  row = Row(std::get<0>(row) * std::get<2>(row), 1, static_cast<float>(x));
}

DIFFERENTIATE double tuple_deduced(double x, double y) {
  std::tuple t{x, y, std::make_pair(x, 2 * y)};
  std::get<2>(t).first *= std::get<1>(t);
  const auto& [a, b, inner] = t;
  return a * b * inner.first + inner.second;
}

DIFFERENTIATE double tuple_of_arrays(double x, double y) {
  std::tuple<std::array<double, 2>, double> t({x, y}, x * y);
  std::get<0>(t)[1] *= std::get<1>(t);
  return std::get<0>(t)[0] * std::get<0>(t)[1];
}

// ---- std::tie

DIFFERENTIATE double tied(double x, double y) {
  double a, b;
  std::tie(a, b) = split(x, y);
  std::tie(a, std::ignore) = std::make_pair(a * b, 4.0);
  std::tie(a, b) = std::make_tuple(b, a);
  int n = 0;
  double z[2] = {x, y};
  std::tie(z[1], n) = std::make_pair(z[0] * a, 2);
  return a * b * z[1] * n;
}

DIFFERENTIATE double fibonacci(double x, int n) {
  double a = x, b = 1;
  for (int i = 0; i < n; ++i) std::tie(a, b) = std::make_pair(b, 0.5 * a * b + x);
  return a * b;
}

// ---- arrays bound by value

DIFFERENTIATE double array_bound(double x, double y) {
  double pair[2] = {x, y};
  auto [u, v] = pair;
  pair[0] = 7;
  u *= v;
  double grid[2][2] = {{x, y}, {x * y, 2}};
  auto [first, second] = grid;
  grid[0][0] = 0;
  const auto& [r, s] = grid[1];
  return u * v + first[0] * second[0] + pair[0] * r * s;
}

// The library swaps elements by their own swap.
struct Doubling {
  double value;
};
inline void swap(Doubling& a, Doubling& b) {
  const double kept = a.value;
  a.value = 2 * b.value;
  b.value = kept;
}
DIFFERENTIATE double own_swaps(double x, double y) {
  std::pair<Doubling, double> first{{x}, y}, second{{y * y}, x + y};
  std::swap(first, second);
  double result = first.first.value * first.second + 3 * second.first.value * second.second;
  first.swap(second);
  result += first.first.value * first.second;
  Doubling rows[2] = {{x}, {y}}, others[2] = {{x * y}, {x - y}};
  std::swap(rows, others);
  return result + rows[0].value * rows[1].value + others[0].value * others[1].value;
}
struct Indexed {
  int index;
  double value;
};
DIFFERENTIATE double swapped_records(double x, double y) {
  Indexed rows[2] = {{1, x}, {0, y}}, others[2] = {{0, x * y}, {1, x}};
  std::swap(rows, others);
  return rows[rows[0].index].value * 3 + others[others[0].index].value * x;
}

#else
CASE(pair_members, between(-1, 1), between(-1, 1));
CASE(rotated, between(-1, 1), between(-1, 1));
CASE(pair_passed, between(-1, 1), between(-1, 1), 3);
CASE(pair_in_place, between(-1, 1), between(-1, 1));
CASE(split, between(-1, 1), between(-1, 1));
CASE(pair_bound, between(-1, 1), between(-1, 1));
CASE(pair_deduced, between(-1, 1), between(-1, 1));
CASE(pair_converted, between(-1, 1), between(-1, 1));
CASE(pair_chosen, between(-1, 1), between(-1, 1));
CASE(pairs_in_array, between(-1, 1), between(-1, 1));
CASE(pairs_in_vector, array(4), between(-1, 1));
CASE(sized_pairs, between(-1, 1), 4);
CASE(tuple_members, between(-1, 1), between(-1, 1));
CASE(next_row, between(-1, 1), between(-1, 1));
CASE(tuple_passed, between(-1, 1), between(-1, 1));
CASE(tuple_in_place, between(-1, 1), between(-1, 1));
CASE(tuple_deduced, between(-1, 1), between(-1, 1));
CASE(tuple_of_arrays, between(-1, 1), between(-1, 1));
CASE(tied, between(-1, 1), between(-1, 1));
CASE(fibonacci, between(-1, 1), 5);
CASE(array_bound, between(-1, 1), between(-1, 1));
CASE(own_swaps, between(-2, 2), between(-2, 2));
CASE(swapped_records, between(-2, 2), between(-2, 2));
#endif
