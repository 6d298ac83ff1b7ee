#include "retrograd/optim.h"
#include "runtime_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace retrograd {
namespace {

template <class T> Parameters one(std::vector<T>& values, const char* name = "x") {
  Parameters all;
  Parameter<T> parameter{name, {static_cast<long>(values.size())}, values};
  if constexpr (std::same_as<T, float>)
    all.float32.push_back(parameter);
  else
    all.float64.push_back(parameter);
  return all;
}

// Runs `steps` steps from x = 1, 2, 3, … with the gradient of sum x^2 / 2 · k, which is k x.
template <class T> std::vector<T> run(const OptimizerSettings& settings, int steps, std::size_t size, double k) {
  std::vector<T> x(size), g(size);
  for (std::size_t i = 0; i < size; ++i) x[i] = T(i + 1);
  Parameters values = one(x), gradients = one(g);
  Optimizer optimizer(settings, values);
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < size; ++i) g[i] += T(k) * x[i];
    optimizer.step(values, gradients);
    for (T v : g) EXPECT_EQ(v, 0) << "the gradient is zero after a step";
  }
  EXPECT_EQ(optimizer.steps(), steps);
  return x;
}

TEST(Optimizer, SgdFollowsTheGradient) {
  // x <- x - a k x = (1 - a k) x
  const auto x = run<double>(Sgd{.learning_rate = 0.1}, 3, 5, 2);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(x[i], std::pow(0.8, 3) * double(i + 1), 1e-14);
}

TEST(Optimizer, MomentumIsExactlyTheFormula) {
  // delta_i = a g + b delta_{i-1}; x -= delta_i, by hand for g = x, a = 0.5, b = 0.5, x_0 = 1:
  // delta 0.5, x 0.5; delta 0.25 + 0.25 = 0.5, x 0; delta 0 + 0.25 = 0.25, x -0.25; delta -0.125 + 0.125 = 0, x -0.25
  const double expected[] = {1, 0.5, 0, -0.25, -0.25};
  for (int steps = 0; steps <= 4; ++steps)
    EXPECT_DOUBLE_EQ(run<double>(Momentum{.learning_rate = 0.5, .beta = 0.5}, steps, 1, 1)[0], expected[steps]);
}

// Kingma & Ba 2015, algorithm 1, written down again in long double and one number at a time.
long double adam_reference(const Adam& adam, int steps, long double x, long double k) {
  long double m = 0, v = 0;
  for (int t = 1; t <= steps; ++t) {
    const long double g = k * x;
    m = adam.beta1 * m + (1 - (long double)adam.beta1) * g;
    v = adam.beta2 * v + (1 - (long double)adam.beta2) * g * g;
    const long double m_hat = m / (1 - std::pow((long double)adam.beta1, t));
    const long double v_hat = v / (1 - std::pow((long double)adam.beta2, t));
    x -= adam.learning_rate * m_hat / (std::sqrt(v_hat) + adam.epsilon);
  }
  return x;
}

TEST(Optimizer, AdamIsExactlyTheFormula) {
  const Adam adam{.learning_rate = 0.05, .beta1 = 0.8, .beta2 = 0.99, .epsilon = 1e-6};
  for (int steps : {1, 2, 10, 100}) {
    const auto x = run<double>(adam, steps, 37, 3);  // 37: whole vectors and a rest
    const auto single = run<float>(adam, steps, 37, 3);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto expected = static_cast<double>(adam_reference(adam, steps, (long double)(i + 1), 3));
      EXPECT_NEAR(x[i], expected, 1e-12 * double(i + 1));
      EXPECT_NEAR(single[i], expected, 2e-5 * double(i + 1));
    }
  }
}

TEST(Optimizer, FirstAdamStepIsTheLearningRate) {
  // With bias correction m_hat = g and v_hat = g^2, whatever the betas.
  EXPECT_NEAR(run<double>(Adam{.learning_rate = 0.01}, 1, 1, 1)[0], 1 - 0.01 / (1 + 1e-8), 1e-15);
}

