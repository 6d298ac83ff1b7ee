// The training loop. The adjoint that the compiler would generate is written here by hand; the examples use its own.
#include "retrograd/plot.h"
#include "retrograd/train.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <new>

namespace {
long allocations = 0;
}
// Counts what the whole program allocates outside the tensors' pool. Not inlined: g++ would warn of mixing malloc and
// new.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace retrograd::test {

struct Classifier {
  Tensor<float, 2, 8> w1;
  Tensor<float, 8> b1;
  Tensor<float, 8, 2> w2;
  Tensor<float, 2> b2;
};
template <class M, class Visitor>
requires std::same_as<std::remove_const_t<M>, Classifier>
void retrograd_visit(M& m, Visitor&& visit) {
  visit("w1", m.w1);
  visit("b1", m.b1);
  visit("w2", m.w2);
  visit("b2", m.b2);
}

using Points = Tensor<float, dyn, 2>;

Tensor<float, dyn, 2> logits(const Classifier& m, const Points& x) {
  return linear(tanh(linear(x, m.w1, m.b1)), m.w2, m.b2);
}
float loss(const Classifier& m, const Points& x, const Labels& y) { return softmax_cross_entropy(logits(m, x), y); }

using LossAdjoint = detail::Adjoint<float(const Classifier&, const Points&, const Labels&), loss, retrograd::wrt<0>>;
constexpr detail::Active<true, 0> retrograd_active(LossAdjoint) { return {}; }
inline float retrograd_call(LossAdjoint, const Classifier& m, const Points& x, const Labels& y, Classifier& m_bar,
                            float result_bar) {
  const auto before = linear(x, m.w1, m.b1);
  const auto hidden = tanh(before);
  const auto scores = linear(hidden, m.w2, m.b2);
  auto scores_bar = zero_like(scores);
  auto hidden_bar = zero_like(hidden);
  auto before_bar = zero_like(before);
  softmax_cross_entropy_adjoint(scores, &scores_bar, y, {}, result_bar);
  linear_adjoint(hidden, &hidden_bar, m.w2, &m_bar.w2, m.b2, &m_bar.b2, scores_bar);
  tanh_adjoint(before, &before_bar, hidden_bar);
  linear_adjoint(x, static_cast<Points*>(nullptr), m.w1, &m_bar.w1, m.b1, &m_bar.b1, before_bar);
  return softmax_cross_entropy(scores, y);
}

// Inside or outside of a circle.
Dataset<Points, Labels> circle(long rows, std::uint64_t seed) {
  Random random(seed);
  Dataset<Points, Labels> data{Points::uninitialized(rows), Labels::uninitialized(rows)};
  for (long i = 0; i < rows; ++i) {
    const double x = random.uniform(-1, 1), y = random.uniform(-1, 1);
    data.inputs(i, 0) = float(x);
    data.inputs(i, 1) = float(y);
    data.targets[i] = x * x + y * y < 0.6;
  }
  return data;
}

const FitOptions options{.epochs = 40,
                         .batch = 16,
                         .optimizer = Adam{.learning_rate = 0.02},
                         .validation = 0.2,
                         .seed = 5,
                         .progress = Progress::Silent};

TEST(Fit, LearnsACircle) {
  const auto data = circle(1000, 1);
  auto model = init<Classifier>({.seed = 1});
  const double before = evaluate<loss>(model, data);
  const FitReport report = fit<loss, logits>(model, data, options);
  ASSERT_EQ(report.epochs.size(), 40u);
  EXPECT_EQ(report.stopped, "all 40 epochs done");
  EXPECT_GT(*report.epochs.back().validation_accuracy, 0.93);
  EXPECT_LT(report.epochs.back().training_loss, before / 2);
  EXPECT_GT((accuracy<logits>(model, circle(1000, 2))), 0.93);
  const Labels classes = predict<logits>(model, Points{0, 0, 1, 1});
  EXPECT_EQ(classes, (Labels{1, 0}));
}

TEST(Fit, TheSameSeedGivesTheSameModelBitForBit) {
  const auto data = circle(300, 1);
  auto train = [&](std::uint64_t seed) {
    auto model = init<Classifier>({.seed = 1});
    FitOptions own = options;
    own.seed = seed;
    own.epochs = 3;
    fit<loss>(model, data, own);
    return model;
  };
  const auto a = train(1), b = train(1), c = train(2);
  EXPECT_EQ(a.w1, b.w1);
  EXPECT_EQ(a.w2, b.w2);
  EXPECT_FALSE(a.w1 == c.w1);
}

TEST(Fit, AStepAllocatesNothingInSteadyState) {
  const auto data = circle(320, 1);
  auto model = init<Classifier>({.seed = 1});
  auto gradient = zero_like(model);
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(Adam{}, values);
  std::vector<long> rows(16);
  auto step = [&] {
    const auto x = take_rows(data.inputs, rows);
    const auto y = take_rows(data.targets, rows);
    add_gradient<loss, wrt<0>>({model, x, y}, {gradient});
    optimizer.step(values, gradients);
  };
  step();
  const long allocations_before = allocations;
  const MemoryStatistics before = memory_statistics();
  for (int i = 0; i < 100; ++i) step();
  EXPECT_EQ(allocations, allocations_before);
  EXPECT_EQ(memory_statistics().system_allocations, before.system_allocations);
  EXPECT_GT(memory_statistics().pool_requests, before.pool_requests);
}

