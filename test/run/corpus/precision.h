// float, double and long double, alone and mixed.
#ifndef CORPUS_CASES

DIFFERENTIATE float float_expression(float x, float y) { return x * y + std::sin(x) * 0.5f - y / (1 + x * x); }

DIFFERENTIATE float float_sum(const float* x, int n) {
  float s = 0;
  for (int i = 0; i < n; ++i) s += x[i] * std::exp(x[i]);
  return s;
}

DIFFERENTIATE void float_in_place(float* x, int n) {
  for (int i = 1; i < n; ++i) x[i] = x[i] * x[i - 1] + 0.25f;
}

DIFFERENTIATE LongDouble long_double_expression(LongDouble x, LongDouble y) {
  return std::exp(x) * y + std::sqrt(1.5L + y * y) / x;
}

DIFFERENTIATE LongDouble long_double_loop(const LongDouble* x, int n) {
  LongDouble s = 0.5L;
  for (int i = 0; i < n; ++i) s = s * x[i] + 1 / (2 + x[i]);
  return s;
}

DIFFERENTIATE double float_to_double(float x, double y) { return x * y + static_cast<double>(x) * x; }

DIFFERENTIATE float double_to_float(double x, double y) {
  const float narrow = static_cast<float>(x * y);
  float product = narrow * narrow;
  product += x;
  product *= 0.5;
  return product;
}

DIFFERENTIATE double mixed_accumulator(const float* x, const float* w, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += static_cast<double>(w[i]) * x[i] * x[i];
  return std::sqrt(s + 1);
}

DIFFERENTIATE void narrow_outputs(const double* x, float* out, int n) {
  for (int i = 0; i < n; ++i) out[i] = static_cast<float>(x[i] * x[i]) + out[i];
}

DIFFERENTIATE double widen_and_back(double x) {
  const LongDouble wide = static_cast<LongDouble>(x) * x;
  const LongDouble root = std::sqrt(wide + 1);
  return static_cast<double>(root) * x;
}

DIFFERENTIATE double three_precisions(float a, double b, LongDouble c) {
  LongDouble s = c;
  s += a * b;
  float t = static_cast<float>(s);
  t *= a;
  return t + b * static_cast<double>(s);
}

DIFFERENTIATE float float_math(float x, float y) {
  return std::pow(x, y) + std::atan2(x, y) + std::fmax(x, y) * std::tanh(x) + std::hypot(x, y) + std::log(x);
}

DIFFERENTIATE float float_c_names(float x) { return sqrtf(x) * sinf(x) + expf(-x); }

DIFFERENTIATE float float_literals(float x) { return static_cast<float>(x * 0.1 + x * 0.1f + 2 * x); }

DIFFERENTIATE double integer_and_float(float x, int n, unsigned char c) { return x * n + n / 2 * x + c * x * x; }

#else
CASE(float_expression, between(-2, 2), between(-2, 2));
CASE(float_sum, array(6), 6);
CASE(float_in_place, array(5), 5);
CASE(long_double_expression, between(1, 2), between(-2, 2));
CASE(long_double_loop, array(5), 5);
CASE(float_to_double, between(-2, 2), between(-2, 2));
CASE(double_to_float, between(-2, 2), between(-2, 2));
CASE(mixed_accumulator, array(5), array(5, 0, 1), 5);
CASE(narrow_outputs, array(4), array(4), 4);
CASE(widen_and_back, between(-2, 2));
CASE(three_precisions, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(float_math, between(0.5, 2), between(0.5, 2));
CASE(float_c_names, between(0.5, 2));
CASE(float_literals, between(-2, 2));
CASE(integer_and_float, between(-2, 2), 5, 3);
#endif
