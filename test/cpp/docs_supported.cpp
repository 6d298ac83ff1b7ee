// What docs/language.md says is supported and the corpus (test/run/corpus) doesn't have: gradients against differences,
// with the plugin, and with the tool and another compiler.
// RUN: rm -rf %t && mkdir %t && cp %s %t/subject.cpp
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %t/subject.cpp -o %t/plugin && %t/plugin
// RUN: %retrograd %t/subject.cpp -o %t/subject.ad.h -- -std=c++20
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror %t/subject.cpp -o %t/tool && %t/tool
#include <retrograd/autodiff.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <utility>

// Bound by parts that are computed.
struct Polar {
  double x, y;
  template <std::size_t i> double get() const {
    if constexpr (i == 0)
      return std::sqrt(x * x + y * y);
    else
      return std::atan2(y, x);
  }
};
template <> struct std::tuple_size<Polar> : std::integral_constant<std::size_t, 2> {};
template <std::size_t i> struct std::tuple_element<i, Polar> {
  using type = double;
};

namespace {

struct Pair {
  double a, b;
};
struct Defaults {
  double a = 2, b = 3;
};
enum class Side { Left, Right };
const double gravity = 9.81;
double setting = 1.5;

Pair operator+(Pair p, Pair q) { return {p.a + q.a, p.b * q.b}; }
template <class T> T squared(T x) { return x * x; }
template <bool sine> double chosen(double x) {
  if constexpr (sine)
    return std::sin(x);
  else
    return x * x;
}
template <class... T> double sum_times_product(T... x) { return (x + ...) * (x * ...); }
template <int N> double sum_of_squares(const double (&x)[N]) {
  double s = 0;
  for (int i = 0; i < N; ++i) s += x[i] * x[i];
  return s;
}
double determinant(const double m[2][2]) { return m[0][0] * m[1][1] - m[0][1] * m[1][0]; }
struct Static {
  static double cube(double x) { return x * x * x; }
  static constexpr double factor = 3;
};
#define SQUARE(x) ((x) * (x))

[[autodiff]] double operators(double x, double y) {
  const Pair p{x, y}, q = p + p;
  return q.a * q.b;
}
[[autodiff]] double tuple_like(double x, double y) {
  Polar p{x, y}, q{y, 2};
  auto [r, a] = p;
  const auto& [s, b] = q;
  p.x = 7;
  q.x = s;
  r *= 2;
  r += a * b;
  const Polar both[] = {p, q};
  for (auto [t, c] : both) {
    t *= x;
    r += t * c;
  }
  return r * r * s;
}
[[autodiff]] double bindings(double x, double y) {
  auto [u, v] = Pair{x * y, y};
  return u * v * u;
}
[[autodiff]] double member_defaults(double x, double y) {
  Defaults d;
  d.b *= x * y;
  return d.a * d.b;
}
[[autodiff]] double designated(double x, double y) {
  const Pair p{.a = x, .b = y * x};
  return p.a * p.b;
}
[[autodiff]] double zero_initialised(double x, double y) {
  double a[3] = {};
  Pair p{};
  a[1] = x;
  p.a += a[1] * y;
  return p.a * a[0] + a[1] * p.a;
}
[[autodiff]] double arrays_of_pointers(double x, double y) {
  double a[2] = {x, y}, b[2] = {y, x * y};
  double* rows[2] = {a, b};
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) rows[i][j] *= rows[1 - i][j];
  return a[0] * b[1] + a[1];
}
[[autodiff]] double array_by_reference(double x, double y) {
  const double a[3] = {x, y, x * y}, m[2][2] = {{x, y}, {y, x * y}};
  return sum_of_squares(a) * determinant(m);
}
[[autodiff]] double range_for(double x, double y) {
  double a[3] = {x, y, x * y}, s = 0;
  for (double& v : a) v *= v * x;
  for (double v : a) s = s * 0.5 + v * v;
  for (double v : {x, y}) s += v * s;
  return s;
}
[[autodiff]] double initialised_conditions(double x, double y) {
  double r = y;
  if (const double t = x * y; t > 0) r = t * t;
  switch (const int k = (x > 0) + 1; k) {
  case 1: return r * x;
  case 2: return r * x * x;
  }
  return r;
}
[[autodiff]] double templates(double x, double y) {
  return squared(x) * chosen<true>(y) + chosen<false>(x) + sum_times_product(x, y, x * y);
}
[[autodiff]] double static_members(double x, double y) { return Static::cube(x) * y * Static::factor; }
[[autodiff]] double constants(double x, double y) {
  static const double k = 3;
  constexpr int n = 2;
  return k * n * gravity * setting * x * y * std::numeric_limits<float>::max_digits10;
}
[[autodiff]] double macros(double x, double y) { return SQUARE(x) * SQUARE(y + 1); }
[[autodiff]] double extrema(double x, double y) {
  return std::max(x, y) * std::min(x * x, y) + std::clamp(x, -1.0, 1.0) * y + std::max({x, y, x * y});
}
[[autodiff]] double swaps(double x, double y) {
  double a = x * x, b = y;
  std::swap(a, b);
  return a * a * b;
}
[[autodiff]] double plain_algorithms(double x, double y) {
  double a[3];
  std::fill(a, a + 3, x);
  a[1] = y;
  return std::accumulate(a, a + 3, 0.0) * x;
}
[[autodiff]] double enumerations_and_bits(double x, double y) {
  const Side side = x > 0 ? Side::Left : Side::Right;
  const int k = ((static_cast<int>(x) & 3) | 1) << 1;
  return side == Side::Left ? k * x * y : y * y;
}
[[autodiff]] double passive_effects(double x, double y) {
  assert(x < 1e9);
  if (x > 1e8) std::printf("large: %g\n", x);
  return x * y;
}
[[autodiff]] double floating_counter(double x, double y) {
  double s = 0;
  for (double t = 0; t < 1; t += 0.25) s += std::sin(x * t) * y;
  return s;
}

