// for, while, do; break, continue, early return; nests; carried values.
#ifndef CORPUS_CASES

DIFFERENTIATE double sum_of_squares(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += x[i] * x[i];
  return s;
}

DIFFERENTIATE double running_product(const double* x, int n) {
  double p = 1;
  for (int i = 0; i < n; i++) p *= x[i];
  return p;
}

DIFFERENTIATE double power_by_loop(double x, int n) {
  double r = 1;
  for (int i = 1; i <= n; ++i) r = r * x + i;
  return r;
}

DIFFERENTIATE double constant_trip_count(double x) {
  double r = x;
  for (int i = 0; i < 5; ++i) {
    if (i % 2 == 0)
      r = r * x + 1;
    else
      r = std::sin(r);
  }
  return r;
}

DIFFERENTIATE double downwards(const double* x, int n) {
  double r = 0;
  for (int i = n - 1; i >= 0; --i) r = r * 0.5 + x[i] * x[i];
  return r;
}

DIFFERENTIATE double strides(const double* x, int n) {
  double r = 0;
  for (int i = 1; i < n; i += 3) r += x[i] * r + x[i - 1];
  for (int i = n - 1; i > 1; i -= 2) r = r - x[i] * x[i - 2];
  return r;
}

DIFFERENTIATE double unsigned_counter(const double* x, unsigned n) {
  double r = 0;
  for (unsigned i = 0; i < n; ++i) r = r * x[i] + i;
  for (unsigned long k = 0; k != n; ++k) r += x[k] * k;
  return r;
}

// Wraps around some times before it ends.
DIFFERENTIATE double unsigned_past_the_end(double x) {
  double s = 1;
  for (unsigned i = 4294000000u; i < 4294900000u; i += 1000000) s = s * 0.5 + 0.1 * x * std::sin(s + i % 7) + 0.3;
  return s;
}

DIFFERENTIATE double while_halving(double x) {
  int steps = 0;
  while (x > 1) {
    x = x / 2 + 0.1 * std::sin(x);
    ++steps;
  }
  return x * x + steps;
}

DIFFERENTIATE double do_at_least_once(double x) {
  double r = x;
  do {
    r = r * 0.5 + x * x;
    x = x * 0.5;
  } while (x > 0.5);
  return r;
}

DIFFERENTIATE double breaks(const double* x, int n, double limit) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += x[i] * x[i] * s + x[i];
    if (s > limit) break;
    s *= 1.5;
  }
  return s * limit;
}

DIFFERENTIATE double continues(const double* x, int n) {
  double s = 1;
  for (int i = 0; i < n; ++i) {
    if (x[i] < 0) continue;
    s = s * x[i] + x[i];
  }
  return s;
}

DIFFERENTIATE double continue_in_while(const double* x, int n) {
  double s = 1;
  int i = -1;
  while (i < n - 1) {
    ++i;
    if (i % 3 == 1) continue;
    s = s * x[i] + i;
    if (s > 50) break;
    s += x[i];
  }
  return s;
}

DIFFERENTIATE double return_inside(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) {
      s += x[i] * x[j];
      if (s > 1.5) return s * x[j];
    }
    s = s * s;
  }
  return s + 1;
}

DIFFERENTIATE double nest(const double* a, int rows, int columns) {
  double total = 0;
  for (int i = 0; i < rows; ++i) {
    double row = 1;
    for (int j = 0; j < columns; ++j) row *= 1 + a[i * columns + j] * a[i * columns + j];
    total += row * total + row;
  }
  return total;
}

DIFFERENTIATE double triangular_bounds(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    const int last = (i * 7) % n;
    for (int j = i % 2; j < last; ++j) s = s * 0.9 + x[i] * x[j];
  }
  return s;
}

DIFFERENTIATE double bound_computed_in_loop(const double* x, int n) {
  double s = 1;
  int bound = 1;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < bound; ++j) s += x[i] * std::sin(s);
    bound = 1 + (bound * 3 + i) % 4;
  }
  return s;
}

