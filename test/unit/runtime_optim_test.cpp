#include "retrograd/optim.h"
#include "retrograd/schedule.h"
#include "runtime_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

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

#ifdef __SSE2__
TEST(Optimizer, RunningMeansDecayToZeroRatherThanToTinyNumbers) {
  std::vector<float> x(3, 1), g(3, 1e-3f);
  Optimizer optimizer(Momentum{}, one(x));
  for (int step = 0; step < 1000; ++step) optimizer.step(one(x), one(g));  // with gradients of zero but for the first
  for (float delta : optimizer.state().float32[0].values) EXPECT_EQ(delta, 0);
  volatile float tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_GT(2 * tiny, 0) << "elsewhere they are what they were";
}
#endif

double slope(double x) { return x * x * x - 2 * x + 0.5; }

// x after 1, 2, 5 and 20 steps from 1.5 along `slope`: the output of optimizer_traces.py, which computes it apart.
struct Trace {
  OptimizerSettings settings;
  double after[4];
};
const Trace traces[] = {
    {Sgd{.learning_rate = 0.1}, {1.41250000000000000, 1.36318417968750000, 1.29883993812972288, 1.26724522034142459}},
    {Sgd{.learning_rate = 0.1, .weight_decay = 0.3},
     {1.36750000000000000, 1.29424480781250000, 1.19248812796383818, 1.12154349613716170}},
    {Momentum{.learning_rate = 0.05, .beta = 0.8},
     {1.45625000000000000, 1.38746414794921875, 1.19548759549658868, 1.27216837279022292}},
    {Momentum{.learning_rate = 0.05, .beta = 0.8, .weight_decay = 0.3},
     {1.43375000000000000, 1.33025512470703125, 1.03506644391892330, 1.16964277849223796}},
    {Nesterov{.learning_rate = 0.05, .beta = 0.8},
     {1.42125000000000000, 1.34569794576171875, 1.21396245623759073, 1.26842036033429664}},
    {AdaGrad{.learning_rate = 0.2, .epsilon = 1e-6},
     {1.30000022857116735, 1.27796366032846795, 1.26752816850540462, 1.26703509847334067}},
    {RmsProp{.learning_rate = 0.02, .keep = 0.9, .epsilon = 1e-5},
     {1.43675673242831468, 1.40002124415754844, 1.33682594615956593, 1.26784176829053344}},
    {RmsProp{.learning_rate = 0.02, .keep = 0.9, .epsilon = 1e-5, .momentum = 0.5},
     {1.43675673242831468, 1.36839961037170577, 1.25754029909552850, 1.26689725615652913}},
    {RmsProp{.learning_rate = 0.02, .keep = 0.9, .epsilon = 1e-5, .momentum = 0.5, .centred = true},
     {1.43333587291912689, 1.36003823595789157, 1.24737104352398389, 1.26697198956639118}},
    {Adam{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9},
     {1.40000000114285713, 1.30693962386339975, 1.15112136108919087, 1.24890516015349498}},
    {Adam{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9, .amsgrad = true},
     {1.40000000114285713, 1.30693962386339975, 1.15953719337246585, 1.24645970010823874}},
    {Adam{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9, .weight_decay = 0.3},
     {1.40000000075471698, 1.30340550698119176, 1.06888376862706073, 1.15958501172688949}},
    {AdamW{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9, .weight_decay = 0.3},
     {1.35500000114285713, 1.22880843221593667, 1.06612486437865254, 1.22228161938750483}},
};

template <class T> void expect_trace(const Trace& trace, double tolerance) {
  std::vector<T> x(37, T(1.5)), g(37);  // 37: whole vectors and a rest
  Parameters values = one(x), gradients = one(g);
  Optimizer optimizer(trace.settings, values);
  int next = 0;
  for (int step = 1; step <= 20; ++step) {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = T(slope(double(x[i])));
    optimizer.step(values, gradients);
    if (step != 1 && step != 2 && step != 5 && step != 20) continue;
    for (T v : x) ASSERT_NEAR(v, trace.after[next], tolerance) << "step " << step;
    ++next;
  }
}

TEST(Optimizer, FollowsTheTraceOfItsFormula) {
  for (const Trace& trace : traces) {
    SCOPED_TRACE(&trace - traces);
    expect_trace<double>(trace, 1e-13);
    expect_trace<float>(trace, 1e-5);
  }
}

