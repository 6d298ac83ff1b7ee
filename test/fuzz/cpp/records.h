struct Pair {
  double a, b;
};
FIELDS(Pair, a, b)
struct Nest {
  Pair pair;
  double v[3];
  int id;
  float w;
};
FIELDS(Nest, pair, v, id, w)
inline Pair operator+(Pair p, const Pair& q) {
  p.a += q.a;
  p.b += q.b;
  return p;
}
inline Pair operator*(double k, const Pair& p) { return {k * p.a, k * p.b}; }
inline double dot(const Pair& p, const Pair& q) { return p.a * q.a + p.b * q.b; }
static const double third = 1.0 / 3;
inline double blend(double x, double y = 0.5) { return x * y + 0.25 * y; }
inline double blend(const Pair& p, double x) { return p.a * x - p.b; }
inline float blend(float x) { return x * 0.5f; }
