// Shapes that have broken other tools: each from somebody's real bug. Where those are that stand elsewhere (all in this
// folder, unless said otherwise):
//
//   outer bound computed in the loop        loops.h bound_computed_in_loop, outer_bound_computed_in_loop
//   continue before the update              loops.h continues, mixtures.h continue_in_do
//   side effects in a condition, p[m++]     loops.h effects_in_condition, arrays.h operand_with_increment
//   side effects behind &&                  branches.h short_circuit
//   switch that falls through               branches.h switch_fall_through
//   untaken branch that is NaN              branches.h ternary_untaken_nan
//   x > 0 ? x * x / x : 0 at 0              branches.h guarded_quotient
//   two double& parameters                  straight.h two_references
//   a variable that shadows another         straight.h shadowing
//   variables named x_bar, x_dot, tape      straight.h user_names
//   double a = x * y, b = a * a;            straight.h two_initialisers
//   a function that calls itself twice      calls.h calls_itself_twice, ackermann_like
//   one function with other activity        calls.h different_activity
//   struct by value, modified in the callee calls.h modified_by_value, structs.h struct_calls
//   array declared in a loop body           arrays.h array_declared_in_loop
//   one array as input and output           arrays.h same_array_in_and_out
//   array marked passive, never written     arrays.h passive_array_kept
//   file-static that carries active values  test/refuse/active_global.cpp
//   virtual call through a base pointer     test/cpp/docs_refused.cpp virtual_call
#ifndef CORPUS_CASES

DIFFERENTIATE double divisor_in_loop(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += x[i] / (1 + s * s);
  return s;
}
DIFFERENTIATE double divisor_in_loop_named(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    const double divisor = 1 + s * s;
    s += x[i] / divisor;
  }
  return s;
}

DIFFERENTIATE double reference_to_target(double* a, int n) {
  double* p = a;
  double& r = *p;
  double s = 0;
  for (int i = 0; i < n; ++i) {
    r = r * a[i] + 0.5;
    s += *p;
  }
  return s * a[0];
}

DIFFERENTIATE double return_inside_loop(double x, int n) {
  for (int i = 0; i < n; ++i) {
    x = x * x;
    if (x < 0.1) return x * i;
    x = x + 0.01;
  }
  return x;
}

DIFFERENTIATE double product_chain(double x, double y) {
  x = x * y;
  y = x;
  y = y * x;
  x = x * y;
  y = x;
  return x + y * y;
}

DIFFERENTIATE double carried_by_shift(double* x, int n) {
  for (int i = 1; i < n; ++i) x[i] = x[i - 1] * x[i] + x[i - 1];
  return x[n - 1];
}

DIFFERENTIATE double previous_iteration(const double* x, int n) {
  double buffer[8] = {};
  buffer[0] = x[0];
  for (int i = 1; i < n; ++i) buffer[i % 8] = buffer[(i - 1) % 8] * x[i] + std::sin(buffer[(i + 3) % 8]);
  return buffer[(n - 1) % 8] + buffer[0];
}

DIFFERENTIATE double parameter_modified(double x, double y) {
  x += y;
  y *= x;
  x -= y * x;
  return x * y;
}

DIFFERENTIATE double negated_and_reused(double x) {
  double t = x;
  t = -t;
  t = t * t - x;
  t = -t * x;
  return t;
}

DIFFERENTIATE double self_referring(double x, double y) {
  x = x;
  y = y + x * y - y / x;
  x = x * x + x - 1 / x + y;
  return x;
}

DIFFERENTIATE double dead_store(double x, double y) {
  double t = x * y;
  t = std::sqrt(-1 - t * t);
  t = y;
  double unused[2] = {t, x};
  unused[0] = unused[1] * x;
  return t * x;
}

DIFFERENTIATE double constant_overwrites(double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += x[i] * x[i];
    x[i] = 0;
  }
  x[0] = 2.5;
  return s * x[0];
}

DIFFERENTIATE double conditional_overwrite(double* x, int n) {
  double s = 1;
  for (int i = 0; i < n; ++i) {
    if (x[i] > 0) x[i] = s * x[i];
    s = s * 0.5 + x[i];
    if (s < 0) s = -s * x[i];
  }
  return s;
}

DIFFERENTIATE double branch_in_constant_loop(double x) {
  double r = x;
  for (int i = 0; i < 4; ++i) {
    if (r > 1)
      r = r * 0.4;
    else
      r = r * r + x;
  }
  return r;
}

DIFFERENTIATE double loop_uses_final_value(double x, int n) {
  double r = x;
  for (int i = 0; i < n; ++i) {
    const double old = r;
    r = std::cos(old) * x;
    x = x * old;
  }
  return r * x;
}

DIFFERENTIATE double index_overwritten(const double* x, int n) {
  int k = 0;
  double s = 1;
  for (int i = 0; i < n; ++i) {
    s = s * x[k];
    k = (k * 3 + 2) % n;
    s += x[k] * x[k];
    k = (k + i) % n;
  }
  return s;
}

