// Arrays in place, fixed and multi-dimensional arrays, pointers with offsets, swapped pointers, references.
#ifndef CORPUS_CASES

DIFFERENTIATE void scale_in_place(double* x, int n, double factor) {
  for (int i = 0; i < n; ++i) x[i] *= factor;
}

DIFFERENTIATE void square_in_place(double* x, int n) {
  for (int i = 0; i < n; ++i) x[i] = x[i] * x[i] + std::sin(x[i]);
}

DIFFERENTIATE void prefix_sums(double* x, int n) {
  for (int i = 1; i < n; ++i) x[i] += x[i - 1] * x[i];
}

DIFFERENTIATE void shifted(double* x, int n) {
  for (int i = 0; i + 1 < n; ++i) x[i] = x[i + 1] * x[i];
  for (int i = n - 1; i > 0; --i) x[i] = x[i - 1] - 0.5 * x[i];
}

DIFFERENTIATE void elementwise(const double* a, const double* b, double* out, int n) {
  for (int i = 0; i < n; ++i) out[i] = a[i] * std::exp(b[i]);
}

DIFFERENTIATE void accumulate_into(const double* a, double* out, int n) {
  for (int i = 0; i < n; ++i) out[i % 3] += a[i] * out[(i + 1) % 3];
}

DIFFERENTIATE double reverse_in_place(double* x, int n) {
  for (int i = 0; i < n / 2; ++i) {
    const double t = x[i];
    x[i] = x[n - 1 - i];
    x[n - 1 - i] = t;
  }
  double s = 0;
  for (int i = 0; i < n; ++i) s += (i + 1) * x[i] * x[i];
  return s;
}

DIFFERENTIATE double gather(const double* x, const int* index, int n) {
  double s = 1;
  for (int i = 0; i < n; ++i) s = s * 0.5 + x[index[i]] * x[index[i]];
  return s;
}

DIFFERENTIATE void scatter(const double* x, const int* index, double* out, int n) {
  for (int i = 0; i < n; ++i) out[index[i]] = out[index[i]] * x[i] + x[i];
}

DIFFERENTIATE double local_array(double x, double y) {
  double a[4] = {x, y, x * y};
  for (int i = 0; i < 4; ++i) a[i] += a[(i + 1) % 4] * a[i];
  double s = 0;
  for (int i = 0; i < 4; ++i) s += a[i] * (i + 1);
  return s;
}

DIFFERENTIATE double array_declared_in_loop(const double* x, int n) {
  double total = 0;
  for (int i = 0; i + 2 < n; ++i) {
    double window[3];
    for (int k = 0; k < 3; ++k) window[k] = x[i + k] * (k + 1);
    window[1] *= window[0];
    total += window[1] * window[2] + total * window[0];
  }
  return total;
}

DIFFERENTIATE double matrix_local(double a, double b, double c, double d) {
  double m[2][2] = {{a, b}, {c, d}};
  double r[2][2];
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) {
      r[i][j] = 0;
      for (int k = 0; k < 2; ++k) r[i][j] += m[i][k] * m[k][j];
    }
  return r[0][0] * r[1][1] - r[0][1] * r[1][0] + r[0][1];
}

DIFFERENTIATE double three_dimensional(const double* x) {
  double t[2][3][2];
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 2; ++k) t[i][j][k] = x[i] * x[j] - x[k];
  double s = 0;
  for (int j = 0; j < 3; ++j) s += t[0][j][1] * t[1][2 - j][0];
  return s;
}

DIFFERENTIATE void rows_of_three(double (*m)[3], const double v[3], int rows) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < 3; ++j) m[i][j] = m[i][j] * v[j] + (i > 0 ? m[i - 1][j] : v[0]);
}

DIFFERENTIATE double pointer_offset(const double* x, int n) {
  const double* second = x + 1;
  const double* last = &x[n - 1];
  return second[0] * *last + *(x + 2) * second[1] + last[-1];
}

DIFFERENTIATE double pointer_walk(const double* x, int n) {
  double s = 0;
  const double* p = x;
  for (int i = 0; i < n; ++i) s = s * 0.5 + *p++ * i;
  for (const double* q = x; q != x + n; ++q) s += *q * *q;
  return s;
}

