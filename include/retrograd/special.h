// Functions that derivatives of <cmath> need and C++ lacks: digamma and its derivatives, the parts of frexp, modf
// and remquo as values. C++17, no dependencies.
//
//   double d = retrograd::digamma(2.5);        // d/dx log(gamma(x))
//   double t = retrograd::polygamma(1, 2.5);   // its derivative
#pragma once

#include <cmath>
#include <limits>

namespace retrograd {
namespace detail {

// The n-th derivative of digamma for large x: Abramowitz & Stegun 6.3.18 and 6.4.11, with the Bernoulli numbers B2…B24.
template <class T> T polygamma_asymptotic(int n, T x) {
  constexpr long double bernoulli[] = {1.0L / 6,       -1.0L / 30,       1.0L / 42,       -1.0L / 30,
                                       5.0L / 66,      -691.0L / 2730,   7.0L / 6,        -3617.0L / 510,
                                       43867.0L / 798, -174611.0L / 330, 854513.0L / 138, -236364091.0L / 2730};
  T factorial = 1;  // (n - 1)!
  for (int i = 2; i < n; ++i) factorial *= T(i);
  const T power = std::pow(x, T(-n));
  T sum = n == 0 ? -std::log(x) : factorial * power;
  if (n > 1) factorial *= T(n);  // n!
  sum += factorial * power / (2 * x);
  T scale = factorial * power;  // (2k + n - 1)! / (2k)! / x^(2k + n), but for B2k
  for (int k = 1; k <= 12; ++k) {
    const T even = T(2 * k);
    // From (2k - 2 + n - 1)! / (2k - 2)! to (2k + n - 1)! / (2k)!; at n = 0 and k = 1, from nothing to 1 / 2.
    scale *= k == 1 ? T(n == 0 ? 1 : n + 1) / (2 * x * x)
                    : (even + T(n) - 1) * (even + T(n) - 2) / (even * (even - 1) * x * x);
    sum += T(bernoulli[k - 1]) * scale;
  }
  return n % 2 == 0 ? -sum : sum;
}

// pi times the n-th derivative of cot(pi x), as a polynomial in c = cot(pi x): c' = -pi (1 + c^2).
template <class T> T cotangent_derivative(int n, T x) {
  constexpr int most = 32;
  const T pi = T(3.14159265358979323846264338327950288L);
  if (n > most) return std::numeric_limits<T>::quiet_NaN();
  T coefficients[most + 2] = {0, 1};
  for (int step = 1; step <= n; ++step) {
    T next[most + 2] = {};
    for (int k = 1; k <= step; ++k) {
      next[k - 1] -= T(k) * coefficients[k];
      next[k + 1] -= T(k) * coefficients[k];
    }
    for (int k = 0; k <= step + 1; ++k) coefficients[k] = next[k];
  }
  const T cotangent = 1 / std::tan(pi * (x - std::floor(x)));
  T value = 0;
  for (int k = n + 1; k >= 0; --k) value = value * cotangent + coefficients[k];
  return value * std::pow(pi, T(n + 1));
}

template <class T> T polygamma(int n, T x) {
  if (n < 0) return std::numeric_limits<T>::quiet_NaN();
  if (x == std::numeric_limits<T>::infinity()) return n == 0 ? x : T(0);
  if (x == 0) return n == 0 ? -1 / x : n % 2 == 0 ? -1 / (x * x) : 1 / (x * x);
  if (x < 0) {  // reflection: Abramowitz & Stegun 6.4.7
    if (x == std::floor(x)) return std::numeric_limits<T>::quiet_NaN();
    const T reflected = polygamma(n, 1 - x);
    return (n % 2 == 0 ? reflected : -reflected) - cotangent_derivative(n, x);
  }
  T factorial = 1;
  for (int i = 2; i <= n; ++i) factorial *= T(i);
  T shifted = 0;
  for (; x < T(20 + n); x += 1) shifted += factorial * std::pow(x, T(-n - 1));
  return polygamma_asymptotic(n, x) - (n % 2 == 0 ? shifted : -shifted);
}

}  // namespace detail

// The n-th derivative of digamma, n >= 0; polygamma(0, x) is digamma(x).
inline double polygamma(int n, double x) { return detail::polygamma(n, x); }
inline long double polygamma(int n, long double x) { return detail::polygamma(n, x); }
inline float polygamma(int n, float x) { return static_cast<float>(detail::polygamma(n, static_cast<double>(x))); }

// The derivative of log(gamma(x)): -inf at 0, NaN at the other poles.
inline double digamma(double x) { return polygamma(0, x); }
inline long double digamma(long double x) { return polygamma(0, x); }
inline float digamma(float x) { return polygamma(0, x); }

// x = frexp_fraction(x) * 2^frexp_exponent(x), as std::frexp.
template <class T> T frexp_fraction(T x) {
  int exponent;
  return std::frexp(x, &exponent);
}
template <class T> int frexp_exponent(T x) {
  int exponent;
  std::frexp(x, &exponent);
  return exponent;
}

// x - trunc(x) with x's sign, as std::modf.
template <class T> T modf_fraction(T x) {
  T whole;
  return std::modf(x, &whole);
}

// The low bits of x / y, rounded, as std::remquo stores them; the remainder is std::remainder(x, y).
template <class T> int remquo_quotient(T x, T y) {
  int quotient;
  std::remquo(x, y, &quotient);
  return quotient;
}

}  // namespace retrograd
