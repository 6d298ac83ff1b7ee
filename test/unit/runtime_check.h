// What the tests of tensor operations have in common: random tensors, and derivatives against differences.
#pragma once

#include "retrograd/random.h"
#include "retrograd/tensor.h"

#include <gtest/gtest.h>

#include <numeric>

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

}  // namespace retrograd::test