int failures = 0;

void compare(const char* name, double exact, double by_differences) {
  if (std::fabs(exact - by_differences) <= 1e-6 * (1 + std::fabs(by_differences))) return;
  ++failures;
  std::printf("%s: %.9g, by differences %.9g\n", name, exact, by_differences);
}

template <auto* f> void check(const char* name) {
  const double points[][2] = {{0.7, 1.3}, {1.9, -0.4}, {-1.1, 0.6}, {2.5, 3.2}}, h = 1e-5;
  for (const auto& [x, y] : points) {
    const auto [dx, dy] = retrograd::gradient<f>(x, y);
    const double check_dx = (f(x + h, y) - f(x - h, y)) / (2 * h), check_dy = (f(x, y + h) - f(x, y - h)) / (2 * h);
    compare(name, dx, check_dx);
    compare(name, dy, check_dy);
    compare(name, retrograd::jvp<f>({x, y}, {0.3, -0.7}).tangent, 0.3 * check_dx - 0.7 * check_dy);
  }
}
#define CHECK_DERIVATIVES(f) check<f>(#f)

}  // namespace

int main() {
  CHECK_DERIVATIVES(operators);
  CHECK_DERIVATIVES(bindings);
  CHECK_DERIVATIVES(tuple_like);
  CHECK_DERIVATIVES(member_defaults);
  CHECK_DERIVATIVES(designated);
  CHECK_DERIVATIVES(zero_initialised);
  CHECK_DERIVATIVES(arrays_of_pointers);
  CHECK_DERIVATIVES(array_by_reference);
  CHECK_DERIVATIVES(range_for);
  CHECK_DERIVATIVES(initialised_conditions);
  CHECK_DERIVATIVES(templates);
  CHECK_DERIVATIVES(static_members);
  CHECK_DERIVATIVES(constants);
  CHECK_DERIVATIVES(macros);
  CHECK_DERIVATIVES(extrema);
  CHECK_DERIVATIVES(swaps);
  CHECK_DERIVATIVES(plain_algorithms);
  CHECK_DERIVATIVES(enumerations_and_bits);
  CHECK_DERIVATIVES(passive_effects);
  CHECK_DERIVATIVES(floating_counter);
  return failures != 0;
}

#if __has_include("subject.ad.h")
#include "subject.ad.h"
#endif
