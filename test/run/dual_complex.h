// std::complex over duals: the value by the library's std::complex, derivatives by complex arithmetic in long double.
#pragma once

#include "dual_math.h"

#include <complex>

namespace dual_std {

template <class T> struct complex;

namespace detail {
using Long = std::complex<long double>;

template <class U> using Dual = ::oracle::Dual<U>;

template <class U> complex<Dual<U>> made(std::complex<U> value, Long d1, Long d2, Long d12) {
  return {Dual<U>(value.real(), d1.real(), d2.real(), d12.real()),
          Dual<U>(value.imag(), d1.imag(), d2.imag(), d12.imag())};
}
template <class U> std::complex<U> valueOf(const complex<Dual<U>>& z) { return {z.re.value, z.im.value}; }
template <class U> Long longOf(const complex<Dual<U>>& z) { return {z.re.value, z.im.value}; }
template <class U> Long first(const complex<Dual<U>>& z) { return {z.re.d1, z.im.d1}; }
template <class U> Long second(const complex<Dual<U>>& z) { return {z.re.d2, z.im.d2}; }
template <class U> Long mixed(const complex<Dual<U>>& z) { return {z.re.d12, z.im.d12}; }

// A holomorphic function by its value and derivatives.
template <class U> complex<Dual<U>> chain(std::complex<U> value, Long p, Long pp, const complex<Dual<U>>& z) {
  return made<U>(value, p * first(z), p * second(z), pp * first(z) * second(z) + p * mixed(z));
}
}  // namespace detail

template <class T> struct complex {
  using value_type = T;
  template <class N> using Number = std::enable_if_t<std::is_arithmetic_v<N>>;
  T re, im;
  complex(T r = 0.0, T i = 0.0) : re(r), im(i) {}
  template <class N, class = Number<N>> complex(N r) : re(r), im(0) {}
  template <class O> complex(const complex<O>& o) : re(o.re), im(o.im) {}
  T real() const { return re; }
  T imag() const { return im; }
  void real(T x) { re = x; }
  void imag(T x) { im = x; }
  complex& operator=(const T& x) { return re = x, im = 0.0, *this; }
  complex& operator+=(const T& x) { return re += x, *this; }
  complex& operator-=(const T& x) { return re -= x, *this; }
  complex& operator*=(const T& x) { return re *= x, im *= x, *this; }
  complex& operator/=(const T& x) { return re /= x, im /= x, *this; }
  complex& operator+=(const complex& z) { return re += z.re, im += z.im, *this; }
  complex& operator-=(const complex& z) { return re -= z.re, im -= z.im, *this; }
  complex& operator*=(const complex& z) { return *this = *this * z; }
  complex& operator/=(const complex& z) { return *this = *this / z; }

  friend complex operator+(const complex& a, const complex& b) { return {a.re + b.re, a.im + b.im}; }
  friend complex operator-(const complex& a, const complex& b) { return {a.re - b.re, a.im - b.im}; }
  friend complex operator+(const complex& a, const T& b) { return {a.re + b, a.im}; }
  friend complex operator+(const T& a, const complex& b) { return {a + b.re, b.im}; }
  friend complex operator-(const complex& a, const T& b) { return {a.re - b, a.im}; }
  friend complex operator-(const T& a, const complex& b) { return {a - b.re, -b.im}; }
  friend complex operator*(const complex& a, const T& b) { return {a.re * b, a.im * b}; }
  friend complex operator*(const T& a, const complex& b) { return {b.re * a, b.im * a}; }
  friend complex operator/(const complex& a, const T& b) { return {a.re / b, a.im / b}; }
  friend complex operator/(const T& a, const complex& b) { return complex(a) / b; }
#define WITH_NUMBER(op)                                                                                       \
  template <class N, class = Number<N>> friend complex operator op(N a, const complex& b) { return T(a) op b; } \
  template <class N, class = Number<N>> friend complex operator op(const complex& a, N b) { return a op T(b); } \
  template <class N, class = Number<N>> complex& operator op##=(N b) { return *this op##= T(b); }
  WITH_NUMBER(+)
  WITH_NUMBER(-)
  WITH_NUMBER(*)
  WITH_NUMBER(/)
#undef WITH_NUMBER
  friend complex operator+(const complex& a) { return a; }
  friend complex operator-(const complex& a) { return {-a.re, -a.im}; }
  friend bool operator==(const complex& a, const complex& b) { return a.re == b.re && a.im == b.im; }
  friend complex operator*(const complex& a, const complex& b) {
    using namespace detail;
    return made(valueOf(a) * valueOf(b), first(a) * longOf(b) + longOf(a) * first(b),
                second(a) * longOf(b) + longOf(a) * second(b),
                mixed(a) * longOf(b) + first(a) * second(b) + second(a) * first(b) + longOf(a) * mixed(b));
  }
  friend complex operator/(const complex& a, const complex& b) {
    using namespace detail;
    const Long w = longOf(b), q = longOf(a) / w;
    const Long q1 = (first(a) - q * first(b)) / w, q2 = (second(a) - q * second(b)) / w;
    return made(valueOf(a) / valueOf(b), q1, q2,
                (mixed(a) - q1 * second(b) - q2 * first(b) - q * mixed(b)) / w);
  }
};

template <class T> T real(const complex<T>& z) { return z.re; }
template <class T> T imag(const complex<T>& z) { return z.im; }
template <class T> complex<T> conj(const complex<T>& z) { return {z.re, -z.im}; }
template <class T> T norm(const complex<T>& z) { return z.re * z.re + z.im * z.im; }
template <class T> T abs(const complex<T>& z) { return ::oracle::hypot(z.re, z.im); }
template <class T> T arg(const complex<T>& z) { return ::oracle::atan2(z.im, z.re); }
template <class T> complex<T> polar(const T& r, const T& angle) { return {r * cos(angle), r * sin(angle)}; }

#define HOLOMORPHIC(name, d, dd)                                               \
  template <class U> complex<detail::Dual<U>> name(const complex<detail::Dual<U>>& z) { \
    [[maybe_unused]] const detail::Long v = detail::longOf(z);                 \
    [[maybe_unused]] const detail::Long r = std::name(v);                      \
    return detail::chain<U>(std::name(detail::valueOf(z)), d, dd, z);          \
  }
HOLOMORPHIC(exp, r, r)
HOLOMORPHIC(log, 1.0L / v, -1.0L / (v * v))
HOLOMORPHIC(sqrt, 0.5L / r, -0.25L / (r * v))
HOLOMORPHIC(sin, std::cos(v), -r)
HOLOMORPHIC(cos, -std::sin(v), -r)
HOLOMORPHIC(tan, 1.0L + r * r, 2.0L * r * (1.0L + r * r))
HOLOMORPHIC(sinh, std::cosh(v), r)
HOLOMORPHIC(cosh, std::sinh(v), r)
HOLOMORPHIC(tanh, 1.0L - r * r, -2.0L * r * (1.0L - r * r))
#undef HOLOMORPHIC

template <class U, class N, class = std::enable_if_t<std::is_integral_v<N>>>
complex<detail::Dual<U>> pow(const complex<detail::Dual<U>>& z, N n) {
  const detail::Long v = detail::longOf(z);
  const long double e = n;
  return detail::chain<U>(std::pow(detail::valueOf(z), n), e * std::pow(v, n - 1),
                          e * (e - 1) * std::pow(v, n - 2), z);
}
// By exp(w log z) in derivatives.
template <class U> complex<detail::Dual<U>> power(std::complex<U> value, const complex<detail::Dual<U>>& z,
                                                  const complex<detail::Dual<U>>& w) {
  complex<detail::Dual<U>> result = exp(w * log(z));
  result.re.value = value.real(), result.im.value = value.imag();
  return result;
}
template <class U> complex<detail::Dual<U>> pow(const complex<detail::Dual<U>>& z, const detail::Dual<U>& w) {
  return power<U>(std::pow(detail::valueOf(z), w.value), z, complex<detail::Dual<U>>(w));
}
template <class U> complex<detail::Dual<U>> pow(const complex<detail::Dual<U>>& z, double w) {
  return pow(z, detail::Dual<U>(w));
}
template <class U> complex<detail::Dual<U>> pow(const complex<detail::Dual<U>>& z, const complex<detail::Dual<U>>& w) {
  return power<U>(std::pow(detail::valueOf(z), detail::valueOf(w)), z, w);
}

}  // namespace dual_std
