// Pointers and iterators that walk over arrays, algorithms over local memory, and while loops that count.
#ifndef CORPUS_CASES

double distances(const std::vector<double>& x) {
  const double largest = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (const double value : x) sum += (value - largest) * (value - largest);
  return sum;
}

// Each iteration makes a vector anew, and what is called walks over it.
DIFFERENTIATE double rows_made_anew(const std::vector<double>& x) {
  double total = 0;
  for (int i = 0; i < 2; ++i) {
    std::vector<double> row(3);
    for (int k = 0; k < 3; ++k) row[k] = x[2 * i + k] * x[k];
    total += distances(row) * row[0];
  }
  return total;
}

double filled(std::vector<double> x, double y) {
  const double first = x[0];
  std::fill(x.begin() + 1, x.end(), y * first);
  return x[0] * x[1] + x.back();
}

DIFFERENTIATE double own_copy_filled(const std::vector<double>& x, double y) {
  return filled(x, y) * filled(std::vector<double>{1.0, x[0], y}, x[1]);
}

// The callee's loop is as long as its pointers are apart, also when what they lead to is gone.
void filled_between(double* first, double* last, double y) {
  for (long i = 0; i < last - first; ++i) first[i] = y * (first == last ? 2 : 1);
}
double filled_behind(std::vector<double> x, double y) {
  const double second = x[1];
  filled_between(x.data() + 1, x.data() + x.size(), y);
  return x[0] * x[1] + x.back() * second;
}
DIFFERENTIATE double filled_by_pointers(const std::vector<double>& x, double y) {
  double result = filled_behind(x, y) * filled_behind(std::vector<double>{1.0, x[0], y}, x[1]);
  for (int i = 0; i < 2; ++i) {
    double row[3] = {x[0], y, x[i]};
    result *= row[1 + (&row[2] - &row[1 + i])] + (&row[i] == &row[1] ? x[0] : y);
  }
  return result;
}

double norm_of(const double* v, int n) {
  double squares[8];
  for (int i = 0; i < n; ++i) squares[i] = v[i] * v[i];
  return std::sqrt(std::accumulate(squares, squares + n, double(0)));
}

DIFFERENTIATE double local_accumulated(const double* v, int n) {
  double s = 0;
  for (int i = 0; i < 2; ++i) s += norm_of(v + i, n) * v[0];
  return s;
}

double summed_up(std::vector<double> x) {
  std::partial_sum(x.begin(), x.end(), x.begin());
  return std::inner_product(x.begin(), x.end(), x.begin() + 0, double(1));
}

DIFFERENTIATE double partial_sums_of_copies(const std::vector<double>& x) {
  return summed_up(x) + summed_up(std::vector<double>(3, x[1])) * x[0];
}

DIFFERENTIATE double stepped_pointer(double x) {
  double buffer[6];
  double* p = buffer;
  for (int i = 0; i < 6; ++i) *p++ = x * i + std::sin(x);
  double t = 0;
  for (const double* q = buffer; q != buffer + 6; q += 2) t += *q * q[1];
  while (p != buffer) t += *--p * t;
  return t;
}

// The pointer goes on where the row ended.
DIFFERENTIATE double matrix_walked(const double* x, int n, int m) {
  const double* p = x;
  double t = 1;
  for (int i = 0; i < n; ++i) {
    double row = 0;
    for (int k = 0; k < m; ++k) row += *p++ * (k + 1);
    t *= row;
  }
  return t + *--p;
}

// In place, towards each other.
DIFFERENTIATE void reversed_in_place(double* x, int n, double a) {
  double *left = x, *right = x + n;
  while (left < right) {
    --right;
    if (left == right) break;
    const double kept = *left * a;
    *left++ = *right;
    *right = kept + *left * *right;
  }
}

// Reads behind the place that is written.
DIFFERENTIATE void recurrence_walked(double* x, int n, double a) {
  for (double* p = x + 1; p < x + n; ++p) *p = p[-1] * *p + a;
}

DIFFERENTIATE double compacted(const double* x, int n) {
  double kept[8];
  double* end = kept;
  for (const double* p = x; p != x + n; ++p)
    if (*p > 0) *end++ = *p * *p;
  double s = 0;
  for (const double* p = kept; p != end; ++p) s += *p * static_cast<double>(end - p);
  return s + static_cast<double>(end - kept);
}

struct Weighted {
  double weights[4];
  std::vector<double> values;
};

