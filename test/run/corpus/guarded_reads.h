// Reads that a condition guards: elsewhere the element isn't there, and no sweep may touch it.
#ifndef CORPUS_CASES
DIFFERENTIATE double guarded_back_substitution(const double* c, double* x, int n) {
  for (int i = n; i-- > 0;) x[i] = x[i] - (i + 1 < n ? c[i] * x[i + 1] : 0);
  return x[0];
}
DIFFERENTIATE double guarded_vector(std::vector<double> x, double a) {
  const std::size_t n = x.size();
  for (std::size_t i = 0; i < n; ++i)
    x[i] = x[i] * (i + 1 < n ? std::sin(a * x[i + 1]) : 1.0) + (i > 0 ? x[i - 1] * x[i] : 0);
  return x[0] * x[n - 1];
}
DIFFERENTIATE double guarded_and(std::vector<double> x, double a) {
  double s = 0;
  const std::size_t n = x.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (i + 1 < n && x[i + 1] * a > x[i]) s += x[i + 1] * x[i + 1] * a;
    const bool rises = i + 1 < n && x[i + 1] > 0.1;
    x[i] = rises ? s * x[i] : s;
  }
  return s + x[n - 1];
}
DIFFERENTIATE double guarded_pointer(const double* p, double a, int n) {
  const double* q = n > 100 ? p : nullptr;
  double s = 0;
  for (int i = 0; i < n; ++i) s += q ? *q * a : p[i] * a * a;
  return s * (q ? q[1] : a);
}
DIFFERENTIATE double never_run(std::vector<double> x, double a, int n) {
  double s = a;
  for (int i = 0; i < n; ++i) {
    double t = s;
    for (int k = 0; k < 3; ++k) t = std::sin(t * x[0]) * x[k];
    s += t * x[1];
  }
  return s * a;
}
DIFFERENTIATE double never_run_rows(const double* x, double* out, int rows, int n) {
  for (int r = 0; r < rows; ++r)
    for (int i = 0; i < n; ++i) out[r] += x[r * 2] * x[i] * x[r * 2 + 1];
  double s = 0;
  for (int r = 0; r < rows; ++r) s += out[r] * out[r];
  return s;
}
DIFFERENTIATE double guarded_by_branch(std::vector<double> x, double a) {
  double s = 0;
  const int n = static_cast<int>(x.size());
  for (int i = -1; i <= n; ++i) {
    double left = 0, right = 0;
    if (i > 0) left = x[i - 1];
    if (i >= 0 && i < n) right = x[i];
    s += std::exp(left * right * a);
    if (i >= 0 && i < n) x[i] = s * right;
  }
  return s;
}
DIFFERENTIATE double guarded_overwritten(double a, int n) {
  double w[3] = {a, a * a, 1};
  double s = 0;
  for (int i = 0; i < n; ++i) {
    const double t = i < 3 ? std::exp(w[i] * a) : 1.0;
    s += t * (i >= 1 && i < 4 ? w[i - 1] : a);
    w[i % 3] *= 0.5 * s;
  }
  return s;
}
DIFFERENTIATE double guarded_rows(std::vector<std::vector<double>> g, double a) {
  double s = 0;
  const int n = static_cast<int>(g.size());
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      const double up = i > 0 ? g[i - 1][j] : 0, left = j > 0 ? g[i][j - 1] * a : 0;
      g[i][j] += 0.5 * std::sin(up + left) * (i + 1 < n ? g[i + 1][j] : a);
      s += g[i][j];
    }
  return s;
}
#else
CASE(guarded_back_substitution, array(4), array(5), 5);
CASE(guarded_vector, array(5), between(-1, 1));
CASE(guarded_and, array(5), between(-1, 1));
CASE(guarded_pointer, array(4), between(-1, 1), 4);
CASE(never_run, array(3), between(-1, 1), 2);
CASE(never_run, array(0), between(-1, 1), 0);
CASE(never_run_rows, array(6), array(3), 3, 3);
CASE(never_run_rows, array(0), array(3), 3, 0);
CASE(guarded_by_branch, array(4), between(-1, 1));
CASE(guarded_overwritten, between(0.5, 1), 5);
CASE(guarded_rows, array(3), between(-1, 1));
#endif
