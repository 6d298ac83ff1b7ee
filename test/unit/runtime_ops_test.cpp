// Every operation: its value, its adjoint against its tangent (dot product), its tangent against differences.
#include "retrograd/loss.h"
#include "retrograd/ops.h"
#include "retrograd/random.h"

#include <gtest/gtest.h>

#include <numeric>

namespace retrograd {
namespace {

using Matrix = Tensor<double, dyn, dyn>;

Matrix random_matrix(long rows, long columns, std::uint64_t seed) {
  Random random(seed);
  Matrix x = Matrix::uninitialized(rows, columns);
  for (double& v : x) v = random.uniform(-2, 2);
  return x;
}
Tensor<double, dyn> random_vector(long size, std::uint64_t seed) {
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

// Of an elementwise function of one tensor.
template <class F, class FTangent, class FAdjoint> void check_unary(F f, FTangent f_tangent, FAdjoint f_adjoint) {
  const Matrix x = random_matrix(5, 7, 1), x_dot = random_matrix(5, 7, 2), y_bar = random_matrix(5, 7, 3);
  Matrix y_dot;
  EXPECT_EQ(f_tangent(x, x_dot, y_dot), f(x));
  expect_differences(x, x_dot, y_dot, f);
  Matrix x_bar = zero_like(x), used_up = y_bar;
  f_adjoint(x, &x_bar, used_up);
  EXPECT_NEAR(dot(x_bar, x_dot), dot(y_bar, y_dot), 1e-12);
  used_up = y_bar;
  Matrix twice = x_bar;
  f_adjoint(x, &twice, used_up);
  for (long i = 0; i < x.size(); ++i) EXPECT_DOUBLE_EQ(twice.data()[i], 2 * x_bar.data()[i]);
  Matrix without_shape;
  used_up = y_bar;
  f_adjoint(x, &without_shape, used_up);
  EXPECT_EQ(without_shape, x_bar);
  f_adjoint(x, static_cast<Matrix*>(nullptr), used_up);
}

#define CHECK_UNARY(f)                                                                    \
  check_unary([](const auto& x) { return f(x); },                                         \
              [](const auto& x, const auto& d, auto& r) { return f##_tangent(x, d, r); }, \
              [](const auto& x, auto* b, auto& r) { f##_adjoint(x, b, r); })

TEST(Operations, Relu) {
  CHECK_UNARY(relu);
  EXPECT_EQ(relu(Tensor<float, 3>{-1, 0, 2}), (Tensor<float, 3>{0, 0, 2}));
  Tensor<float, 3> x{-1, 0, 2}, x_bar, y_bar{1, 1, 1};
  relu_adjoint(x, &x_bar, y_bar);
  EXPECT_EQ(x_bar, (Tensor<float, 3>{0, 0, 1}));  // 0 at the kink
}
TEST(Operations, Tanh) {
  CHECK_UNARY(tanh);
  EXPECT_DOUBLE_EQ(tanh(Tensor<double, 1>{0.5})(0), std::tanh(0.5));
}
TEST(Operations, Sigmoid) {
  CHECK_UNARY(sigmoid);
  const auto y = sigmoid(Tensor<float, 3>{-1000, 0, 1000});
  EXPECT_EQ(y, (Tensor<float, 3>{0, 0.5, 1}));
}

// Of an elementwise function of two tensors.
template <class F, class FTangent, class FAdjoint> void check_binary(F f, FTangent f_tangent, FAdjoint f_adjoint) {
  const Matrix a = random_matrix(5, 7, 1), b = random_matrix(5, 7, 2);
  const Matrix a_dot = random_matrix(5, 7, 3), b_dot = random_matrix(5, 7, 4), y_bar = random_matrix(5, 7, 5);
  const Matrix none = zero_like(a);
  Matrix y_dot;
  f_tangent(a, a_dot, b, none, y_dot);
  expect_differences(a, a_dot, y_dot, [&](const Matrix& x) { return f(x, b); });
  f_tangent(a, none, b, b_dot, y_dot);
  expect_differences(b, b_dot, y_dot, [&](const Matrix& x) { return f(a, x); });
  EXPECT_EQ(f_tangent(a, a_dot, b, b_dot, y_dot), f(a, b));
  Matrix a_bar = zero_like(a), b_bar = zero_like(b), used_up = y_bar;
  f_adjoint(a, &a_bar, b, &b_bar, used_up);
  EXPECT_NEAR(dot(a_bar, a_dot) + dot(b_bar, b_dot), dot(y_bar, y_dot), 1e-12);
  Matrix only_a = zero_like(a);
  used_up = y_bar;
  f_adjoint(a, &only_a, b, static_cast<Matrix*>(nullptr), used_up);
  EXPECT_EQ(only_a, a_bar);
  EXPECT_THROW(f(a, random_matrix(7, 5, 1)), ShapeError);
}

#define CHECK_BINARY(f)                                                                    \
  check_binary([](const auto& a, const auto& b) { return f(a, b); },                       \
               [](const auto& a, const auto& da, const auto& b, const auto& db, auto& r) { \
                 return f##_tangent(a, da, b, db, r);                                      \
               },                                                                          \
               [](const auto& a, auto* ba, const auto& b, auto* bb, auto& r) { f##_adjoint(a, ba, b, bb, r); })

TEST(Operations, Add) { CHECK_BINARY(add); }
TEST(Operations, Subtract) { CHECK_BINARY(subtract); }
TEST(Operations, Multiply) { CHECK_BINARY(multiply); }

TEST(Operations, Scale) {
  const Matrix x = random_matrix(5, 7, 1), x_dot = random_matrix(5, 7, 2), y_bar = random_matrix(5, 7, 3);
  Matrix y_dot;
  EXPECT_EQ(scale_tangent(x, x_dot, 3, 0.25, y_dot), scale(x, 3));
  for (long i = 0; i < x.size(); ++i) EXPECT_NEAR(y_dot.data()[i], 3 * x_dot.data()[i] + 0.25 * x.data()[i], 1e-15);
  Matrix x_bar = zero_like(x), used_up = y_bar;
  double factor_bar = 0;
  scale_adjoint(x, &x_bar, 3, &factor_bar, used_up);
  EXPECT_NEAR(dot(x_bar, x_dot) + factor_bar * 0.25, dot(y_bar, y_dot), 1e-12);
  used_up = y_bar;
  scale_adjoint(x, &x_bar, 3, static_cast<double*>(nullptr), used_up);
}

TEST(Operations, Linear) {
  const Matrix x = random_matrix(3, 4, 1), w = random_matrix(4, 2, 2);
  const auto b = random_vector(2, 3);
  const Matrix y = linear(x, w, b);
  for (long i = 0; i < 3; ++i)
    for (long j = 0; j < 2; ++j) {
      double expected = b(j);
      for (long k = 0; k < 4; ++k) expected += x(i, k) * w(k, j);
      EXPECT_NEAR(y(i, j), expected, 1e-14);
    }
  const Matrix x_dot = random_matrix(3, 4, 4), w_dot = random_matrix(4, 2, 5), y_bar = random_matrix(3, 2, 6);
  const auto b_dot = random_vector(2, 7);
  Matrix y_dot;
  linear_tangent(x, zero_like(x), w, w_dot, b, zero_like(b), y_dot);
  expect_differences(w, w_dot, y_dot, [&](const Matrix& v) { return linear(x, v, b); });
  EXPECT_EQ(linear_tangent(x, x_dot, w, w_dot, b, b_dot, y_dot), y);
  Matrix x_bar = zero_like(x), w_bar, used_up = y_bar;
  Tensor<double, dyn> b_bar;
  linear_adjoint(x, &x_bar, w, &w_bar, b, &b_bar, used_up);
  EXPECT_NEAR(dot(x_bar, x_dot) + dot(w_bar, w_dot) + dot(b_bar, b_dot), dot(y_bar, y_dot), 1e-12);
  Matrix w_only = zero_like(w);
  used_up = y_bar;
  linear_adjoint(x, static_cast<Matrix*>(nullptr), w, &w_only, b, static_cast<Tensor<double, dyn>*>(nullptr), used_up);
  EXPECT_EQ(w_only, w_bar);
}

TEST(Operations, Matmul) {
  const Matrix x = random_matrix(3, 4, 1), w = random_matrix(4, 2, 2), none = Matrix::zeros(3, 2);
  EXPECT_EQ(matmul(x, w), linear(x, w, Tensor<double, dyn>::zeros(2)));
  const Matrix x_dot = random_matrix(3, 4, 4), w_dot = random_matrix(4, 2, 5), y_bar = random_matrix(3, 2, 6);
  Matrix y_dot, x_bar, w_bar;
  EXPECT_EQ(matmul_tangent(x, x_dot, w, w_dot, y_dot), matmul(x, w));
  matmul_adjoint(x, &x_bar, w, &w_bar, y_bar);
  EXPECT_NEAR(dot(x_bar, x_dot) + dot(w_bar, w_dot), dot(y_bar, y_dot), 1e-12);
}

TEST(Operations, SayWhichShapesDisagree) {
  try {
    linear(random_matrix(64, 784, 1), random_matrix(785, 128, 1), random_vector(128, 1));
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(), "linear: x is 64 x 784, w is 785 x 128: x must have as many columns as w has rows");
  }
  EXPECT_THROW(linear(random_matrix(2, 3, 1), random_matrix(3, 4, 1), random_vector(5, 1)), ShapeError);
  EXPECT_THROW(matmul(random_matrix(2, 3, 1), random_matrix(4, 3, 1)), ShapeError);
}

TEST(Losses, SoftmaxCrossEntropy) {
  const Tensor<double, dyn, 3> logits{1, 2, 3, 1000, 0, -1000};
  const Labels labels{0, 1};
  const double first = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0)) - 1;
  EXPECT_NEAR(softmax_cross_entropy(logits, labels), (first + 1000) / 2, 1e-12);

  const Matrix x = random_matrix(6, 4, 1), x_dot = random_matrix(6, 4, 2);
  const Labels classes{0, 3, 1, 2, 2, 0};
  double y_dot = 0;
  auto f = [&](const Matrix& v) { return softmax_cross_entropy(v, classes); };
  EXPECT_EQ(softmax_cross_entropy_tangent(x, x_dot, classes, y_dot), f(x));
  expect_differences(x, x_dot, y_dot, f);
  Matrix x_bar = zero_like(x);
  softmax_cross_entropy_adjoint(x, &x_bar, classes, 0.7);
  EXPECT_NEAR(dot(x_bar, x_dot), 0.7 * y_dot, 1e-14);
  softmax_cross_entropy_adjoint(x, static_cast<Matrix*>(nullptr), classes, 0.7);
}

TEST(Losses, SoftmaxCrossEntropyRefusesLabelsThatAreNoClasses) {
  const Matrix logits = random_matrix(2, 3, 1);
  EXPECT_THROW(softmax_cross_entropy(logits, Labels{0}), ShapeError);
  EXPECT_THROW(softmax_cross_entropy(logits, Labels{0, -1}), std::out_of_range);
  try {
    softmax_cross_entropy(logits, Labels{0, 3});
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "softmax_cross_entropy: label 3 of row 1 is not a class: there are classes 0 to 2");
  }
  EXPECT_THROW(softmax_cross_entropy(Matrix::zeros(0, 3), Labels{}), ShapeError);
}

TEST(Losses, MeanSquaredError) {
  EXPECT_DOUBLE_EQ(mse(Tensor<double, 2>{1, 2}, Tensor<double, 2>{3, 5}), (4 + 9) / 2.0);
  const Matrix p = random_matrix(5, 2, 1), t = random_matrix(5, 2, 2), p_dot = random_matrix(5, 2, 3);
  const Matrix t_dot = random_matrix(5, 2, 4);
  double y_dot = 0;
  mse_tangent(p, p_dot, t, zero_like(t), y_dot);
  expect_differences(p, p_dot, y_dot, [&](const Matrix& v) { return mse(v, t); });
  mse_tangent(p, p_dot, t, t_dot, y_dot);
  Matrix p_bar = zero_like(p), t_bar = zero_like(t);
  mse_adjoint(p, &p_bar, t, &t_bar, 0.7);
  EXPECT_NEAR(dot(p_bar, p_dot) + dot(t_bar, t_dot), 0.7 * y_dot, 1e-14);
  mse_adjoint(p, &p_bar, t, static_cast<Matrix*>(nullptr), 0.7);
  EXPECT_THROW(mse(p, random_matrix(2, 5, 1)), ShapeError);
}

}  // namespace
}  // namespace retrograd