TEST(Optimizer, FirstAdamStepIsTheLearningRate) {
  // With bias correction m_hat = g and v_hat = g^2, whatever the betas.
  EXPECT_NEAR(run<double>(Adam{.learning_rate = 0.01}, 1, 1, 1)[0], 1 - 0.01 / (1 + 1e-8), 1e-15);
}

TEST(Optimizer, ClipsByNormAndByValue) {
  std::vector<double> x(3), g{3, 0, -4};
  std::vector<float> y(1), h{12};  // all together: norm 13
  Parameters values = one(x), gradients = one(g);
  values.float32.push_back(one(y, "y").float32[0]);
  gradients.float32.push_back(one(h, "y").float32[0]);
  Optimizer optimizer(Sgd{.learning_rate = 1}, values, {.clip = {.norm = 6.5}});
  optimizer.step(values, gradients);
  EXPECT_EQ(x, (std::vector<double>{-1.5, 0, 2}));
  EXPECT_EQ(y[0], -6);
  g = {3, 0, -4}, h = {0};  // norm 5: as it is
  optimizer.step(values, gradients);
  EXPECT_EQ(x, (std::vector<double>{-4.5, 0, 6}));
  Optimizer by_value(Sgd{.learning_rate = 1}, values, {.clip = {.norm = 6.5, .value = 2}});
  x = {0, 0, 0}, y = {0}, g = {3, 0, -4}, h = {12};
  by_value.step(values, gradients);
  EXPECT_EQ(x, (std::vector<double>{-1.5, 0, 2}));
  EXPECT_EQ(y[0], -2);
  g = {NAN, INFINITY, 1};
  x = {0, 0, 0};
  optimizer.step(values, gradients);  // is not hidden
  EXPECT_TRUE(std::isnan(x[0]));
  EXPECT_TRUE(std::isinf(x[1]));
}

TEST(Optimizer, GroupsHaveSettingsOfTheirOwn) {
  std::vector<double> weight{1}, bias{1}, fixed{1}, weight_g{1}, bias_g{1}, fixed_g{1};
  Parameters values, gradients;
  auto add = [&](const char* name, auto& x, auto& g) {
    values.float64.push_back(one(x, name).float64[0]);
    gradients.float64.push_back(one(g, name).float64[0]);
  };
  add("encoder.weight", weight, weight_g);
  add("encoder.bias", bias, bias_g);
  add("table", fixed, fixed_g);
  Optimizer optimizer(Sgd{.learning_rate = 0.1, .weight_decay = 1}, values,
                      {.groups = {{"*.bias", 2, 0.0}, {"t?ble", 1, {}, true}}});
  optimizer.step(values, gradients);
  EXPECT_DOUBLE_EQ(weight[0], 1 - 0.1 * 2);
  EXPECT_DOUBLE_EQ(bias[0], 1 - 0.2);
  EXPECT_EQ(fixed[0], 1);
  EXPECT_EQ(fixed_g[0], 0);
  Optimizer decoupled(AdamW{.learning_rate = 0.1, .weight_decay = 1}, values, {.groups = {{"*.bias", 1, 0.0}}});
  weight = bias = {1};  // gradients are zero
  decoupled.step(values, gradients);
  EXPECT_DOUBLE_EQ(weight[0], 0.9);
  EXPECT_EQ(bias[0], 1);
  EXPECT_THROW(Optimizer(Sgd{}, values, {.groups = {{"*.scale"}}}), std::invalid_argument);
  EXPECT_THROW(Optimizer(Sgd{}, values, {.groups = {{"*", -1}}}), std::invalid_argument);
  EXPECT_THROW(Optimizer(Sgd{}, values, {.clip = {.norm = -1}}), std::invalid_argument);
}

