// Features together: what each theme has alone, in the combinations that programs have.
#ifndef CORPUS_CASES

struct Pair {
  double a, b;
};
FIELDS(Pair, a, b)

struct Grid {
  double cell[2][3];
  Pair border[2];
  int shift;
};
FIELDS(Grid, cell, border, shift)

const Pair origin = {0.5, -0.25};

void bump(double& x, int i) { x = x * x + i; }
void bump_pair(double& a, double& b) {
  a += b;
  b *= a;
}
void fill(double* target, double x, int n) {
  for (int i = 0; i < n; ++i) target[i] = x * (i + 1);
}
Pair chosen(const Pair& p, const Pair& q, bool first) {
  if (first) return p;
  return {q.b, q.a * p.a};
}
double sum_of(const double* x, int n) {
  if (n == 0) return 0;
  return x[0] * x[0] + sum_of(x + 1, n - 1);
}
bool positive(double x) { return x > 0; }

DIFFERENTIATE double time_steps(double x, double end) {
  double t = 0;
  for (double dt = 0.25; t < end; t += dt) x += dt * std::sin(x + t);
  return x * t;
}

DIFFERENTIATE double down_to_zero(const double* x, unsigned n) {
  double s = 1;
  for (unsigned i = n; i-- > 0;) s = s * x[i] + 0.5;
  return s;
}

DIFFERENTIATE double variable_step(const double* x, int n, int step) {
  double s = 0;
  for (int i = 0; i < n; i += step) s += x[i] * (s + 1);
  for (int i = 1; i < n; i *= 2) s *= x[i];
  return s;
}

DIFFERENTIATE double elements_by_reference(double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    bump(x[i], i);
    s += x[i] * x[(i + 1) % n];
  }
  bump_pair(x[0], s);
  return s + x[0] * x[n - 1];
}

DIFFERENTIATE double members_by_reference(Pair p, double x) {
  bump_pair(p.a, p.b);
  bump(p.b, 2);
  bump_pair(x, p.a);
  return p.a * p.b + x;
}

DIFFERENTIATE double local_array_to_callee(double x, double y) {
  double work[4];
  fill(work, x, 4);
  fill(work + 2, y * work[1], 2);
  return sum_of(work, 4) * work[3];
}

DIFFERENTIATE Pair struct_from_branches(Pair p, Pair q, double t) {
  Pair r = t > 0 ? p : q;
  r.a *= t;
  const Pair s = chosen(r, q, positive(t - 1));
  if (s.a > r.a) return s;
  r.b += s.a * origin.a + origin.b;
  return r;
}

DIFFERENTIATE double whole_struct_copies(Grid grid, int steps) {
  Grid old = grid;
  for (int k = 0; k < steps; ++k) {
    old = grid;
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 3; ++j)
        grid.cell[i][j] = old.cell[(i + 1) % 2][(j + grid.shift * grid.shift) % 3] * 0.9 + old.border[i].a;
    grid.border[k % 2] = {old.border[1].b * old.cell[0][0], old.border[0].a};
  }
  return grid.cell[0][1] * grid.cell[1][2] + grid.border[0].a * grid.border[1].b + old.cell[0][0];
}

DIFFERENTIATE void grid_in_place(Grid& grid, Pair* pairs, int n) {
  for (int i = 0; i < n; ++i) {
    Pair& p = pairs[i];
    double(&row)[3] = grid.cell[i % 2];
    for (int j = 0; j < 3; ++j) {
      row[j] += p.a * grid.border[j % 2].b;
      p.b = p.b * row[j];
    }
    grid.border[i % 2].a = p.b;
  }
}

DIFFERENTIATE double continue_in_do(const double* x, int n) {
  int i = 0;
  double s = 0.5;
  do {
    if (x[i] < 0) continue;
    s = s * x[i] + i;
    if (s > 10) break;
  } while (++i < n && s > -10);
  return s * (i + 1);
}

DIFFERENTIATE double switch_in_while(double x, int n) {
  int state = 0;
  double r = x;
  while (n-- > 0) {
    switch (state) {
    case 0:
      r = r * x;
      state = r > 0 ? 1 : 2;
      continue;
    case 1:
      r += x;
      if (r > 2) return r * r;
      state = 2;
      break;
    default: r = std::sin(r); state = 0;
    }
    r *= 1.1;
  }
  return r;
}

DIFFERENTIATE double histogram(const double* x, int n) {
  int counts[3] = {};
  bool seen[3] = {false, false, false};
  double sums[3] = {};
  for (int i = 0; i < n; ++i) {
    const int bin = x[i] < -0.3 ? 0 : x[i] < 0.3 ? 1 : 2;
    ++counts[bin];
    seen[bin] = true;
    sums[bin] += x[i] * x[i];
  }
  double r = 1;
  for (int b = 0; b < 3; ++b)
    if (seen[b]) r *= 1 + sums[b] / counts[b];
  return r;
}

DIFFERENTIATE void writes_with_increment(const double* x, double* out, int n) {
  int k = 0;
  for (int i = 0; i < n; ++i) {
    out[k++] = x[i] * x[i];
    if (x[i] > 0) out[k] = out[k - 1] * x[i], ++k;
  }
  while (k < 2 * n) out[k++] = 0;
}

DIFFERENTIATE double recursion_over_local_arrays(double x, int depth) {
  double parts[2] = {x * 0.5, x * x};
  if (depth > 0) {
    parts[0] = recursion_over_local_arrays(parts[1], depth - 1);
    parts[1] += recursion_over_local_arrays(parts[0] * 0.1, depth - 2);
  }
  return parts[0] * parts[1] + x;
}

DIFFERENTIATE double chained_elements(double* x) {
  x[0] = x[1] = x[2] * x[3];
  x[2] += x[3] -= x[0] * x[1];
  return x[0] + x[2] * x[3];
}

DIFFERENTIATE double fixed_point_in_loop(const double* x, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    double y = x[i];
    int steps = 0;
    while (std::fabs(y - std::cos(y)) > 1e-3 && steps < 50) {
      y = 0.5 * (y + std::cos(y)) + 0.01 * x[i];
      ++steps;
      if (steps > 30) break;
    }
    total += y * y * steps;
  }
  return total;
}

#else
CASE(time_steps, between(-1, 1), 1.6);
CASE(down_to_zero, array(6), 6);
CASE(variable_step, array(9), 9, 2);
CASE(elements_by_reference, array(5), 5);
CASE(members_by_reference, between(-2, 2), between(-2, 2));
CASE(local_array_to_callee, between(-2, 2), between(-2, 2));
CASE(struct_from_branches, between(-2, 2), between(-2, 2), between(-1, 3));
CASE(whole_struct_copies, between(-2, 2), 3);
CASE(grid_in_place, between(-2, 2), array(3), 3);
CASE(continue_in_do, array(7), 7);
CASE(switch_in_while, between(0.2, 1.5), 9);
CASE(histogram, array(9), 9);
CASE(writes_with_increment, array(4), array(8), 4);
CASE(recursion_over_local_arrays, between(-1, 1), 4);
CASE(chained_elements, array(4));
CASE(fixed_point_in_loop, array(3), 3);
#endif
