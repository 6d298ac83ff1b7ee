// <cmath> for duals: the value by the real function, first and second partials by hand.
#pragma once

#include "dual.h"

namespace oracle {

// digamma (order 0) and its derivatives, positive arguments: shifted to where few terms of the series suffice.
inline long double psi(int order, long double x) {
  long double sum = 0;
  for (; x < 40; x += 1) sum += order == 0 ? -1 / x : 1 / (x * x);
  const long double s = 1 / (x * x);
  if (order == 0)
    return sum + std::log(x) - 0.5L / x -
           s * (1 / 12.0L - s * (1 / 120.0L - s * (1 / 252.0L - s * (1 / 240.0L - s / 132))));
  return sum + 1 / x + s / 2 + s / x * (1 / 6.0L - s * (1 / 30.0L - s * (1 / 42.0L - s * (1 / 30.0L - s * 5 / 66))));
}

// Since it was last set to false: has there been a derivative of which rounding leaves few digits? Where tanh(v) is
// nearly 1, 1 - tanh(v)² is off by the rounding of 1.
inline bool lostDigits = false;
inline long double slopeOfTanh(long double v) {
  const long double slope = 1 / (std::cosh(v) * std::cosh(v));
  if (slope < 1e-4L) lostDigits = true;
  return slope;
}

// v is the argument, r the result, both in long double.
#define UNARY(name, first, second)                       \
  template <class T> Dual<T> name(const Dual<T>& x) {    \
    [[maybe_unused]] const long double v = x.value;      \
    const T result = std::name(x.value);                 \
    [[maybe_unused]] const long double r = std::name(v); \
    return chain<T>(result, first, second, x);           \
  }                                                      \
  inline Dual<float> name##f(const Dual<float>& x) { return name(x); }
UNARY(sin, std::cos(v), -r)
UNARY(cos, -std::sin(v), -r)
UNARY(tan, 1 / (std::cos(v) * std::cos(v)), 2 * r / (std::cos(v) * std::cos(v)))
UNARY(asin, std::pow(1 - v * v, -0.5L), v* std::pow(1 - v * v, -1.5L))
UNARY(acos, -std::pow(1 - v * v, -0.5L), -v* std::pow(1 - v * v, -1.5L))
UNARY(atan, 1 / (1 + v * v), -2 * v / ((1 + v * v) * (1 + v * v)))
UNARY(sinh, std::cosh(v), r)
UNARY(cosh, std::sinh(v), r)
UNARY(tanh, slopeOfTanh(v), -2 * r / (std::cosh(v) * std::cosh(v)))
UNARY(asinh, std::pow(1 + v * v, -0.5L), -v* std::pow(1 + v * v, -1.5L))
UNARY(acosh, std::pow(v* v - 1, -0.5L), -v* std::pow(v* v - 1, -1.5L))
UNARY(atanh, 1 / (1 - v * v), 2 * v / ((1 - v * v) * (1 - v * v)))
UNARY(exp, r, r)
UNARY(exp2, r* std::log(2.0L), r* std::log(2.0L) * std::log(2.0L))
UNARY(expm1, std::exp(v), std::exp(v))
UNARY(log, 1 / v, -1 / (v * v))
UNARY(log2, 1 / (v * std::log(2.0L)), -1 / (v * v * std::log(2.0L)))
UNARY(log10, 1 / (v * std::log(10.0L)), -1 / (v * v * std::log(10.0L)))
UNARY(log1p, 1 / (1 + v), -1 / ((1 + v) * (1 + v)))
UNARY(sqrt, 1 / (2 * r), -1 / (4 * r * v))
UNARY(cbrt, r / (3 * v), -2 * r / (9 * v * v))
UNARY(erf, 2 / std::sqrt(std::acos(-1.0L)) * std::exp(-v * v), -4 * v / std::sqrt(std::acos(-1.0L)) * std::exp(-v * v))
UNARY(erfc, -2 / std::sqrt(std::acos(-1.0L)) * std::exp(-v * v), 4 * v / std::sqrt(std::acos(-1.0L)) * std::exp(-v * v))
UNARY(tgamma, r* psi(0, v), r*(psi(0, v) * psi(0, v) + psi(1, v)))
UNARY(lgamma, psi(0, v), psi(1, v))
UNARY(fabs, (v > 0) - (v < 0), 0)
UNARY(abs, (v > 0) - (v < 0), 0)
UNARY(floor, 0, 0)
UNARY(ceil, 0, 0)
UNARY(trunc, 0, 0)
UNARY(round, 0, 0)
UNARY(nearbyint, 0, 0)
UNARY(rint, 0, 0)
UNARY(logb, 0, 0)
#undef UNARY

// x and y are the arguments, r the result; the partials x, y, xx, xy, yy.
#define BINARY(name, px, py, pxx, pxy, pyy)                                           \
  template <class T> Dual<T> name(const Dual<T>& a, const Dual<T>& b) {               \
    [[maybe_unused]] const long double x = a.value, y = b.value, r = std::name(x, y); \
    return chain<T>(std::name(a.value, b.value), px, py, pxx, pxy, pyy, a, b);        \
  }                                                                                   \
  template <class A, class B> Mixed<A, B> name(const A& a, const B& b) { return name(Mixed<A, B>(a), Mixed<A, B>(b)); }
BINARY(pow, y == 0 ? 0 : y * std::pow(x, y - 1), r == 0 ? 0 : r * std::log(x), strong(std::pow(x, y - 2), y*(y - 1)),
       std::pow(x, y - 1) * (1 + y * std::log(x)), r* std::log(x) * std::log(x))
BINARY(atan2, y / (x * x + y * y), -x / (x * x + y * y), -2 * x * y / std::pow(x * x + y * y, 2.0L),
       (x * x - y * y) / std::pow(x * x + y * y, 2.0L), 2 * x * y / std::pow(x * x + y * y, 2.0L))
BINARY(hypot, r == 0 ? 0 : x / r, r == 0 ? 0 : y / r, r == 0 ? 0 : y * y / (r * r * r),
       r == 0 ? 0 : -x * y / (r * r * r), r == 0 ? 0 : x * x / (r * r * r))
BINARY(fmax, r == x, r != x, 0, 0, 0)
BINARY(fmin, r == x, r != x, 0, 0, 0)
BINARY(fdim, x > y, x > y ? -1 : 0, 0, 0, 0)
BINARY(fmod, 1, -std::trunc(x / y), 0, 0, 0)
BINARY(remainder, 1, -std::nearbyint(x / y), 0, 0, 0)
BINARY(copysign, (std::signbit(x) ? -1 : x == 0 ? 0 : 1) * (std::signbit(y) ? -1 : 1), 0, 0, 0, 0)
BINARY(nextafter, 1, 0, 0, 0, 0)
#undef BINARY

template <class T> Dual<T> fma(const Dual<T>& a, const Dual<T>& b, const Dual<T>& c) {
  Dual<T> result = a * b + c;
  result.value = std::fma(a.value, b.value, c.value);
  return result;
}
template <class T> Dual<T> hypot(const Dual<T>& a, const Dual<T>& b, const Dual<T>& c) {
  Dual<T> result = sqrt(a * a + b * b + c * c);
  result.value = std::hypot(a.value, b.value, c.value);
  return result;
}
template <class A, class B, class C>
using Mixed3 = std::enable_if_t<
    !(std::is_same_v<A, B> && std::is_same_v<B, C>) && (isDual<A> || isDual<B> || isDual<C>),
    Dual<std::common_type_t<typename Plain<A>::type, typename Plain<B>::type, typename Plain<C>::type>>>;
template <class A, class B, class C> Mixed3<A, B, C> fma(const A& a, const B& b, const C& c) {
  return fma(Mixed3<A, B, C>(a), Mixed3<A, B, C>(b), Mixed3<A, B, C>(c));
}
template <class T> Dual<T> lerp(const Dual<T>& a, const Dual<T>& b, const Dual<T>& t) {
  Dual<T> result = a + t * (b - a);
  result.value = std::lerp(a.value, b.value, t.value);
  return result;
}
template <class A, class B, class C> Mixed3<A, B, C> lerp(const A& a, const B& b, const C& c) {
  return lerp(Mixed3<A, B, C>(a), Mixed3<A, B, C>(b), Mixed3<A, B, C>(c));
}
template <class T> Dual<T> ldexp(const Dual<T>& x, int n) {
  return chain<T>(std::ldexp(x.value, n), std::ldexp(1.0L, n), 0, x);
}
template <class T> Dual<T> scalbn(const Dual<T>& x, int n) {
  return chain<T>(std::scalbn(x.value, n), std::ldexp(1.0L, n), 0, x);
}
template <class T> Dual<T> scalbln(const Dual<T>& x, long n) {
  return chain<T>(std::scalbln(x.value, n), std::ldexp(1.0L, n), 0, x);
}
template <class T> Dual<T> frexp(const Dual<T>& x, int* exponent) {
  const T fraction = std::frexp(x.value, exponent);
  return chain<T>(fraction, std::ldexp(1.0L, -*exponent), 0, x);
}
template <class T> Dual<T> modf(const Dual<T>& x, Dual<T>* whole) {
  T integer;
  const T fraction = std::modf(x.value, &integer);
  *whole = integer;
  return chain<T>(fraction, 1, 0, x);
}

#define PASSIVE_FUNCTION(name) \
  template <class T> auto name(const Dual<T>& x) { return std::name(x.value); }
PASSIVE_FUNCTION(ilogb)
PASSIVE_FUNCTION(lround)
PASSIVE_FUNCTION(llround)
PASSIVE_FUNCTION(lrint)
PASSIVE_FUNCTION(llrint)
PASSIVE_FUNCTION(isnan)
PASSIVE_FUNCTION(isinf)
PASSIVE_FUNCTION(isfinite)
PASSIVE_FUNCTION(signbit)
#undef PASSIVE_FUNCTION

}  // namespace oracle