DIFFERENTIATE double index_from_data(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    const int k = static_cast<int>(std::fabs(x[i]) * 3) % n;
    s = s * x[k] + x[i];
  }
  return s;
}

DIFFERENTIATE double increments_in_operands(double x, double y) {
  double r = (x++) * (++y);
  r += x-- * y--;
  return r * (x += 2) * (y -= 1);
}

DIFFERENTIATE double square_in_case(double x, int k) {
  double r = x;
  switch (k) {
  case 1: r = r * r; break;
  case 2:
    r = r * r;
    r = r * r;
    break;
  }
  return r;
}

DIFFERENTIATE double many_reads(double x) {
  double a = x;
  a = a * a * a * a / a + a - a * (a + a);
  return a;
}

DIFFERENTIATE double accumulates_product(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += s * x[i] + x[i];
    s -= s * s * 0.1;
  }
  return s;
}

DIFFERENTIATE double inner_array_reused(const double* x, int n) {
  double a[3] = {1, 1, 1};
  double total = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < 3; ++j) a[j] = a[j] * x[i] + a[(j + 1) % 3];
    total += a[i % 3];
    a[i % 3] = 0.5;
  }
  return total + a[0] * a[1] * a[2];
}

DIFFERENTIATE double while_zero_times(double x) {
  double r = x;
  while (r > 1e6) r = r / x;
  do {
    r = r * x;
  } while (r > 1e6);
  return r;
}

DIFFERENTIATE double break_and_continue(const double* x, int n) {
  double s = 1;
  for (int i = 0; i < n; ++i) {
    int j = 0;
    while (true) {
      ++j;
      if (j > i) break;
      if (x[j] > 0.5) continue;
      s = s * 0.9 + x[j] * x[i];
      if (s > 3) break;
    }
    if (s > 4) continue;
    s += x[i];
  }
  return s;
}

DIFFERENTIATE double untaken_infinite(double x, double y) {
  double r = 0;
  if (y > 100) r = std::log(x) / x;
  r += x > 0 ? std::pow(x, -0.5) : y;
  return r * y;
}

DIFFERENTIATE double order_of_assignments(double x) {
  double a = x, b = a * 2;
  a = b * a;
  b = a - b;
  a = a * b;
  b = b / a;
  return a * b + a;
}

DIFFERENTIATE double unused_out_of_domain(double x, double y) {
  const double angle = std::acos(x + 2);
  double r = x * y;
  if (y > 100) r += angle;
  return r;
}

DIFFERENTIATE double power_and_root(double x, double y) {
  const double p = std::pow(x, 0.5), r = std::sqrt(x);
  return p * y + r;
}

