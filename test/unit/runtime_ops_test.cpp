// Every operation: its value, its adjoint against its tangent (dot product), its tangent against differences.
#include "retrograd/ops.h"
#include "runtime_check.h"

#include <limits>
#include <vector>

namespace retrograd {
namespace {

using namespace test;

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

TEST(Operations, Silu) {
  CHECK_UNARY(silu);
  EXPECT_DOUBLE_EQ(silu(Tensor<double, 1>{1.5})(0), 1.5 / (1 + std::exp(-1.5)));
  EXPECT_EQ(silu(Tensor<float, 2>{-1000, 1000}), (Tensor<float, 2>{0, 1000}));
}
TEST(Operations, Gelu) {
  CHECK_UNARY(gelu);
  EXPECT_DOUBLE_EQ(gelu(Tensor<double, 1>{0.7})(0), 0.7 * (1 + std::erf(0.7 / std::sqrt(2.0))) / 2);
}
TEST(Operations, GeluTanh) {
  CHECK_UNARY(gelu_tanh);
  const double u = std::sqrt(2 / M_PI) * (0.7 + 0.044715 * 0.343);
  EXPECT_NEAR(gelu_tanh(Tensor<double, 1>{0.7})(0), 0.7 * (1 + std::tanh(u)) / 2, 1e-15);
  EXPECT_EQ(gelu_tanh(Tensor<float, 2>{-100, 100}), (Tensor<float, 2>{0, 100}));
  Tensor<float, 2> x{-100, 100}, x_bar, y_bar{1, 1};
  gelu_tanh_adjoint(x, &x_bar, y_bar);
  EXPECT_EQ(x_bar, (Tensor<float, 2>{0, 1}));
}
TEST(Operations, Softplus) {
  CHECK_UNARY(softplus);
  Tensor<float, 3> x{-1000, 0, 1000}, x_bar, y_bar{1, 1, 1};
  EXPECT_EQ(softplus(x), (Tensor<float, 3>{0, std::log(2.0f), 1000}));
  softplus_adjoint(x, &x_bar, y_bar);
  EXPECT_EQ(x_bar, (Tensor<float, 3>{0, 0.5, 1}));
}

#define CHECK_ROWS(f)                                                                     \
  check_unary([](const auto& x) { return f(x); },                                         \
              [](const auto& x, const auto& d, auto& r) { return f##_tangent(x, d, r); }, \
              [](const auto& x, auto* b, auto& r) { f##_adjoint(x, b, r); })

TEST(Operations, Softmax) {
  CHECK_ROWS(softmax);
  const auto y = softmax(Tensor<double, dyn, 2>{0, std::log(3.0), 1e4, -1e4});
  EXPECT_NEAR(y(0, 0), 0.25, 1e-15);
  EXPECT_NEAR(y(0, 1), 0.75, 1e-15);
  EXPECT_EQ(y(1, 0), 1);
  EXPECT_EQ(y(1, 1), 0);
}
TEST(Operations, LogSoftmax) {
  CHECK_ROWS(log_softmax);
  const auto y = log_softmax(Tensor<double, dyn, 2>{0, std::log(3.0), 1e4, -1e4});
  EXPECT_NEAR(y(0, 0), std::log(0.25), 1e-15);
  EXPECT_NEAR(y(0, 1), std::log(0.75), 1e-15);
  EXPECT_EQ(y(1, 1), -2e4);
}

// Of a tensor and a number.
template <class F, class FTangent, class FAdjoint>
void check_with_parameter(F f, FTangent f_tangent, FAdjoint f_adjoint) {
  const Matrix x = random_matrix(5, 7, 1), x_dot = random_matrix(5, 7, 2), y_bar = random_matrix(5, 7, 3);
  Matrix y_dot;
  EXPECT_EQ(f_tangent(x, x_dot, 0.3, 0.0, y_dot), f(x, 0.3));
  expect_differences(x, x_dot, y_dot, [&](const Matrix& v) { return f(v, 0.3); });
  f_tangent(x, zero_like(x), 0.3, 1.0, y_dot);
  const Matrix plus = f(x, 0.3 + 1e-6), minus = f(x, 0.3 - 1e-6);
  for (long i = 0; i < x.size(); ++i) EXPECT_NEAR(y_dot.data()[i], (plus.data()[i] - minus.data()[i]) / 2e-6, 1e-8);
  f_tangent(x, x_dot, 0.3, 0.25, y_dot);
  Matrix x_bar = zero_like(x), used_up = y_bar;
  double parameter_bar = 0;
  f_adjoint(x, &x_bar, 0.3, &parameter_bar, used_up);
  EXPECT_NEAR(dot(x_bar, x_dot) + parameter_bar * 0.25, dot(y_bar, y_dot), 1e-12);
  used_up = y_bar;
  f_adjoint(x, static_cast<Matrix*>(nullptr), 0.3, static_cast<double*>(nullptr), used_up);
}

#define CHECK_WITH_PARAMETER(f)                                                                    \
  check_with_parameter([](const auto& x, double p) { return f(x, p); },                            \
                       [](const auto& x, const auto& x_dot, double p, double p_dot, auto& y_dot) { \
                         return f##_tangent(x, x_dot, p, p_dot, y_dot);                            \
                       },                                                                          \
                       [](const auto& x, auto* x_bar, double p, double* p_bar, auto& y_bar) {      \
                         f##_adjoint(x, x_bar, p, p_bar, y_bar);                                   \
                       })

TEST(Operations, LeakyRelu) {
  CHECK_WITH_PARAMETER(leaky_relu);
  EXPECT_EQ(leaky_relu(Tensor<float, 3>{-2, 0, 2}, 0.5), (Tensor<float, 3>{-1, 0, 2}));
}
TEST(Operations, Elu) {
  CHECK_WITH_PARAMETER(elu);
  EXPECT_EQ(elu(Tensor<double, 3>{-1, 0, 2}), (Tensor<double, 3>{std::expm1(-1.0), 0, 2}));
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
  CHECK_WITH_PARAMETER(scale);
  EXPECT_EQ(scale(Tensor<float, 2>{1, -2}, 3), (Tensor<float, 2>{3, -6}));
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

// On either side of the size from which another library multiplies; results start as NaN, which must not come in.
template <class T>
void check_product(detail::Transpose a_turned, detail::Transpose b_turned, long rows, long columns, long inner) {
  const Matrix a = random_matrix(rows, inner, 1), b = random_matrix(inner, columns, 2), exact = matmul(a, b);
  const auto stored = [](const Matrix& x, detail::Transpose turned) {
    std::vector<T> result;
    const bool turn = turned == detail::Transpose::Yes;
    for (long i = 0; i < x.dim(turn ? 1 : 0); ++i)
      for (long j = 0; j < x.dim(turn ? 0 : 1); ++j) result.push_back(static_cast<T>(turn ? x(j, i) : x(i, j)));
    return result;
  };
  const auto left = stored(a, a_turned), right = stored(b, b_turned);
  std::vector<T> result(static_cast<std::size_t>(rows * columns), std::numeric_limits<T>::quiet_NaN());
  const double error = 10 * static_cast<double>(std::numeric_limits<T>::epsilon()) * static_cast<double>(inner);
  for (double times : {1.0, 2.0}) {  // the second is added to the first
    detail::matrix_product(a_turned, b_turned, rows, columns, inner, left.data(), right.data(), T(times - 1),
                           result.data());
    for (long i = 0; i < exact.size(); ++i)
      ASSERT_NEAR(static_cast<double>(result[static_cast<std::size_t>(i)]), times * exact.data()[i], error);
  }
}
TEST(Operations, ProductsOfManySizes) {
  for (auto a : {detail::Transpose::No, detail::Transpose::Yes})
    for (auto b : {detail::Transpose::No, detail::Transpose::Yes})
      for (auto [rows, columns, inner] : std::initializer_list<std::array<long, 3>>{{1, 1, 1},
                                                                                    {3, 2, 5},
                                                                                    {32, 32, 32},
                                                                                    {64, 64, 48},
                                                                                    {61, 59, 67},
                                                                                    {1, 700, 300},
                                                                                    {300, 1, 700},
                                                                                    {900, 7, 33}}) {
        check_product<float>(a, b, rows, columns, inner);
        check_product<double>(a, b, rows, columns, inner);
      }
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

}  // namespace
}  // namespace retrograd
