// std::span: over arrays, vectors and other spans; as parameters and locals; parts that overlap.
#ifndef CORPUS_CASES

DIFFERENTIATE double span_sum(std::span<const double> x) {
  double s = x.front() * x.back();
  for (double v : x) s += v * v;
  for (std::size_t i = 0; i < x.size(); ++i) s += std::sin(x[i]) * i;
  return x.empty() ? 0.0 : s;
}

DIFFERENTIATE void span_in_place(std::span<double> x, double a) {
  for (std::size_t i = 1; i < x.size(); ++i) x[i] = x[i] * x[i - 1] + a;
  for (double& v : x.subspan(1)) v *= v;
}

double dot(std::span<const double> a, std::span<const double> b) {
  double s = 0;
  for (std::size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
  return s;
}

void scale(std::span<double> x, double a) {
  for (double& v : x) v *= a;
}

DIFFERENTIATE double span_locals(const std::vector<double>& v, double x) {
  std::vector<double> w = v;
  double local[4] = {x, 1, 2, x * x};
  std::array<double, 3> fixed{x, 2, x};
  std::span<double> all(w), inner = all.subspan(1, 2);
  scale(inner, x);
  scale(local, 2);
  scale(fixed, x);
  const std::span s(local, 3);
  s[1] *= dot(all.first(3), fixed);
  const std::span<const double> last = all.last(2);
  return dot(s, fixed) + dot(last, inner) + *(all.data() + 1) * last.back();
}

DIFFERENTIATE double span_of_spans(std::span<const double> x, double a) {
  std::span<const double> rest = x;
  double s = 0;
  while (!rest.empty()) {
    s += rest[0] * rest.back() * a;
    rest = rest.subspan(1);
  }
  x = x.subspan<1>();
  return s + x[0] * x.size();
}

// Parts of one array that overlap.
DIFFERENTIATE double span_overlaps(std::span<double> x, double a) {
  const std::span<double> left = x.first(x.size() - 1), right = x.subspan(1);
  for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i] * a;
  scale(right, left[0]);
  return x[0] * x[1] + dot(left, right);
}

DIFFERENTIATE double fixed_span(std::span<const double, 3> x) {
  double s = 1;
  for (int i = 0; i < 3; ++i) s *= x[i] + i;
  return s + x.first<2>()[1] * x.size();
}

DIFFERENTIATE double span_calls(std::span<const double> x, double a) {
  std::vector<double> w(x.begin(), x.end());
  span_in_place(w, a);
  return span_sum(w) * span_sum(x.subspan(1)) + span_sum({w.data(), 2});
}

DIFFERENTIATE double span_passive(std::span<const double> weights, PASSIVE std::span<const double> data) {
  double s = 0;
  for (std::size_t i = 0; i < data.size(); ++i) s += std::tanh(weights[i % weights.size()] * data[i]);
  return s;
}

std::span<const double> upper(std::span<const double> x) { return x.subspan(x.size() / 2); }

DIFFERENTIATE double span_returned(const std::vector<double>& v) {
  const auto part = upper(v);
  return part[0] * part.back() + std::accumulate(part.begin(), part.end(), v[0]);
}

DIFFERENTIATE double span_captured(std::span<const double> x, double a) {
  const auto weighted = [&](std::size_t i) { return x[i] * a; };
  const auto copied = [x](std::size_t i) { return x[i] * x[0]; };
  double s = 0;
  for (std::size_t i = 0; i < x.size(); ++i) s += weighted(i) * copied(i);
  return s;
}

#else
CASE(span_sum, array(4));
CASE(span_in_place, array(4), between(-1, 1));
CASE(span_locals, array(4), between(-1, 1));
CASE(span_of_spans, array(4), between(-1, 1));
CASE(span_overlaps, array(4), between(-1, 1));
CASE(fixed_span, array(3));
CASE(span_calls, array(4), between(-1, 1));
CASE(span_passive, array(2), passive(array(4)));
CASE(span_returned, array(5));
CASE(span_captured, array(4), between(-1, 1));
#endif
