// Straight-line code: expressions, overwritten values, names, macros, namespaces, casts.
#ifndef CORPUS_CASES

DIFFERENTIATE double product_sine(double x, double y) { return x * std::sin(y); }

DIFFERENTIATE double polynomial(double x) { return 3.0 * x * x * x - 2.0 * x * x + x / 2 - 7; }

DIFFERENTIATE double quotient(double a, double b, double c) { return (a + b) / (b - c) / (a * c); }

DIFFERENTIATE double named_parts(double x, double y) {
  const double s = x * y;
  double t = std::exp(-s), u = t * t;
  return s * t + u / (1 + s * s);
}

DIFFERENTIATE double overwritten(double x, double y) {
  double t = x * y;
  t = t * t + x;
  t = std::sin(t) * y;
  x = t * x;
  y = x * t - y;
  return x * y;
}

DIFFERENTIATE double compound(double x, double y) {
  double r = x;
  r += y * y;
  r *= x;
  r -= r * y;
  r /= 1 + x * x;
  r = -r;
  return +r;
}

DIFFERENTIATE double increments(double x, double y) {
  double a = x, b = y;
  double c = (a++) * (++b);
  c += a-- - --b;
  ++c;
  return c * a * b;
}

DIFFERENTIATE double assignment_chain(double x, double y) {
  double a, b, c;
  a = b = c = x * y;
  a *= b += c;
  return a + b * c;
}

DIFFERENTIATE double two_initialisers(double x, double y) {
  double a = x * y, b = a * a, c = b - a;
  return a * b * c;
}

DIFFERENTIATE double shadowing(double x, double y) {
  double t = x * y;
  {
    double t = x + y;
    t = t * t;
    x = t * x;
  }
  {
    double x = t * 2;
    t += x * y;
  }
  return t * x;
}

DIFFERENTIATE double user_names(double x_bar, double x_dot, double tape) {
  double result_bar = x_bar * x_dot, result = result_bar * tape, x = result - x_bar;
  double result_dot = std::cos(x) * x_dot;
  return result * result_dot * x;
}

#define CUBE(v) ((v) * (v) * (v))
#define WEIGHTED(a, b) (0.25 * (a) + 0.75 * CUBE(b))
DIFFERENTIATE double macros(double x, double y) { return WEIGHTED(x, CUBE(y)) - WEIGHTED(y * y, x); }

namespace outer {
constexpr double scale = 2.5;
namespace inner {
double helper(double x) { return scale * x * x; }
DIFFERENTIATE double nested_namespace(double x, double y) { return helper(x) * y + scale; }
}  // namespace inner
}  // namespace outer

namespace outer::compact {
DIFFERENTIATE double compact_namespace(double x) { return inner::helper(x * scale) + x; }
}  // namespace outer::compact

const double gravity = 9.81;
static const double table[3] = {0.5, 1.5, -2.0};
DIFFERENTIATE double constants(double x, int k) { return gravity * x + table[k] * x * x; }

DIFFERENTIATE double integers_inside(double x, int n) {
  int m = n * 3 % 7;
  m <<= 1;
  unsigned u = static_cast<unsigned>(m) & 5u;
  const long total = m + static_cast<long>(u);
  return x * m + x * x / (1 + total) - n / 2 * x;
}

DIFFERENTIATE double casts(double x, double y) {
  const int whole = static_cast<int>(x * 10);
  const float narrow = static_cast<float>(whole);
  return (x - whole / 10.0) * y + static_cast<double>(narrow) * x;
}

DIFFERENTIATE double conditionals(double x, double y) {
  const double big = x > y ? x * x : y * y;
  const double sign = x < 0 ? -1.0 : 1.0;
  return (x > 0 && y > 0 ? big * x : big) + (x > 1 || !(y > 1) ? sign * y : x * y);
}

DIFFERENTIATE double commas(double x, double y) {
  double t = (x *= y, x + 1);
  t = (y = t * y, t - y);
  return t * x + y;
}

DIFFERENTIATE double unused_parameter(double x, double y, double) { return x * x + 0 * y; }

DIFFERENTIATE double constant_result(double) { return 4.0; }

DIFFERENTIATE double identity(double x) { return x; }