DIFFERENTIATE double outer_bound_computed_in_loop(const double* x, int n) {
  double s = 1;
  int bound = 3;
  for (int i = 0; i < bound; ++i) {
    for (int j = 0; j < i; ++j) s = 0.5 * s * x[j % n] + std::cos(s);
    if (s > 1 && bound < n) bound += 2;
    s += 0.2 * x[i % n] * bound;
  }
  return s;
}

DIFFERENTIATE double zero_trips(double x, int n) {
  double r = x;
  for (int i = 0; i < n; ++i) r *= x;
  int k = n;
  while (k > 0) {
    r += x;
    --k;
  }
  return r * r;
}

DIFFERENTIATE double two_counters(const double* x, int n) {
  double s = 0;
  for (int i = 0, j = n - 1; i < j; ++i, --j) s = s * x[i] + x[j];
  return s;
}

DIFFERENTIATE double counter_after_loop(const double* x, int n) {
  int i;
  double s = 0.5;
  for (i = 0; i < n && s < 2; ++i) s = s * (1 + x[i] * x[i]);
  return s * i + x[i > 0 ? i - 1 : 0];
}

DIFFERENTIATE double counter_changed(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s = s * x[i] + 1;
    if (x[i] > 0.3) ++i;
  }
  return s;
}

DIFFERENTIATE double endless_with_break(double x) {
  double term = 1, sum = 1;
  for (int k = 1;; ++k) {
    term *= x / k;
    if (std::fabs(term) < 1e-6) break;
    sum += term;
  }
  return sum;
}

DIFFERENTIATE double effects_in_condition(const double* p, int n) {
  double s = 0;
  int m = 0;
  while (m < n && p[m++] < 0.9) s = s * 0.5 + p[m - 1] * p[m - 1];
  return s * m;
}

DIFFERENTIATE double search_then_use(const double* x, int n) {
  int best = 0;
  for (int i = 1; i < n; ++i)
    if (x[i] > x[best]) best = i;
  return x[best] * x[best] + x[0];
}

DIFFERENTIATE double switch_in_loop(const double* x, int n) {
  double r = 1;
  for (int i = 0; i < n; ++i) {
    switch (i % 4) {
    case 0: r += x[i]; break;
    case 1: r *= x[i];
    case 2: r = std::sin(r); continue;
    default: r = r * r;
    }
    r -= 0.5 * x[i];
  }
  return r;
}

DIFFERENTIATE double three_deep(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double t = x[i];
    for (int j = 0; j < n; ++j) {
      double u = x[j] * t;
      for (int k = j; k < n; ++k) u = u * x[k] + s;
      t = t + 0.1 * u;
    }
    s = s + 0.2 * t;
  }
  return s;
}

DIFFERENTIATE double fibonacci_like(double x, double y, int n) {
  for (int i = 0; i < n; ++i) {
    const double next = 0.6 * x + std::tanh(x * y);
    x = y;
    y = next;
  }
  return x * y;
}