TEST(Fit, AllocatesNoMoreForMoreSteps) {
  const auto data = circle(320, 1);
  auto count = [&](long batch) {
    auto model = init<Classifier>({.seed = 1});
    FitOptions own = options;
    own.epochs = 1;
    own.batch = batch;
    fit<loss>(model, data, own);  // the pool gets its blocks
    const long before = allocations;
    fit<loss>(model, data, own);
    return allocations - before;
  };
  EXPECT_EQ(count(64), count(2));
}

TEST(Fit, TheLastBatchMayBeSmaller) {
  const auto data = circle(50, 1);  // 40 to train on: 16, 16, 8
  auto model = init<Classifier>({.seed = 1});
  FitOptions own = options;
  own.epochs = 1;
  EXPECT_EQ(fit<loss>(model, data, own).epochs.size(), 1u);
}

TEST(Fit, ReportsDivergenceWithPlaceAndLearningRate) {
  auto data = circle(100, 1);
  auto model = init<Classifier>({.seed = 1});
  data.inputs(7, 1) = std::numeric_limits<float>::quiet_NaN();
  FitOptions own = options;
  own.validation = 0;
  own.batch = 100;
  own.optimizer = Sgd{.learning_rate = 0.25};
  const auto before = model.w1;
  try {
    fit<loss>(model, data, own);
    FAIL();
  } catch (const DivergenceError& error) {
    EXPECT_NE(std::string(error.what()).find("the loss became nan at step 1 of epoch 1, with learning rate 0.25"),
              std::string::npos)
        << error.what();
  }
  EXPECT_EQ(model.w1, before);
}

TEST(Fit, EarlyStoppingPutsTheBestModelBack) {
  const auto training = circle(64, 1), validation = circle(64, 2);
  auto model = init<Classifier>({.seed = 1});
  FitOptions own = options;
  own.validation = 0;
  own.epochs = 500;
  own.optimizer = Adam{.learning_rate = 0.3};  // wild: the validation loss goes up and down
  own.early_stopping = {.patience = 4};
  const FitReport report = fit<loss, logits>(model, training, validation, own);
  ASSERT_LT(report.epochs.size(), 500u);
  EXPECT_EQ(static_cast<int>(report.epochs.size()), report.best_epoch + 4);
  EXPECT_NE(report.stopped.find("no improvement for 4 epochs"), std::string::npos);
  const double best = *report.epochs[static_cast<std::size_t>(report.best_epoch - 1)].validation_loss;
  for (const EpochReport& epoch : report.epochs) EXPECT_GE(*epoch.validation_loss, best);
  EXPECT_NEAR((evaluate<loss>(model, validation)), best, 1e-6);
}

TEST(Fit, RefusesOptionsOutOfRange) {
  const auto data = circle(10, 1);
  auto model = init<Classifier>({.seed = 1});
  auto refused = [&](auto change) {
    FitOptions own = options;
    change(own);
    EXPECT_THROW(fit<loss>(model, data, own), std::invalid_argument);
  };
  refused([](FitOptions& o) { o.epochs = 0; });
  refused([](FitOptions& o) { o.batch = 0; });
  refused([](FitOptions& o) { o.validation = 1; });
  refused([](FitOptions& o) { o.validation = 0.01; });  // of 10 rows: none
  refused([](FitOptions& o) { o.early_stopping.patience = -1; });
  Dataset<Points, Labels> uneven{Points::zeros(3), Labels{0, 1}};
  EXPECT_THROW(fit<loss>(model, uneven, options), ShapeError);
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

TEST(Report, IsSavedAsJsonAndAsAPicture) {
  FitReport report;
  report.epochs = {{.epoch = 1, .training_loss = 0.5, .validation_loss = 0.6, .validation_accuracy = 0.8},
                   {.epoch = 2, .training_loss = 0.25, .validation_loss = 0.5, .validation_accuracy = 0.9}};
  report.stopped = "all 2 epochs done";
  const auto folder = std::filesystem::temp_directory_path();
  report.save_json(folder / "retrograd_report.json");
  EXPECT_NE(contents(folder / "retrograd_report.json").find("\"validation_accuracy\": 0.9"), std::string::npos);
  plot::save_training_curves(report, folder / "retrograd_curves.svg");
  const std::string svg = contents(folder / "retrograd_curves.svg");
  EXPECT_EQ(svg.find("<svg "), 0u);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_NE(svg.find(">training<"), std::string::npos);
  EXPECT_NE(svg.find(">Validation accuracy<"), std::string::npos);
  EXPECT_THROW(report.save_json("/nonexistent/report.json"), std::runtime_error);
  EXPECT_THROW(plot::save_training_curves(report, "/nonexistent/curves.svg"), std::runtime_error);
  EXPECT_EQ(describe(report.epochs[1], 2), "epoch 2/2  loss 0.2500  validation loss 0.5000  accuracy 90.00 %  0.00 s");
}

TEST(Plot, ScalesGapsAndEscapes) {
  const std::string svg =
      plot::svg({{.title = "a < b & c", .series = {{"s", {0, 1, 2, 3}, {1, 10, NAN, 100}}}, .logarithmic = true}});
  EXPECT_NE(svg.find("a &lt; b &amp; c"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  // 10 is in the middle of 1 and 100: of 292 and 40.
  EXPECT_NE(svg.find("M64.0 292.0L197.3 166.0M464.0 40.0"), std::string::npos) << svg;
  EXPECT_THROW(plot::svg({{.series = {{"s", {0, 1}, {1}}}}}), std::invalid_argument);
}

}  // namespace retrograd::test
