// The parts of functions of std::complex, as derivatives name them: the library's own results, part by part.
//
//   double u = retrograd::complex_product_real(1.0, 2.0, 3.0, 4.0);   // the real part of (1 + 2i)(3 + 4i)
//   retrograd::real(z) = u;                                            // the part as a variable
#pragma once

#include <complex>

namespace retrograd {

template <class T> T complex_product_real(T a, T b, T c, T d) {
  return (std::complex<T>(a, b) * std::complex<T>(c, d)).real();
}
template <class T> T complex_product_imag(T a, T b, T c, T d) {
  return (std::complex<T>(a, b) * std::complex<T>(c, d)).imag();
}
template <class T> T complex_quotient_real(T a, T b, T c, T d) {
  return (std::complex<T>(a, b) / std::complex<T>(c, d)).real();
}
template <class T> T complex_quotient_imag(T a, T b, T c, T d) {
  return (std::complex<T>(a, b) / std::complex<T>(c, d)).imag();
}

#define RETROGRAD_COMPLEX_PARTS(name)                                                                       \
  template <class T> T complex_##name##_real(T x, T y) { return std::name(std::complex<T>(x, y)).real(); } \
  template <class T> T complex_##name##_imag(T x, T y) { return std::name(std::complex<T>(x, y)).imag(); }
RETROGRAD_COMPLEX_PARTS(exp)
RETROGRAD_COMPLEX_PARTS(log)
RETROGRAD_COMPLEX_PARTS(sqrt)
RETROGRAD_COMPLEX_PARTS(sin)
RETROGRAD_COMPLEX_PARTS(cos)
RETROGRAD_COMPLEX_PARTS(tan)
RETROGRAD_COMPLEX_PARTS(sinh)
RETROGRAD_COMPLEX_PARTS(cosh)
RETROGRAD_COMPLEX_PARTS(tanh)
#undef RETROGRAD_COMPLEX_PARTS

// To a real power, to a complex one.
template <class T> T complex_power_real(T x, T y, T p) { return std::pow(std::complex<T>(x, y), p).real(); }
template <class T> T complex_power_imag(T x, T y, T p) { return std::pow(std::complex<T>(x, y), p).imag(); }
template <class T> T complex_pow_real(T x, T y, T p, T q) {
  return std::pow(std::complex<T>(x, y), std::complex<T>(p, q)).real();
}
template <class T> T complex_pow_imag(T x, T y, T p, T q) {
  return std::pow(std::complex<T>(x, y), std::complex<T>(p, q)).imag();
}

}  // namespace retrograd
