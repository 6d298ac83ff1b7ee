// Members that operator[] hands out by index; annotated static member functions and friends that are called.
#ifndef CORPUS_CASES

struct Spring {
  double k, x;
  DIFFERENTIATE static double energy(double k, double x) { return 0.5 * k * x * x; }
  DIFFERENTIATE friend double stretched(const Spring& s, double by) { return energy(s.k, s.x + by) * s.hidden(); }
  double hidden() const { return k + std::sin(x); }
};
double stretched(const Spring& s, double by);
DIFFERENTIATE double uses_static(double k, double x) { return Spring::energy(k, x) * x; }

DIFFERENTIATE double uses_friend(double k, double x) {
  Spring s{k, x};
  return stretched(s, x * k) + s.k;
}

class Sealed {
  double a;

public:
  explicit Sealed(double v) : a(v) {}
  DIFFERENTIATE static double inner(double v, double w) {
    Sealed s(v);
    return s.a * s.a * secret(w);
  }

private:
  static double secret(double w) {
    double s = 1;
    for (int i = 0; i < 3; ++i) s *= w + i;
    return s;
  }
  friend double reach(const Sealed& s, double v);
};
double reach(const Sealed& s, double v) { return s.a * Sealed::secret(v); }

DIFFERENTIATE double friend_reach(double v, double w) { return reach(Sealed(v), w * v) + Sealed::inner(w, v); }

struct Pair2 {
  double x, y;
  double& operator[](int i) { return i == 0 ? x : y; }
  const double& operator[](int i) const { return i == 0 ? x : y; }
};

struct Triple {
  double x, y, z;
  double& operator[](int i) {
    switch (i) {
    case 0: return x;
    case 1: return y;
    default: return z;
    }
  }
  double operator[](int i) const {
    switch (i) {
    case 0: return x;
    case 1: return y;
    default: return z;
    }
  }
};

struct NestedTernary {
  double x, y, z;
  double& operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
  const double& operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
};

struct If3 {
  double x, y, z;
  double& operator[](int i) {
    if (i == 0) return x;
    if (i == 1) return y;
    return z;
  }
  const double& operator[](int i) const {
    if (i == 0) return x;
    if (i == 1) return y;
    return z;
  }
};

DIFFERENTIATE double by_index_two(double a, double b) {
  Pair2 p{a, b};
  p[0] *= p[1];
  for (int i = 0; i < 2; ++i) p[i] += p[1 - i] * a;
  const Pair2 q = p;
  double s = 0;
  for (int i = 0; i < 2; ++i) s += q[i] * (i + 1);
  return s;
}

DIFFERENTIATE double by_index_switch(double a, double b) {
  Triple p{a, b, a * b};
  p[0] *= p[1];
  for (int i = 0; i < 3; ++i) p[i] += p[(i + 1) % 3] * a;
  const Triple q = p;
  double s = 0;
  for (int i = 0; i < 3; ++i) s += q[i] * (i + 1);
  return s;
}

DIFFERENTIATE double by_index_if(double a, double b) {
  If3 p{a, b, a * b};
  p[0] *= p[1];
  for (int i = 0; i < 3; ++i) p[i] += p[(i + 1) % 3] * a;
  const If3 q = p;
  double s = 0;
  for (int i = 0; i < 3; ++i) s += q[i] * (i + 1);
  return s;
}

DIFFERENTIATE double by_index_nested(double a, double b) {
  NestedTernary p{a, b, a * b};
  p[0] *= p[1];
  for (int i = 0; i < 3; ++i) p[i] += p[(i + 1) % 3] * a;
  const NestedTernary q = p;
  double s = 0;
  for (int i = 0; i < 3; ++i) s += q[i] * (i + 1);
  return s;
}
template <class Visitor> void fields(If3& self, const Visitor& visit) { visit(self.x, self.y, self.z); }

double dotted(const If3& a, const If3& b) {
  double s = 0;
  for (int i = 0; i < 3; ++i) s += a[i] * b[i];
  return s;
}

void rotate(If3& p, double w) {
  double& first = p[0];
  double& last = p[2];
  first += w * last;
  std::swap(p[0], p[1]);
  last *= first;
}

DIFFERENTIATE double by_index_parameter(const double* x, double w) {
  If3 p{x[0], x[1], x[2]};
  const If3 q{x[1], x[2] * w, x[0]};
  for (int i = 0; i < 3; ++i) p[i] = p[i] * q[(i + 2) % 3] + w;
  If3 many[2] = {p, q};
  double s = 0;
  for (int k = 0; k < 2; ++k)
    for (int i = 0; i < 3; ++i) many[k][i] *= many[1 - k][i];
  double& r = many[1][2];
  r *= w;
  rotate(many[0], w);
  s += dotted(many[0], many[1]);
  std::vector<If3> v{p, q};
  for (int i = 0; i < 3; ++i) v[1][i] += v[0][2 - i] * w;
  return s + dotted(v[0], v[1]);
}

DIFFERENTIATE double by_index_argument(If3& p, const If3& q, double w, int n) {
  for (int k = 0; k < n; ++k)
    for (int i = 0; i < 3; ++i) p[(i + k) % 3] = p[i] * q[(i + 2) % 3] + w * p[(i + k) % 3];
  return dotted(p, q) * w;
}

DIFFERENTIATE double by_index_while(double a, double b) {
  If3 p{a, b, a * b};
  int i = 0;
  while (p[i % 3] < 3 && i < 20) {
    p[(i + 1) % 3] += p[i % 3] * 0.7;
    ++i;
  }
  return p[0] * p[1] + p[i % 3];
}

#else
CASE(uses_static, between(0.2, 1), between(0.2, 1));
CASE(uses_friend, between(0.2, 1), between(0.2, 1));
CASE(friend_reach, between(0.2, 1), between(0.2, 1));
CASE(by_index_two, between(0.2, 1), between(0.2, 1));
CASE(by_index_switch, between(0.2, 1), between(0.2, 1));
CASE(by_index_if, between(0.2, 1), between(0.2, 1));
CASE(by_index_nested, between(0.2, 1), between(0.2, 1));
CASE(by_index_parameter, array(3), between(0.2, 1));
CASE(by_index_while, between(0.2, 1), between(0.2, 1));
CASE(by_index_argument, between(0.2, 1), between(0.2, 1), between(0.2, 1), 3);
#endif
