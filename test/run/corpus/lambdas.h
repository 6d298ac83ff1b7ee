// Lambdas: captures by value and by reference, mutable, generic, nested, passed to templates and algorithms.
#ifndef CORPUS_CASES

DIFFERENTIATE double lambda_by_value(double x, double y) {
  const double a = x * y;
  auto f = [a, y](double t) { return a * t + std::sin(y * t); };
  return f(x) * f(2.0) + f(f(y));
}

DIFFERENTIATE double lambda_by_reference(double x, double y) {
  double total = y;
  auto add = [&total, x](double t) { total += t * x * total; };
  add(y);
  total *= 0.5;
  add(x);
  add(total);
  return total;
}

// A copy is taken when the lambda is made.
DIFFERENTIATE double lambda_copy_then_change(double x) {
  double a = x * x;
  auto copied = [a] { return a * 3; };
  auto referring = [&a] { return a * 5; };
  a *= x;
  const double r = copied() + referring();
  a = 2 * r;
  return copied() * referring() + a;
}

template <class... F> struct Overloaded : F... { using F::operator()...; };
template <class... F> Overloaded(F...) -> Overloaded<F...>;
DIFFERENTIATE double lambdas_as_bases(double x, double y) {
  double calls = 0;
  Overloaded by_type{[x](double t) { return x * t; },
                     [y, &calls](int n) {
                       calls += y * y;
                       return y * n;
                     }};
  const double both = by_type(2 * y) * by_type(3);
  return both + by_type(y) * calls;
}
DIFFERENTIATE double lambda_mutable(double x) {
  auto next = [state = x, step = 0]() mutable {
    ++step;
    state = state * state + 0.25 * step;
    return state;
  };
  const double a = next(), b = next();
  auto other = next;
  return a * b + next() * other();
}

DIFFERENTIATE double lambda_init_captures(double x, double y) {
  double z = x + y;
  auto f = [p = x * y, &r = z](double t) {
    r *= t;
    return p * r;
  };
  const double first = f(x);
  const double second = f(y);
  return first + second * z;
}

DIFFERENTIATE double lambda_generic(double x, float w, int n) {
  auto square = [](auto t) { return t * t; };
  auto mix = [&](auto a, auto b) { return a * b + square(a); };
  return square(x) + static_cast<double>(square(w)) + square(n) * mix(x, mix(n, x));
}

DIFFERENTIATE double lambda_at_once(double x, double y) {
  const double r = [&] {
    if (x > y) return x * x;
    return std::exp(y) * x;
  }();
  return r * [](double t) { return t + 1; }(y);
}

DIFFERENTIATE double lambda_nested(double x, double y) {
  auto outer = [&](double t) {
    auto inner = [&, t](double s) {
      y += s * t;
      return x * s;
    };
    const double first = inner(t);
    return first + inner(y);
  };
  const double left = outer(x);
  const double right = outer(0.5);
  return left * right + y;
}

DIFFERENTIATE double lambda_captures_lambda(double x, double y) {
  auto f = [x](double t) { return t * x; };
  auto g = [f, y](double t) { return f(t) * y + f(y); };
  auto h = [&g](double t) { return g(g(t)); };
  return h(x) + g(f(1.5));
}

template <class F> double apply_twice(F f, double x) { return f(f(x)); }
template <class F> double sum_over(const F& f, const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += f(x[i], i);
  return s;
}
template <class F> void for_range(int n, F&& body) {
  for (int i = 0; i < n; ++i) body(i);
}

DIFFERENTIATE double lambda_to_template(double x, double y) {
  return apply_twice([y](double t) { return t * y + std::cos(t); }, x) +
         apply_twice([&](double t) { return t * x; }, y);
}

DIFFERENTIATE double lambda_over_array(double* x, int n) {
  const double scale = x[0];
  double product = 1;
  const double s = sum_over(
      [&](double t, int i) {
        product *= 1 + 0.25 * t;
        return scale * t * (i + 1);
      },
      x, n);
  return s * product;
}

DIFFERENTIATE void lambda_writes_array(double* x, const double* y, int n) {
  for_range(n, [&](int i) {
    x[i] = x[i] * y[i];
    if (i > 0) x[i] += x[i - 1] * x[0];
  });
}

DIFFERENTIATE double lambda_local_array(double x, double y) {
  double a[3] = {x, y, x * y};
  auto at = [&a](int i) { return a[i] * a[(i + 1) % 3]; };
  auto set = [&](int i, double v) { a[i] = v * at(i); };
  set(1, x);
  set(0, y);
  auto kept = [a](int i) { return a[i] * 2; };
  set(2, 0.5);
  return at(0) + at(2) * kept(2) + kept(0);
}

// A counter of a loop, captured in each iteration.
DIFFERENTIATE double lambda_in_loop(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double seen = x[i];
    auto step = [&, i](double t) {
      seen *= t + i;
      s += seen * t;
    };
    step(x[i]);
    step(0.5 * s);
  }
  return s;
}