double members_walked_of(const Weighted& w, double x) {
  const double* p = w.weights;
  double s = 0;
  for (double v : w.values) s += v * *p++ * x;
  s += std::inner_product(w.values.begin(), w.values.end(), w.weights, x);
  return s * *std::prev(p);
}

DIFFERENTIATE double members_walked(const double* x, double y) {
  Weighted w{{x[0], y, x[1], x[0] * y}, {x[2], x[0], y}};
  return members_walked_of(w, y) * members_walked_of(w, x[1]);
}

struct Marked {
  double at[2], mass;
};

DIFFERENTIATE double points_walked(const double* x, int n) {
  Marked points[4];
  Marked* end = points;
  for (const double* p = x; p != x + n; ++p) {
    end->at[0] = *p * *p;
    end->at[1] = *p;
    end++->mass = *p + 2;
  }
  double s = 0;
  for (const Marked* p = points; p != end; ++p) s += p->at[1] * p->mass * end[-1].at[0];
  return s;
}

// A pointer into a row that each iteration finds anew.
DIFFERENTIATE double rows_walked(const std::vector<double>& y) {
  const std::vector<std::vector<double>> x{y, {y[0], y[1]}};
  double s = 1;
  for (const std::vector<double>& row : x) {
    const double* p = row.data();
    const double* const end = p + row.size();
    double t = 0;
    for (; p != end; ++p) t += *p * *p * s;
    s += t;
  }
  return s;
}

// Pointers that callees move.
void take(const double*& from, double& into) {
  into *= *from++;
  into += *from;
}
void take_while(const double*& from, const double* end, double& into) {
  while (from != end && *from > -2) into *= *from++;
}
DIFFERENTIATE double moved_by_callees(const double* x, int n) {
  const double* p = x;
  double s = 1;
  take(p, s);
  take(p, s);
  take_while(p, x + n, s);
  std::advance(p, -2);
  return s * *std::prev(p) + *std::next(x, 2);
}

// Two arrays, one after the other: stays a pointer.
DIFFERENTIATE double ping_pong(double x, int n) {
  double a[2] = {x, 1}, b[2] = {2, x * x};
  double *from = a, *to = b;
  for (int i = 0; i < n; ++i) {
    to[0] = std::sin(from[0]) * from[1];
    to[1] = from[0] * x;
    std::swap(from, to);
  }
  return from[0] * from[1];
}

// What a callee compares leads to memory that is gone when it is reversed.
double perhaps(const double* p, const double* q, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += p ? *p * q[i] : (p == q ? 2 : 3) * q[i];
  return s;
}
double outer_of(double x, int n) {
  double a[3] = {x, x * x, 1};
  return perhaps(a, a + 1, 2) * x + perhaps(nullptr, a, n) + perhaps(a, a, 1);
}
DIFFERENTIATE double null_or_local(double x) { return outer_of(x, 3) * outer_of(x * x, 2); }

double orderly(double* a, double* b, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    if (a + i < b)
      a[i] *= 2;
    else
      b[0] += a[i] * a[i];
    s += a[i] * (b - a);
  }
  return s;
}
double orderly_of(double x) {
  double a[4] = {x, x * x, 1, x};
  double r = orderly(a, a + 2, 4);
  return r * a[2] + a[0];
}
DIFFERENTIATE double ordered(double x) { return orderly_of(x) * orderly_of(x * x); }

double find_first(const std::vector<double>& v, double limit) {
  auto it = std::find_if(v.begin(), v.end(), [&](double t) { return t > limit; });
  if (it == v.end()) return v[0] * limit;
  return *it * static_cast<double>(it - v.begin() + 1);
}
double found_in(double x, double limit) {
  std::vector<double> v{x, x * x, 2 * x, x + 1};
  return find_first(v, limit) * find_first({x, limit}, x);
}
DIFFERENTIATE double found(double x, double limit) { return found_in(x, limit) + found_in(limit, x) * x; }

double tail(const double* p, const double* end) { return p == end ? 1.0 : *p * tail(p + 1, end); }
double tailed(double x, int n) {
  double a[4] = {x, 2, x * x, 3};
  return tail(a, a + n) + tail(a + n, a + n);
}
DIFFERENTIATE double recursive_range(double x) { return tailed(x, 3) * tailed(x * x, 4); }

// A pointer that may be null, and one that starts at a parameter's.
DIFFERENTIATE double perhaps_null(const double* x, int n) {
  const double* largest = nullptr;
  for (const double* p = x; p != x + n; ++p)
    if (!largest || *largest < *p) largest = p;
  return largest ? *largest * x[0] : 0.0;
}

