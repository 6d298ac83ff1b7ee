// Functions as values: pointers and references to functions, tables of them, std::function, functors.
#ifndef CORPUS_CASES

double cubic(double x) { return x * x * x - 2 * x; }
double damped(double x) { return std::exp(-x) * std::sin(3 * x); }
double scaled(double x, double k) { return k * x * x; }
void bend(double& x) { x = x * x + std::sin(x); }

double integrate(double (*f)(double), double a, double b, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += f(a + (b - a) * (i + 0.5) / n);
  return s * (b - a) / n;
}
DIFFERENTIATE double pointer_to_helper(double x, double y) {
  const double first = integrate(&cubic, y, x, 5);
  const double second = integrate(damped, 0, x * y, 4);
  const double third = integrate([](double t) { return t * std::cos(t); }, x, y, 3);
  return first * second + third;
}

double applied(double (&f)(double), double x) { return f(x) + f(2 * x); }
template <class F> double applied_to(F f, double x) { return f(x) * f(x + 1); }
template <class F> double forwarded_to(F&& f, double x) { return applied_to(std::forward<F>(f), x); }
template <double (*F)(double)> double applied_twice(double x) { return F(F(x)); }
DIFFERENTIATE double reference_to_function(double x) {
  return applied(cubic, x) + applied_to(damped, x) * applied_to(&cubic, x) + forwarded_to(damped, x);
}
DIFFERENTIATE double function_as_template_argument(double x) {
  return applied_twice<cubic>(x) * applied_twice<&damped>(x);
}

// The pointer goes on to another helper, and into a recursion.
double nested_sum(double (*f)(double), double x, int n) {
  return n == 0 ? f(x) : 0.5 * nested_sum(f, x * f(x), n - 1) + f(x);
}
double handed_on(double (*f)(double), double (*g)(double), double x) {
  return integrate(f, 0, g(x), 3) + nested_sum(g, x, 2);
}
DIFFERENTIATE double pointer_handed_on(double x) { return handed_on(damped, cubic, x) + handed_on(cubic, damped, x); }

DIFFERENTIATE double pointer_local(double x, double y) {
  double (*f)(double) = cubic;
  const auto g = &scaled;
  auto& h = damped;
  return f(x) * g(y, f(y)) + (*f)(y)*h(x);
}

DIFFERENTIATE double pointer_chosen(double x, double y, int k) {
  double (*f)(double) = k > 1 ? cubic : damped;
  const double before = f(x);
  if (k == 3) f = [](double t) { return t * t; };
  return before * f(y) + f(before) * integrate(f, 0, x, 3);
}

DIFFERENTIATE double pointer_assigned(double x, int k) {
  double (*f)(double) = nullptr;
  if (k % 2 == 0)
    f = cubic;
  else if (k == 3)
    f = &damped;
  if (f) return f(x) * x;
  return f == nullptr ? x * x : x;
}

DIFFERENTIATE double table_of_functions(double x, int k) {
  static constexpr double (*table[])(double) = {cubic, damped, [](double t) { return t * t; }};
  double (*const pair[2])(double) = {damped, cubic};
  double s = 0;
  for (int i = 0; i < 3; ++i) s += table[i](x) * pair[(i + k) % 2](x * s);
  return s + table[1](x) * table[k](s);
}

// What the function is given by reference, it changes.
DIFFERENTIATE double pointer_changes_argument(double x, double y) {
  void (*f)(double&) = bend;
  f(x);
  f(y);
  const auto each = [](double* a, int n, void (*g)(double&)) {
    for (int i = 0; i < n; ++i) g(a[i]);
  };
  double a[2] = {x, x * y};
  each(a, 2, bend);
  return a[0] * a[1] + x * y;
}

// Of a helper that returns its argument.
double& changed(void (*f)(double&), double& x, double (*g)(double)) {
  f(x);
  x += g(x);
  return x;
}
DIFFERENTIATE double pointer_and_returned_reference(double x, double y) {
  changed(bend, x, cubic) *= y;
  return changed(bend, y, damped) * x;
}