TEST(Optimizer, RefusesSettingsOutOfRange) {
  std::vector<float> x(1);
  EXPECT_THROW(Optimizer(Sgd{.learning_rate = 0}, one(x)), std::invalid_argument);
  EXPECT_THROW(Optimizer(Momentum{.beta = 1}, one(x)), std::invalid_argument);
  EXPECT_THROW(Optimizer(Adam{.beta2 = -0.1}, one(x)), std::invalid_argument);
  EXPECT_THROW(Optimizer(Adam{.epsilon = 0}, one(x)), std::invalid_argument);
  EXPECT_THROW(Optimizer(Adam{.learning_rate = NAN}, one(x)), std::invalid_argument);
}

TEST(Optimizer, RefusesOtherShapes) {
  std::vector<float> x(3), longer(4);
  for (const OptimizerSettings& settings :
       {OptimizerSettings(Sgd{}), OptimizerSettings(Momentum{}), OptimizerSettings(Adam{})}) {
    Optimizer optimizer(settings, one(x));
    EXPECT_THROW(optimizer.step(one(x), one(longer)), ShapeError);
    EXPECT_THROW(optimizer.step(one(x), Parameters{}), ShapeError);
  }
}

TEST(Model, ParametersHaveNamesAndPointIntoTheModel) {
  test::Model model;
  model.list.push_back(Tensor<float, dyn>::zeros(4));
  Parameters all = parameters(model);
  ASSERT_EQ(all.float64.size(), 3u);
  ASSERT_EQ(all.float32.size(), 1u);
  EXPECT_EQ(all.float64[0].name, "inner.weight");
  EXPECT_EQ(all.float64[0].shape, (std::vector<long>{2, 3}));
  EXPECT_EQ(all.float64[1].name, "inner.bias");
  EXPECT_EQ(all.float64[2].name, "number");
  EXPECT_EQ(all.float32[0].name, "list.0");
  EXPECT_EQ(all.count(), 6u + 3 + 1 + 4);
  all.float64[0].values[5] = 8;
  EXPECT_EQ(model.inner.weight(1, 2), 8);
  test::Model zero = zero_like(model);
  EXPECT_EQ(zero.inner.weight(1, 2), 0);
  EXPECT_EQ(zero.list.size(), 1u);
}

TEST(Model, InitialValuesDependOnTheSeedAlone) {
  const auto a = init<test::Layer>({.seed = 1}), b = init<test::Layer>({.seed = 1}), c = init<test::Layer>({.seed = 2});
  EXPECT_EQ(a.weight, b.weight);
  EXPECT_FALSE(a.weight == c.weight);
  EXPECT_EQ(a.bias, (Tensor<double, 3>{0, 0, 0}));
  for (double v : a.weight) EXPECT_LE(std::abs(v), std::sqrt(6.0 / 2));
  const auto xavier = init<test::Layer>({.seed = 1, .weights = Initializer::XavierUniform});
  for (double v : xavier.weight) EXPECT_LE(std::abs(v), std::sqrt(6.0 / 5));
}

TEST(Model, InitialWeightsFillTheirRange) {
  struct Wide {
    Tensor<float, 100, 200> w;
  };
  Wide wide;
  Parameters all;
  all.float32.push_back({"w", {100, 200}, wide.w.span()});
  detail::initialize(all, {.seed = 3});
  double sum = 0, squares = 0;
  for (float v : wide.w) sum += v, squares += double(v) * v;
  EXPECT_NEAR(sum / 20000, 0, 0.003);
  EXPECT_NEAR(squares / 20000, 2.0 / 100, 0.0005);  // He et al.: variance 2 / inputs
}

TEST(Model, InitSaysWhichParameterHasNoSize) {
  test::Model model;
  model.list.push_back({});
  try {
    initialize(model);
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_NE(std::string(error.what()).find("'list.0' is 0"), std::string::npos) << error.what();
  }
}

TEST(Random, IsTheSameEverywhere) {
  // xoshiro256++ from the state that splitmix64 makes of 1, computed apart in Python.
  Random random(1);
  EXPECT_EQ(random.next(), 14971601782005023387u);
  EXPECT_EQ(random.next(), 13781649495232077965u);
  EXPECT_EQ(random.next(), 1847458086238483744u);
  long counts[5] = {};
  for (int i = 0; i < 50000; ++i) ++counts[random.below(5)];
  for (long count : counts) EXPECT_NEAR(count, 10000, 400);
}

}  // namespace
}  // namespace retrograd
