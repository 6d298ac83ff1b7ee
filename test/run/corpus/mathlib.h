// The functions of <cmath>, by std:: and C names, and their kinks.
#ifndef CORPUS_CASES

DIFFERENTIATE double trigonometric(double x) { return std::sin(x) * std::cos(x) + std::tan(x); }
DIFFERENTIATE double inverse_trigonometric(double x, double y) {
  return std::asin(x) * std::acos(y) + std::atan(x + y);
}
DIFFERENTIATE double angles(double x, double y) { return std::atan2(y, x) * x + std::hypot(x, y); }
DIFFERENTIATE double hyperbolic(double x) { return std::sinh(x) + std::cosh(x) * std::tanh(x); }
DIFFERENTIATE double inverse_hyperbolic(double x) { return std::asinh(x) + std::acosh(1.5 + x) * std::atanh(x); }
DIFFERENTIATE double exponentials(double x) { return std::exp(x) + std::exp2(x) * std::expm1(x); }
DIFFERENTIATE double logarithms(double x) { return std::log(x) * std::log2(x) + std::log10(x) * std::log1p(x); }
DIFFERENTIATE double roots(double x) { return std::sqrt(x) * std::cbrt(x) + 1 / std::sqrt(1 + x); }
DIFFERENTIATE double powers(double x, double y) {
  return std::pow(x, y) + std::pow(x, 3) + std::pow(x, 0.5) + std::pow(2.0, y);
}
DIFFERENTIATE double power_of_integer(double x, int n) { return std::pow(x, n) + std::pow(x, 2); }
DIFFERENTIATE double lerp_and_clamp(double a, double b, double t) {
  return std::lerp(a, b, t) * std::clamp(a * b, a, t) + std::lerp(a * b, t, 0.5) * std::hypot(a, b, t);
}
DIFFERENTIATE double hypot_three(double x, double y, double z) { return std::hypot(x, y, z) * x; }
DIFFERENTIATE double error_functions(double x) { return std::erf(x) * x + std::erfc(x); }
DIFFERENTIATE double gammas(double x) { return std::tgamma(x) + std::lgamma(x) * x; }
DIFFERENTIATE double absolute(double x, double y) { return std::fabs(x) * y + std::abs(x * y) + fabs(y); }
DIFFERENTIATE double extrema(double x, double y) {
  return std::fmax(x, y) * x + std::fmin(x * x, y) + std::fdim(x, y) * y;
}
DIFFERENTIATE double remainders(double x, double y) { return std::fmod(x, y) * x + std::remainder(x, y) * y; }
DIFFERENTIATE double signs(double x, double y) { return std::copysign(x, y) * x + std::copysign(2.0, x); }
DIFFERENTIATE double fused(double x, double y, double z) { return std::fma(x, y, z) * std::fma(z, x, 1.0); }
DIFFERENTIATE double rounding(double x) {
  return std::floor(x) * x + std::ceil(x) * x * x + std::trunc(x) + std::round(x) * x - std::nearbyint(x) * x +
         std::rint(x);
}
DIFFERENTIATE double rounded_integers(double x) {
  return x * std::lround(x) + x * x * std::llround(x) + std::lrint(x) * x;
}
DIFFERENTIATE double representation(double x, int n) {
  return std::ldexp(x, n) * x + std::scalbn(x, 2) + std::scalbln(x, 3L) + std::logb(x) * x + std::ilogb(x) * x;
}
DIFFERENTIATE double parts(double x) {
  int exponent;
  const double fraction = std::frexp(x, &exponent);
  double whole;
  const double rest = std::modf(x * x, &whole);
  return fraction * exponent + rest * x + whole * x;
}
DIFFERENTIATE double neighbours(double x) { return std::nextafter(x, 100.0) * x; }
DIFFERENTIATE double questions(double x) {
  double r = x;
  if (std::isfinite(x) && !std::isnan(x)) r *= x;
  if (std::isinf(x) || std::signbit(x)) r += 3 * x;
  return r;
}
DIFFERENTIATE double c_names(double x, double y) { return sin(x) * exp(y) + pow(fabs(x), y) + sqrt(y) + fmax(x, y); }
DIFFERENTIATE double root_chain(double x) { return std::sqrt(std::sqrt(std::sqrt(x)) + 1) * std::log(std::exp(x) + 1); }

