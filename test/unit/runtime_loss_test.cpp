// Every loss: its value, its adjoint against its tangent (dot product), its tangent against differences.
#include "retrograd/loss.h"
#include "retrograd/ops.h"
#include "runtime_check.h"

#include <cmath>

namespace retrograd {
namespace {

using namespace test;

TEST(Losses, SoftmaxCrossEntropy) {
  const Tensor<double, dyn, 3> logits{1, 2, 3, 1000, 0, -1000};
  const Labels labels{0, 1};
  const double first = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0)) - 1;
  EXPECT_NEAR(softmax_cross_entropy(logits, labels), (first + 1000) / 2, 1e-12);

  const Matrix x = random_matrix(6, 4, 1), x_dot = random_matrix(6, 4, 2);
  const Labels classes{0, 3, 1, 2, 2, 0};
  double y_dot = 0;
  auto f = [&](const Matrix& v) { return softmax_cross_entropy(v, classes); };
  EXPECT_EQ(softmax_cross_entropy_tangent(x, x_dot, classes, {}, y_dot), f(x));
  expect_differences(x, x_dot, y_dot, f);
  Matrix x_bar = zero_like(x);
  softmax_cross_entropy_adjoint(x, &x_bar, classes, {}, 0.7);
  EXPECT_NEAR(dot(x_bar, x_dot), 0.7 * y_dot, 1e-14);
  softmax_cross_entropy_adjoint(x, static_cast<Matrix*>(nullptr), classes, {}, 0.7);
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

TEST(Losses, LabelOptions) {
  const Matrix x = random_matrix(6, 4, 1), x_dot = random_matrix(6, 4, 2);
  const Labels classes{0, 3, -1, 2, 2, -1};
  const Tensor<double, dyn> weights{1, 5, 0.5, 2};
  for (const Reduction reduction : {Reduction::Mean, Reduction::Sum}) {
    const LabelOptions options{.label_smoothing = 0.2, .ignore = -1, .reduction = reduction};
    auto f = [&](const Matrix& v) { return weighted_softmax_cross_entropy(v, classes, weights, options); };
    // Written down once more, from the definition.
    double sum = 0, weight = 0;
    for (long i = 0; i < 6; ++i) {
      if (classes[i] < 0) continue;
      double exponentials = 0, loss = 0;
      for (long j = 0; j < 4; ++j) exponentials += std::exp(x(i, j));
      for (long j = 0; j < 4; ++j)
        loss -= ((j == classes[i] ? 0.8 : 0) + 0.05) * std::log(std::exp(x(i, j)) / exponentials);
      sum += weights(classes[i]) * loss;
      weight += weights(classes[i]);
    }
    EXPECT_NEAR(f(x), reduction == Reduction::Mean ? sum / weight : sum, 1e-14);
    double y_dot = 0;
    weighted_softmax_cross_entropy_tangent(x, x_dot, classes, weights, zero_like(weights), options, y_dot);
    expect_differences(x, x_dot, y_dot, f);
    Matrix x_bar;
    weighted_softmax_cross_entropy_adjoint(x, &x_bar, classes, weights, static_cast<Tensor<double, dyn>*>(nullptr),
                                           options, 0.7);
    EXPECT_NEAR(dot(x_bar, x_dot), 0.7 * y_dot, 1e-13);
    EXPECT_EQ(x_bar(2, 1), 0);
  }
  Matrix x_bar;
  Tensor<double, dyn> weights_bar;
  EXPECT_THROW(weighted_softmax_cross_entropy_adjoint(x, &x_bar, classes, weights, &weights_bar, {.ignore = -1}, 1),
               std::logic_error);
  EXPECT_THROW(weighted_softmax_cross_entropy(x, classes, Tensor<double, dyn>{1, 2}, {.ignore = -1}), ShapeError);
  EXPECT_THROW(softmax_cross_entropy(x, classes, {.label_smoothing = 1, .ignore = -1}), std::invalid_argument);
  EXPECT_THROW(softmax_cross_entropy(Matrix::zeros(1, 3), Labels{7}, {.ignore = 7}), std::invalid_argument);
}

TEST(Losses, NegativeLogLikelihood) {
  const Matrix x = random_matrix(6, 4, 1), x_dot = random_matrix(6, 4, 2);
  const Labels classes{0, 3, 1, 2, 2, 0};
  EXPECT_NEAR(nll(log_softmax(x), classes), softmax_cross_entropy(x, classes), 1e-15);
  EXPECT_DOUBLE_EQ(nll(Tensor<double, dyn, 2>{-1, -2, -4, -8}, Labels{1, 0}, {.reduction = Reduction::Sum}), 6);
  double y_dot = 0;
  nll_tangent(x, x_dot, classes, {.ignore = 1}, y_dot);
  expect_differences(x, x_dot, y_dot, [&](const Matrix& v) { return nll(v, classes, {.ignore = 1}); });
  Matrix x_bar;
  nll_adjoint(x, &x_bar, classes, {.ignore = 1}, 0.7);
  EXPECT_NEAR(dot(x_bar, x_dot), 0.7 * y_dot, 1e-14);
  EXPECT_THROW(nll(x, classes, {.label_smoothing = 0.1}), std::invalid_argument);
}

// Of two tensors: derivatives of both, mean and sum, and that an adjoint may be unwanted.
template <class F, class FTangent, class FAdjoint>
void check_pair(const Matrix& p, const Matrix& t, double mean_over, F f, FTangent f_tangent, FAdjoint f_adjoint) {
  const Matrix p_dot = random_matrix(p.rows(), p.columns(), 3), t_dot = random_matrix(t.rows(), t.columns(), 4);
  EXPECT_NEAR(f(p, t, Reduction::Sum), mean_over * f(p, t, Reduction::Mean), 1e-13 * std::abs(f(p, t, Reduction::Sum)));
  for (const Reduction reduction : {Reduction::Mean, Reduction::Sum}) {
    double y_dot = 0;
    f_tangent(p, p_dot, t, zero_like(t), reduction, y_dot);
    expect_differences(p, p_dot, y_dot, [&](const Matrix& v) { return f(v, t, reduction); });
    f_tangent(p, zero_like(p), t, t_dot, reduction, y_dot);
    expect_differences(t, t_dot, y_dot, [&](const Matrix& v) { return f(p, v, reduction); });
    EXPECT_DOUBLE_EQ(f_tangent(p, p_dot, t, t_dot, reduction, y_dot), f(p, t, reduction));
    Matrix p_bar = zero_like(p), t_bar = zero_like(t);
    f_adjoint(p, &p_bar, t, &t_bar, reduction, 0.7);
    EXPECT_NEAR(dot(p_bar, p_dot) + dot(t_bar, t_dot), 0.7 * y_dot, 1e-13);
    Matrix alone;
    f_adjoint(p, &alone, t, static_cast<Matrix*>(nullptr), reduction, 0.7);
    EXPECT_EQ(alone, p_bar);
  }
  EXPECT_THROW(f(p, random_matrix(2, 5, 1), Reduction::Mean), ShapeError);
  EXPECT_THROW(f(Matrix::zeros(0, 2), Matrix::zeros(0, 2), Reduction::Mean), ShapeError);
}

#define CHECK_PAIR(f, p, t, mean_over)                                                               \
  check_pair(                                                                                        \
      p, t, mean_over, [](const auto& a, const auto& b, Reduction r) { return f(a, b, r); },         \
      [](const auto& a, const auto& da, const auto& b, const auto& db, Reduction r, double& y_dot) { \
        return f##_tangent(a, da, b, db, r, y_dot);                                                  \
      },                                                                                             \
      [](const auto& a, auto* ba, const auto& b, auto* bb, Reduction r, double y_bar) {              \
        f##_adjoint(a, ba, b, bb, r, y_bar);                                                         \
      })
#define CHECK_PAIR_WITH(f, p, t, parameter, mean_over)                                                  \
  check_pair(                                                                                           \
      p, t, mean_over, [](const auto& a, const auto& b, Reduction r) { return f(a, b, parameter, r); }, \
      [](const auto& a, const auto& da, const auto& b, const auto& db, Reduction r, double& y_dot) {    \
        return f##_tangent(a, da, b, db, parameter, 0, r, y_dot);                                       \
      },                                                                                                \
      [](const auto& a, auto* ba, const auto& b, auto* bb, Reduction r, double y_bar) {                 \
        f##_adjoint(a, ba, b, bb, parameter, static_cast<double*>(nullptr), r, y_bar);                  \
      })

// By the parameter: tangent and adjoint against differences.
#define CHECK_PARAMETER(f, p, t, parameter)                                                   \
  {                                                                                           \
    const double difference = (f(p, t, parameter + 1e-6) - f(p, t, parameter - 1e-6)) / 2e-6; \
    double y_dot = 0, bar = 0;                                                                \
    f##_tangent(p, zero_like(p), t, zero_like(t), parameter, 1, Reduction::Mean, y_dot);      \
    EXPECT_NEAR(y_dot, difference, 1e-8);                                                     \
    Matrix p_bar, t_bar;                                                                      \
    f##_adjoint(p, &p_bar, t, &t_bar, parameter, &bar, Reduction::Mean, 1);                   \
    EXPECT_NEAR(bar, difference, 1e-8);                                                       \
  }

Matrix positive_matrix(long rows, long columns, std::uint64_t seed) {
  Matrix x = random_matrix(rows, columns, seed);
  for (double& v : x) v = 0.1 + std::abs(v);
  return x;
}

TEST(Losses, OfTwoTensorsElementByElement) {
  const Matrix p = random_matrix(5, 2, 1), t = random_matrix(5, 2, 2), positive = positive_matrix(5, 2, 2);
  CHECK_PAIR(mse, p, t, 10);
  CHECK_PAIR(mae, p, t, 10);
  CHECK_PAIR(kl, p, positive, 10);
  CHECK_PAIR(poisson, p, positive, 10);
  CHECK_PAIR_WITH(huber, p, t, 0.7, 10);
  CHECK_PAIR_WITH(binary_cross_entropy, p, t, 3, 10);
  CHECK_PAIR_WITH(hinge, p, t, 0.5, 10);
  CHECK_PARAMETER(huber, p, t, 0.7);
  CHECK_PARAMETER(binary_cross_entropy, p, t, 3.0);
  CHECK_PARAMETER(hinge, p, t, 0.5);
}

TEST(Losses, HaveTheValuesOfTheirDefinitions) {
  const Tensor<double, 2> p{1, -2}, t{3, -2.5};
  EXPECT_DOUBLE_EQ(mse(p, t), (4 + 0.25) / 2);
  EXPECT_DOUBLE_EQ(mae(p, t), (2 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(huber(p, t), (1.5 + 0.125) / 2);
  EXPECT_DOUBLE_EQ(huber(p, t, 0.1), (0.1 * 1.95 + 0.1 * 0.45) / 2);
  EXPECT_DOUBLE_EQ(hinge(p, Tensor<double, 2>{1, 1}, 2, Reduction::Sum), 1 + 4);
  EXPECT_DOUBLE_EQ(poisson(p, Tensor<double, 2>{1, 3}, Reduction::Sum), std::exp(1) - 1 + std::exp(-2) + 6);
  EXPECT_DOUBLE_EQ(kl(Tensor<double, 2>{std::log(0.5), -7}, Tensor<double, 2>{0.25, 0}, Reduction::Sum),
                   0.25 * std::log(0.5));
  auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  EXPECT_NEAR(binary_cross_entropy(p, Tensor<double, 2>{1, 0.25}, 3, Reduction::Sum),
              -3 * std::log(sigmoid(1)) - 3 * 0.25 * std::log(sigmoid(-2)) - 0.75 * std::log(1 - sigmoid(-2)), 1e-14);
  EXPECT_NEAR(cosine_loss(Tensor<double, dyn, 2>{1, 0, 3, 3, 1, 1}, Tensor<double, dyn, 2>{0, 2, 1, 0, -1, -1}),
              (1 + (1 - std::sqrt(0.5)) + 2) / 3, 1e-15);
}

TEST(Losses, AreFiniteFarOutAndRightAtTheirKinks) {
  const Tensor<double, 4> logits{1000, -1000, 0, 0}, targets{0, 1, 1, 0};
  EXPECT_DOUBLE_EQ(binary_cross_entropy(logits, targets, 1, Reduction::Sum), 2000 + 2 * std::log(2.0));
  Tensor<double, 4> bar, unwanted;
  binary_cross_entropy_adjoint(logits, &bar, targets, &unwanted, 1, static_cast<double*>(nullptr), Reduction::Sum, 1);
  EXPECT_EQ(bar, (Tensor<double, 4>{1, -1, -0.5, 0.5}));
  const Tensor<double, dyn, 2> zero{0, 0}, one{1, 0};  // an angle with nothing: 90 degrees, and finite derivatives
  EXPECT_EQ(cosine_loss(zero, one), 1);
  Tensor<double, dyn, 2> zero_bar, one_bar;
  cosine_loss_adjoint(zero, &zero_bar, one, &one_bar, Reduction::Mean, 1);
  EXPECT_TRUE(std::isfinite(zero_bar(0, 0)));
  EXPECT_EQ(one_bar, (Tensor<double, dyn, 2>{0, 0}));
}

TEST(Losses, Cosine) { CHECK_PAIR(cosine_loss, random_matrix(5, 3, 1), random_matrix(5, 3, 2), 5); }

}  // namespace
}  // namespace retrograd
