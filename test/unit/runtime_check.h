// What the tests of tensor operations have in common: random tensors, and derivatives against differences.
#pragma once

#include "retrograd/random.h"
#include "retrograd/tensor.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <tuple>
#include <utility>

namespace retrograd::test {

using Matrix = Tensor<double, dyn, dyn>;

inline Matrix random_matrix(long rows, long columns, std::uint64_t seed) {
  Random random(seed);
  Matrix x = Matrix::uninitialized(rows, columns);
  for (double& v : x) v = random.uniform(-2, 2);
  return x;
}
inline Tensor<double, dyn> random_vector(long size, std::uint64_t seed) {
  Random random(seed);
  auto x = Tensor<double, dyn>::uninitialized(size);
  for (double& v : x) v = random.uniform(-2, 2);
  return x;
}

template <class X> double dot(const X& a, const X& b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

template <class X> X moved_along(const X& x, const X& direction, double step) {
  X result = x;
  for (long i = 0; i < x.size(); ++i) result.data()[i] += step * direction.data()[i];
  return result;
}

// f_tangent(x, x_dot) against (f(x + h x_dot) - f(x - h x_dot)) / 2h.
template <class X, class Y, class F> void expect_differences(const X& x, const X& x_dot, const Y& y_dot, F f) {
  const double h = 1e-6;
  const auto plus = f(moved_along(x, x_dot, h)), minus = f(moved_along(x, x_dot, -h));
  if constexpr (is_tensor<Y>) {
    for (long i = 0; i < y_dot.size(); ++i)
      EXPECT_NEAR(y_dot.data()[i], (plus.data()[i] - minus.data()[i]) / (2 * h), 1e-8) << "element " << i;
  } else {
    EXPECT_NEAR(y_dot, (plus - minus) / (2 * h), 1e-8);
  }
}

template <long... Dims>
Tensor<double, Dims...> random_tensor(std::uint64_t seed, std::array<long, sizeof...(Dims)> shape) {
  Random random(seed);
  auto x = Tensor<double, Dims...>::uninitialized_of(shape);
  for (double& v : x) v = random.uniform(-1, 1);
  return x;
}
template <class X> X random_like(const X& x, std::uint64_t seed) {
  Random random(seed);
  X result = x;
  for (double& v : result) v = random.uniform(-1, 1);
  return result;
}

// f_tangent(inputs, dots, y_dot) and f_adjoint(inputs, bars, y_bar) of a function of several tensors.
template <class F, class FTangent, class FAdjoint, class... X>
void check(F f, FTangent f_tangent, FAdjoint f_adjoint, const X&... x) {
  const auto y = f(x...);
  std::uint64_t seed = 100;
  auto direction = [&](const auto& a) { return random_like(a, ++seed); };
  const std::tuple<X...> dots{direction(x)...};
  auto y_dot = zero_like(y);
  EXPECT_EQ(std::apply([&](const auto&... dot) { return f_tangent(x..., dot..., y_dot); }, dots), y);
  const double h = 1e-6;
  const auto plus = std::apply([&](const auto&... dot) { return f(moved_along(x, dot, h)...); }, dots);
  const auto minus = std::apply([&](const auto&... dot) { return f(moved_along(x, dot, -h)...); }, dots);
  for (long i = 0; i < y.size(); ++i)
    EXPECT_NEAR(y_dot.data()[i], (plus.data()[i] - minus.data()[i]) / (2 * h), 2e-8) << "element " << i;
  const auto y_bar = random_like(y, 7);
  auto used_up = y_bar;
  std::tuple<X...> bars{zero_like(x)...};
  std::apply([&](auto&... bar) { f_adjoint(x..., &bar..., used_up); }, bars);
  double sum = 0;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((sum += dot(std::get<I>(bars), std::get<I>(dots))), ...);
  }(std::index_sequence_for<X...>());
  EXPECT_NEAR(sum, dot(y_bar, y_dot), 1e-11);
  used_up = y_bar;
  f_adjoint(x..., static_cast<X*>(nullptr)..., used_up);  // nothing wanted
}

}  // namespace retrograd::test