TEST(Optimizer, StateMakesItGoOnAsIfItHadNeverStopped) {
  for (const Trace& trace : traces) {
    std::vector<float> x(5, 1.5f), g(5);
    Parameters values = one(x), gradients = one(g);
    auto run = [&](Optimizer& optimizer, int steps) {
      for (int i = 0; i < steps; ++i) {
        for (std::size_t k = 0; k < x.size(); ++k) g[k] = float(slope(x[k]));
        optimizer.step(values, gradients);
      }
    };
    Optimizer first(trace.settings, values), second(trace.settings, values);
    run(first, 7);
    const std::vector<float> middle = x;
    Parameters from = first.state(), to = second.state();
    ASSERT_EQ(from.float32.size(), to.float32.size());
    for (std::size_t i = 0; i < from.float32.size(); ++i)
      std::ranges::copy(from.float32[i].values, to.float32[i].values.begin());
    second.set_steps(first.steps());
    run(first, 7);
    const std::vector<float> end = x;
    x = middle;
    run(second, 7);
    EXPECT_EQ(x, end);
  }
  std::vector<float> x(2);
  Optimizer adam(Adam{}, one(x, "w"));
  EXPECT_EQ(adam.state().float32[1].name, "w.second");
}

// sum over i of 100 (x_{2i+1} - x_{2i}^2)^2 + (1 - x_{2i})^2: Rosenbrock's valley, repeated.
double rosenbrock(const std::vector<double>& x, std::vector<double>& g) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); i += 2) {
    const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    sum += 100 * a * a + b * b;
    g[i] += -400 * a * x[i] - 2 * b;
    g[i + 1] += 200 * a;
  }
  return sum;
}

TEST(Lbfgs, GoesThroughRosenbrocksValley) {
  std::vector<double> x, g(20);
  for (int i = 0; i < 10; ++i) x.insert(x.end(), {-1.2, 1});
  Parameters values = one(x), gradients = one(g);
  Optimizer optimizer(Lbfgs{}, values);
  int evaluations = 0;
  auto evaluate = [&] {
    ++evaluations;
    return rosenbrock(x, g);
  };
  double last = evaluate();
  for (int step = 0; step < 60; ++step) {
    optimizer.step(values, gradients, evaluate(), evaluate);
    std::vector<double> unused(20);
    const double loss = rosenbrock(x, unused);
    EXPECT_LE(loss, last);
    last = loss;
    for (double v : g) EXPECT_EQ(v, 0);
    std::ranges::fill(g, 0);
  }
  EXPECT_LT(last, 1e-20);
  EXPECT_LT(evaluations, 200);
  EXPECT_THROW(optimizer.step(values, gradients), std::logic_error);
  EXPECT_THROW(Optimizer(Lbfgs{}, values, {.clip = {.norm = 1}}), std::invalid_argument);
  EXPECT_THROW(Optimizer(Lbfgs{.history = 0}, values), std::invalid_argument);
}

// With exact line searches L-BFGS on a quadratic makes the steps of conjugate gradients (Nocedal & Wright 2006, section
// 7.2): another method, written down here.
TEST(Lbfgs, IsConjugateGradientsOnAQuadratic) {
  constexpr std::size_t n = 6;
  auto product = [&](const std::vector<double>& x) {  // of 1, 2, ..., n on the diagonal and 0.3 beside it
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i)
      y[i] = double(i + 1) * x[i] + 0.3 * ((i > 0 ? x[i - 1] : 0) + (i + 1 < n ? x[i + 1] : 0));
    return y;
  };
  auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
    return sum;
  };
  std::vector<double> x(n, 1), g(n), c(n, 1);
  Parameters values = one(x), gradients = one(g);
  Optimizer optimizer(Lbfgs{.evaluations = 100, .sufficient_decrease = 1e-14, .curvature = 1e-13}, values);
  auto evaluate = [&] {
    const auto y = product(x);
    for (std::size_t i = 0; i < n; ++i) g[i] += y[i];
    return dot(x, y) / 2;
  };
  std::vector<double> residual = product(c), direction = residual;  // of c
  for (std::size_t step = 1; step <= n; ++step) {
    const double loss = evaluate();
    optimizer.step(values, gradients, loss, evaluate);
    const auto moved = product(direction);
    const double square = dot(residual, residual), length = square / dot(direction, moved);
    for (std::size_t i = 0; i < n; ++i) c[i] -= length * direction[i], residual[i] -= length * moved[i];
    const double beta = dot(residual, residual) / square;
    for (std::size_t i = 0; i < n; ++i) direction[i] = residual[i] + beta * direction[i];
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(x[i], c[i], 1e-7) << "step " << step;
  }
}

