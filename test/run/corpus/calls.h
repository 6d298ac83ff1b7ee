// Calls: values, references, pointers; several deep, recursive, the same function with different active arguments.
#ifndef CORPUS_CASES

// Small functions are inlined; those that say no are called.
[[gnu::noinline]] double square(double x) { return x * x; }
double cube(double x) { return x * x * x; }
[[gnu::noinline]] double blend(double a, double b, double t) { return a * (1 - t) + b * t; }
[[gnu::noinline]] void swap_values(double& a, double& b) {
  const double t = a;
  a = b;
  b = t;
}
void add_scaled(double* y, const double* x, double a, int n) {
  for (int i = 0; i < n; ++i) y[i] += a * x[i];
}
double dot(const double* a, const double* b, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += a[i] * b[i];
  return s;
}
void normalise(double* x, int n) {
  const double length = std::sqrt(dot(x, x, n));
  for (int i = 0; i < n; ++i) x[i] /= length;
}
static double static_helper(double x) { return std::sin(x) * x; }
inline double inline_helper(double x) { return std::cos(x) + x; }
namespace {
double anonymous_helper(double x) { return 1 / (1 + x * x); }
}  // namespace

double settled(double x, double start) {
  double s = start;
  for (int i = 0; i < 3; ++i) s = std::sin(s * x);
  return s;
}
double settled(double x, double start, int) {
  double s = start + 1;
  for (int i = 0; i < 3; ++i) s = std::sin(s * x);
  return s * s;
}
DIFFERENTIATE double overloads_of_one_half(double x, double y) {
  return settled(x, y) * settled(y, x, 1) + settled(x * y, x, 0);
}
DIFFERENTIATE double simple_call(double x, double y) { return square(x) * y + square(x * y); }

DIFFERENTIATE double calls_itself_twice(double x, double y) { return square(square(x) + square(y)) * square(x); }

DIFFERENTIATE double different_activity(double x, double y) {
  return blend(x, 2.0, 0.25) * blend(1.0, y, 0.5) + blend(x, y, x * y) + blend(1.0, 2.0, 0.5);
}

DIFFERENTIATE double helpers_of_all_kinds(double x) {
  return static_helper(x) * inline_helper(x) - anonymous_helper(x);
}

DIFFERENTIATE double modified_by_value(double x) {
  double y = x;
  const double r = square(y = y * x);
  return r * y + x;
}

DIFFERENTIATE double swap_call(double x, double y) {
  double a = x * x, b = std::sin(y);
  swap_values(a, b);
  a *= x;
  swap_values(b, a);
  return a * a + b;
}

DIFFERENTIATE double swap_elements(double* x, int i, int j) {
  swap_values(x[i], x[j]);
  x[i] *= x[j];
  return x[i] + 2 * x[j];
}

DIFFERENTIATE void update_call(double* y, const double* x, double a, int n) {
  add_scaled(y, x, a * a, n);
  add_scaled(y + 1, x, y[0], n - 1);
}

DIFFERENTIATE double normalised_dot(double* x, const double* y, int n) {
  normalise(x, n);
  return dot(x, y, n);
}

DIFFERENTIATE double call_in_condition(double x, double y) {
  double r = y;
  if (square(x) > 1 && anonymous_helper(y) < 0.9) r = r * x;
  while (square(r) > 4) r = r * 0.5;
  return r;
}

DIFFERENTIATE double call_in_loop(const double* x, int n) {
  double s = 0.1;
  for (int i = 0; i < n; ++i) s = blend(s, static_helper(x[i] + s), x[i]);
  return s;
}

DIFFERENTIATE double power_recursive(double x, int n) {
  if (n == 0) return 1;
  if (n % 2 == 1) return x * power_recursive(x, n - 1);
  const double half = power_recursive(x, n / 2);
  return half * half;
}

DIFFERENTIATE double ackermann_like(double x, double y, int depth) {
  if (depth <= 0) return x * y;
  const double inner = ackermann_like(y, std::sin(x), depth - 1);
  return ackermann_like(inner, x + 0.5 * y, depth - 2) + inner;
}

double even_step(double x, int n);
double odd_step(double x, int n) {
  if (n <= 0) return x;
  return std::sin(even_step(x * 1.1, n - 1)) + x;
}
double even_step(double x, int n) {
  if (n <= 0) return x * x;
  return odd_step(x * 0.9, n - 1) * x;
}
DIFFERENTIATE double mutual_recursion(double x, int n) { return even_step(x, n) + odd_step(x, n); }

DIFFERENTIATE void recursive_in_place(double* x, int n) {
  if (n < 2) return;
  const int half = n / 2;
  recursive_in_place(x, half);
  recursive_in_place(x + half, n - half);
  for (int i = 0; i < half; ++i) {
    const double a = x[i], b = x[i + half];
    x[i] = a + b * b;
    x[i + half] = a * b;
  }
}

[[gnu::noinline]] double overloaded(double x) { return x * x; }
double overloaded(double x, double y) { return x * y; }
double overloaded(const double* x) { return x[0] * 3; }
DIFFERENTIATE double overload_set(double x, double y) {
  const double both[2] = {x, y};
  return overloaded(x) + overloaded(x, y) * overloaded(both);
}