// What `std::` means in the text of a function over duals (#define std dual_std).
namespace dual_std {
using namespace ::std;
#define BOTH(name)      \
  using ::oracle::name; \
  using ::std::name;
BOTH(sin)
BOTH(cos) BOTH(tan) BOTH(asin) BOTH(acos) BOTH(atan) BOTH(sinh) BOTH(cosh) BOTH(tanh) BOTH(asinh) BOTH(acosh)
    BOTH(atanh) BOTH(exp) BOTH(exp2) BOTH(expm1) BOTH(log) BOTH(log2) BOTH(log10) BOTH(log1p) BOTH(sqrt) BOTH(cbrt)
        BOTH(erf) BOTH(erfc) BOTH(tgamma) BOTH(lgamma) BOTH(fabs) BOTH(abs) BOTH(floor) BOTH(ceil) BOTH(trunc)
            BOTH(round) BOTH(nearbyint) BOTH(rint) BOTH(logb) BOTH(pow) BOTH(atan2) BOTH(hypot) BOTH(fmax) BOTH(fmin)
                BOTH(fdim) BOTH(fmod) BOTH(remainder) BOTH(copysign) BOTH(nextafter) BOTH(fma) BOTH(lerp) BOTH(ldexp) BOTH(scalbn)
                    BOTH(scalbln) BOTH(frexp) BOTH(modf) BOTH(ilogb) BOTH(lround) BOTH(llround) BOTH(lrint) BOTH(llrint)
                        BOTH(isnan) BOTH(isinf) BOTH(isfinite) BOTH(signbit)
#undef BOTH
}  // namespace dual_std
