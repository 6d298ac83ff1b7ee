// exp and tanh without branches and without calls: a loop of them vectorises.
//
//   for (int j = 0; j < 16; ++j) hidden[j] = fast::tanh(w[j] * x + b[j]);
//
// Of float and double, within 2 ulp (test/unit/runtime_math_test.cpp), with infinities, NaN and denormal results as
// they should be, and with rules for first derivatives. The polynomials on small intervals are those of Cephes (Moshier
// 1984-1992, netlib.org/cephes), that of exp on double is Taylor's.
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>

// Always inlined, so that programs whose parts are compiled for different processors don't share one function.
#if defined(__GNUC__)
#define RETROGRAD_INLINE [[gnu::always_inline]] inline
#else
#define RETROGRAD_INLINE inline
#endif

namespace retrograd::fast {
namespace detail {

template <class T> struct Format;
template <> struct Format<float> {
  using Bits = std::int32_t;
  static constexpr int mantissa = 23;
  static constexpr Bits bias = 127;
  static constexpr float round = 0x1.8p23f;  // added to a small number, it leaves the nearest integer in the last bits
  static constexpr float lowest = -104, highest = 89;
  static constexpr float ln2_high = 0x1.62ep-1f, ln2_low = 0x1.0bfbe8p-15f;  // n · ln2_high is exact
};
template <> struct Format<double> {
  using Bits = std::int64_t;
  static constexpr int mantissa = 52;
  static constexpr Bits bias = 1023;
  static constexpr double round = 0x1.8p52;
  static constexpr double lowest = -746, highest = 710;
  static constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
};

// exp(r) - 1 for |r| <= ln(2) / 2
RETROGRAD_INLINE float small_exp(float r) {
  const float p = ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r +
                   1.6666665459e-1f) *
                      r +
                  5.0000001201e-1f;
  return r + r * r * p;
}
RETROGRAD_INLINE double small_exp(double r) {
  double p = 1.0 / 6227020800;
  constexpr double factorials[] = {479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2};
  for (const double factorial : factorials) p = p * r + 1 / factorial;
  return r + r * r * p;
}

// tanh(x) for |x| < 0.625
RETROGRAD_INLINE float small_tanh(float x) {
  const float z = x * x;
  const float p = (((-5.70498872745e-3f * z + 2.06390887954e-2f) * z - 5.37397155531e-2f) * z + 1.33314422036e-1f) * z -
                  3.33332819422e-1f;
  return x + x * (z * p);
}
RETROGRAD_INLINE double small_tanh(double x) {
  const double z = x * x;
  const double p = (-9.64399179425052238628e-1 * z - 9.92877231001918586564e1) * z - 1.61468768441708447952e3;
  const double q = ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z + 4.84406305325125486048e3;
  return x + x * (z * (p / q));
}

// In two factors, since 2^n itself may be no normal number.
template <class T> RETROGRAD_INLINE T exponential(T x) {
#ifdef __clang__  // who includes this may let sums be reordered: not these
#pragma clang fp reassociate(off)
#endif
  using F = Format<T>;
  using Bits = typename F::Bits;
  const T low = x < F::lowest ? F::lowest : x;
  const T bounded = low > F::highest ? F::highest : low;  // NaN stays
  const T shifted = bounded * T(1.4426950408889634) + F::round;
  const T n = shifted - F::round;
  const T r = (bounded - n * F::ln2_high) - n * F::ln2_low;
  const Bits exponent = std::bit_cast<Bits>(shifted) - std::bit_cast<Bits>(F::round);
  const Bits half = exponent >> 1;
  const T first = std::bit_cast<T>((half + F::bias) << F::mantissa);
  const T second = std::bit_cast<T>((exponent - half + F::bias) << F::mantissa);
  return (1 + small_exp(r)) * first * second;
}

template <class T> RETROGRAD_INLINE T hyperbolic_tangent(T x) {
  const T size = x < 0 ? -x : x;
  const T large = 1 - 2 / (1 + exponential(2 * size));
  return size < T(0.625) ? small_tanh(x) : std::copysign(large, x);
}

}  // namespace detail

template <std::floating_point T> RETROGRAD_INLINE T exp(T x) { return detail::exponential(x); }
template <std::floating_point T> [[autodiff::rule]] RETROGRAD_INLINE T exp_tangent(T x, T x_dot, T& result_dot) {
  const T result = exp(x);
  result_dot = result * x_dot;
  return result;
}
template <std::floating_point T>
[[autodiff::rule]] RETROGRAD_INLINE void exp_adjoint(T* x_bar, T result, T result_bar) {
  if (x_bar != nullptr) *x_bar += result * result_bar;
}

template <std::floating_point T> RETROGRAD_INLINE T tanh(T x) { return detail::hyperbolic_tangent(x); }
template <std::floating_point T> [[autodiff::rule]] RETROGRAD_INLINE T tanh_tangent(T x, T x_dot, T& result_dot) {
  const T result = tanh(x);
  result_dot = (1 - result * result) * x_dot;
  return result;
}
template <std::floating_point T>
[[autodiff::rule]] RETROGRAD_INLINE void tanh_adjoint(T* x_bar, T result, T result_bar) {
  if (x_bar != nullptr) *x_bar += (1 - result * result) * result_bar;
}

}  // namespace retrograd::fast

#undef RETROGRAD_INLINE
