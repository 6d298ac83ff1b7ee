// More of the standard library: at(), reverse iterators.
#ifndef CORPUS_CASES

DIFFERENTIATE double checked_elements(std::vector<double> v, double x) {
  v.at(0) = v.at(1) * x;
  for (std::size_t i = 1; i < v.size(); ++i) v.at(i) *= v.at(i - 1);
  int k = 0;
  v.at(k++) += x * x;
  const double& last = v.at(v.size() - 1);
  double s = last;
  for (int i = 0; i < static_cast<int>(v.size()); ++i) s += v.at(i) * v.at(i);
  return k == 1 ? s * v.at(k) : x;
}
DIFFERENTIATE double checked_array(std::array<double, 3> a, double x, int n) {
  std::array<std::array<double, 2>, 3> table{};
  for (int i = 0; i < n; ++i) table.at(i).at(i % 2) = a.at(i) * x;
  double* p = &a.at(1);
  *p *= table.at(2).at(0);
  return a.at(0) * a.at(1) + table[n - 1].at((n - 1) % 2) * a[2];
}
// The place that is written is looked up once.
DIFFERENTIATE double checked_moved(std::vector<double> v, double x) {
  v.at(static_cast<int>(v.at(0))) = x;
  v.at(static_cast<int>(v.at(0))) *= v.at(1);
  std::swap(v.at(0), v.at(static_cast<int>(v.at(0))));
  return v.at(0) * x + v.at(1) * v.at(2);
}
double scaled_at(const std::vector<double>& v, std::size_t i, double x) { return v.at(i) * x; }
DIFFERENTIATE double checked_in_calls(const std::vector<std::vector<double>>& rows, double x) {
  double s = 0;
  std::size_t i = 0;
  while (i < rows.size() && rows.at(i).at(0) < 10) {
    s += scaled_at(rows.at(i), rows.at(i).size() - 1, x) * s + rows.at(i).at(0);
    i += rows.at(i).at(0) > 0 ? 1 : 2;
  }
  return s;
}

// ---- reverse iterators
DIFFERENTIATE double horner(const std::vector<double>& c, double x) {
  double s = 0;
  for (auto it = c.rbegin(); it != c.rend(); ++it) s = s * x + *it;
  for (auto it = c.crbegin() + 1; it < c.crend(); it += 2) s += it[0] * *(c.crend() - 1);
  return s;
}
struct Station {
  double at, gain;
};
DIFFERENTIATE double backwards(const double* a, double x) {
  std::array<Station, 3> stations{{{a[0], x}, {a[1], a[2]}, {x * x, a[3]}}};
  double after = 1;
  for (auto it = stations.rbegin(); it != stations.rend(); it++) {
    it->at *= after;
    after = it->at + x * it->gain;
  }
  const auto last = stations.rbegin();
  auto it = last + 2;
  (*last).gain *= it->gain;
  --it;
  return stations[0].at * it[-1].gain + (it - last) * it.base()->at * after;
}
DIFFERENTIATE double reversed_in_algorithms(std::vector<double> v, double x) {
  const std::vector<double> turned(v.rbegin(), v.rend());
  std::vector<double> sums(v.size());
  std::partial_sum(v.rbegin(), v.rend(), sums.rbegin());
  std::transform(v.begin(), v.end(), turned.rbegin(), sums.begin(), [x](double a, double b) { return a * b + x; });
  std::copy(sums.begin(), sums.begin() + 2, v.rbegin());
  std::copy(v.rbegin(), v.rend() - 1, sums.begin());
  double s = std::accumulate(v.rbegin(), v.rend(), x, [](double a, double b) { return a * 0.5 + b; });
  s += std::inner_product(v.begin(), v.end(), turned.rbegin(), x) * *std::max_element(sums.rbegin(), sums.rend());
  return s + std::inner_product(v.begin(), v.end(), sums.crbegin(), x);
}
DIFFERENTIATE double reversed_in_more(std::vector<double> v, double x) {
  std::vector<double> sums(v.size(), x);
  std::vector<double> turned(v.size(), x);
  std::transform(v.begin(), v.end(), turned.rbegin(), sums.begin(), [x](double a, double b) { return a * b + x; });
  std::partial_sum(v.rbegin(), v.rend(), sums.rbegin());
  std::rotate(v.rbegin(), v.rbegin() + 1, v.rend());
  std::reverse(v.rbegin(), v.rend());
  std::copy_if(v.rbegin(), v.rend(), turned.begin(), [](double a) { return a > 0; });
  std::copy_n(v.rbegin(), 2, turned.rbegin());
  std::swap_ranges(v.rbegin(), v.rend(), turned.begin());
  std::fill(v.rbegin(), v.rbegin() + 1, x);
  std::adjacent_difference(v.rbegin(), v.rend(), sums.rbegin());
  std::generate(v.rbegin(), v.rbegin() + 2, [k = x]() mutable {
    k *= k;
    return k;
  });
  double t = 0;
  for (double e : sums) t = t * x + e;
  for (double e : turned) t = t * x + e;
  for (double e : v) t = t * x + e;
  const auto found = std::find_if(v.rbegin(), v.rend(), [](double a) { return a > 0; });
  return t + (found == v.rend() ? x : *found);
}
DIFFERENTIATE double reversed_array(const double* a, double x) {
  double b[4] = {a[0], a[1], a[2], x};
  std::for_each(std::rbegin(b), std::rend(b), [&](double& e) { e *= x, x += e; });
  std::reverse_iterator<const double*> it(a + 3);
  const std::reverse_iterator<const double*> end(a);
  double s = x;
  while (it != end) s = s * b[1] + *it++;
  return s;
}
// The element is looked up before it changes.
DIFFERENTIATE double reversed_places(std::vector<double> v, double x) {
  auto it = v.rbegin();
  *it = v[0] * x;
  *it++ *= *std::prev(v.rend());
  *it = *it * *it + it[1];
  std::swap(*v.rbegin(), *(v.rend() - 1));
  std::iter_swap(it, v.rbegin());
  return v[0] * v[1] + v[2] * x;
}

// ---- extrema, by iterator and by both
DIFFERENTIATE double spread(std::vector<double> v, double x) {
  const auto [low, high] = std::minmax_element(v.begin(), v.end());
  *low *= x;
  const auto both = std::minmax_element(v.rbegin(), v.rend());
  const double* top = std::max_element(v.data(), v.data() + 2);
  return *high * *low + *both.first * *both.second * x + *top * (both.first - both.second);
}
DIFFERENTIATE double spreads_in_loop(const std::vector<double>& v, double x) {
  double s = x;
  for (std::size_t i = 2; i <= v.size(); ++i) {
    const auto ends = std::minmax_element(v.begin(), v.begin() + i);
    s = s * *ends.second + *ends.first * *std::min_element(v.begin() + i - 2, v.begin() + i);
  }
  return s;
}

#else
CASE(checked_elements, array(4), between(-1, 1));
CASE(checked_array, array(3), between(-1, 1), 3);
CASE(checked_moved, values({0.5, 1.5, 2}), between(0.1, 0.9));
CASE(checked_in_calls, array(3), between(-1, 1));
CASE(horner, array(5), between(-1, 1));
CASE(backwards, array(4), between(-1, 1));
CASE(reversed_in_algorithms, array(4), between(-1, 1));
CASE(reversed_in_more, array(4), between(-1, 1));
CASE(reversed_array, array(3), between(-1, 1));
CASE(reversed_places, array(3), between(-1, 1));
CASE(spread, array(4), between(0.2, 1));
CASE(spreads_in_loop, array(5), between(-1, 1));
#endif
