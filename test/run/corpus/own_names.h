// Functions and classes of the user's that are called as those of the standard library and do something else; operators
// that don't mean what they look like; loops over containers of their own.
#ifndef CORPUS_CASES

double clamp(double lo, double x, double hi) { return x < lo ? lo * 2 : x > hi ? hi * 3 : x * x; }
double max(double a, double b) { return a * b > 1 ? a : b * 2; }
double min(double a, double b) { return a + 2 * b; }
double hypot(double a, double b) { return a * b; }
double lerp(double a, double b, double t) { return a - b * t; }
double pow(double x, int n) {
  double r = 0.5;
  for (int i = 0; i < n; ++i) r *= x;
  return r;
}
double sin(double x) { return x * x * x; }
double exp(double x) { return 1 + x + x * x / 2; }
double fma(double a, double b, double c) { return a + b + c * c; }
double fabs(double x) { return x * 7; }
double get(double x) { return 3 * x; }
void swap(double& a, double& b) {
  const double t = a;
  a = 2 * b;
  b = t;
}
double accumulate(const double* first, const double* last, double sum) {
  while (first != last) sum += *first++ * 2;
  return sum;
}
DIFFERENTIATE double own_functions(double x, double y) {
  double a = x, b = y;
  swap(a, b);
  const double raw[3] = {x, y, x * y};
  return clamp(-1.0 * a / a, x * y, b * 0 + 1) + max(x, y) * min(a, b) + hypot(x, y) * lerp(x, y, a) + pow(x, 3) +
         sin(x) * exp(y) + fma(x, y, a) + fabs(y) * get(x) + accumulate(raw, raw + 2, x);
}

template <class T> struct vector {
  T data[4];
  int count = 0;
  void push_back(T v) { data[count++] = v * 2; }
  T& operator[](int i) { return data[i]; }
  T front() const { return data[0] * 5; }
  T back() const { return data[count - 1]; }
  int size() const { return count + 1; }
  T* begin() { return data; }
  T* end() { return data + count; }
  const T* begin() const { return data; }
  const T* end() const { return data + count; }
  void resize(int n) {
    for (int i = count; i < n; ++i) data[i] = 0.25;
    count = n;
  }
};
template <class T> struct array {
  T x, y;
  T& operator[](int i) { return i ? x : y; }
};
template <class A, class B> struct pair {
  A first;
  B second;
};
template <class T> struct complex {
  T re, im;
  complex operator*(const complex& o) const { return {re * o.re, im * o.im}; }
  T real() const { return im; }
};
template <class T> struct span {
  T* p;
  T& operator[](int i) { return p[i + 1]; }
};
DIFFERENTIATE double own_classes(double x, double y) {
  vector<double> v;
  v.push_back(x);
  v.push_back(x * y);
  v.resize(3);
  double s = v.front() * v.size() + v.back();
  array<double> a{x, y};
  a[0] *= a[1];
  pair<double, int> p{x, 2};
  complex<double> z{x, y};
  z = z * z;
  double raw[3] = {x, y, s};
  span<double> w{raw};
  w[0] *= 2;
  return s * a.x + a.y + p.first * p.second + z.real() + raw[1];
}

// Iterators that count, over values that are computed.
struct Steps {
  double from, by;
  int count;
  struct At {
    const Steps* steps;
    int i;
    double operator*() const { return steps->from + i * steps->by; }
    At& operator++() {
      ++i;
      return *this;
    }
    bool operator!=(const At& other) const { return i != other.i; }
  };
  At begin() const { return {this, 0}; }
  At end() const { return {this, count}; }
};
DIFFERENTIATE double own_range(double x, double y) {
  vector<double> v;
  v.push_back(x);
  v.push_back(y);
  v.push_back(x * y);
  for (double& e : v) e *= v[0];
  double s = 0;
  for (const double e : v) {
    if (e < -1) continue;
    s += e * e;
    if (s > 40) break;
  }
  const vector<double>& view = v;
  for (const auto& e : view) s += e * x;
  for (const double t : Steps{x, y, 4}) s += t * t;
  return s;
}
double first_above(const vector<double>& v, double limit) {
  for (const double e : v)
    if (e > limit) return e * limit;
  return limit;
}
DIFFERENTIATE double own_range_returned(double x, double y) {
  vector<double> v;
  v.push_back(x);
  v.push_back(x * y);
  return first_above(v, y) * first_above(v, 100 * x * x) + v[1];
}

namespace inner {
double square(double x) { return 3 * x; }
namespace deep {
double square(double x) { return x * x; }
double use(double x) { return square(x) + inner::square(x); }
}  // namespace deep
}  // namespace inner
DIFFERENTIATE double own_namespaces(double x) {
  using inner::deep::use;
  return use(x) * inner::deep::square(x) * inner::square(x);
}

struct Converted {
  double v;
  operator double() const { return v * 2; }
  double operator()(double t) const { return v + t; }
  double operator[](int i) const { return v * i; }
  explicit operator bool() const { return v > 0; }
};
DIFFERENTIATE double conversions(double x) {
  const Converted c{x};
  double d = c;
  if (c) d += c(x) * c[3];
  const double e = c;
  return d * e + std::sqrt(2 + e * e);
}

struct Odd {
  double v;
  Odd& operator++() {
    v += 1;
    return *this;
  }
  Odd operator++(int) {
    Odd before = *this;
    v *= 2;
    return before;
  }
  Odd& operator,(const Odd& o) {
    v += o.v;
    return *this;
  }
  bool operator<(const Odd& o) const { return v < o.v; }
  Odd operator-() const { return {-v * 3}; }
  Odd operator~() const { return {v * v}; }
  Odd operator%(int k) const { return {v * k}; }
  Odd& operator<<=(double k) {
    v = v * k;
    return *this;
  }
  Odd* operator->() { return this; }
};
DIFFERENTIATE double odd_operators(double x, double y) {
  Odd a{x}, b{y};
  const Odd c = a++;
  ++b;
  (a, b);
  if (a < b) a <<= 3.0;
  Odd d = -~a % 2;
  d->v += c.v;
  return d.v * b.v + a.v;
}

#else
CASE(own_functions, between(0.5, 1.5), between(0.5, 1.5));
CASE(own_classes, between(0.5, 1.5), between(0.5, 1.5));
CASE(own_range, between(-1.5, 1.5), between(-1.5, 1.5));
CASE(own_range_returned, between(0.5, 1.5), between(0.5, 0.8));
CASE(own_namespaces, between(0.5, 1.5));
CASE(conversions, between(-1.5, 1.5));
CASE(odd_operators, between(-1.5, 1.5), between(0.5, 1.5));
#endif