DIFFERENTIATE double pointer_captured(double x, double y) {
  double (*f)(double) = cubic;
  double (*g)(double) = y > 0 ? cubic : damped;
  auto both = [=](double t) { return f(t) * g(t) + x; };
  auto by_reference = [&](double t) { return f(t) - g(y * t); };
  return both(x) + by_reference(y) * applied_to(both, 0.5);
}

double shifted(double (*f)(double), double x) {
  auto inner = [f, x](double t) { return f(t + x); };
  return inner(1) * inner(x);
}
DIFFERENTIATE double pointer_parameter_captured(double x) { return shifted(cubic, x); }

// ---- std::function

double simpson(const std::function<double(double)>& f, double a, double b) {
  return (f(a) + 4 * f((a + b) / 2) + f(b)) * (b - a) / 6;
}
double iterate(std::function<double(double)> f, double x, int n) {
  for (int i = 0; i < n; ++i) x = f(x);
  return x;
}
struct Line {
  double slope, offset;
  double operator()(double x) const { return slope * x + offset; }
};
DIFFERENTIATE double function_object_local(double x, double y) {
  const std::function<double(double)> f = [x, &y](double t) { return t * x + y * t * t; };
  y *= x;
  std::function<double(double, double)> g = scaled;
  std::function<double(double)> line = Line{x, y};
  return f(y) * g(x, f(0.5)) + line(f(x));
}
DIFFERENTIATE double function_object_to_helper(double x, double y) {
  const auto square = [x](double t) { return t * t + x; };
  std::function<double(double)> f = square;
  const double first = simpson(f, x, y) + simpson(square, 0, y);
  const double second = simpson(cubic, x, y) * simpson([&](double t) { return t * y; }, 0, x);
  const double third = iterate(f, x, 2);
  return first * second + third + iterate(Line{x, y}, y, 3) + iterate(std::move(f), y, 2);
}
// It holds a copy: what changes in it stays there.
DIFFERENTIATE double function_object_with_state(double x) {
  double a = x;
  auto count = [a]() mutable { return a *= 1.5; };
  std::function<double()> f = count;
  const double first = f() * f();
  a = 3;
  std::function<double()> g = f;
  const double r = first * g() + count();
  return r * f();
}
DIFFERENTIATE double function_object_chosen(double x, int k) {
  std::function<double(double)> f = cubic;
  if (k > 1) f = damped;
  return f ? f(x) * f(2 * x) : x;
}
DIFFERENTIATE double function_object_captured(double x, double y) {
  std::function<double(double)> f = [x](double t) { return t * x; };
  auto composed = [f, &y](double t) { return f(f(t)) * y; };
  std::function<double(double)> outer = composed;
  y = y * x;
  return outer(x) + composed(y);
}
DIFFERENTIATE double function_object_of_values(double x, double y) {
  std::function<void(double&, const double&)> update = [&](double& a, const double& b) { a = a * b + x; };
  double s = y;
  update(s, x);
  update(s, s * y);
  return s;
}

// ---- objects with call operators

struct Polynomial {
  double c[3];
  double operator()(double x) const { return c[0] + x * (c[1] + x * c[2]); }
  Line operator()(double x, int) const { return {c[1] + 2 * c[2] * x, c[0]}; }
};
struct Accumulator {
  double sum = 0;
  void operator()(double x) { sum += x * x * sum + x; }
};
DIFFERENTIATE double functors(double x, double y) {
  const Polynomial p{{x, y, x * y}};
  Accumulator accumulate;
  for (int i = 1; i < 4; ++i) accumulate(p(x * i) * 0.1);
  return applied_to(p, y) + p(x, 0)(y) * accumulate.sum;
}
DIFFERENTIATE double functor_to_algorithm(const double* x, int n) {
  return std::for_each(x, x + n, Accumulator{x[0]}).sum * std::accumulate(x, x + n, x[1], std::plus<>());
}

// ---- functors and algorithms of the standard library

