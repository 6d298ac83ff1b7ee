// Every entry point of autodiff.h, on derivatives written by hand exactly as the compiler writes them.
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror %s -o %t && %t
// RUN: %cxx -std=c++20 -O2 -Wall -Wextra -Werror %s -o %t && %t
// RUN: %clang -std=c++17 -Wall -Wextra -Werror %s -o %t && %t
// RUN: %clang -std=c++20 -O2 -Wall -Wextra -Werror -fsanitize=address,undefined %s -o %t && %t
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>
#include <tuple>
#include <type_traits>
#include <vector>

using retrograd::wrt;

namespace ns {
struct Point {
  double x = 1, y = 1;  // initial values that must not get into adjoints
  int id = 7;
};
namespace {
[[autodiff]] double f(double x, double y) { return x * std::sin(y); }
[[autodiff]] float f(float x) { return x * x; }
}  // namespace
}  // namespace ns

[[autodiff]] static double power(double x, int n) noexcept { return std::pow(x, n); }
[[autodiff]] double norm2(const double (&v)[3]) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; }
[[autodiff]] double product(const ns::Point& p, double scale) { return p.x * p.y * scale; }
[[autodiff]] void rotate(double& a, double& b, double angle) {
  const double c = std::cos(angle), s = std::sin(angle), a_2 = c * a - s * b;
  b = s * a + c * b;
  a = a_2;
}
[[autodiff]] double fit(const std::vector<double>& w, [[autodiff::passive]] const double* data) { return w[0] * data[0] + w[1] * data[1]; }
[[autodiff]] double weighted([[autodiff::passive]] const std::vector<double>& weights, double x) { return weights[0] * x * x; }
template <class T> T twice(T x) { return 2 * x; }
[[autodiff]] double in_place(double& c, double x) {
  c *= x;
  return c + x;
}

