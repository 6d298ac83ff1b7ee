// The exact oracle: a number that carries its derivatives. Written apart from the compiler and its rules.
//
// Dual<T> holds a value of type T, computed just as T computes it, and in long double two first derivatives (along two
// directions) and the mixed second one. `#define double Dual<double>` turns a function's text into its own oracle.
#pragma once

#include <cmath>
#include <type_traits>

namespace oracle {

template <class T> struct Dual;
template <class T> inline constexpr bool isDual = false;
template <class T> inline constexpr bool isDual<Dual<T>> = true;

// A derivative that is exactly zero stays zero whatever it meets.
constexpr long double strong(long double partial, long double dot) { return dot == 0 ? 0 : partial * dot; }

template <class T> struct Dual {
  T value;
  long double d1, d2, d12;

  constexpr Dual() : value(0), d1(0), d2(0), d12(0) {}
  template <class N, class = std::enable_if_t<std::is_arithmetic_v<N>>>
  constexpr Dual(N n) : value(static_cast<T>(n)), d1(0), d2(0), d12(0) {}
  constexpr Dual(T v, long double a, long double b, long double ab) : value(v), d1(a), d2(b), d12(ab) {}
  template <class U, class = std::enable_if_t<!std::is_same_v<T, U>>>
  constexpr Dual(const Dual<U>& o) : value(static_cast<T>(o.value)), d1(o.d1), d2(o.d2), d12(o.d12) {}

  template <class N, class = std::enable_if_t<std::is_arithmetic_v<N>>> explicit constexpr operator N() const {
    return static_cast<N>(value);
  }

  // As in C++: the operation in the common type, then a conversion.
  template <class U> Dual& operator+=(const U& o) { return *this = *this + o; }
  template <class U> Dual& operator-=(const U& o) { return *this = *this - o; }
  template <class U> Dual& operator*=(const U& o) { return *this = *this * o; }
  template <class U> Dual& operator/=(const U& o) { return *this = *this / o; }
  Dual& operator++() { return *this += T(1); }
  Dual& operator--() { return *this -= T(1); }
  Dual operator++(int) {
    Dual old = *this;
    *this += T(1);
    return old;
  }
  Dual operator--(int) {
    Dual old = *this;
    *this -= T(1);
    return old;
  }
  Dual operator-() const { return {static_cast<T>(-value), -d1, -d2, -d12}; }
  Dual operator+() const { return *this; }
};

// A function of one or two duals, by its value, first and second partials.
template <class T> Dual<T> chain(T value, long double p, long double pp, const Dual<T>& x) {
  return {value, strong(p, x.d1), strong(p, x.d2), strong(pp, x.d1 * x.d2) + strong(p, x.d12)};
}
template <class T>
Dual<T> chain(T value, long double px, long double py, long double pxx, long double pxy, long double pyy,
              const Dual<T>& x, const Dual<T>& y) {
  return {value, strong(px, x.d1) + strong(py, y.d1), strong(px, x.d2) + strong(py, y.d2),
          strong(pxx, x.d1 * x.d2) + strong(pxy, x.d1 * y.d2 + y.d1 * x.d2) + strong(pyy, y.d1 * y.d2) +
              strong(px, x.d12) + strong(py, y.d12)};
}

template <class T> Dual<T> operator+(const Dual<T>& a, const Dual<T>& b) {
  return {static_cast<T>(a.value + b.value), a.d1 + b.d1, a.d2 + b.d2, a.d12 + b.d12};
}
template <class T> Dual<T> operator-(const Dual<T>& a, const Dual<T>& b) {
  return {static_cast<T>(a.value - b.value), a.d1 - b.d1, a.d2 - b.d2, a.d12 - b.d12};
}
template <class T> Dual<T> operator*(const Dual<T>& a, const Dual<T>& b) {
  return chain<T>(static_cast<T>(a.value * b.value), b.value, a.value, 0, 1, 0, a, b);
}
template <class T> Dual<T> operator/(const Dual<T>& a, const Dual<T>& b) {
  const long double x = a.value, y = b.value;
  return chain<T>(static_cast<T>(a.value / b.value), 1 / y, -x / (y * y), 0, -1 / (y * y), 2 * x / (y * y * y), a, b);
}

using LongDouble = Dual<long double>;

template <class T> struct Plain {
  using type = T;
};
template <class T> struct Plain<Dual<T>> {
  using type = T;
};
template <class T> constexpr T plain(const Dual<T>& x) { return x.value; }
template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>> constexpr T plain(T x) { return x; }
// The type of an operation on A and B where one is a dual and they differ.
template <class A, class B>
using Mixed = std::enable_if_t<!std::is_same_v<A, B> && (isDual<A> || isDual<B>),
                               Dual<std::common_type_t<typename Plain<A>::type, typename Plain<B>::type>>>;

#define MIXED_OPERATOR(op)                                                        \
  template <class A, class B> Mixed<A, B> operator op(const A & a, const B & b) { \
    return Mixed<A, B>(a) op Mixed<A, B>(b);                                      \
  }
MIXED_OPERATOR(+)
MIXED_OPERATOR(-)
MIXED_OPERATOR(*)
MIXED_OPERATOR(/)
#undef MIXED_OPERATOR

template <class A, class B> using EitherDual = std::enable_if_t<isDual<A> || isDual<B>, bool>;
#define COMPARISON(op)                                                                           \
  template <class A, class B> constexpr EitherDual<A, B> operator op(const A & a, const B & b) { \
    return plain(a) op plain(b);                                                                 \
  }
COMPARISON(<)
COMPARISON(<=)
COMPARISON(>)
COMPARISON(>=)
COMPARISON(==)
COMPARISON(!=)
#undef COMPARISON
template <class T> bool operator!(const Dual<T>& x) { return !x.value; }

}  // namespace oracle