DIFFERENTIATE double standard_functors(double x, double y) {
  const double larger = std::greater<>()(x, y) ? std::multiplies<>()(x, y) : std::minus<double>()(y, x);
  return std::plus<double>()(larger, std::negate<>()(x)) * std::divides<>()(x, 2 + y * y);
}
DIFFERENTIATE double algorithms_with_functors(const double* x, double* y, int n) {
  const double one = 1;
  std::transform(x, x + n, y, y, std::multiplies<double>());
  std::adjacent_difference(y, y + n, y, std::plus<>());
  return std::accumulate(y, y + n, one, std::multiplies<>()) +
         std::inner_product(x, x + n, y, one, std::plus<>(), std::minus<>());
}
DIFFERENTIATE double reductions(const std::vector<double>& x, const std::vector<double>& y) {
  const double half = 0.5;
  const double sum = std::reduce(x.begin(), x.end(), half);
  const double product = std::reduce(x.begin(), x.end(), half, std::multiplies<>());
  const double dot = std::transform_reduce(x.begin(), x.end(), y.begin(), half);
  const double squares = std::transform_reduce(y.begin(), y.end(), half, std::plus<>(), [](double t) { return t * t; });
  return sum * product + dot * squares;
}
DIFFERENTIATE double scans(const double* x, int n) {
  double sums[8], before[8];
  const double one = 1;
  std::inclusive_scan(x, x + n, sums, std::multiplies<>());
  std::exclusive_scan(sums, sums + n, before, one);
  return sums[n - 1] * before[n - 1] + before[1];
}
DIFFERENTIATE double extreme_elements(const std::vector<double>& x) {
  const auto most = std::max_element(x.begin(), x.end()) - x.begin();
  const double least = *std::min_element(x.begin(), x.end());
  const double farthest = *std::max_element(x.begin(), x.end(), [](double a, double b) { return a * a < b * b; });
  return x[most] * least * farthest + x[most] * x[0];
}
DIFFERENTIATE double generated(double x, double y) {
  std::array<double, 5> a{};
  double state = x;
  std::generate(a.begin(), a.end(), [&] { return state = state * y + 0.5; });
  std::reverse(a.begin(), a.end());
  double s = 0;
  std::for_each_n(a.begin(), 4, [&s](double t) { s = s * t + t; });
  std::vector<double> b(5);
  std::copy(a.begin(), a.end(), b.begin());
  std::fill_n(b.begin(), 2, y);
  return s * b[0] + b[4] * a[0];
}

#else
CASE(pointer_to_helper, between(-2, 2), between(-2, 2));
CASE(reference_to_function, between(-2, 2));
CASE(function_as_template_argument, between(-1, 1));
CASE(pointer_handed_on, between(-1, 1));
CASE(pointer_local, between(-2, 2), between(-2, 2));
CASE(pointer_chosen, between(-2, 2), between(-2, 2), 1);
CASE(pointer_chosen, between(-2, 2), between(-2, 2), 2);
CASE(pointer_chosen, between(-2, 2), between(-2, 2), 3);
CASE(pointer_assigned, between(-2, 2), 1);
CASE(pointer_assigned, between(-2, 2), 2);
CASE(pointer_assigned, between(-2, 2), 3);
CASE(table_of_functions, between(-1, 1), 0);
CASE(table_of_functions, between(-1, 1), 2);
CASE(pointer_changes_argument, between(-2, 2), between(-2, 2));
CASE(pointer_and_returned_reference, between(-1, 1), between(-1, 1));
CASE(pointer_captured, between(-2, 2), between(0.1, 2));
CASE(pointer_captured, between(-2, 2), between(-2, -0.1));
CASE(pointer_parameter_captured, between(-2, 2));
CASE(function_object_local, between(-2, 2), between(-2, 2));
CASE(function_object_to_helper, between(-1, 1), between(-1, 1));
CASE(function_object_with_state, between(-2, 2));
CASE(function_object_chosen, between(-2, 2), 1);
CASE(function_object_chosen, between(-2, 2), 2);
CASE(function_object_captured, between(-2, 2), between(-2, 2));
CASE(function_object_of_values, between(-2, 2), between(-2, 2));
CASE(functors, between(-1, 1), between(-1, 1));
CASE(functor_to_algorithm, array(4), 4);
CASE(standard_functors, between(-2, 2), between(-2, 2));
CASE(algorithms_with_functors, array(4), array(4), 4);
CASE(reductions, array(6), array(6));
CASE(scans, array(4), 4);
CASE(extreme_elements, array(5));
CASE(generated, between(-1, 1), between(-1, 1));
#endif
