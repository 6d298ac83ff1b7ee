// Objects that the library makes without a word of the user: their classes say what is in them.
#ifndef CORPUS_CASES

struct Preset {
  double a = 1.5, b = 2;
};
FIELDS(Preset, a, b)
struct Made {
  double a, b;
  int n;
  explicit Made(double k = 0.5) : a(k * 2), b(3), n(1) {}
};
struct Bundle {
  std::vector<double> v;
  double k;
  Preset m;
};
struct Bag {
  std::vector<double> v;
  double k;
};
struct Extended : Preset {
  double c;
  double d = a + b;
};
DIFFERENTIATE double resized_defaults(double x) {
  std::vector<Preset> v;
  v.resize(3);
  v[1].b = x;
  v.resize(4);
  return v[0].a * x + v[1].b * v[2].b * v[3].a;
}
DIFFERENTIATE double nested_array_defaults(double x) {
  std::vector<std::array<Preset, 2>> v(3);
  v[1][0].b = x;
  return v[0][1].a * x + v[1][0].b * v[2][0].b;
}
DIFFERENTIATE double array_defaults(double x) {
  std::array<Preset, 2> v;
  v[1].b = x;
  Preset w[2];
  return v[0].a * x + v[1].b * v[0].b + w[1].a * x;
}
DIFFERENTIATE double pair_defaults(double x) {
  std::pair<double, Preset> p;
  std::tuple<int, std::array<Preset, 2>, double> t;
  p.second.b = x;
  return p.first + p.second.a * p.second.b + std::get<1>(t)[1].a * x + std::get<2>(t);
}
DIFFERENTIATE double sized_defaults(double x, int n) {
  std::vector<Preset> v(n);
  std::vector<std::vector<Extended>> w(n, std::vector<Extended>(2));
  std::vector<std::pair<int, Preset>> u(n);
  v[1].b = x;
  w[1][0].a = x * x;
  u[1].second.a *= x;
  return v[0].a * x + v[1].b * v[2].b + w[1][0].a * w[0][1].d + w[1][1].c + u[1].second.a * u[0].second.b + u[0].first;
}
DIFFERENTIATE double constructed_defaults(double x, int n) {
  std::vector<Made> v(n);
  v[1].b = x;
  v.resize(n + 1);
  return v[0].a * x + v[1].b * v[2].b + v[n].a * x * v[n].n;
}
DIFFERENTIATE double defaults_with_vectors(double x, int n) {
  std::vector<Bundle> v(n);
  std::vector<Bag> w(n);
  v[1].v.push_back(x);
  w[0].k = x * x;
  std::pair<double, std::vector<double>> p;
  p.first += x;
  return v[1].v[0] * v[0].k + v[1].m.a * v[1].v[0] + w[1].k + w[0].k + p.first * x + w[0].v.size();
}
struct Point {
  double x, y;
};
class Segment {
public:
  Segment(double from, double to) : from_(from), to_(to * to) {}
  explicit Segment(double length) : Segment(length, 2 * length) {}
  Segment(const Point& p, double scale, int n = 3) : from_(p.x * n), to_(p.y * scale) {}
  double length() const { return to_ - from_; }
  double from() const { return from_; }

private:
  double from_, to_;
};
DIFFERENTIATE double emplaced(double x, double y) {
  std::vector<Segment> v;
  v.emplace_back(x, y);
  v.emplace_back(x);
  const Point p{x * y, y};
  Segment& last = v.emplace_back(p, x);
  double s = last.length() * v[0].length();
  std::vector<Preset> made;
  made.emplace_back();
  made.emplace_back().b = x;
  made.emplace_back(made[1]);
  std::vector<Point> points;
  points.emplace_back(x, y);
  points.emplace_back(p);
  std::vector<std::pair<double, int>> pairs;
  pairs.emplace_back(y, 2);
  std::vector<std::complex<double>> numbers;
  numbers.emplace_back(x, y);
  return s + v[1].length() * v[2].from() + made[0].a * made[1].b * made[2].b + pairs[0].first * pairs[0].second +
         std::norm(numbers[0]) + points[0].x * points[1].y;
}
#else
CASE(emplaced, between(-1, 1), between(-1, 1));
CASE(resized_defaults, between(1, 2));
CASE(nested_array_defaults, between(1, 2));
CASE(array_defaults, between(1, 2));
CASE(pair_defaults, between(1, 2));
CASE(sized_defaults, between(1, 2), 3);
CASE(constructed_defaults, between(1, 2), 3);
CASE(defaults_with_vectors, between(1, 2), 2);
#endif