DIFFERENTIATE double lambda_with_loop(double x, int n) {
  auto newton = [n](double a) {
    double r = a;
    for (int i = 0; i < n; ++i) {
      if (r * r - a < 1e-14 && a - r * r < 1e-14) break;
      r = 0.5 * (r + a / r);
    }
    return r;
  };
  return newton(x) * newton(2 * x);
}

auto make_scaler(double a) {
  return [a](double t) { return a * t * t; };
}
DIFFERENTIATE double lambda_returned(double x, double y) {
  auto f = make_scaler(x * y);
  return f(x) + make_scaler(y)(f(y));
}

struct PairOfNumbers {
  double a, b;
};
DIFFERENTIATE double lambda_captures_struct(double x, double y) {
  PairOfNumbers p{x, y};
  auto f = [p, &q = p](double t) {
    q.a *= t;
    return p.a * q.b + q.a;
  };
  const double r = f(y);
  auto make = [](double t) { return PairOfNumbers{t, t * t}; };
  return r * p.a + make(x).b * make(r).a;
}

DIFFERENTIATE double lambda_chosen(double x, double y) {
  auto f = [&](double t) { return t > 1 ? t * x : t * t * y; };
  double r = 0;
  for (int i = 0; i < 3; ++i) r += f(i * x);
  return r;
}

// Its argument is read where its body writes.
DIFFERENTIATE double lambda_argument_written(double x) {
  double a = x;
  auto f = [&a](double t, const double& u) {
    a = a * t;
    return a * u + t;
  };
  const double first = f(a, a);
  const double second = f(a * 2, x);
  return first + second * a;
}

DIFFERENTIATE double lambda_constants(double x) {
  constexpr int degree = 3;
  const double half = 0.5;
  auto f = [half](double t) {
    double r = half;
    for (int i = 0; i < degree; ++i) r = r * t + half;
    return r;
  };
  return f(x) * f(half);
}

// ---- returned references and pointers, algorithms of the standard library

struct Grid {
  double data[6];
  int columns;
};
double& at(Grid& g, int i, int j) { return g.data[i * g.columns + j]; }
DIFFERENTIATE double returned_reference(double x, double y) {
  Grid g{{x, y, x * y, x, y, 1}, 3};
  at(g, 0, 1) = x * at(g, 1, 0);
  at(g, 1, 2) += at(g, 0, 1) * y;
  double& r = at(g, 0, 0);
  r *= 3;
  return at(g, 0, 0) * at(g, 0, 1) + at(g, 1, 2);
}
const double& larger(const double& a, const double& b) { return a < b ? b : a; }
DIFFERENTIATE double returned_reference_chosen(double x, double y) { return larger(x * y, x) * y; }
double* middle(double* x, int n) { return x + n / 2; }
DIFFERENTIATE double returned_pointer(double* x, int n) {
  double* m = middle(x, n);
  *m *= x[0];
  m[1] += *m;
  return *middle(x, n) * x[n - 1];
}
DIFFERENTIATE double std_accumulate_operation(const double* x, int n) {
  const double one = 1;
  return std::accumulate(x, x + n, one, [](double a, double b) { return a * (1 + 0.5 * b); });
}
DIFFERENTIATE double std_inner_product(const double* x, const double* y, int n) {
  const double half = 0.5;
  return std::inner_product(x, x + n, y, half);
}
DIFFERENTIATE double std_transform(const double* x, double* y, int n) {
  std::transform(x, x + n, y, [&](double t) { return t * t * x[0]; });
  std::transform(x, x + n, y, y, [](double a, double b) { return a * b; });
  return y[0] * y[n - 1];
}
DIFFERENTIATE double std_for_each(const double* x, int n) {
  double s = 1;
  std::for_each(x, x + n, [&s](double t) { s *= 1 + t * t; });
  return s;
}
DIFFERENTIATE double std_partial_sum(const double* x, int n) {
  double sums[8] = {};
  std::partial_sum(x, x + n, sums);
  return sums[n - 1] * sums[0];
}
double exchanged(double& a, double&& b) {
  const double old = a;
  a = b;
  return old;
}
DIFFERENTIATE double rvalue_reference(double x, double y) {
  const double old = exchanged(x, x * y);
  return old * x + exchanged(y, 2 * old) * y;
}
DIFFERENTIATE double std_copy_fill(const double* x, int n) {
  double a[8];
  const double half = 0.5;
  std::fill(a, a + 8, half);
  std::copy(x, x + n, a + 1);
  return a[0] * a[1] + a[n] * a[1];
}

// ---- lambdas that return references: their captures, not what these are called here

