// What the plan of the reverse sweep decides: fused sweeps, sums in any order, last choices, kept arrays, counts.
#ifndef CORPUS_CASES

DIFFERENTIATE double residuals(const double* x, const double* p, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    double r = std::sin(p[0] * x[i]) - p[1];
    r = r * r + r;
    total += std::exp(r);
  }
  return 3 * total - p[2];
}

// The loop's sum is used in the end only, but not linearly.
DIFFERENTIATE double root_of_sum(const double* x, int n) {
  double total = 1;
  for (int i = 0; i < n; ++i) total += std::exp(x[i] * x[i]);
  return std::sqrt(total);
}

DIFFERENTIATE double reads_the_sum(const double* x, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    const double e = std::exp(x[i]);
    total += e * e;
    if (total > 5) total += e;
  }
  return total;
}

DIFFERENTIATE double two_sums(const double* x, const double* w, int n) {
  double a = 0, b = 0;
  for (int i = 0; i < n; ++i) {
    double local[3];
    for (int j = 0; j < 3; ++j) local[j] = std::tanh(x[i] * w[j]);
    for (int j = 0; j < 3; ++j) local[j] = local[j] * local[(j + 1) % 3] + x[i];
    double s = 0;
    for (int j = 0; j < 3; ++j) s += local[j] * local[j];
    a += std::exp(-s);
    b -= s;
  }
  const double scale = w[0] * w[1];
  return a * scale + b;
}

DIFFERENTIATE void rows_in_place(double* y, const double* x, int rows, int n) {
  for (int i = 0; i < rows; ++i) {
    double sum = 0;
    for (int j = 0; j < n; ++j) {
      y[i * n + j] = std::exp(x[i * n + j]) + y[i * n + j];
      sum += y[i * n + j];
    }
    for (int j = 0; j < n; ++j) y[i * n + j] /= sum;
  }
}

// Each iteration writes what the next one reads.
DIFFERENTIATE double overlapping_rows(const double* x, int n) {
  double y[16] = {};
  double total = 0;
  for (int i = 1; i < n; ++i) {
    y[i] = std::sin(x[i] + y[i - 1]);
    total += y[i] * std::exp(y[i]);
  }
  return total;
}

DIFFERENTIATE double loop_then_overwritten(const double* x, int n) {
  double factor = x[0] * x[0];
  double total = 0;
  for (int i = 0; i < n; ++i) total += std::exp(factor * x[i]);
  factor = x[1] * 2;
  return total * 2 + factor * x[0];
}

DIFFERENTIATE double iterations_inside(const double* c, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    double x = c[i];
    int steps = 0;
    while (std::fabs(x * x - c[i] * c[i] - 1) > 1e-3 && steps < 6) {
      x -= (x * x - c[i] * c[i] - 1) / (2 * x);
      ++steps;
    }
    total += x * std::exp(-x);
  }
  return total;
}

DIFFERENTIATE double moved_down(const double* x, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) total += std::exp(x[i]) * x[i];
  double other = 1;
  for (int i = 0; i < n; ++i) other *= x[i];
  return total + other * other;
}

DIFFERENTIATE double weighted_softmax(const double* x, const double* w, double* y, int n) {
  double largest = x[0];
  for (int i = 1; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    y[i] = std::exp(w[i] * (x[i] - largest));
    sum += y[i];
  }
  for (int i = 0; i < n; ++i) y[i] /= sum;
  double total = largest;
  for (int i = 0; i < n; ++i) total += y[i] * w[i];
  return total;
}

DIFFERENTIATE double smallest_by_branch(const double* x, double start, int n) {
  double smallest = start;
  for (int i = n - 1; i > 0; --i)
    if (x[i] * x[i] < smallest) smallest = x[i] * x[i];
  return smallest * smallest;
}

DIFFERENTIATE double kept_where_true(const double* x, int n) {
  double last = x[0];
  for (int i = 0; i < n; ++i) last = x[i] < last ? last : std::sin(x[i]);
  return last * last;
}

// The choice is used in the loop as well.
DIFFERENTIATE double running_largest(const double* x, int n) {
  double largest = x[0], total = 0;
  for (int i = 1; i < n; ++i) {
    largest = x[i] > largest ? x[i] : largest;
    total += largest * x[i];
  }
  return total;
}

DIFFERENTIATE double largest_of_rows(const double* x, int rows, int n) {
  double largest = -100, total = 0;
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < n; ++j) largest = x[i * n + j] > largest ? x[i * n + j] : largest;
    total += largest * largest;
  }
  return total;
}

DIFFERENTIATE double packed_triangle(const double* l, const double* x, int n) {
  double y[8] = {};
  int at = 0;
  for (int i = 0; i < n; ++i)
    for (int j = i; j < n; ++j) y[j] += l[at++] * x[i];
  double s = 0;
  for (int i = 0; i < n; ++i) s += y[i] * y[i];
  return s;
}

DIFFERENTIATE double windows(const double* x, int n, int size) {
  double total = 0;
  for (int i = 0; i + size <= n; ++i) {
    double s = 0;
    for (int k = 0; k < size; ++k) s += x[i + k] * x[k];
    total += s * s * s;
  }
  return total;
}

// Offsets that count up by twos, in a loop that runs down.
DIFFERENTIATE double counted_offsets(const double* x, int n) {
  double state = 1;
  int at = 1;
  unsigned up = 0;
  for (int i = n; i >= 2; --i) {
    state = std::sin(state * x[at % 5]) + x[up % 3];
    at += 2;
    up += 1;
  }
  return state;
}

DIFFERENTIATE void sums_of_one_element(const double* x, double* s, int n) {
  for (int i = 0; i < n; ++i) {
    s[0] += x[i] * x[i];
    s[1] += x[i] * s[0];
  }
}

DIFFERENTIATE double array_kept_by_steps(const double* x, int steps) {
  double state[4] = {x[0], x[1], x[2], x[3]};
  for (int t = 0; t < steps; ++t) {
    double next[4];
    for (int i = 0; i < 4; ++i) next[i] = state[i] * state[(i + 1) % 4] + 0.1 * state[i];
    for (int i = 0; i < 4; ++i) state[i] = next[i] * next[i] - next[(i + 3) % 4];
  }
  double s = 0;
  for (int i = 0; i < 4; ++i) s += state[i];
  return s;
}

#else
CASE(residuals, array(6), array(3), 6);
CASE(residuals, array(6), array(3), 0);
CASE(root_of_sum, array(5), 5);
CASE(reads_the_sum, array(6), 6);
CASE(two_sums, array(5), array(3), 5);
CASE(rows_in_place, array(12), array(12), 3, 4);
CASE(overlapping_rows, array(8), 8);
CASE(loop_then_overwritten, array(5), 5);
CASE(iterations_inside, array(4), 4);
CASE(moved_down, array(5), 5);
CASE(weighted_softmax, array(6), array(6), array(6), 6);
CASE(smallest_by_branch, array(6), between(0.1, 2), 6);
CASE(kept_where_true, array(7), 7);
CASE(running_largest, array(7), 7);
CASE(largest_of_rows, array(12), 3, 4);
CASE(packed_triangle, array(10), array(4), 4);
CASE(windows, array(8), 8, 3);
CASE(windows, array(8), 2, 3);
CASE(counted_offsets, array(5), 7);
CASE(sums_of_one_element, array(5), array(2), 5);
CASE(array_kept_by_steps, array(4), 3);
#endif
