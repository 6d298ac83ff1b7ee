// What is evaluated first: the object of a call before the arguments, the right operand of an assignment before the
// left one; variables that are given by reference are read when all arguments are there.
#ifndef CORPUS_CASES

double number_and_next(int& i, double x) {
  ++i;
  return x;
}
int next_number(int& i) { return ++i; }
DIFFERENTIATE double object_before_arguments(double x, double y) {
  std::array<std::vector<double>, 4> r;
  int i = 0;
  r[i].push_back(number_and_next(i, x));
  r[i].push_back(number_and_next(i, y * x));
  i = 0;
  r[i].emplace_back(number_and_next(i, x * y)) *= 2;
  i = 2;
  r[i].resize(next_number(i), x);
  i = 0;
  r[i].insert(r[0].begin(), number_and_next(i, y));
  i = 2;
  r[i].assign(2, number_and_next(i, x * x));
  return r[0].size() * 10. + r[1].size() * x + r[2].size() * 100 + r[0][0] * r[2][0] * y + r[2][1] + r[0][1] * r[1][0];
}
DIFFERENTIATE double filled_before_arguments(double x, double y) {
  std::array<std::array<double, 2>, 3> r{};
  int i = 0;
  r[i].fill(number_and_next(i, x * y));
  return r[0][0] * r[0][1] * y + r[1][0];
}
struct Amount {
  double x;
  Amount& operator+=(double y) {
    x += y;
    return *this;
  }
  Amount& operator=(double y) {
    x = y;
    return *this;
  }
};
Amount& operator-=(Amount& a, double y) {
  a.x = a.x * y - y;
  return a;
}
DIFFERENTIATE double right_operand_first(double x, double y) {
  Amount a[4] = {{x}, {y}, {x * y}, {x + y}};
  int i = 0;
  a[i] += number_and_next(i, x * 2);
  a[i] = number_and_next(i, x * 3);
  a[i] -= number_and_next(i, y * 2);
  return a[0].x + 3 * a[1].x * a[2].x + a[3].x * a[3].x;
}
DIFFERENTIATE double references_read_last(double x, double y) {
  double r = std::max(x, x -= y);
  r += std::min(y, y *= 0.5) * x;
  r *= std::clamp(x, x *= 0.5, y + 5);
  return r + std::plus<double>()(x, x *= y);
}
DIFFERENTIATE double reference_to_clamped(double x, double y) {
  double a = x, low = 0, high = 9;
  const double& r = std::clamp(a, low, high);
  a *= y;
  const double& s = std::clamp(a, high, high);
  high *= x;
  return r * x + s;
}
DIFFERENTIATE double complex_read_last(double x, double y) {
  std::complex<double> z(x, y);
  std::complex<double> r = z + (z *= 2.0);
  return r.real() * r.imag();
}

#else

CASE(object_before_arguments, between(0.5, 1.5), between(0.5, 1.5));
CASE(filled_before_arguments, between(0.5, 1.5), between(0.5, 1.5));
CASE(right_operand_first, between(0.5, 1.5), between(0.5, 1.5));
CASE(references_read_last, between(1.5, 2.5), between(0.5, 1));
CASE(reference_to_clamped, between(0.5, 1.5), between(0.5, 1.5));
CASE(complex_read_last, between(0.5, 1.5), between(0.5, 1.5));

#endif
