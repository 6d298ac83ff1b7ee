// Classes: member functions, operators, constructors, base classes, private members, references returned.
#ifndef CORPUS_CASES

struct Vec3 {
  double x, y, z;

  Vec3(double a, double b, double c) : x(a), y(b), z(c) {}
  Vec3() : Vec3(0, 0, 0) {}

  double dot(const Vec3& o) const { return x * o.x + y * o.y + z * o.z; }
  double norm() const { return std::sqrt(dot(*this)); }
  Vec3 cross(const Vec3& o) const { return Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x); }
  Vec3 operator-() const { return {-x, -y, -z}; }
  Vec3 operator*(double f) const { return {f * x, f * y, f * z}; }
  Vec3& operator+=(const Vec3& o) {
    x += o.x;
    y += o.y;
    z += o.z;
    return *this;
  }
  Vec3& operator*=(double f) {
    x *= f;
    y *= f;
    z *= f;
    return *this;
  }
  double& operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
  bool operator<(const Vec3& o) const { return dot(*this) < o.dot(o); }
  void normalise() { *this *= 1 / norm(); }

  friend Vec3 operator+(Vec3 a, const Vec3& b) { return a += b; }
  friend Vec3 operator-(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend Vec3 operator*(double f, const Vec3& a) { return a * f; }
};
FIELDS(Vec3, x, y, z)

DIFFERENTIATE double vector_norm(const Vec3& v) { return v.norm(); }

DIFFERENTIATE double vector_triple(const Vec3& a, const Vec3& b, const Vec3& c) { return a.cross(b).dot(c); }

DIFFERENTIATE Vec3 vector_operators(Vec3 a, const Vec3& b, double t) {
  Vec3 c = a + t * b;
  c += -a * 0.5;
  a *= t;
  return c - a * b.norm();
}

DIFFERENTIATE double vector_subscripts(double a, double b) {
  Vec3 v(a, b, a * b);
  double product = 1;
  for (int i = 0; i < 3; ++i) {
    v[i] += i * a;
    product *= v[i];
  }
  return product + v[1];
}

DIFFERENTIATE double vector_walk(const Vec3& start, double step, int n) {
  Vec3 at = start, velocity(1, step, 0.5);
  for (int i = 0; i < n; ++i) {
    velocity += step * (Vec3() - at);
    at += velocity * step;
    if (at < velocity) at.normalise();
  }
  return at.dot(velocity) + at.x;
}

DIFFERENTIATE double vector_array(double a, double b) {
  Vec3 all[3] = {{a, b, 1}, {b, a, 2}, Vec3(a * b, 1, 3)};
  Vec3 sum;
  for (const Vec3& v : all) sum += v;
  for (int i = 1; i < 3; ++i) all[i] += all[i - 1].cross(sum);
  return all[2].dot(all[0]);
}

// A complex number of the user's own.
class Complex {
public:
  Complex(double re = 0, double im = 0) : re_(re), im_(im) {}
  double re() const { return re_; }
  double im() const { return im_; }
  double norm() const { return re_ * re_ + im_ * im_; }
  Complex conjugate() const { return {re_, -im_}; }
  Complex& operator*=(const Complex& o) {
    const double re = re_ * o.re_ - im_ * o.im_;
    im_ = re_ * o.im_ + im_ * o.re_;
    re_ = re;
    return *this;
  }
  friend Complex operator*(Complex a, const Complex& b) { return a *= b; }
  friend Complex operator+(const Complex& a, const Complex& b) { return {a.re_ + b.re_, a.im_ + b.im_}; }
  friend Complex operator/(const Complex& a, const Complex& b) {
    const Complex c = a * b.conjugate();
    return {c.re_ / b.norm(), c.im_ / b.norm()};
  }
  template <class Visitor> friend void fields(Complex& self, const Visitor& visit) { visit(self.re_, self.im_); }

private:
  double re_, im_;
};

DIFFERENTIATE double mandelbrot(double x, double y, int n) {
  const Complex c(x, y);
  Complex z;
  for (int i = 0; i < n; ++i) z = z * z + c;
  return z.norm();
}

DIFFERENTIATE Complex moebius(const Complex& z, double a) { return (a * z + Complex(1, a)) / (z + Complex(3)); }

// A dual number of the user's own.
struct Number {
  double value, slope = 0;
  Number(double v) : value(v) {}
  Number(double v, double s) : value(v), slope(s) {}
  Number operator*(const Number& o) const { return {value * o.value, slope * o.value + value * o.slope}; }
  Number operator+(const Number& o) const { return {value + o.value, slope + o.slope}; }
};
FIELDS(Number, value, slope)

Number sine(const Number& x) { return {std::sin(x.value), std::cos(x.value) * x.slope}; }

