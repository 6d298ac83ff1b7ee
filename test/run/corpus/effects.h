// What an expression changes on its way: in which order, and what it is called by afterwards.
#ifndef CORPUS_CASES

struct Counted {
  double v = 0;
  int n = 0;
  double& value_after_step(int& i) {
    i = (i + 1) % 2;
    return v;
  }
  static constexpr double factor = 3;
  static double squared(double x) { return x * x; }
  static double& doubled(double& x) { return x; }
};

// A function that returns a reference is followed; what it changes doesn't move what it was given.
double& value_at_call(Counted& one, int& i) {
  i = 1;
  return one.v;
}
double& value_in_return(Counted& one, int& i) { return (i = 1, one.v); }
double& value_before_step(double& at, double*& p) {
  ++p;
  return (at *= 2, at);
}
DIFFERENTIATE double returned_where_called(double x, double y) {
  Counted all[2] = {{x, 1}, {y, 2}};
  int i = 0, j = 0, k = 0;
  double r = value_at_call(all[i], i);
  r *= all[i].v;
  value_at_call(all[j], j) *= x;
  r += value_in_return(all[k], k);
  return r + all[0].v * x + i + j + k;
}
DIFFERENTIATE double returned_member_where_called(double x, double y) {
  Counted all[2] = {{x, 1}, {y, 2}};
  int i = 0;
  double r = all[i].value_after_step(i);
  all[i].value_after_step(i) *= x;
  return r * y + all[0].v * all[1].v * x;
}
DIFFERENTIATE double returned_behind_pointer(double x, double y) {
  double a[3] = {x, y, x * y};
  double* p = a;
  double r = value_before_step(*p, p);
  r += *p * y;
  return r * a[0] + a[1] * x;
}

// What a reference in a closure leads to.
double capture_by_own_name(double s, double t) {
  auto f = [&q = s] { q *= q; };
  f();
  double r = 1;
  for (int i = 0; i < 2; ++i) r *= s;
  return r * t;
}
DIFFERENTIATE double captured_by_own_name(double x, double y) {
  double s = x;
  auto f = [&r = s] {
    r *= 2;
    return r;
  };
  double before = s;
  before += f() * y;
  auto g = [&r = x] {
    r *= 2;
    return r;
  };
  double after = x;
  after += g();
  return capture_by_own_name(s, y) + before * after + x;
}
DIFFERENTIATE double captured_bindings(double x, double y) {
  Counted p{x, 3};
  auto [a, n] = p;
  auto f = [&a] {
    a *= 2;
    return a;
  };
  double r = a;
  r += f() * y;
  auto stop = [&] { n = 1; };
  for (int i = 0; i < n; ++i) {
    stop();
    r += a * y;
  }
  return r + a;
}

// Written through what ?: chooses.
DIFFERENTIATE double written_through_choice(double x, double y) {
  int low = 0, high = 8;
  double r = 0;
  for (int i = 0; i < high; ++i) {
    (i % 2 ? high : low) -= 2;
    r += x * y;
  }
  Counted s{x, 3}, t{y, 2};
  for (int i = 0; i < s.n; ++i) {
    (low < 0 ? s : t).n = 1;
    r += x * y;
  }
  Counted u{x, 3}, v{y, 2};
  for (int i = 0; i < u.n; ++i) {
    int& n = (low < 0 ? u : v).n;
    n = 1;
    r += u.v * v.v;
  }
  return r + low;
}
DIFFERENTIATE double read_through_choice(double x, double y) {
  Counted s{x, 3}, t{y, 2};
  const Counted& one = s.n > t.n ? s : t;
  const double two[2] = {(s.n > 2 ? s : t).v, s.v *= y};
  s.v *= x;
  return two[0] * two[1] + one.v * t.v;
}

// Loops.
int next_of(int& k) { return k++; }
DIFFERENTIATE double counters_in_order(double x, double y) {
  int k = 1, m = 1;
  double s = 0;
  for (int i = k, j = k++; i < 4; ++i) s += x * i + y * j;
  for (int i = next_of(m), j = next_of(m); i < 4; ++i) s += x * i * s + y * j;
  return s * k;
}
DIFFERENTIATE double once_with_effect(double x, double y) {
  double s = 0, t = x;
  do {
    s += x * y;
  } while (s *= 2, false);
  int n = 0;
  do {
    t *= y;
  } while (++n && false);
  return s * t * n;
}
DIFFERENTIATE double rows_that_move(double x, double y) {
  std::array<double, 3> a[3] = {{x, y, 1}, {x * y, x, y}, {2, x, x}};
  std::array<double, 3>* rows[2] = {a, a};
  double s = 0;
  for (double e : rows[1][1]) {
    s = s * x + e;
    rows[1] = a + 1;
  }
  struct Holder {
    std::array<double, 3>* p;
  };
  Holder h{a};
  for (double e : h.p[1]) {
    s = s * y + e;
    h.p = a + 1;
  }
  return s;
}

// What is evaluated although nobody wants its value.
double& twice(double& v) {
  v *= 2;
  return v;
}
Counted& twice_in(Counted& s) {
  s.v *= 2;
  return s;
}
DIFFERENTIATE double evaluated_unwanted(double x, double y) {
  double t = x;
  std::move(twice(t));
  Counted s{x};
  const double constant = twice_in(s).factor;
  Counted all[3];
  int i = 0;
  double r = all[i++].squared(x) * y;
  all[i++].doubled(t) *= y;
  all[i++].squared(y);
  int k = 1;
  std::vector<double> v{x};
  (k++, v).reserve(3);
  return r * t + constant * s.v * v[0] * k + i;
}
#else
CASE(returned_where_called, between(-2, 2), between(-2, 2));
CASE(returned_member_where_called, between(-2, 2), between(-2, 2));
CASE(returned_behind_pointer, between(-2, 2), between(-2, 2));
CASE(captured_by_own_name, between(-2, 2), between(-2, 2));
CASE(captured_bindings, between(-2, 2), between(-2, 2));
CASE(written_through_choice, between(-2, 2), between(-2, 2));
CASE(read_through_choice, between(-2, 2), between(-2, 2));
CASE(counters_in_order, between(-2, 2), between(-2, 2));
CASE(once_with_effect, between(-2, 2), between(-2, 2));
CASE(rows_that_move, between(-2, 2), between(-2, 2));
CASE(evaluated_unwanted, between(-2, 2), between(-2, 2));
#endif