// Values at kinks and edges are part of the language: docs/semantics.md.
DIFFERENTIATE double absolute_at_zero(double x) { return std::fabs(x) + 2 * x; }
DIFFERENTIATE double root_at_zero(double x) { return std::sqrt(x); }
DIFFERENTIATE double power_half_at_zero(double x) { return std::pow(x, 0.5); }
DIFFERENTIATE double powers_at_zero(double x) {
  return std::pow(x, 3) + std::pow(x, 2.0) + std::pow(x, 1.0) + std::pow(x, 0.0);
}
DIFFERENTIATE double maximum_at_tie(double x, double y) { return 3 * std::fmax(x, y) + 5 * std::fmin(x, y); }
DIFFERENTIATE double hypot_at_zero(double x, double y) { return std::hypot(x, y) + x; }
DIFFERENTIATE double unused_out_of_domain(double x) {
  const double unused = std::acos(x * 3);
  double unused_too = std::sqrt(-x);
  unused_too = x;
  return x * x + 0 * unused_too + (unused > 10 ? 1 : 2) * x;
}
DIFFERENTIATE double zero_times_infinite(double x) {
  const double root = std::sqrt(x);
  return root > 0 ? root * x : 3 * x;
}
DIFFERENTIATE double square_of_root(double x) {
  const double r = std::sqrt(x) - 1;
  return r * r;
}

#else
CASE(trigonometric, between(-1.4, 1.4));
CASE(inverse_trigonometric, between(-0.9, 0.9), between(-0.9, 0.9));
CASE(angles, between(-2, 2), between(-2, 2));
CASE(hyperbolic, between(-2, 2));
CASE(inverse_hyperbolic, between(-0.4, 0.9));
CASE(exponentials, between(-2, 2));
CASE(logarithms, between(0.1, 4));
CASE(roots, between(0.1, 4));
CASE(powers, between(0.1, 4), between(-2, 2));
CASE(power_of_integer, between(-2, 2), 5);
CASE(power_of_integer, between(0.1, 4), -3);
CASE(lerp_and_clamp, between(-2, -1), between(-1, 1), between(0.1, 0.9));
CASE(lerp_and_clamp, between(-2, -1), between(-1, 1), between(1.1, 1.9));
CASE(hypot_three, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(error_functions, between(-2, 2));
CASE(gammas, between(0.5, 4));
CASE(absolute, between(-2, 2), between(-2, 2));
CASE(extrema, between(-2, 2), between(-2, 2));
CASE(remainders, between(5, 9), between(1, 2));
CASE(signs, between(-2, 2), between(-2, 2));
CASE(fused, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(rounding, between(-3, 3));
CASE(rounded_integers, between(-3, 3));
CASE(representation, between(0.6, 0.9), 3);
CASE(parts, between(1.1, 1.3));
CASE(neighbours, between(1, 2));
CASE(questions, between(-2, 2));
CASE(c_names, between(-2, 2), between(0.1, 2));
CASE(root_chain, between(0.1, 2));
CASE(absolute_at_zero, 0.0).kink();
CASE(root_at_zero, 0.0).kink();
CASE(power_half_at_zero, 0.0).kink();
CASE(powers_at_zero, 0.0).kink();
CASE(maximum_at_tie, 2.0, 2.0).kink();
CASE(hypot_at_zero, 0.0, 0.0).kink();
CASE(unused_out_of_domain, 2.0);
CASE(zero_times_infinite, 0.0).kink();
CASE(square_of_root, 1.0);
CASE(square_of_root, between(0.5, 2));
#endif