DIFFERENTIATE void pointer_write(double* a, double x, int k) {
  double* p = a + k;
  *p++ += x;
  *p = p[-1] * x;
  p[1] = *p - a[0];
}

DIFFERENTIATE double operand_with_increment(const double* p, int n) {
  int m = 0;
  double s = 0;
  while (m + 1 < n) s += p[m++] * (s + p[0]);
  return s * p[--m];
}

DIFFERENTIATE void ping_pong(double* a, double* b, int n, int steps) {
  double* current = a;
  double* next = b;
  for (int s = 0; s < steps; ++s) {
    for (int i = 0; i < n; ++i) next[i] = current[i] * current[(i + 1) % n] + 0.1 * s;
    double* t = current;
    current = next;
    next = t;
  }
}

DIFFERENTIATE double chosen_pointer(const double* a, const double* b, bool first) {
  const double* p = first ? a : b;
  double s = p[0] * p[1];
  p = first ? b : a;
  return s * p[0];
}

DIFFERENTIATE double rows_of_const(const double* a, const double* b, int n) {
  const double* rows[2] = {a, b};
  double s = 0;
  for (int i = 0; i < n; ++i) s += rows[i % 2][i] * rows[0][i];
  return s;
}

DIFFERENTIATE double pointer_from_null(double x, double y) {
  const double* p = nullptr;
  double u = x * y, v = u * x;
  for (int i = 0; i < 5; ++i) {
    p = i % 2 ? &u : &v;
    u += *p * 0.1;
    v = *p * y;
  }
  return u * v;
}

DIFFERENTIATE double reference_local(double* a, int i, int j) {
  double& r = a[i];
  r = r * a[j];
  double& q = r;
  q += a[j] * a[j];
  const double& c = a[i];
  a[j] = c * 2;
  return r * q + a[j];
}

DIFFERENTIATE double reference_to_scalar(double x, double y) {
  double s = x;
  double& r = s;
  r *= y;
  s += r * x;
  return r * s;
}

DIFFERENTIATE double reference_chosen(double x, double y) {
  double a = x * y, b = x + y;
  double& larger = a > b ? a : b;
  larger *= x;
  return a * b;
}

DIFFERENTIATE double address_of_local(double x) {
  double t = x * x;
  double* p = &t;
  *p = *p * x;
  t += *p;
  return *p + t;
}

DIFFERENTIATE double swapped_arrays(double* x, double y) {
  double a[2][2] = {{x[0], y}, {x[1], x[0] * y}}, b[2] = {y * y, x[1]};
  std::swap(a[0], b);
  std::swap(a[0], a[1]);
  std::swap(b, a[1]);
  b[0] *= a[0][1];
  return a[0][0] * a[1][0] + b[0] * b[1] - a[1][1];
}

DIFFERENTIATE double same_array_in_and_out(double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += x[i];
    x[i] = s * x[i];
    s *= x[i];
  }
  return s;
}

DIFFERENTIATE double passive_array_kept(const double* x, PASSIVE const double* w, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += w[i] * x[i] * x[i];
  return s;
}

DIFFERENTIATE int counts_and_writes(const double* x, double* positives, int* flags, int n) {
  int count = 0;
  for (int i = 0; i < n; ++i) {
    flags[i] = x[i] > 0;
    if (flags[i]) positives[count++] = x[i] * x[i];
  }
  return count;
}

DIFFERENTIATE void transpose(const double* a, double* b, int rows, int columns) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) b[j * rows + i] = a[i * columns + j];
}

DIFFERENTIATE double bubble_sort(double* x, int n) {
  for (int i = 0; i < n; ++i)
    for (int j = 0; j + 1 < n - i; ++j)
      if (x[j] > x[j + 1]) {
        const double t = x[j];
        x[j] = x[j + 1];
        x[j + 1] = t;
      }
  return x[n / 2] * x[0] + x[n - 1];
}