TEST(Lbfgs, StaysWhereNothingIsBetter) {
  std::vector<double> x{3}, g{0};
  Parameters values = one(x), gradients = one(g);
  Optimizer optimizer(Lbfgs{}, values);
  optimizer.step(values, gradients, 1, [] { return 1.0; });  // at a stationary point
  EXPECT_EQ(x[0], 3);
  g[0] = 1;  // a gradient that the loss doesn't follow
  optimizer.step(values, gradients, 1, [&] {
    g[0] += 1;
    return x[0] == 3 ? 1.0 : 2.0;
  });
  EXPECT_EQ(x[0], 3);
  EXPECT_EQ(g[0], 0);
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
  for (const Trace& trace : traces) {
    Optimizer optimizer(trace.settings, one(x));
    EXPECT_THROW(optimizer.step(one(x), one(longer)), ShapeError);
    EXPECT_THROW(optimizer.step(one(x), Parameters{}), ShapeError);
  }
}

TEST(Schedule, FollowsItsFormula) {
  EXPECT_DOUBLE_EQ(schedule_factor(Constant{}, {0.7, 7}), 1);
  EXPECT_DOUBLE_EQ(schedule_factor(StepDecay{.every = 3, .factor_each = 0.5}, {0, 2.99}), 1);
  EXPECT_DOUBLE_EQ(schedule_factor(StepDecay{.every = 3, .factor_each = 0.5}, {0, 6.5}), 0.25);
  EXPECT_DOUBLE_EQ(schedule_factor(Exponential{.factor_each = 0.81}, {0, 0.5}), 0.9);
  EXPECT_DOUBLE_EQ(schedule_factor(Cosine{}, {0, 0}), 1);
  EXPECT_DOUBLE_EQ(schedule_factor(Cosine{.last = 0.2}, {0.5, 5}), 0.6);
  EXPECT_NEAR(schedule_factor(Cosine{.last = 0.2}, {1, 10}), 0.2, 1e-15);
}

TEST(Schedule, OneCycleRisesAndFalls) {
  const OneCycle cycle{.rise = 0.25, .first = 0.1, .last = 0.01};
  EXPECT_NEAR(schedule_factor(cycle, {0, 0}), 0.1, 1e-15);
  EXPECT_NEAR(schedule_factor(cycle, {0.125, 0}), 0.55, 1e-15);
  EXPECT_DOUBLE_EQ(schedule_factor(cycle, {0.25, 0}), 1);
  EXPECT_NEAR(schedule_factor(cycle, {0.625, 0}), 0.505, 1e-15);
  EXPECT_NEAR(schedule_factor(cycle, {1, 0}), 0.01, 1e-15);
}