DIFFERENTIATE double captured_copy_of_index(double* v, double x) {
  int i = 0;
  double scale = x;
  auto at = [i, &v](int k) -> double& { return v[i + k]; };
  i = 1;
  at(1) *= 3 * scale;
  auto by_copy = [x, scale](double& a) -> double& {
    a *= scale;
    return a;
  };
  scale = 5;
  by_copy(v[0]) += scale;
  return at(0) * v[1] * at(i);
}
template <class F> double through_reference(F f, double* v, int i) {
  f(0) *= v[1];
  return f(i) * 2;
}
DIFFERENTIATE double reference_passed_on(double* v, double x) {
  int i = 1;
  auto at = [&v, i](int k) -> double& { return v[(i + k) % 3]; };
  i = 2;
  double s = through_reference(at, v, i);
  return s * x * at(i);
}
DIFFERENTIATE double reference_to_own(double x, double y) {
  auto total = [sum = x * y](double z) mutable -> double& {
    sum += z * z;
    return sum;
  };
  total(y) *= x;
  double twice = total(x);
  twice *= total(y);
  x = 7;
  return twice * total(1);
}
class Periodic {
public:
  Periodic(const double* u, int n) : u_(u, u + n) {}
  double rough(double c) {
    const int n = static_cast<int>(u_.size());
    auto wrapped = [n](int i) { return (i + n) % n; };
    auto at = [&](int i) -> double& { return u_[wrapped(i)]; };
    const auto old = [*this, wrapped](int i) -> const double& { return u_[wrapped(i)]; };
    for (int i = 0; i < n; ++i) at(i) += c * (old(i + 1) - old(i - 1)) * at(i - 1);
    double s = 0;
    for (int i = 0; i < n; ++i) s += at(i) * at(i - 2) * old(i);
    return s;
  }

private:
  std::vector<double> u_;
};
DIFFERENTIATE double members_through_lambda(const double* u, double c, int n) { return Periodic(u, n).rough(c); }
DIFFERENTIATE double lambda_in_lambda(double* v, double x, int n) {
  int shift = 1;
  const auto outer = [&, shift](double y) {
    auto inner = [shift, v](int k) -> double& { return v[k + shift]; };
    inner(0) *= y;
    return [inner](int k) { return inner(k - 1) * inner(k); };
  };
  shift = 0;
  const auto f = outer(x), g = outer(x * x);
  std::function<double(int)> h = [&](int k) { return f(k) + g(k) + n; };
  auto picked = [&h, &v](int k) -> double& {
    v[0] += h(k);
    return v[k];
  };
  const double first = picked(1);
  return first * picked(shift) * h(1);
}
#else
CASE(lambda_by_value, between(-2, 2), between(-2, 2));
CASE(lambda_by_reference, between(-2, 2), between(-2, 2));
CASE(lambda_copy_then_change, between(-1.5, 1.5));
CASE(lambdas_as_bases, between(-1, 1), between(-1, 1));
CASE(lambda_mutable, between(-1, 1));
CASE(lambda_init_captures, between(-2, 2), between(-2, 2));
CASE(lambda_generic, between(-2, 2), between(-2, 2), 3);
CASE(lambda_at_once, between(-2, 2), between(-2, 2));
CASE(lambda_nested, between(-1, 1), between(-1, 1));
CASE(lambda_captures_lambda, between(-1.5, 1.5), between(-1.5, 1.5));
CASE(lambda_to_template, between(-2, 2), between(-2, 2));
CASE(lambda_over_array, array(4), 4);
CASE(lambda_writes_array, array(4), array(4), 4);
CASE(lambda_local_array, between(-2, 2), between(-2, 2));
CASE(lambda_in_loop, array(4), 4);
CASE(lambda_with_loop, between(0.5, 3), 6);
CASE(lambda_returned, between(-1.5, 1.5), between(-1.5, 1.5));
CASE(lambda_captures_struct, between(-2, 2), between(-2, 2));
CASE(lambda_chosen, between(0.25, 2), between(-2, 2));
CASE(lambda_argument_written, between(-2, 2));
CASE(lambda_constants, between(-1.5, 1.5));
CASE(returned_reference, between(-2, 2), between(-2, 2));
FIRST_ORDER_CASE(returned_reference_chosen, between(-2, 2), between(-2, 2));
CASE(returned_pointer, array(4), 4);
CASE(std_accumulate_operation, array(4), 4);
CASE(std_inner_product, array(4), array(4), 4);
CASE(std_transform, array(4), array(4), 4);
CASE(std_for_each, array(4), 4);
CASE(std_partial_sum, array(4), 4);
CASE(rvalue_reference, between(-2, 2), between(-2, 2));
CASE(std_copy_fill, array(4), 4);
CASE(captured_copy_of_index, array(3), between(0.5, 1));
CASE(reference_passed_on, array(3), between(0.5, 1));
CASE(reference_to_own, between(0.5, 1), between(0.5, 1));
CASE(members_through_lambda, array(4), between(0.5, 1), 4);
CASE(lambda_in_lambda, array(4), between(0.5, 1), 3);
#endif