struct Three {
  double x, y, z;
};
FIELDS(Three, x, y, z)
inline Three operator+(const Three& a, const Three& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Three operator-(Three a) {
  a.x = -a.x;
  a.y = -a.y;
  a.z = -a.z;
  return a;
}
inline Three operator*(double k, Three a) {
  a.x *= k;
  a.y *= k;
  a.z *= k;
  return a;
}
inline double operator*(const Three& a, const Three& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
DIFFERENTIATE double operators_return_structs(const Three& p, double k) {
  Three q = -p + k * p;
  for (int i = 0; i < 3; ++i) q = q + (p * q) * -p;
  return q * (p + q);
}

DIFFERENTIATE double bound_elements(double x, double y) {
  double v[2] = {x, y};
  auto& [first, second] = v;
  first *= second;
  return first * second + v[0] * first;
}
DIFFERENTIATE double bindings_lists_swaps(Three p, double x) {
  auto [u, v, w] = p;
  double s = 0;
  for (double t : {x, u * v, w}) {
    t *= x;
    s += t * t;
  }
  std::swap(u, w);
  std::swap(p.x, x);
  return s * u + w * p.x - x;
}

inline double move_and_count(double* m, int* k, double x) {
  const double old = m[0];
  m[0] = 2 - m[0] * x;
  *k = (*k + 1) % 3;
  return old * x;
}
DIFFERENTIATE double stored_where_callee_says(double* m, double x) {
  int k = 0;
  const double first = move_and_count(m, &k, x);
  m[static_cast<int>(std::fabs(m[0]) * 2) % 3] = first;
  const double second = move_and_count(m, &k, x * m[1]);
  m[k] = second;
  const double moved = move_and_count(m, &k, x);
  m[k] += moved;
  return m[0] * m[1] + m[2];
}

// Pointers in a small array change places; elements named by numbers are variables of their own.
DIFFERENTIATE double swapped_rows(double* a, double* b, double t) {
  double* rows[2] = {a, b};
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    sum += rows[0][i] * t;
    rows[1][i] *= sum;
    double* first = rows[0];
    rows[0] = rows[1];
    rows[1] = first;
  }
  return sum;
}
DIFFERENTIATE double turned_direction(const double* r, double x) {
  const double length = std::sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
  const double w[3] = {r[0] / length, r[1] / length, r[2] / length};
  double turned[3] = {};
  turned[0] = w[1] * x;
  turned[2] += w[0] * std::cos(length) + turned[0];
  for (int i = 0; i < 2; ++i) turned[2] *= turned[0] + w[2];
  return turned[2] + turned[1] + std::log(length * length + 2) / (x * x + 1);
}

constexpr int second = 1, third = 2;
enum Axis { AxisX, AxisY, AxisZ };
// Constants with names as subscripts: which element it is, no text tells.
DIFFERENTIATE double named_overwritten(double* x) {
  double s = x[1] * x[1] * x[2];
  x[second] = 3;
  s += x[0] * x[third];
  x[AxisZ] = s;
  return s * x[1];
}
DIFFERENTIATE double named_written(double* x) {
  double s = std::sin(x[second]) * x[AxisX];
  x[1] *= s;
  x[0] += x[AxisY] * x[third];
  return s + x[0];
}
DIFFERENTIATE double named_elements(double a, double b) {
  double w[3] = {a, b, a * b};
  w[AxisY] *= b;
  w[third] += w[0x1] * w[00];
  w[0b10] *= w[static_cast<int>(AxisY)];
  w[1'0 - 9] *= 3;
  w[second] += std::sin(w[AxisZ]);
  return w[0] + w[1uL] * w[2];
}
DIFFERENTIATE double plain_elements(double a, double b) {
  double w[0x3] = {a, b, a * b};
  w[0x1] *= a;
  w[0b10] += w[1u] * w[00];
  w[01] = std::exp(w[2L]);
  return w[0] + w[1uL] * w[2];
}
constexpr double f = -0.75, infection = -0.5;
DIFFERENTIATE double named_signs(double a) {
  double low = f;
  double high = infection;
  low += a;
  return a > 2 ? std::sqrt(low) : std::exp(high * a) / (a + 3);
}
// A bool as a subscript isn't promoted to int.
DIFFERENTIATE double by_truth(const double* x) {
  double w[2] = {x[0], x[1] * x[0]};
  w[true] *= x[2];
  w[x[0] > 0] += w[false] * w[!false];
  return w[x[1] < 0] * w[1];
}
#else
CASE(by_truth, array(3));
CASE(named_overwritten, array(3));
CASE(named_written, array(3));
CASE(named_elements, between(0.2, 1), between(0.2, 1));
CASE(plain_elements, between(0.2, 1), between(0.2, 1));
CASE(named_signs, between(-0.5, 0.5));
CASE(swapped_rows, array(3), array(3), between(-1, 1));
CASE(turned_direction, array(3), between(-1, 1));
CASE(divisor_in_loop, array(5), 5);
CASE(divisor_in_loop_named, array(5), 5);
CASE(reference_to_target, array(4), 4);
CASE(return_inside_loop, between(0.2, 0.9), 6);
CASE(return_inside_loop, between(0.97, 0.99), 3);
CASE(product_chain, between(-1.5, 1.5), between(-1.5, 1.5));
CASE(carried_by_shift, array(6), 6);
CASE(previous_iteration, array(12), 12);
CASE(parameter_modified, between(-2, 2), between(-2, 2));
CASE(negated_and_reused, between(-2, 2));
CASE(self_referring, between(1, 2), between(-2, 2));
CASE(dead_store, between(-2, 2), between(-2, 2));
CASE(constant_overwrites, array(4), 4);
CASE(conditional_overwrite, array(6), 6);
CASE(branch_in_constant_loop, between(-1.2, 1.2));
CASE(loop_uses_final_value, between(-1.2, 1.2), 5);
CASE(index_overwritten, array(7), 7);
CASE(index_from_data, array(7), 7);
CASE(increments_in_operands, between(-2, 2), between(-2, 2));
CASE(square_in_case, between(-2, 2), 1);
CASE(square_in_case, between(-1.5, 1.5), 2);
CASE(many_reads, between(1, 2));
CASE(accumulates_product, array(5), 5);
CASE(inner_array_reused, array(6), 6);
CASE(while_zero_times, between(-2, 2));
CASE(break_and_continue, array(7), 7);
CASE(untaken_infinite, 0.0, 2.0).kink();
CASE(untaken_infinite, between(1, 2), 2.0);
CASE(order_of_assignments, between(1, 2));
CASE(unused_out_of_domain, between(0, 2), between(-2, 2)).kink();
CASE(power_and_root, 0.0, 2.0).kink();
CASE(power_and_root, between(0.1, 2), between(-2, 2));
CASE(operators_return_structs, between(-0.7, 0.7), between(-1, 1));
CASE(bound_elements, between(-2, 2), between(-2, 2));
CASE(bindings_lists_swaps, between(-2, 2), between(-2, 2));
CASE(stored_where_callee_says, array(3, 0.2, 1.9), between(0.5, 1.5));
#endif
