// Records, arrays, pointers, loops over them, calls: the derivatives compute what the function computes.
// RUN: mkdir -p %t.include
// RUN: %retrograd %s -o %t.include/derivatives.h -- -std=c++20 -w -I%include
// RUN: %clang -std=c++20 -O1 -w -ffp-contract=off -I%t.include -I%S/Inputs %s -o %t
// RUN: %t
#include <retrograd/autodiff.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <numbers>
#include <utility>

// clang-format off: a line is a case
#define F(name) [[autodiff]] double name(double x, double y, int n, double* a)
struct S { static constexpr int k = 3; static const double w; enum { two = 2 }; double v[3]; struct In { double z; int m; } in; };
const double S::w = 0.75;
namespace A { static double g(double x) { return x * 2; } struct T { double x; }; namespace { double hidden(double x) { return x + 0.5; } } }
namespace B { static double g(double x) { return x * 3; } static double g(float x) { return x * 4; } struct T { double x, y; }; }
static double over(double x) { return x; } static double over(int x) { return x + 100; } static double over(const double* p) { return p[1]; }
struct Dims { int rows, cols; };
static double matsum(const double (&m)[2][3], double m2[][3], const Dims& d) { double s = 0; for (int i = 0; i < d.rows; ++i) for (int j = 0; j < d.cols; ++j) { s += m[i][j] * m2[i][j]; m2[i][j] = s; } return s; }
int global_n = 3; static double global_scale = 1.5;
static double trick(double& x) { x = x * 0.5 + 0.25; return x; }
static double* pick(double* p, int k) { return p + k; }
F(u1) { return S::k * x + S::w * y + S::two + A::g(x) + B::g(y) + B::g(1.5f) + A::hidden(x) + over(x) + over(3) + over(a); }
F(u3) { double m[2][3] = {{x, 1, y}, {2, x * y, 3}}; double m2[2][3]; for (auto& r : m2) for (double& v : r) v = y + 1; double s = matsum(m, m2, {2, 3}); return s + m2[1][1]; }
F(u5) { double s = 0; for (int i = 0; i < global_n; ++i) s += x * i * global_scale; Dims d{n, 2}; for (int i = 0; i < d.rows; ++i) { if (i == 1) d.rows -= 1; s += y; } int lim = n; int* pl = &lim; for (int i = 0; i < *pl; ++i) { if (i == 2) --*pl; s += 0.5; } for (int i = 0; i < lim; ++i) { if (i == 0) *pl = 1; s += 8; } long big = n; for (int i = 0; i < big; i += 2) s += a[i] * i; for (int i = n; i > 0; i--) s += a[i - 1]; for (int i = n; i --> 0;) s += a[i] * y; return s; }
F(u6) { int k = 0; while (trick(x) > 0.6 && k < 5) ++k; if (trick(y) > 1 || trick(x) > 0) k += 10; do { if (k > 12) break; k += 2; if (k == 3) continue; y += 1; } while (trick(y) > 0.7); return x + y + k; }
F(u7) { int i = 1; i = i++ + 1; a[i] = (i = 3); a[i - 1] = i; x = x++ + 1; a[i] += i++; return a[1] + a[2] + a[3] + a[4] + x + i; }
F(u8) { bool b = x > 0; int k = b + (y > 0) * 2; k += b; b = n; char c = 'a' + n; signed char sc = 127; sc += 1; unsigned short us = 65535; ++us; unsigned un = 0; un--; return k + b + c + sc + us + un * 1e-9; }
F(u9) { const double& r = x * 2; double& q = x; double& q2 = q; q2 += 1; const double& r3 = n; const float& rf = x; return r + q + r3 + rf; }
F(u10) { long double l = x; l = sinl(l) + 1.5L; float f = std::cos((float)y) + sqrtf(2.0f); return l * f + std::exp(-std::fabs(x) / 100) + std::atan2(y, x) + cbrt(x) + std::fma(x, y, 1.0) + fmod(x, 2.5) + std::copysign(y, x) + std::ldexp(x, n) + std::ilogb(x) + std::lround(x) + floor(x) + std::pow(2, n) + std::pow(2.0f, y) + std::tgamma(2.5) + erf(x) + log1p(std::fabs(y)) + std::hypot(x, y); }
F(u11) { for (int i = 0; i < n; ++i) { switch (i % 4) { case 0: if (x > 30) return x; x += 1; continue; case 1: { double t = x * y; if (t > 5) break; x -= t; } [[fallthrough]]; case 2: x *= 1.5; if (x < -50) return y; break; default: continue; } a[i] = x; } return x; }
F(u12) { for (int i = 0; i < 4; ++i) { for (int j = 0; j < 4; ++j) { if (j > i) break; if ((i + j) % 3 == n % 3) continue; for (int k = 0; k < 3; ++k) { if (a[i] > k) { a[i] -= 0.5; continue; } if (x * k > y) return a[i] + k; a[j] += x * k; } } if (a[i] > 10) break; } return a[0] + a[1] * 2; }
static double powi(double x, int n) { double r = 1; while (n) { if (n & 1) r *= x; x *= x; n >>= 1; } return r; }
F(u13) { return powi(x, n) + powi(y * 0.1, 5); }
static void sort3(double* v) { for (int i = 1; i < 4; ++i) { double key = v[i]; int j = i - 1; while (j >= 0 && v[j] > key) { v[j + 1] = v[j]; --j; } v[j + 1] = key; } }
F(u14) { a[0] = x; a[1] = y; a[2] = x * y; sort3(a); return a[0] + 2 * a[1] + 3 * a[2] + 4 * a[3]; }
struct C { double re, im; }; static C mul(C a, C b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; } static C cpow(C z, int n) { return n == 0 ? C{1, 0} : n == 1 ? z : mul(z, cpow(z, n - 1)); }
F(u15) { C z = cpow({x * 0.3, y * 0.2}, n); C w = x > y ? z : C{1, 2}; return z.re + z.im + w.im + mul(w, z).re + (x > 0 ? w : z).re; }
static C operator+(C a, const C& b) { return {a.re + b.re, a.im + b.im}; } static C operator*(double s, const C& c) { return {s * c.re, s * c.im}; }
F(u16) { C z{x, y}; C w = z + 2.0 * z + C{1, 1}; return w.re * w.im; }
F(u17) { double s = 0; int i = 0; for (; i < n; ++i) { if (a[i] < -1) continue; s += a[i] * x; } for (; i < 8; i++) s -= y; return s + i; }
F(u18) { double b[4] = {1}, c[2][2] = {}; b[1] = x; double* p = &b[1]; double* e = b + 4; for (double* q = b; q != e; ++q) *q *= y; while (p < e) *p++ += x; c[1][0] = b[3]; const double* cp = c[1]; return b[0] + b[1] + b[2] + cp[0] + (e - p) + (p == e) + (cp != nullptr); }
F(u19) { if (n == 0) return x; else if (n == 1) return y; double z = x * y; if (n == 2) { z += 1; return z; } else { z *= 2; } if (n > 5) { if (x > y) return z; z = -z; } return z + 1; }
F(u20) { double t = x; { double t = y; t *= 2; a[0] = t; } for (int t = 0; t < 2; ++t) a[1] += t; return t; }
F(u21) { double x_bar = x * 2, x_dot = y, result = x_bar + x_dot; int tape = n; double result_bar = result * tape; return result_bar; }
F(u22) { auto z = x; decltype(y) w = y; if constexpr (sizeof(int) == 4) z += w; else z = 0; if (n > 2) [[likely]] z *= 2; return z; }
#define missing_function 0
template <int N> static double unroll(const double* p) { if constexpr (N == 0) return 0; else return p[N - 1] + unroll<N - 1>(p); }
template <class T> static T square(T x) { return x * x; }
F(u23) { a[0] = x; a[1] = y; return unroll<3>(a) + square(x) + square(float(y)) + square(n); }
F(u24) { double s = 0; for (int i = 0; i < n; ++i) for (int j = i; j < n; ++j) { if (i == j) continue; if (s > 100) { s = 0; break; } s += a[i] * a[j] * x; } return s; }
F(u25) { double v = x; for (int i = 0; i < 3; ++i) { double old = v; v = v - (v * v - (y * y + 1)) / (2 * v + 3); if (std::abs(v - old) < 1e-3) break; } return v; }
F(u26) { double s = 0; for (unsigned char i = 0; i < 200; i += 60) s += i; for (short i = 0; i < n; ++i) s += i * x; for (std::size_t i = 0; i + 1 < std::size_t(n); ++i) s += a[i + 1] - a[i] * y; for (long i = 0L; i <= n; i += 3) s += a[i]; for (int i = 7; i >= 0; i -= 2) s += a[i]; for (unsigned i = 7; i > 2; --i) s += a[i]; return s; }
F(u27) { return n > 3 ? trick(x) + y : (y += 1, trick(y)); }
F(u28) { double z = trick(x) + trick(x) * y, w = z * z; a[0] = trick(z); a[1] = a[0] = w; return z + w + x; }
// clang-format on