DIFFERENTIATE double passive_parameter(double x, PASSIVE double scale, PASSIVE const double* data) {
  return x * scale + data[0] * x * x + data[1];
}

DIFFERENTIATE void two_references(double& a, double& b) {
  const double sum = a + b;
  b = a * b;
  a = sum * b;
}

DIFFERENTIATE void outputs(double x, double y, double& sum, double* product) {
  sum = x + y;
  *product = x * y * sum;
}

DIFFERENTIATE bool boolean_result(double x, double& y) {
  y = y * x;
  return x > 0;
}

DIFFERENTIATE double long_chain(double x) {
  double a = x * x;
  double b = a + std::sin(a);
  double c = b * a - x;
  double d = c / (1 + b * b);
  double e = std::exp(d) - c;
  double f = std::sqrt(1 + e * e);
  double g = std::log(f) * e;
  double h = std::atan2(g, f);
  return h * g + a * d;
}

// The least number of a type has no literal, and -1 of an enumeration none either.
enum class Turn { Left = -1, None, Right };
enum class Depth : long { Least = -5000000000, Most = 5000000000 };
DIFFERENTIATE double least_numbers(double x) {
  signed char c = -128;
  c -= 1;
  short s = -32768;
  s += c;
  const int i = std::numeric_limits<int>::min();
  const long l = std::numeric_limits<long>::min();
  const Turn turn = x > 0 ? Turn::Left : Turn::Right;
  Depth depth = Depth::Least;
  if (x > 1) depth = Depth::Most;
  const int k = static_cast<int>(turn) + static_cast<int>(l >> 62) + (i < s ? 3 : 5);
  return x * c + x * x * k * (depth == Depth::Least ? 0.5 : 2);
}

// The minus of an unsigned literal wraps around; that of an integer 0 does nothing.
DIFFERENTIATE double negated_literals(double x, double y) {
  double m = -5u, zero = -0;
  long k = -1u;
  std::pair<double, double> p(-2u, x);
  return x * y / m + y * k + std::copysign(x * y, zero) + p.first * p.second;
}
DIFFERENTIATE double negated_label(double x, double y) {
  long n = x > 0 ? 3 : 1;
  switch (n - 4 + 4294967296L) {
  case -1u: return x * x;
  default: return y * x;
  }
}
#else
CASE(least_numbers, between(-2, 2));
CASE(product_sine, 1.0, 2.0);
CASE(polynomial, between(-2, 2));
CASE(quotient, between(1, 2), between(3, 4), between(0.5, 1));
CASE(named_parts, between(-1, 1), between(-1, 1));
CASE(overwritten, between(-2, 2), between(-2, 2));
CASE(compound, between(-2, 2), between(-2, 2));
CASE(increments, between(-2, 2), between(-2, 2));
CASE(assignment_chain, between(-2, 2), between(-2, 2));
CASE(two_initialisers, between(-2, 2), between(-2, 2));
CASE(shadowing, between(-2, 2), between(-2, 2));
CASE(user_names, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(macros, between(-2, 2), between(-2, 2));
CASE(outer::inner::nested_namespace, between(-2, 2), between(-2, 2));
CASE(outer::compact::compact_namespace, between(-2, 2));
CASE(constants, between(-2, 2), 2);
CASE(integers_inside, between(-2, 2), 5);
CASE(casts, between(0.1, 3), between(-2, 2));
CASE(conditionals, between(-2, 2), between(-2, 2));
CASE(commas, between(-2, 2), between(-2, 2));
CASE(unused_parameter, between(-2, 2), between(-2, 2), 1.0);
CASE(constant_result, 1.0);
CASE(identity, 1.5);
CASE(passive_parameter, between(-2, 2), passive(between(-2, 2)), passive(array(2)));
CASE(two_references, between(-2, 2), between(-2, 2));
CASE(outputs, between(-2, 2), between(-2, 2), 5.0, array(1));
CASE(boolean_result, between(-2, 2), between(-2, 2));
CASE(long_chain, between(-2, 2));
CASE(negated_literals, between(0.5, 2), between(0.5, 2));
CASE(negated_label, between(0.5, 2), between(0.5, 2));
#endif