// The loop changes what its first number was computed from, which is where the record of an iteration goes.
DIFFERENTIATE double begin_changes(const double* x, int n) {
  double s = 1;
  for (int i = n; i > 0; --i) {
    s *= x[i - 1] * s + 1;
    n -= i % 2;
  }
  for (int i = n; i < 3; ++i) {
    s *= x[i] * s + 2;
    ++n;
  }
  return s * n;
}
struct Range {
  int from, to;
};
DIFFERENTIATE double begin_changes_in_memory(const double* x, int* m, int n) {
  double s = 1;
  Range r{n, 0};
  for (int i = r.from; i > r.to; --i) {
    s *= x[i - 1] * s + 1;
    r.from = 0;
  }
  for (int i = *m; i > 0; --i) {
    s *= x[i - 1] * s + 1;
    --*m;
  }
  int k = n;
  int* q = &k;
  for (int i = k; i > 0; --i) {
    s *= x[i - 1] * s + 1;
    *q = 1;
  }
  return s;
}
DIFFERENTIATE double begin_of_pointers(const double* v, int size, double x) {
  double sums[4] = {};
  const double* first = v + size;
  double* r = sums;
  for (long n = first - v; n > 0; --n) {
    *r = first[-1];
    --first;
    ++r;
  }
  return sums[0] * x + sums[1] * sums[2];
}
// Zero trips, in the inner loop too: a reverse loop's counter must have a sign.
DIFFERENTIATE double unsigned_triangle(const double* x, double a, unsigned n) {
  for (unsigned i = 0; i < n; ++i)
    for (unsigned j = 0; j < i; ++j) a = std::sin(a * x[j]) + x[i];
  return a;
}
DIFFERENTIATE double unsigned_between(const double* x, double a, unsigned first, unsigned n) {
  for (unsigned i = first; i < n; ++i) a = std::sin(a * x[i]);
  return a;
}
DIFFERENTIATE double unsigned_products(const double* x, double a, unsigned n) {
  for (unsigned i = 0; i < 2 * n; ++i) a = std::sin(a * x[i / 2]);
  return a;
}
// The largest so far, used before it is replaced, and behind.
DIFFERENTIATE double largest_used_before(const double* x, int n) {
  double m = x[0], s = 0;
  for (int i = 1; i < n; ++i) {
    s += m * m;
    m = x[i] > m ? x[i] : m;
  }
  return s + m;
}
DIFFERENTIATE double largest_used_before_branch(const double* x, double* y, int n) {
  double m = x[0], s = 0;
  for (int i = 1; i < n; ++i) {
    y[i] = m * x[i];
    if (x[i] > m) m = x[i];
  }
  for (int i = 1; i < n; ++i) s += y[i] * std::sin(y[i]);
  return s * m;
}
DIFFERENTIATE double chosen_used_before(const double* x, int n) {
  double m = x[0], s = 1;
  for (int i = 1; i < n; ++i) {
    s = s * 0.5 + std::sin(m) * x[i];
    if (i % 2 == 0) m = x[i] * x[i];
  }
  return s;
}
DIFFERENTIATE double largest_used_outside(const double* x, int n) {
  double m = x[0], s = 0;
  for (int t = 0; t < 3; ++t) {
    s += m * m;
    for (int i = 1; i < n - t; ++i) m = std::max(m * 0.5, x[i]);
  }
  return s + m;
}
// Beginning where int ends.
DIFFERENTIATE double from_the_last_int(const double* x, int n) {
  double s = 0.5;
  for (int i = 2147483647; i > 2147483647 - n; --i) s = std::sin(s + x[2147483647 - i]);
  return s;
}
DIFFERENTIATE double counted_from_wrapped(double x, double y, long n) {
  double s = 0;
  for (int i = 0xFFFFFFFFu; i < n; ++i) s += x * y * (i + 2);
  for (unsigned i = -2; i < n + 4294967292L; ++i) s *= x + i * 1e-9;
  return s;
}

