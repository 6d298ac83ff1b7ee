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
enum Axis { Axis0, Axis1, Axis2, Axis3, Axis4, Axis5 };
constexpr int Place0 = 0, Place1 = 1, Place2 = 2;
static const int Place3 = 3, Place4 = 4, Place5 = 5;
__attribute__((noinline)) inline double swept(const double* p, int n) {
  double s = 0.25;
  for (int i = 0; i < n; ++i) s = s * 0.5 + p[i] * p[0];
  return s;
}
// Over ranges: what pointers and iterators are apart, compared and moved.
template <class It> double spread(It first, It last) {
  double s = 0.25;
  for (long i = 0; i < last - first; ++i) s = s * 0.5 + std::sin(first[i]) * first[last - first - 1 - i];
  return s;
}
template <class It> double walked(It first, It last) {
  double s = 0.5;
  const It begin = first;
  while (first != last) {
    s = 0.5 * s + std::cos(*first) * *begin;
    ++first;
  }
  return s;
}
template <class It> double walked_back(It first, It last) {
  double s = 0.5;
  while (last != first) s = 0.5 * s + std::sin(*--last) * s;
  return s;
}
template <class It> void smoothed(It first, It last, double by) {
  for (It p = first + 1; p < last; ++p) *p = 0.5 * *p + 0.25 * std::sin(p[-1] * by);
}
template <class It> void shifted_in(It first, It last, double x) {
  while (first != last) {
    const double kept = *first;
    *first++ = x;
    x = 0.5 * kept + 0.25 * x;
  }
}
inline double blend(double x, double y = 0.5) { return x * y + 0.25 * y; }
inline double blend(const Pair& p, double x) { return p.a * x - p.b; }
inline float blend(float x) { return x * 0.5f; }
class Triple {
public:
  Triple(double x, double y, double z) : c_{x, y, z} {}
  double operator[](int i) const { return c_[i]; }
  double& operator[](int i) { return c_[i]; }
  Triple& operator+=(const Triple& o) {
    for (int i = 0; i < 3; ++i) c_[i] += o.c_[i];
    return *this;
  }
  Triple& operator*=(double k) { return scale(k); }
  Triple& scale(double k) {
    for (double& c : c_) c *= k;
    return *this;
  }
  Triple& shift(double by) {
    c_[1] += by;
    return *this;
  }
  Triple scaled(double k) const {
    Triple copy = *this;
    copy.scale(k);
    return copy;
  }
  double dot(const Triple& o) const { return c_[0] * o.c_[0] + c_[1] * o.c_[1] + c_[2] * o.c_[2]; }
  double norm() const { return std::sqrt(dot(*this) + 0.5); }
  double sum() const { return c_[0] + c_[1] + c_[2]; }
  friend Triple operator+(Triple a, const Triple& b) { return a += b; }

private:
  double c_[3];
};
inline Triple operator*(const Triple& a, double k) { return a.scaled(k); }
inline Triple operator-(const Triple& a, const Triple& b) { return a + b * -1; }
inline double largest(const Triple& t) {
  double r = t[0];
  for (int i = 1; i < 3; ++i)
    if (t[i] > r) r = t[i];
  return r;
}
template <class F> double applied_twice(const F& f, double x) { return f(0.5 * f(x)); }
template <class F> double summed(F f, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += f(0.25 * i);
  return s;
}
template <class F> void for_some(int n, F&& f) {
  for (int i = 0; i < n; ++i) f(0.5 * i);
}