#if __has_include("derivatives.h")
#include "derivatives.h"
#include "import_check.h"
int main() {
  int wrong = 0;
  CHECK_FUNCTION(u1, 1e-5);
  CHECK_FUNCTION(u3, 1e-10);
  CHECK_FUNCTION(u5, 1e-10);
  CHECK_FUNCTION(u6, 1e-10);
  CHECK_FUNCTION(u7, 1e-10);
  CHECK_FUNCTION(u8, 1e-5);
  CHECK_FUNCTION(u9, 1e-10);
  CHECK_FUNCTION(u10, 1e-5);
  CHECK_FUNCTION(u11, 1e-10);
  CHECK_FUNCTION(u12, 1e-10);
  CHECK_FUNCTION(u13, 1e-10);
  CHECK_FUNCTION(u14, 1e-10);
  CHECK_FUNCTION(u15, 1e-10);
  CHECK_FUNCTION(u16, 1e-10);
  CHECK_FUNCTION(u17, 1e-10);
  CHECK_FUNCTION(u18, 1e-10);
  CHECK_FUNCTION(u19, 1e-10);
  CHECK_FUNCTION(u20, 1e-10);
  CHECK_FUNCTION(u21, 1e-10);
  CHECK_FUNCTION(u22, 1e-10);
  CHECK_FUNCTION(u23, 1e-5);
  CHECK_FUNCTION(u24, 1e-10);
  CHECK_FUNCTION(u25, 1e-10);
  CHECK_FUNCTION(u26, 1e-5);
  CHECK_FUNCTION(u27, 1e-10);
  CHECK_FUNCTION(u28, 1e-10);
  return wrong != 0;
}
#endif