// Only const decides between these.
struct Weighed {
  double a;
  int n;
  [[gnu::noinline]] double weight() const { return std::sin(a) * a; }
  [[gnu::noinline]] double weight() { return a * a; }
  [[gnu::noinline]] int count() const { return n; }
  [[gnu::noinline]] int count() { return 3 * n; }
};
[[gnu::noinline]] double lead(const double* x) { return std::sin(*x) * *x; }
[[gnu::noinline]] double lead(double* x) { return *x * *x; }
[[gnu::noinline]] double mass(const Weighed& w) { return std::sin(w.a) * w.a; }
[[gnu::noinline]] double mass(Weighed& w) { return w.a * w.a; }
[[gnu::noinline]] int tally(const int* n) { return *n; }
[[gnu::noinline]] int tally(int* n) { return 10 * *n; }
DIFFERENTIATE double pointers_to_const(double x, int n) {
  double memory[2] = {x, x * x};
  const double* seen = memory;
  const int* counted = &n;
  return x * lead(seen) * tally(counted) + lead(memory) * tally(&n) + lead(seen + 1);
}
DIFFERENTIATE double references_to_const(double x, int n) {
  Weighed w{x, n};
  const Weighed& seen = w;
  const Weighed fixed{x * x, n};
  return x * mass(seen) * seen.count() + mass(w) * w.count() + mass(fixed);
}
DIFFERENTIATE double members_by_const(double x, int n) {
  Weighed w{x, n};
  const Weighed& seen = w;
  const Weighed fixed{x * x, n};
  return x * seen.weight() + w.weight() * static_cast<const Weighed&>(w).count() + fixed.weight();
}

double with_default(double x, double scale = 2.0) { return x * scale; }
DIFFERENTIATE double default_argument(double x, double y) { return with_default(x) * with_default(x, y); }

[[gnu::noinline]] double accumulates(double x, double& total) {
  total += x * x;
  return total * x;
}
DIFFERENTIATE double output_parameter(double x, double y) {
  double total = y;
  const double a = accumulates(x, total), b = accumulates(y, total);
  return a * b + total;
}

int count_above(const double* x, int n, double limit) {
  int count = 0;
  for (int i = 0; i < n; ++i) count += x[i] > limit;
  return count;
}
DIFFERENTIATE double passive_call(const double* x, int n) {
  const int count = count_above(x, n, 0.0);
  return x[0] * count + x[n - 1] * x[0];
}

[[gnu::noinline]] double level3(double x) { return std::tanh(x) * x; }
double level2(double x, double y) { return level3(x * y) + level3(y); }
double level1(const double* x) { return level2(x[0], x[1]) * level3(x[2]); }
DIFFERENTIATE double several_deep(const double* x) { return level1(x) + level2(x[1], level1(x)); }

DIFFERENTIATE double annotated_callee(double x) { return x * std::exp(x); }
DIFFERENTIATE double calls_annotated(double x, double y) { return annotated_callee(x) * annotated_callee(x * y); }

[[gnu::noinline]] void bump_both(double& a, double& b) {
  a += b;
  b *= a;
}
DIFFERENTIATE double elements_apart(double* x) {
  bump_both(x[0], x[1]);
  return x[0] * x[1];
}

// ---- inlined

DIFFERENTIATE double inlined_small(double x, double y) { return cube(x) * y + cube(x * y) - cube(cube(y)); }

void clamp_to(double& x, double limit) {
  if (x > limit) x = limit + (x - limit) * 0.1;
}
DIFFERENTIATE double inlined_branch(double* v, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    clamp_to(v[i], 0.5);
    clamp_to(sum, v[i] * v[i]);
    sum += v[i] * cube(v[i]);
  }
  return sum;
}

// What the body writes is what an argument was computed from.
void advance(double& x, int& i, double by) {
  x += by;
  ++i;
  x *= by;
}
DIFFERENTIATE double inlined_subscript(double* v, int n) {
  int i = 0;
  while (i < n - 1) advance(v[i], i, v[i] * v[i + 1]);
  return v[0] * v[n - 1];
}
DIFFERENTIATE double inlined_from_itself(double x, double y) {
  int k = 0;
  advance(x, k, x);
  advance(y, k, x);
  return x * y + k;
}
double longer(double sum) {
  double term = sum * sum;
  if (term > 1) term = 1 / term;
  sum += term;
  return sum;
}
DIFFERENTIATE double inlined_same_names(double sum, double term) {
  sum = longer(term);
  term = longer(sum) * longer(sum);
  return sum * term;
}
double read_then_write(const double* from, double* to) {
  *to = *from * *from;
  return *to * *from;
}
DIFFERENTIATE double inlined_local_array(double x, double y) {
  double a[3] = {x, y, x * y};
  double r = read_then_write(&a[0], &a[1]);
  r += read_then_write(a + 1, &a[2]);
  return r * a[2];
}
bool fill_if(double* out, double x) {
  if (out) *out = x * x;
  return out != nullptr;
}
DIFFERENTIATE double inlined_optional_output(double x) {
  double y = x;
  fill_if(&y, x * 3);
  fill_if(nullptr, y);
  return y * x;
}

