// Control flow, effects inside expressions, conversions: the derivatives compute what the function computes.
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
#define SQ(v) ((v) * (v))
#define TWICE(v) do { v *= 2; if (v > 100) break; v += 1; } while (0)
constexpr double pi = 3.14159; const float half_f = 0.5f; static const double table[4] = {1, 2, 3, 4};
enum Kind { Low, High = 5 }; enum class Mode : char { A, B };
namespace deep { inline namespace v1 { constexpr int two = 2; inline double scale(double x, double by = 2.0) { return x * by; } } }
F(t1) { return (x++) * (++y) + x * y; }
F(t2) { int m = 0; a[m++] = x; a[m++] += a[m - 1] * y; return a[0] + a[1] + m; }
F(t3) { double r = 0; for (int i = 0; i < n; i++) { if (i == 2) continue; if (i == 5) break; for (int j = i; j--;) { if (j == 1) continue; r += x * j; if (r > 1e3) return r - y; } r += 1; } return r; }
F(t4) { switch (n) { case 0: return x; case 1: case 2: y += 1; [[fallthrough]]; case 3: y *= 2; break; default: { if (x > 0) break; y = -y; } } return x + y; }
F(t5) { switch (n % 5) { default: x += 7; case 3: x *= y; break; case 0: x = -x; } return x; }
F(t6) { int i = 0; do { x = x * 1.5 + y; if (i == 3) continue; if (x > 20) break; a[i] += x; } while (++i < n); return x + i; }
F(t7) { double s = 0; while (n-- > 0 && s < 50) s += x * n; return s + n; }
F(t8) { double b[3] = {x, y}; double* p = b; *p++ += y; *p-- *= x; p += 2; *p = p[-1] + p[-2]; return b[0] + b[1] * 10 + b[2] * 100 + (p - b); }
F(t9) { double& r = a[n % 4]; r += x; double* q = &r; *q *= y; const double& c = x * y; return r + c; }
F(t10) { double *cur = a, *next = a + 4; for (int k = 0; k < 3; ++k) { for (int i = 0; i < 4; ++i) next[i] = cur[i] * x + (i ? next[i - 1] : y); std::swap(cur, next); } return cur[3]; }
F(t11) { float f = x; f *= y; f += 0.1; int k = f; k += 1.7; unsigned char c = 250; c += n; c++; return f + k + c; }
F(t12) { return x > 0 && y / x > 1 ? SQ(x + 1) : -SQ(y - 1); }
F(t13) { bool b = n > 2 && (x += 1) > 0; if (b || (y += 2) > 3) x *= 2; return x + y + b; }
F(t14) { TWICE(x); TWICE(y); return x + y * 100; }
static double rec(double x, int n) { if (n <= 0) return x; return rec(x * 0.5, n - 1) + rec(x + 1, n - 2); }
F(t15) { return rec(x, n) * y; }
static double odd(double x, int n); static double even(double x, int n) { return n == 0 ? x : odd(x * 1.1, n - 1); }
static double odd(double x, int n) { return n == 0 ? -x : even(x + 0.5, n - 1); }
F(t16) { return even(x, n) + y; }
struct P { double x, y; }; struct Q { P p[2]; double w = 0.5; int id = 4; };
static P plus(P a, const P& b) { a.x += b.x; a.y += b.y; return a; }
static void shift(P& p, double by, P* q = nullptr) { p.x += by; if (q) q->y += p.x; }
F(t17) { P p{x, y}, q = {y}; Q z; z.p[0] = p; z.p[1] = plus(p, q); shift(z.p[1], 2, &p); Q z2 = z; z2.w *= z.p[1].x; auto [u, v] = plus(z2.p[1], p); return u + v * z2.w + z2.id; }
F(t18) { double s = 0; for (double v : {x, y, x * y}) { if (v < 0) continue; s += v; if (s > 9) break; } return s; }
F(t19) { double m[2][3] = {{x, y, 1}, {2}}; double s = 0; for (auto& row : m) for (double& v : row) { v += 1; s = s * 2 + v; } double (*pm)[3] = m; pm[1][2] = x; return s + m[1][2] + *(m[0] + 1); }
F(t20) { return pi * x + half_f * y + table[n % 4] + High + int(Mode::B) + deep::two + deep::scale(x) + std::numbers::pi + std::numeric_limits<double>::epsilon() + sizeof(double); }
F(t21) { return std::max(x, y) + std::min({x, y, 1.0}) + std::clamp(x, 0.0, 2.0) + std::abs(y) + std::abs(n - 3) + std::fmax(x, 1) + fabsf(float(y)) + std::pow(x, 2) + std::hypot(x, y, 2.0); }
F(t22) { double ip; int e; double f = modf(x, &ip) + frexp(y, &e); return f + ip * 10 + e; }
F(t23) { for (;;) { x = x * 0.5 + 1; if (n-- < 0) return x; if (x > 1e6) break; } return y; }
F(t24) { if (x > 0) { if (y > 0) return 1 + x; a[0] = 5; } else if (n > 3) return 2 + y; else { a[1] = x; } a[2] += 1; if (n == 2) { return a[2]; } return a[0] + a[1]; }
F(t25) { double r = x; for (unsigned i = 0; i != 5u; ++i) r += i * y; for (long i = n; i >= 0; i -= 2) r -= i; for (std::size_t i = 3; i > 0; --i) r *= i; for (int i = 0; i < std::size_t(4); ++i) r += i; return r; }
F(t26) { int k = n; for (int i = 0; i < k; ++i) { if (i == 1) k -= 2; x += i; } for (int i = 0; i < 10; ++i) { i += n % 2; x += i; } return x; }
F(t27) { (n > 2 ? x : y) += 5; double& r = x > y ? x : y; r *= 2; return x + y * 100; }
F(t28) { return x = y, x + y; }
F(t29) { double z; x = z = y = x + 1; x += y += z; return x + y + z; }
static double bump(double& v) { return v += 1; }
F(t30) { return x + bump(x) * x + bump(x); }
F(t31) { a[n % 3] = bump(x) + a[(int)bump(y) % 3 < 0 ? 0 : 1]; return a[0] + a[1] * 10 + x; }
template <class T, int N> static T sum(const T (&v)[N]) { T s{}; for (int i = 0; i < N; ++i) s += v[i]; return s; }
F(t32) { double v[4] = {x, y, 3, 4}; return sum(v) + sum<float>({1.5f, float(x)}); }
F(t33) { if (double d = x - y; d > 0) x += d; else if (int k = n / 2) y += k; while (double d = n > 0 ? 1.5 : 0.0) { x += d; --n; } return x * y; }
F(t34) { double s = 0; for (int i = 0, j = n; i < j; ++i, --j) s += i * x + j * y; return s; }
F(t35) { int i = 0; while (true) { switch (i++) { case 0: continue; case 3: x += 1; break; case 5: return x; default: if (i == 5) continue; y += 1; } x += y; } }
F(t36) { unsigned u = 3; double* p = a + 5; p -= u; p[-1] = x; return *(p - 1) + p[(int)u - 4] + *(1 + p) + 2[p]; }
F(t38) { long long big = 1LL << 40; big += n; short s = -3; s *= 2; s--; char c = 'a'; return big * x + s + c + (n & 3) + (n | 8) + (n ^ 1) + ~n + (n << 2) + (n >> 1) + -n % 3; }
F(t39) { double b[8] = {}; for (int i = 0; i < 8; ++i) b[i] = (i < 2) ? x : b[i - 1] + b[i - 2] * y; return b[7]; }
static void outp(double* r, double x) { *r = x * x; r[1] = x; }
F(t42) { outp(a, x); outp(&a[2], y); double t[2]; outp(t, x + y); double one; double* q = &one; *q = t[0]; return a[0] + a[3] + one; }
F(t43) { double s = 0; for (int i = 0; i < n; ++i) { if (x > i) { if (y > i) continue; s += 1; } else { if (i == 4) break; } s += x; } return s; }
F(t44) { double s = 0; for (int i = 0; i < n; ++i) { do { if (i == 2) break; s += i; if (i == 3) continue; s += 0.25; } while (0); s *= 1.5; } return s; }
F(t45) { return std::isnan(x) + std::isfinite(y) + std::signbit(x) + (x ? 1 : 2) + !y + (a ? 1.0 : 0.0); }
F(t46) { x -= x * y; y /= x - 1; x = x + y; x = y + x; x = x - y; n *= 2; n -= 1; n %= 5; return x + y + n; }
F(t47) { static const double w[3] = {0.25, 0.5, 0.25}; static constexpr int k = 3; double s = 0; for (int i = 0; i < k; ++i) s += w[i] * x; return s; }
F(t48) { double r = 1e-3f * x + 1'000.0 * y + 0x1p-2 * x + .5f; return r + 1e300 * 1e10 * 0 + INFINITY * 0 ; }
// clang-format on

#if __has_include("derivatives.h")
#include "derivatives.h"
#include "import_check.h"
int main() {
  int wrong = 0;
  CHECK_FUNCTION(t1, 1e-10);
  CHECK_FUNCTION(t2, 1e-10);
  CHECK_FUNCTION(t3, 1e-10);
  CHECK_FUNCTION(t4, 1e-10);
  CHECK_FUNCTION(t5, 1e-10);
  CHECK_FUNCTION(t6, 1e-10);
  CHECK_FUNCTION(t7, 1e-10);
  CHECK_FUNCTION(t8, 1e-10);
  CHECK_FUNCTION(t9, 1e-10);
  CHECK_FUNCTION(t10, 1e-10);
  CHECK_FUNCTION(t11, 1e-5);
  CHECK_FUNCTION(t12, 1e-10);
  CHECK_FUNCTION(t13, 1e-10);
  CHECK_FUNCTION(t14, 1e-10);
  CHECK_FUNCTION(t15, 1e-10);
  CHECK_FUNCTION(t16, 1e-10);
  CHECK_FUNCTION(t17, 1e-10);
  CHECK_FUNCTION(t18, 1e-10);
  CHECK_FUNCTION(t19, 1e-10);
  CHECK_FUNCTION(t20, 1e-5);
  CHECK_FUNCTION(t21, 1e-5);
  CHECK_FUNCTION(t22, 1e-10);
  CHECK_FUNCTION(t23, 1e-10);
  CHECK_FUNCTION(t24, 1e-10);
  CHECK_FUNCTION(t25, 1e-10);
  CHECK_FUNCTION(t26, 1e-10);
  CHECK_FUNCTION(t27, 1e-10);
  CHECK_FUNCTION(t28, 1e-10);
  CHECK_FUNCTION(t29, 1e-10);
  CHECK_FUNCTION(t30, 1e-10);
  CHECK_FUNCTION(t31, 1e-10);
  CHECK_FUNCTION(t32, 1e-5);
  CHECK_FUNCTION(t33, 1e-10);
  CHECK_FUNCTION(t34, 1e-10);
  CHECK_FUNCTION(t35, 1e-10);
  CHECK_FUNCTION(t36, 1e-10);
  CHECK_FUNCTION(t38, 1e-10);
  CHECK_FUNCTION(t39, 1e-10);
  CHECK_FUNCTION(t42, 1e-10);
  CHECK_FUNCTION(t43, 1e-10);
  CHECK_FUNCTION(t44, 1e-10);
  CHECK_FUNCTION(t45, 1e-10);
  CHECK_FUNCTION(t46, 1e-10);
  CHECK_FUNCTION(t47, 1e-10);
  CHECK_FUNCTION(t48, 1e-10);
  return wrong != 0;
}
#endif