// ---- while loops that count

DIFFERENTIATE double counted_while(const double* x, int n) {
  double s = 0;
  int i = 0;
  while (i < n) {
    s += x[i] * s + x[i];
    ++i;
  }
  while (i > 0) {
    i -= 1;
    s *= x[i];
  }
  do s += x[i] * s;
  while (++i < n);
  return s * x[i - 1];
}

DIFFERENTIATE double counters_beside(const double* x, int n) {
  double s = 0;
  int down = n - 1;
  long up = 0;
  unsigned same = 0;
  for (int i = 0; i < n; ++i) {
    s += x[down] * x[up];
    --down;
    s *= x[same++];
    up = (up + 1) % n;
  }
  return s + x[down + 1] * static_cast<double>(same);
}

// No trips at all, and steps behind a condition.
DIFFERENTIATE double counted_or_not(const double* x, int from, int to) {
  double s = x[0];
  int i = from;
  while (i < to) s += x[i++] * s;
  int taken = 0;
  for (int k = 0; k < to; ++k) {
    if (x[k] > 0) ++taken;
    s += x[taken] * x[k];
  }
  return s * x[i % 4];
}

// The end moves while it is looked at.
DIFFERENTIATE double moving_end(const double* x, int n) {
  double s = 0;
  int i = 0;
  while (i < n) {
    s += x[i] * x[n - 1];
    ++i;
    if (x[i] < 0) --n;
  }
  return s;
}

// The end stays where it is, the pointer to it doesn't.
DIFFERENTIATE double end_behind_moving_pointer(const double* x, int n, int k) {
  const int more = n, less = n - 2;
  const int* ends[2] = {&more, &more};
  double s = 1;
  int i = 0;
  while (i < *ends[k]) {
    s = s * x[i] + 0.5;
    if (i == 0) ends[k] = &less;
    ++i;
  }
  return s;
}

DIFFERENTIATE double narrow_counters(const double* x, int n) {
  double s = 0;
  short i = 0;
  while (i < n) s += x[i++] * s + 1;
  unsigned char wraps = 250;
  unsigned sum = 0;
  for (int k = 0; k < 4; ++k) {
    s += x[wraps % 4] * s;
    wraps += 3;
    sum += wraps;
  }
  return s * (sum % 7 + x[0]);
}

// The subscript is set behind the pointer, in each iteration.
DIFFERENTIATE double subscript_set_behind(const double* x, int n) {
  double a[4] = {};
  int k;
  for (int i = 0; i < n; ++i) {
    struct Place {
      double* p;
      double w;
    };
    const Place q{&a[i == 0 ? 3 : k], x[i]};
    k = (i * 3 + 1) % 4;
    *q.p += q.w * q.w;
  }
  return a[0] * 1 + a[1] * 2 + a[2] * 3 + a[3] * 4;
}
#else
CASE(subscript_set_behind, array(5), 5);

CASE(rows_made_anew, array(5));
CASE(own_copy_filled, array(3), between(-1, 1));
CASE(filled_by_pointers, array(3), between(-1, 1));
CASE(local_accumulated, array(4), 3);
CASE(partial_sums_of_copies, array(4));
CASE(stepped_pointer, between(-1, 1));
CASE(matrix_walked, array(6), 2, 3);
CASE(reversed_in_place, array(5), 5, between(-1, 1));
CASE(reversed_in_place, array(4), 4, between(-1, 1));
CASE(recurrence_walked, array(4), 4, between(-1, 1));
CASE(compacted, array(5), 5);
CASE(members_walked, array(3), between(-1, 1));
CASE(points_walked, array(4), 4);
CASE(rows_walked, array(3));
CASE(moved_by_callees, array(4), 4);
CASE(ping_pong, between(-1, 1), 3);
CASE(null_or_local, between(-1, 1));
CASE(ordered, between(-1, 1));
CASE(found, between(0.2, 1), between(0.2, 1));
CASE(recursive_range, between(-1, 1));
CASE(perhaps_null, array(4), 4);
CASE(counted_while, array(4), 4);
CASE(counters_beside, array(4), 4);
CASE(counted_or_not, array(4), 0, 4);
CASE(counted_or_not, array(4), 3, 2);
CASE(moving_end, array(5), 4);
CASE(end_behind_moving_pointer, array(4), 4, 1);
CASE(narrow_counters, array(4, 0.2, 1), 4);

#endif