// ---- the same memory twice

void scale(double* out, const double* in, double factor, int n) {
  for (int i = 0; i < n; ++i) out[i] = factor * in[i] * in[i];
}
DIFFERENTIATE double scaled_in_place(double* q, double factor, int n) {
  scale(q, q, factor, n);
  scale(q, q + 1, factor, n - 1);
  scale(q + 1, q, factor, n - 1);
  return q[0] * q[n - 1];
}
void add_term(double* x, const double& term, int n) {
  for (int i = 0; i < n; ++i) x[i] += term * x[i];
}
DIFFERENTIATE double element_as_term(double* v, int n) {
  add_term(v, v[1], n);
  return v[1] * v[n - 1];
}
[[gnu::noinline]] void update(double& a, double& b) {
  a *= b;
  b += a * a;
}
DIFFERENTIATE double perhaps_one_element(double* v, int i, int j) {
  update(v[i], v[j]);
  update(v[j], v[i]);
  return v[i] * v[j];
}
DIFFERENTIATE double one_variable_twice(double x) {
  update(x, x);
  return x;
}
double inner(double* a, const double* b) {
  *a += *b * *b;
  return *a * *b;
}
double outer(double* a, double* b, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += inner(a + i, b);
  return sum;
}
DIFFERENTIATE double overlap_two_deep(double* v, int n) {
  const double whole = outer(v, v, n);
  return whole + outer(v + 1, v, n - 1);
}
DIFFERENTIATE double chosen_overlap(double* v, double* w, int n) {
  scale(n > 2 ? v : w, v, 0.5, n);
  double* p = v;
  for (int i = 0; i + 2 < n; ++i) {
    scale(p, v, 0.75, 2);
    ++p;
  }
  return v[0] * v[1] + w[0];
}

// The callee's result is const there, the caller's variable isn't.
inline double doubled_first(const double* x) {
  const double s = x[0] * 2;
  return s;
}
DIFFERENTIATE double result_changed(const double* x, double t) {
  double got = doubled_first(x);
  got = got * t;
  double again = doubled_first(x + 1);
  for (int i = 0; i < 2; ++i) again += got * x[2];
  return got * again;
}
#else
CASE(overloads_of_one_half, between(-1, 1), between(-1, 1));
CASE(result_changed, array(3), between(-1, 1));
CASE(inlined_small, between(-1.5, 1.5), between(-1.5, 1.5));
CASE(inlined_branch, array(5), 5);
CASE(inlined_subscript, array(4), 4);
CASE(inlined_from_itself, between(-2, 2), between(-2, 2));
CASE(inlined_same_names, between(-2, 2), between(0.25, 2));
CASE(inlined_local_array, between(-2, 2), between(-2, 2));
CASE(inlined_optional_output, between(-2, 2));
CASE(scaled_in_place, array(4), between(0.5, 1), 4);
CASE(element_as_term, array(4), 4);
CASE(perhaps_one_element, array(4), 1, 2);
CASE(perhaps_one_element, array(4), 3, 3);
CASE(one_variable_twice, between(-1, 1));
CASE(overlap_two_deep, array(4), 4);
CASE(chosen_overlap, array(5), array(5), 5);
CASE(chosen_overlap, array(5), array(5), 2);
CASE(elements_apart, array(2));
CASE(simple_call, between(-2, 2), between(-2, 2));
CASE(calls_itself_twice, between(-2, 2), between(-2, 2));
CASE(different_activity, between(-2, 2), between(-2, 2));
CASE(helpers_of_all_kinds, between(-2, 2));
CASE(modified_by_value, between(-2, 2));
CASE(swap_call, between(-2, 2), between(-2, 2));
CASE(swap_elements, array(4), 1, 2);
CASE(swap_elements, array(4), 1, 1);
CASE(update_call, array(4), array(4), between(-2, 2), 4);
CASE(normalised_dot, array(4), array(4), 4);
CASE(call_in_condition, between(-2, 2), between(-5, 5));
CASE(call_in_loop, array(5), 5);
CASE(power_recursive, between(-1.5, 1.5), 11);
CASE(ackermann_like, between(-1, 1), between(-1, 1), 5);
CASE(mutual_recursion, between(-1, 1), 5);
CASE(recursive_in_place, array(7), 7);
CASE(overload_set, between(-2, 2), between(-2, 2));
CASE(pointers_to_const, between(-2, 2), 2);
CASE(references_to_const, between(-2, 2), 2);
CASE(members_by_const, between(-2, 2), 2);
CASE(default_argument, between(-2, 2), between(-2, 2));
CASE(output_parameter, between(-2, 2), between(-2, 2));
CASE(passive_call, array(5), 5);
CASE(several_deep, array(3));
CASE(annotated_callee, between(-2, 2));
CASE(calls_annotated, between(-2, 2), between(-2, 2));
#endif