static int failures = 0;
#define CHECK(condition) \
  if (!(condition)) std::printf("%s:%d: %s\n", __FILE__, __LINE__, #condition), ++failures
static bool near(double a, double b) { return std::fabs(a - b) <= 1e-12 * (1 + std::fabs(b)); }

static void scalars() {
  auto [dx, dy] = retrograd::gradient<static_cast<double (*)(double, double)>(ns::f)>(1.0, 2.0);
  CHECK(near(dx, std::sin(2.0)) && near(dy, std::cos(2.0)));
  constexpr double (*f)(double, double) = ns::f;
  auto [value, gradient] = retrograd::value_and_gradient<f>(1, 2);
  CHECK(near(value, std::sin(2.0)) && near(std::get<1>(gradient), std::cos(2.0)));
  static_assert(std::is_same_v<decltype(retrograd::gradient<f, wrt<1>>(1.0, 2.0)), double>);
  CHECK(near((retrograd::gradient<f, wrt<1>>(1.0, 2.0)), std::cos(2.0)));
  auto [v, v_dot] = retrograd::jvp<f>({1.0, 2.0}, {0.5, 1.0});
  CHECK(near(v, std::sin(2.0)) && near(v_dot, 0.5 * std::sin(2.0) + std::cos(2.0)));
  auto [w, bars] = retrograd::vjp<f>({1.0, 2.0}, 3.0);
  CHECK(near(w, std::sin(2.0)) && near(std::get<0>(bars), 3 * std::sin(2.0)));
  auto h = retrograd::hessian<f>(1.0, 2.0);
  CHECK(h.rows() == 2 && h.columns() == 2 && h(0, 0) == 0 && near(h(0, 1), std::cos(2.0)) && h(1, 0) == h(0, 1) && near(h(1, 1), -std::sin(2.0)));
  auto [hx, hy] = retrograd::hvp<f>({1.0, 2.0}, {1.0, 0.0});
  CHECK(hx == 0 && near(hy, std::cos(2.0)));
  auto j = retrograd::jacobian<f>(1.0, 2.0);
  CHECK(j.rows() == 1 && j.columns() == 2 && near(j(0, 1), std::cos(2.0)));
  double x_bar = 1, y_bar = 1;
  CHECK(near(retrograd::add_gradient<f>({1.0, 2.0}, {x_bar, y_bar}), std::sin(2.0)) && near(x_bar, 1 + std::sin(2.0)));
  // Another overload, an integer parameter without slot, a template's instance.
  static_assert(std::is_same_v<decltype(retrograd::gradient<static_cast<float (*)(float)>(ns::f)>(3.0f)), float>);
  CHECK(retrograd::gradient<static_cast<float (*)(float)>(ns::f)>(3.0f) == 6.0f);
  CHECK(near(retrograd::gradient<power>(2.0, 3), 12) && near(retrograd::jvp<power>({2.0, 3}, {1.0}).tangent, 12));
  CHECK(retrograd::gradient<twice<double>>(5) == 2);
}

static void aggregates() {
  const double v[3] = {1, 2, 3};
  auto g = retrograd::gradient<norm2>(v);
  CHECK(g.size() == 3 && g[0] == 2 && g[2] == 6);
  CHECK(retrograd::gradient<norm2>(g)[1] == 8);  // an Array goes where the array went
  CHECK(retrograd::jvp<norm2>({{1, 2, 3}}, {{0, 0, 1}}).tangent == 6);
  auto j = retrograd::jacobian<norm2>(v);
  CHECK(j.rows() == 1 && j.columns() == 3 && j(0, 2) == 6);

  ns::Point p;
  p.x = 2, p.y = 3;
  auto [p_bar, scale_bar] = retrograd::gradient<product>(p, 10.0);
  CHECK(p_bar.x == 30 && p_bar.y == 20 && p_bar.id == 0 && scale_bar == 6);
  CHECK(retrograd::jacobian<product>(p, 10.0).columns() == 3);

  const double data[] = {4, 5};
  auto w_bar = retrograd::gradient<fit, wrt<0>>({1.0, 1.0}, data);
  CHECK(w_bar.size() == 2 && w_bar[0] == 4 && w_bar[1] == 5);
}

// A parameter marked passive has a slot, which holds an empty value; it is no column.
static void passive() {
  auto [weights_bar, x_bar] = retrograd::gradient<weighted>({3.0, 4.0}, 5.0);
  CHECK(weights_bar.empty() && x_bar == 30);
  auto j = retrograd::jacobian<weighted>({3.0, 4.0}, 5.0);
  CHECK(j.columns() == 1 && j(0, 0) == 30);
}

static void in_out() {
  double a = 1, b = 2, a_dot = 0, b_dot = 0;
  retrograd::jvp<rotate>({a, b, 0.5}, {a_dot, b_dot, 1.0});
  CHECK(near(a, std::cos(0.5) - 2 * std::sin(0.5)) && near(a_dot, -b) && near(b_dot, a));
  a = 1, b = 2;
  auto [a_bar, b_bar, angle_bar] = retrograd::vjp<rotate>({a, b, 0.5}, {1.0, 0.0});
  CHECK(near(a_bar, std::cos(0.5)) && near(b_bar, -std::sin(0.5)) && near(angle_bar, -b));
  a = 1, b = 2;
  auto j = retrograd::jacobian<rotate>(a, b, 0.5);
  CHECK(j.rows() == 2 && j.columns() == 3 && near(j(0, 0), std::cos(0.5)) && near(j(1, 2), a) && near(j(0, 2), -b));

  // An output that wrt doesn't name.
  a = 1, b = 2;
  const double only_angle = retrograd::vjp<rotate, wrt<2>>({a, b, 0.5}, {1.0, 0.0});
  CHECK(near(only_angle, -b));
  a = 1, b = 2;
  j = retrograd::jacobian<rotate, wrt<2>>(a, b, 0.5);
  CHECK(j.rows() == 2 && j.columns() == 1 && near(j(0, 0), -b) && near(j(1, 0), a));

  double c = 2;
  auto [value, bars] = retrograd::vjp<in_place>({c, 3.0}, {1.0, 10.0});
  CHECK(value == 9 && c == 6 && std::get<0>(bars) == 33 && std::get<1>(bars) == 23);
  c = 2;
  CHECK((retrograd::gradient<in_place, wrt<1>>(c, 3.0)) == 3);
  c = 2;
  auto [c_bar, x_bar] = retrograd::gradient<in_place>(c, 3.0);
  CHECK(c_bar == 3 && x_bar == 3 && c == 6);
}

int main() {
  scalars();
  aggregates();
  passive();
  in_out();
  return failures != 0;
}

// ---- what the compiler appends
namespace ns {
template <class Visitor> void retrograd_visit(ns::Point& record, Visitor&& visit) {
  visit("x", record.x);
  visit("y", record.y);
  visit("id", record.id);
}
namespace {
RETROGRAD_GENERATED inline double f_adjoint(double x, double& x_bar, double y, double& y_bar, double result_bar);
inline double f_adjoint(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  x_bar += result_bar * std::sin(y);
  y_bar += result_bar * x * std::cos(y);
  return x * std::sin(y);
}
inline double f_adjoint_wrt_1(double x, double y, double& y_bar, double result_bar) {
  y_bar += result_bar * x * std::cos(y);
  return x * std::sin(y);
}
inline double f_tangent(double x, double x_dot, double y, double y_dot, double& result_dot) {
  result_dot = x_dot * std::sin(y) + x * std::cos(y) * y_dot;
  return x * std::sin(y);
}
inline double f_hvp(double x, double& x_bar, double x_dot, double y, double& y_bar, double y_dot, double& result_dot,
                    double result_bar, double result_dot_bar) {
  result_dot = x_dot * std::sin(y) + x * std::cos(y) * y_dot;
  x_bar += result_bar * std::sin(y) + result_dot_bar * std::cos(y) * y_dot;
  y_bar += result_bar * x * std::cos(y) + result_dot_bar * (x_dot * std::cos(y) - x * std::sin(y) * y_dot);
  return x * std::sin(y);
}
inline float f_adjoint(float x, float& x_bar, float result_bar) {
  x_bar += 2.0f * x * result_bar;
  return x * x;
}
}  // namespace
}  // namespace ns
static inline double power_adjoint(double x, double& x_bar, int n, double result_bar) {
  x_bar += result_bar * n * std::pow(x, n - 1);
  return std::pow(x, n);
}
static inline double power_tangent(double x, double x_dot, int n, double& result_dot) {
  result_dot = x_dot * n * std::pow(x, n - 1);
  return std::pow(x, n);
}
inline double norm2_adjoint(const double (&v)[3], double (&v_bar)[3], double result_bar) {
  for (int i = 0; i < 3; ++i) v_bar[i] += 2.0 * v[i] * result_bar;
  return norm2(v);
}
inline double norm2_tangent(const double (&v)[3], const double (&v_dot)[3], double& result_dot) {
  result_dot = 2.0 * (v[0] * v_dot[0] + v[1] * v_dot[1] + v[2] * v_dot[2]);
  return norm2(v);
}
inline double product_adjoint(const ns::Point& p, ns::Point& p_bar, double scale, double& scale_bar, double result_bar) {
  p_bar.x += p.y * scale * result_bar;
  p_bar.y += p.x * scale * result_bar;
  scale_bar += p.x * p.y * result_bar;
  return product(p, scale);
}
inline double product_tangent(const ns::Point& p, const ns::Point& p_dot, double scale, double scale_dot, double& result_dot) {
  result_dot = p_dot.x * p.y * scale + p.x * p_dot.y * scale + p.x * p.y * scale_dot;
  return product(p, scale);
}
inline double fit_adjoint_wrt_0(const std::vector<double>& w, std::vector<double>& w_bar, const double* data, double result_bar) {
  w_bar[0] += data[0] * result_bar;
  w_bar[1] += data[1] * result_bar;
  return fit(w, data);
}
inline void rotate_tangent(double& a, double& a_dot, double& b, double& b_dot, double angle, double angle_dot) {
  const double c = std::cos(angle), s = std::sin(angle), before_dot = a_dot;
  rotate(a, b, angle);
  a_dot = c * before_dot - s * b_dot - b * angle_dot;
  b_dot = s * before_dot + c * b_dot + a * angle_dot;
}
inline void rotate_adjoint(double& a, double& a_bar, double& b, double& b_bar, double angle, double& angle_bar) {
  const double c = std::cos(angle), s = std::sin(angle), after_bar = a_bar;
  rotate(a, b, angle);
  angle_bar += b_bar * a - a_bar * b;
  a_bar = c * after_bar + s * b_bar;
  b_bar = c * b_bar - s * after_bar;
}
inline double twice_of_double_adjoint([[maybe_unused]] double x, double& x_bar, double result_bar) {
  x_bar += 2.0 * result_bar;
  return 2 * x;
}
inline double in_place_adjoint(double& c, double& c_bar, double x, double& x_bar, double result_bar) {
  const double before = c;
  c *= x;
  c_bar += result_bar;
  x_bar += result_bar + before * c_bar;
  c_bar = x * c_bar;
  return c + x;
}

[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Adjoint<double(double, double), ns::f>);
inline double retrograd_call(retrograd::detail::Adjoint<double(double, double), ns::f>, double x, double y, double& x_bar, double& y_bar,
                             double result_bar) {
  return ns::f_adjoint(x, x_bar, y, y_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 1> retrograd_active(retrograd::detail::Adjoint<double(double, double), ns::f, retrograd::wrt<1>>);
inline double retrograd_call(retrograd::detail::Adjoint<double(double, double), ns::f, retrograd::wrt<1>>, double x, double y, double& y_bar,
                             double result_bar) {
  return ns::f_adjoint_wrt_1(x, y, y_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Tangent<double(double, double), ns::f>);
inline double retrograd_call(retrograd::detail::Tangent<double(double, double), ns::f>, double x, double y, double x_dot, double y_dot,
                             double& result_dot) {
  return ns::f_tangent(x, x_dot, y, y_dot, result_dot);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Hvp<double(double, double), ns::f>);
inline double retrograd_call(retrograd::detail::Hvp<double(double, double), ns::f>, double x, double y, double& x_bar, double& y_bar,
                             double x_dot, double y_dot, double& result_dot, double result_bar, double result_dot_bar) {
  return ns::f_hvp(x, x_bar, x_dot, y, y_bar, y_dot, result_dot, result_bar, result_dot_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(retrograd::detail::Adjoint<float(float), ns::f>);
inline float retrograd_call(retrograd::detail::Adjoint<float(float), ns::f>, float x, float& x_bar, float result_bar) {
  return ns::f_adjoint(x, x_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(retrograd::detail::Adjoint<double(double, int), power>);
inline double retrograd_call(retrograd::detail::Adjoint<double(double, int), power>, double x, int n, double& x_bar, double result_bar) {
  return power_adjoint(x, x_bar, n, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(retrograd::detail::Tangent<double(double, int), power>);
inline double retrograd_call(retrograd::detail::Tangent<double(double, int), power>, double x, int n, double x_dot, double& result_dot) {
  return power_tangent(x, x_dot, n, result_dot);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(retrograd::detail::Adjoint<double(const double (&)[3]), norm2>);
inline double retrograd_call(retrograd::detail::Adjoint<double(const double (&)[3]), norm2>, const double (&v)[3], double (&v_bar)[3],
                             double result_bar) {
  return norm2_adjoint(v, v_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(retrograd::detail::Tangent<double(const double (&)[3]), norm2>);
inline double retrograd_call(retrograd::detail::Tangent<double(const double (&)[3]), norm2>, const double (&v)[3],
                             const double (&v_dot)[3], double& result_dot) {
  return norm2_tangent(v, v_dot, result_dot);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Adjoint<double(const ns::Point&, double), product>);
inline double retrograd_call(retrograd::detail::Adjoint<double(const ns::Point&, double), product>, const ns::Point& p, double scale,
                             ns::Point& p_bar, double& scale_bar, double result_bar) {
  return product_adjoint(p, p_bar, scale, scale_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Tangent<double(const ns::Point&, double), product>);
inline double retrograd_call(retrograd::detail::Tangent<double(const ns::Point&, double), product>, const ns::Point& p, double scale,
                             const ns::Point& p_dot, double scale_dot, double& result_dot) {
  return product_tangent(p, p_dot, scale, scale_dot, result_dot);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(
    retrograd::detail::Adjoint<double(const std::vector<double>&, const double*), fit, retrograd::wrt<0>>);
inline double retrograd_call(retrograd::detail::Adjoint<double(const std::vector<double>&, const double*), fit, retrograd::wrt<0>>,
                             const std::vector<double>& w, const double* data, std::vector<double>& w_bar, double result_bar) {
  return fit_adjoint_wrt_0(w, w_bar, data, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<false, 0, 1, 2> retrograd_active(retrograd::detail::Tangent<void(double&, double&, double), rotate>);
inline void retrograd_call(retrograd::detail::Tangent<void(double&, double&, double), rotate>, double& a, double& b, double angle,
                           double& a_dot, double& b_dot, double angle_dot) {
  return rotate_tangent(a, a_dot, b, b_dot, angle, angle_dot);
}
[[maybe_unused]] retrograd::detail::Active<false, 0, 1, 2> retrograd_active(retrograd::detail::Adjoint<void(double&, double&, double), rotate>);
inline void retrograd_call(retrograd::detail::Adjoint<void(double&, double&, double), rotate>, double& a, double& b, double angle,
                           double& a_bar, double& b_bar, double& angle_bar) {
  return rotate_adjoint(a, a_bar, b, b_bar, angle, angle_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0> retrograd_active(retrograd::detail::Adjoint<double(double), twice<double>>);
inline double retrograd_call(retrograd::detail::Adjoint<double(double), twice<double>>, double x, double& x_bar, double result_bar) {
  return twice_of_double_adjoint(x, x_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(retrograd::detail::Adjoint<double(double&, double), in_place>);
inline double retrograd_call(retrograd::detail::Adjoint<double(double&, double), in_place>, double& c, double x, double& c_bar, double& x_bar,
                             double result_bar) {
  return in_place_adjoint(c, c_bar, x, x_bar, result_bar);
}
[[maybe_unused]] retrograd::detail::Active<false, 0, 1, 2> retrograd_active(
    retrograd::detail::Tangent<void(double&, double&, double), rotate, retrograd::wrt<2>>);
inline void retrograd_call(retrograd::detail::Tangent<void(double&, double&, double), rotate, retrograd::wrt<2>>, double& a, double& b,
                           double angle, double& a_dot, double& b_dot, double angle_dot) {
  return rotate_tangent(a, a_dot, b, b_dot, angle, angle_dot);
}
[[maybe_unused]] retrograd::detail::Active<false, 0, 1, 2> retrograd_active(
    retrograd::detail::Adjoint<void(double&, double&, double), rotate, retrograd::wrt<2>>);
inline void retrograd_call(retrograd::detail::Adjoint<void(double&, double&, double), rotate, retrograd::wrt<2>>, double& a, double& b,
                           double angle, double& a_bar, double& b_bar, double& angle_bar) {
  return rotate_adjoint(a, a_bar, b, b_bar, angle, angle_bar);
}
[[maybe_unused]] retrograd::detail::Active<true, 0, 1> retrograd_active(
    retrograd::detail::Adjoint<double(double&, double), in_place, retrograd::wrt<1>>);
inline double retrograd_call(retrograd::detail::Adjoint<double(double&, double), in_place, retrograd::wrt<1>>, double& c, double x,
                             double& c_bar, double& x_bar, double result_bar) {
  return in_place_adjoint(c, c_bar, x, x_bar, result_bar);
}
inline double weighted_adjoint(const std::vector<double>& weights, double x, double& x_bar, double result_bar) {
  x_bar += 2.0 * weights[0] * x * result_bar;
  return weighted(weights, x);
}
[[maybe_unused]] retrograd::detail::Active<true, 1> retrograd_active(
    retrograd::detail::Adjoint<double(const std::vector<double>&, double), weighted>);
inline double retrograd_call(retrograd::detail::Adjoint<double(const std::vector<double>&, double), weighted>,
                             const std::vector<double>& weights, double x, double& x_bar, double result_bar) {
  return weighted_adjoint(weights, x, x_bar, result_bar);
}
inline double weighted_tangent(const std::vector<double>& weights, double x, double x_dot, double& result_dot) {
  result_dot = 2.0 * weights[0] * x * x_dot;
  return weighted(weights, x);
}
[[maybe_unused]] retrograd::detail::Active<true, 1> retrograd_active(
    retrograd::detail::Tangent<double(const std::vector<double>&, double), weighted>);
inline double retrograd_call(retrograd::detail::Tangent<double(const std::vector<double>&, double), weighted>,
                             const std::vector<double>& weights, double x, double x_dot, double& result_dot) {
  return weighted_tangent(weights, x, x_dot, result_dot);
}
