// Memory that a function owns: std::unique_ptr<T[]>, new and delete; vectors whose elements come and go in the middle.
#ifndef CORPUS_CASES

DIFFERENTIATE double unique_array(double x, int n) {
  auto p = std::make_unique<double[]>(n);
  for (int i = 0; i < n; ++i) p[i] = x * i + (i > 0 ? p[i - 1] * x : 1.0);
  std::unique_ptr<double[]> q(new double[3]);
  q[0] = p[n - 1], q[1] = x, q[2] = 1;
  const double* raw = p.get();
  double s = raw[0] * raw[1] * q[0];
  q = std::move(p);
  for (int i = 0; i < n; ++i) s += q[i] * q[0];
  q = std::make_unique<double[]>(1);
  return s + q[0] * x;
}

std::unique_ptr<double[]> squares(const double* x, int n) {
  auto y = std::make_unique<double[]>(n);
  for (int i = 0; i < n; ++i) y[i] = x[i] * x[i];
  return y;
}

double total(const std::unique_ptr<double[]>& p, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += p[i];
  return s;
}

DIFFERENTIATE double unique_passed(const double* x, int n) {
  const auto y = squares(x, n);
  return total(y, n) * y[0];
}

DIFFERENTIATE double allocated(const double* x, int n) {
  double* a = new double[n];
  for (int i = 0; i < n; ++i) a[i] = x[i] * (i > 0 ? a[i - 1] : 1.0);
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double* b = new double[i + 1]();
    b[i] = a[i] * x[0];
    s += b[i] * b[i];
    delete[] b;
  }
  const double* last = a + n - 1;
  s += *last;
  delete[] a;
  return s;
}

DIFFERENTIATE double inserted(double x, int n) {
  std::vector<double> v{x, 2 * x};
  for (int i = 0; i < n; ++i) v.insert(v.begin() + i, v.back() * v[i] + 1);
  v.insert(v.begin(), x * x);
  v.insert(v.end(), 3.0);
  double s = 0;
  for (std::size_t i = 0; i < v.size(); ++i) s += v[i] * (i + 1);
  return s;
}

DIFFERENTIATE double erased(const std::vector<double>& x) {
  std::vector<double> v = x;
  v.erase(v.begin() + 1);
  v[1] *= v[0];
  v.erase(v.begin(), v.begin() + 2);
  v.push_back(v[0] * x[1]);
  v.erase(v.end() - 1);
  v[0] *= v.back();
  double s = 0;
  for (double e : v) s += e * e;
  return s;
}

#else
CASE(unique_array, between(-1, 1), 4);
CASE(unique_passed, array(3), 3);
CASE(allocated, array(4), 4);
CASE(inserted, between(0.2, 1), 2);
CASE(erased, array(6));
#endif