// Next comes what the iteration before has read. (The step of an unsigned counter was taken for one of 2^32 - 1, up.)
DIFFERENTIATE double unsigned_downwards(double* a, double t, unsigned n) {
  double s = 0;
  for (unsigned i = n - 1; i > 0; --i) {
    s += a[i - 1] * a[i - 1];
    a[i] = t;
  }
  return s;
}
DIFFERENTIATE double unsigned_while_downwards(double* a, double t, unsigned n) {
  double s = 0;
  while (n > 1) {
    s += std::sin(a[n - 2]) * a[n - 1];
    a[n - 1] = t;
    n -= 1;
  }
  return s * a[n];
}
// Where int begins.
DIFFERENTIATE double from_least(const double* x, double t) {
  for (int i = -2147483647 - 1; i < -2147483647 + 3; ++i) t = std::sin(t * x[i & 3]);
  return t;
}
DIFFERENTIATE double to_least(const double* x, double t, int n) {
  for (int i = n; i < -2147483647 - 1; ++i) t = std::sin(t * x[i & 3]);
  return t;
}
#else
CASE(from_the_last_int, array(5), 5);
CASE(from_the_last_int, array(1), 0);
CASE(unsigned_triangle, array(4), between(-1, 1), 4u);
CASE(unsigned_triangle, array(4), between(-1, 1), 1u);
CASE(unsigned_triangle, array(4), between(-1, 1), 0u);
CASE(unsigned_between, array(5), between(-1, 1), 1u, 5u);
CASE(unsigned_between, array(5), between(-1, 1), 3u, 1u);
CASE(unsigned_between, array(5), between(-1, 1), 1u, 0u);
CASE(unsigned_products, array(4), between(-1, 1), 4u);
CASE(unsigned_products, array(4), between(-1, 1), 0u);
CASE(largest_used_before, array(7), 7);
CASE(largest_used_before_branch, array(7), array(7), 7);
CASE(chosen_used_before, array(7), 7);
CASE(largest_used_outside, array(7), 7);
CASE(sum_of_squares, array(7), 7);
CASE(sum_of_squares, array(1), 0);
CASE(running_product, array(6), 6);
CASE(running_product, values({1, 0, 2, 0.5}), 4);
CASE(power_by_loop, between(-1.5, 1.5), 6);
CASE(constant_trip_count, between(-1, 1));
CASE(downwards, array(6), 6);
CASE(strides, array(11), 11);
CASE(unsigned_counter, array(5), 5);
CASE(unsigned_past_the_end, between(0.5, 1));
CASE(while_halving, 20.0);
CASE(while_halving, 0.3);
CASE(do_at_least_once, 3.0);
CASE(do_at_least_once, 0.1);
CASE(breaks, array(8, 0, 1), 8, 2.0);
CASE(breaks, array(8, 0, 1), 8, 1e9);
CASE(continues, array(9), 9);
CASE(continue_in_while, array(9, 0, 2), 9);
CASE(return_inside, array(6, 0, 1), 6);
CASE(return_inside, array(3, 0, 0.1), 3);
CASE(nest, array(12), 3, 4);
CASE(triangular_bounds, array(7), 7);
CASE(bound_computed_in_loop, array(6), 6).within(1e4);
CASE(outer_bound_computed_in_loop, array(7), 7);
CASE(zero_trips, between(-2, 2), 0);
CASE(zero_trips, between(-2, 2), -3);
CASE(zero_trips, between(-1, 1), 3);
CASE(two_counters, array(7), 7);
CASE(counter_after_loop, array(9), 9);
CASE(counter_after_loop, array(2, 0, 0.1), 2);
CASE(counter_changed, array(9), 9);
CASE(endless_with_break, between(-1.5, 1.5));
CASE(effects_in_condition, array(8, 0, 1), 8);
CASE(search_then_use, array(8), 8);
CASE(switch_in_loop, array(9), 9);
CASE(three_deep, array(4), 4);
CASE(fibonacci_like, between(-1, 1), between(-1, 1), 7);
CASE(begin_changes, array(3), 3);
CASE(begin_changes_in_memory, array(3), passive(array(1, 3, 3)), 3);
CASE(begin_of_pointers, array(4), 4, between(-1, 1));
CASE(counted_from_wrapped, between(0.5, 2), between(0.5, 2), 3);
CASE(unsigned_downwards, array(6), between(-1, 1), 6u);
CASE(unsigned_downwards, array(6), between(-1, 1), 1u);
CASE(unsigned_while_downwards, array(6), between(-1, 1), 5u);
CASE(from_least, array(4), between(0.5, 1));
CASE(to_least, array(4), between(0.5, 1), 0);
#endif