DIFFERENTIATE double slope_of(double x, double a) {
  const Number n(x, 1);
  const Number y = sine(n * n) * Number(a) + n;
  return y.slope;
}

class Matrix3 {
public:
  Matrix3() {
    for (double& e : a_) e = 0;
  }
  static Matrix3 identity() {
    Matrix3 m;
    for (int i = 0; i < 3; ++i) m(i, i) = 1;
    return m;
  }
  double& operator()(int i, int j) { return a_[3 * i + j]; }
  const double& operator()(int i, int j) const { return a_[3 * i + j]; }
  Matrix3 operator*(const Matrix3& o) const {
    Matrix3 product;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j)
        for (int k = 0; k < 3; ++k) product(i, j) += (*this)(i, k) * o(k, j);
    return product;
  }
  Vec3 operator*(const Vec3& v) const {
    return {row(0).dot(v), row(1).dot(v), row(2).dot(v)};
  }
  Vec3 row(int i) const { return {(*this)(i, 0), (*this)(i, 1), (*this)(i, 2)}; }
  double trace() const { return (*this)(0, 0) + (*this)(1, 1) + (*this)(2, 2); }
  template <class Visitor> friend void fields(Matrix3& self, const Visitor& visit) { visit(self.a_); }

private:
  double a_[9];
};

DIFFERENTIATE double matrix_power_trace(const Matrix3& m, int n) {
  Matrix3 power = Matrix3::identity();
  for (int i = 0; i < n; ++i) power = power * m;
  return power.trace();
}

DIFFERENTIATE Vec3 rotated(const Vec3& v, double angle) {
  Matrix3 m = Matrix3::identity();
  m(0, 0) = m(1, 1) = std::cos(angle);
  m(0, 1) = -std::sin(angle);
  m(1, 0) = std::sin(angle);
  return m * v;
}

struct Mass {
  double mass;
  explicit Mass(double m) : mass(m) {}
  double weight(double g) const { return mass * g; }
};
struct Place {
  double x, v;
  void drift(double dt) { x += v * dt; }
  double kinetic(double m) const { return 0.5 * m * v * v; }
};
struct Particle : Mass, Place {
  double charge = 1;
  Particle(double m, double x, double v) : Mass(m), Place{x, v} { charge *= m + x; }
  double energy(double g) const { return kinetic(mass) + weight(g) * x; }
  void step(double g, double dt) {
    v -= g * dt;
    drift(dt);
  }
};
template <class Visitor> void fields(Particle& p, const Visitor& visit) { visit(p.mass, p.x, p.v, p.charge); }

double doubled(const Mass& m) { return 2 * m.mass; }

DIFFERENTIATE double particle_energy(double m, double x, double v, int n) {
  Particle p(m, x, v);
  for (int i = 0; i < n; ++i) p.step(9.81, 0.01);
  const Place& place = p;
  Place copy = p;
  copy.x *= place.v;
  return p.energy(9.81) * p.charge + doubled(p) + copy.x;
}

DIFFERENTIATE void particle_push(Particle* p, int n, double dt) {
  for (int i = 0; i < n; ++i) {
    Place* place = &p[i];
    place->drift(dt * p[i].charge);
    p[i].v *= p[i].mass;
  }
}

template <int N> class Polynomial {
public:
  explicit Polynomial(const double* c) {
    for (int i = 0; i <= N; ++i) c_[i] = c[i];
  }
  double operator()(double x) const {
    double r = c_[N];
    for (int i = N - 1; i >= 0; --i) r = r * x + c_[i];
    return r;
  }
  Polynomial<N - 1> derivative() const {
    double d[N];
    for (int i = 1; i <= N; ++i) d[i - 1] = i * c_[i];
    return Polynomial<N - 1>(d);
  }

private:
  double c_[N + 1];
};

DIFFERENTIATE double newton_step(const double* c, double x) {
  const Polynomial<3> p(c);
  return x - p(x) / p.derivative()(x);
}

class Account {
public:
  Account(double balance, double rate) : balance_(balance), rate_(rate) {}
  double balance() const { return balance_; }
  void set_rate(double rate) { rate_ = rate; }
  Account& deposit(double amount) {
    balance_ += amount;
    ++moves_;
    return *this;
  }
  Account& accrue(double years) {
    for (; years >= 1; years -= 1) pay(rate_);
    return *this;
  }
  int moves() const { return moves_; }

protected:
  static constexpr double fee = 0.25;

private:
  void pay(double rate) { balance_ += balance_ * rate - fee; }
  double balance_, rate_;
  int moves_ = 0;
};

DIFFERENTIATE double account_chain(double start, double rate) {
  Account a(start, rate);
  a.deposit(2 * start).accrue(3).deposit(rate);
  a.set_rate(rate * rate);
  return a.accrue(2.5).balance() * a.moves();
}