// A reference to a pointer that is named for it only.
inline double second_of(const double* const& p, int n) {
  double s = 0;
  for (int i = 1; i < n; ++i) s += p[i] * p[i - 1];
  return s;
}
DIFFERENTIATE double pointer_by_const_reference(double* x) {
  double w[3] = {x[0], x[1] * x[0], x[2]};
  double* p = w;
  const double first = second_of(p, 3);
  const double* const q = x;
  return second_of(w, 3) * first + second_of(&w[1], 2) + second_of(q, 3);
}
inline void blends(double& y, const double* const& p) {
  for (int i = 0; i < 3; ++i) y = 0.5 * y + std::sin(p[i]);
}
// The recursion exchanges a pointer and a reference to one.
inline double exchanges_pointers(const double* v, const double* const& p, int depth) {
  if (depth <= 0) return v[0] * p[1];
  return std::sin(exchanges_pointers(p, v, depth - 1)) + v[1];
}
DIFFERENTIATE double recursion_exchanges_pointers(const double* x) { return exchanges_pointers(x, &x[1], 3); }
DIFFERENTIATE double branch_binds_a_pointer(double* x, double y) {
  if (y > -0.5) blends(y, &x[0]);
  return y * x[1];
}
// What the address of an element leads to depends on a table of pointers that changes afterwards.
[[gnu::noinline]] inline double sines(const double* p, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += std::sin(p[i]) * p[0];
  return s;
}
[[gnu::noinline]] inline double powers(const double& x) {
  double s = 0;
  for (int i = 0; i < 2; ++i) s = (s + i) * x + x;
  return s;
}
DIFFERENTIATE double addresses_in_swapped_rows(double* a, double* b, int n) {
  double* rows[2] = {a, b};
  double s = 0;
  for (int t = 0; t < 3; ++t) {
    s += sines(&rows[n % 2][1], 2) * (t + 1);
    s *= powers(rows[t % 2][0]);
    double* first = rows[0];
    rows[0] = rows[1];
    rows[1] = first;
  }
  return s + a[0] - b[0];
}
#else
CASE(addresses_in_swapped_rows, array(3), array(3), 3);
CASE(pointer_by_const_reference, array(3));
CASE(recursion_exchanges_pointers, array(3));
CASE(branch_binds_a_pointer, array(3), between(0, 1));
CASE(branch_binds_a_pointer, array(3), between(-2, -1));
CASE(scale_in_place, array(5), 5, between(-2, 2));
CASE(square_in_place, array(5), 5);
CASE(prefix_sums, array(6), 6);
CASE(shifted, array(6), 6);
CASE(elementwise, array(5), array(5), array(5), 5);
CASE(accumulate_into, array(7), array(3), 7);
CASE(reverse_in_place, array(7), 7);
CASE(gather, array(5), values({0, 3, 3, 1, 4, 0}), 6);
CASE(scatter, array(6), values({0, 3, 3, 1, 4, 0}), array(5), 6);
CASE(local_array, between(-2, 2), between(-2, 2));
CASE(array_declared_in_loop, array(7), 7);
CASE(matrix_local, between(-2, 2), between(-2, 2), between(-2, 2), between(-2, 2));
CASE(three_dimensional, array(3));
CASE(rows_of_three, array(4), array(3), 4);
CASE(pointer_offset, array(5), 5);
CASE(pointer_walk, array(5), 5);
CASE(pointer_write, array(5), between(-2, 2), 1);
CASE(operand_with_increment, array(6), 6);
CASE(ping_pong, array(4), array(4), 4, 3);
CASE(ping_pong, array(4), array(4), 4, 4);
CASE(chosen_pointer, array(2), array(2), 1);
CASE(chosen_pointer, array(2), array(2), 0);
CASE(rows_of_const, array(4), array(4), 4);
CASE(pointer_from_null, between(-2, 2), between(-2, 2));
CASE(reference_local, array(4), 1, 3);
CASE(reference_to_scalar, between(-2, 2), between(-2, 2));
CASE(reference_chosen, between(-2, 2), between(-2, 2));
CASE(address_of_local, between(-2, 2));
CASE(swapped_arrays, array(2), between(-1, 1));
CASE(same_array_in_and_out, array(5), 5);
CASE(passive_array_kept, array(5), passive(array(5)), 5);
CASE(counts_and_writes, array(6), array(6), array(6), 6);
CASE(transpose, array(6), array(6), 2, 3);
CASE(bubble_sort, array(7), 7);
#endif