TEST(Schedule, PlateauReducesWhenNothingImproves) {
  const ReduceOnPlateau settings{.factor_each = 0.1, .patience = 1, .minimum_improvement = 0.01, .smallest = 0.005};
  PlateauState state;
  const double losses[] = {1, 0.9, 0.895, 0.895, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9};
  const double factors[] = {1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.005, 0.005};
  for (int i = 0; i < 10; ++i) {
    state.epoch_ended(settings, losses[i]);
    EXPECT_DOUBLE_EQ(state.factor, factors[i]) << "epoch " << i;
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

struct Normed {
  Tensor<float, 3> gain = Tensor<float, 3>::filled(1), shift;
  Tensor<float, 2, 3> weight = Tensor<float, 2, 3>::filled(7);
  Tensor<float, dyn> sized_later;
  double slope = 0.2;
};
struct Deep {
  Normed pair[2];
  std::vector<Normed> list;
};
template <class N, class Visitor>
  requires std::same_as<std::remove_const_t<N>, Normed>
void retrograd_visit(N& normed, Visitor&& visit) {
  visit("gain", normed.gain);
  visit("shift", normed.shift);
  visit("weight", normed.weight);
  visit("sized_later", normed.sized_later);
  visit("slope", normed.slope);
}
template <class D, class Visitor>
  requires std::same_as<std::remove_const_t<D>, Deep>
void retrograd_visit(D& deep, Visitor&& visit) {
  visit("pair", deep.pair);
  visit("list", deep.list);
}

TEST(Model, WhatIsNoWeightStartsAsItIsDeclared) {
  Deep model;
  model.list.resize(3);
  for (Normed* normed : {&model.pair[0], &model.pair[1], &model.list[2], &model.list[1], &model.list[0]}) {
    normed->gain = normed->shift = {4, 5, 6};
    normed->sized_later = {7, 8};
    normed->slope = 9;
  }
  initialize(model, {.seed = 1});
  for (const Normed& normed : {model.pair[0], model.pair[1], model.list[2], model.list[1], model.list[0]}) {
    EXPECT_EQ(normed.gain, (Tensor<float, 3>{1, 1, 1}));
    EXPECT_EQ(normed.shift, (Tensor<float, 3>{0, 0, 0}));
    EXPECT_EQ(normed.sized_later, (Tensor<float, dyn>{0, 0}));
    EXPECT_EQ(normed.slope, 0.2);
    for (float v : normed.weight) EXPECT_LE(std::abs(v), std::sqrt(6.0 / 2));
  }
}

TEST(Model, InitialWeightsFillTheirRange) {
  struct Wide {
    Tensor<float, 100, 200> w;
  };
  Wide wide;
  Parameters all;
  all.float32.push_back({"w", {100, 200}, wide.w.span()});
  detail::initialize_weights(all, {.seed = 3});
  double sum = 0, squares = 0;
  for (float v : wide.w) sum += v, squares += double(v) * v;
  EXPECT_NEAR(sum / 20000, 0, 0.003);
  EXPECT_NEAR(squares / 20000, 2.0 / 100, 0.0005);  // He et al.: variance 2 / inputs
}

TEST(Model, InitializersHaveTheVarianceTheyPromise) {
  using enum Initializer;
  std::vector<double> w(40000);
  const Parameter<double> weight{"w", {100, 400}, w};
  const std::pair<Initializer, double> deviations[] = {
      {Uniform, 2 / std::sqrt(3.0)},
      {Normal, 2},
      {TruncatedNormal, 2 * 0.8796},  // sqrt(1 - 4 phi(2) / (2 Phi(2) - 1))
      {XavierUniform, 2 * std::sqrt(2.0 / 500)},
      {XavierNormal, 2 * std::sqrt(2.0 / 500)},
      {KaimingUniform, 2 * std::sqrt(2.0 / 100)},
      {KaimingNormal, 2 * std::sqrt(2.0 / 100)},
      {LecunUniform, 2 * std::sqrt(1.0 / 100)},
      {LecunNormal, 2 * std::sqrt(1.0 / 100)}};
  for (const auto& [how, deviation] : deviations) {
    Random random(7);
    initialize(weight, how, 2, random);
    double sum = 0, squares = 0, largest = 0;
    for (double v : w) sum += v, squares += v * v, largest = std::max(largest, std::abs(v));
    EXPECT_NEAR(sum / 40000, 0, 0.02 * deviation);
    EXPECT_NEAR(std::sqrt(squares / 40000), deviation, 0.01 * deviation);
    EXPECT_LE(largest, how == TruncatedNormal ? 4 : 12);
  }
  Random random(1);
  initialize(weight, Constant, 0.5, random);
  EXPECT_EQ(w, std::vector<double>(40000, 0.5));
  initialize(weight, Zeros, 0.5, random);
  EXPECT_EQ(w, std::vector<double>(40000, 0));
}

TEST(Model, OrthogonalWeightsAreOrthonormal) {
  for (auto [rows, columns] : {std::pair{20, 50}, {50, 20}, {1, 3}, {7, 7}}) {
    std::vector<double> w(std::size_t(rows * columns));
    Random random(3);
    initialize(Parameter<double>{"w", {rows, columns}, w}, Initializer::Orthogonal, 2, random);
    const int few = std::min(rows, columns), many = std::max(rows, columns);
    auto at = [&](int k, int j) { return w[std::size_t(rows <= columns ? k * columns + j : j * columns + k)]; };
    for (int a = 0; a < few; ++a)
      for (int b = 0; b <= a; ++b) {
        double sum = 0;
        for (int j = 0; j < many; ++j) sum += at(a, j) * at(b, j);
        EXPECT_NEAR(sum, a == b ? 4 : 0, 1e-13);
      }
  }
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