struct Tree {
  double scale;
  double value(double x, int depth) const {
    return depth == 0 ? std::sin(scale * x) : value(x * scale, depth - 1) + value(x + scale, depth - 1) * x;
  }
};
FIELDS(Tree, scale)

DIFFERENTIATE double recursive_member(const Tree& t, double x) { return t.value(x, 3); }

Vec3 shortened(Vec3 v, double by) {
  v.normalise();
  v *= by;
  return v;
}
DIFFERENTIATE double object_by_value(Vec3 v, double by) {
  const Vec3 w = shortened(v, by);
  v[2] = w.x;
  return v.dot(w);
}

struct Outer {
  struct Inner {
    double a;
    double twice() const { return 2 * a; }
  };
  Inner inner;
  double b;
  static double weight(double x) { return x * x; }
  double value() const { return inner.twice() * weight(b); }
};
template <class Visitor> void fields(Outer& o, const Visitor& visit) { visit(o.inner.a, o.b); }

DIFFERENTIATE double nested_class(const Outer& o) {
  Outer::Inner i{o.b};
  return o.value() + i.twice();
}

struct First {
  static double st(double x) { return x * x; }
};
struct Second {
  static double st(double x) { return std::sin(x); }
};
DIFFERENTIATE double same_names(double x) { return First::st(x) * Second::st(x); }

struct P {
  double x;
};
double of_p(const P& p) { return p.x * p.x; }
DIFFERENTIATE double hidden_type(double x) {
  P q{x * x};
  double P = of_p(q);
  return P * x;
}

// The larger of two, by reference; and a member function that has several exits.
double& larger(double& a, double& b) { return a < b ? b : a; }
DIFFERENTIATE double reference_results(double a, double b) {
  larger(a, b) *= a;
  const double& l = larger(a, b);
  return l * b;
}

// Numbers and vectors convert to these: what is listed of them is not taken for their parts.
struct Jet {
  double v, d;
  Jet(double value = 0, double slope = 0) : v(value), d(slope) {}
};
FIELDS(Jet, v, d)
inline Jet operator*(const Jet& a, const Jet& b) { return {a.v * b.v, a.v * b.d + a.d * b.v}; }
DIFFERENTIATE double converts_from_number(const Jet& s, double b) {
  Jet t = s * s;
  return t.d * b;
}

struct Series {
  std::vector<double> c;
  Series(std::vector<double> coefficients = {}) : c(coefficients) {}
  double operator()(double x) const {
    double sum = 0;
    for (double coefficient : c) sum = sum * x + coefficient;
    return sum;
  }
};
DIFFERENTIATE double converts_from_vector(const std::vector<double>& c, double b) {
  const Series p(c);
  return p(b) * c[0];
}

struct Doubled {
  double x;
  Doubled(double value) : x(value * 2) {}
};
DIFFERENTIATE double vector_of_converted(double a, double b) {
  std::vector<Doubled> v(1, Doubled(a));
  v.push_back(b);
  v.resize(3, Doubled(a * b));
  return v[1].x * v[2].x + v[0].x;
}

#else
CASE(vector_norm, between(0.5, 2));
CASE(vector_triple, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(vector_operators, between(-2, 2), between(0.5, 2), between(-2, 2));
CASE(vector_subscripts, between(-2, 2), between(-2, 2));
CASE(vector_walk, between(0.5, 2), between(0.1, 0.3), 4);
CASE(vector_array, between(-2, 2), between(-2, 2));
CASE(mandelbrot, between(-0.5, 0.3), between(-0.5, 0.5), 5);
CASE(moebius, between(-1, 1), between(-2, 2));
CASE(slope_of, between(-2, 2), between(-2, 2));
CASE(matrix_power_trace, between(-1, 1), 3);
CASE(rotated, between(-2, 2), between(-2, 2));
CASE(particle_energy, between(0.5, 2), between(1, 2), between(-2, 2), 3);
CASE(newton_step, array(4, 1, 2), between(1, 2));
CASE(account_chain, between(1, 2), between(0.01, 0.1));
CASE(recursive_member, between(0.5, 1.5), between(-1, 1));
CASE(object_by_value, between(0.5, 2), between(-2, 2));
CASE(nested_class, between(-2, 2));
CASE(same_names, between(-2, 2));
CASE(hidden_type, between(-2, 2));
CASE(reference_results, between(-2, 2), between(-2, 2));
CASE(converts_from_number, between(-2, 2), between(-2, 2));
CASE(converts_from_vector, array(3, -2, 2), between(-2, 2));
CASE(vector_of_converted, between(-2, 2), between(-2, 2));
#endif
