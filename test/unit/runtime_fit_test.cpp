// The training loop.
#include "retrograd/plot.h"
#include "runtime_classifier.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>

namespace {
std::atomic<long> allocations = 0;
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

template <class F> std::string message(F f) {
  try {
    f();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

TEST(Fit, FlawsOfTheDataAreNamedByTheirRow) {
  auto model = init<Classifier>({.seed = 1});
  FitOptions own = options;
  own.epochs = 1;
  auto data = circle(100, 1);
  data.inputs(71, 1) = std::numeric_limits<float>::quiet_NaN();
  const auto training = [&] { return message([&] { fit<loss>(model, data, own); }); };
  own.validation = 0;
  EXPECT_NE(training().find("; row 71 of the inputs holds nan, in column 1; the model"), std::string::npos)
      << training();
  data = circle(100, 1);
  data.targets[83] = 2;
  EXPECT_EQ(training(), "fit: softmax_cross_entropy: label 2 of row 83 is not a class: there are classes 0 to 1");
  EXPECT_EQ(message([&] { evaluate<loss>(model, data, 10); }),
            "evaluate: softmax_cross_entropy: label 2 of row 83 is not a class: there are classes 0 to 1");
  EXPECT_EQ(message([&] { confusion_matrix<logits>(model, data, 10); }),
            "confusion_matrix: label 2 of row 83 is not a class");

  const auto good = circle(100, 1);
  auto validation = circle(50, 2);
  const auto validating = [&] { return message([&] { fit<loss>(model, good, validation, own); }); };
  validation.targets[33] = -1;
  EXPECT_EQ(validating(),
            "fit: validation: softmax_cross_entropy: label -1 of row 33 is not a class: there are classes 0 to 1");
  validation = circle(50, 2);
  validation.inputs(34, 0) = std::numeric_limits<float>::infinity();
  validation.inputs(35, 0) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(validating(), "fit: validation: the loss is nan: row 34 of the inputs holds infinity, in column 0");
}

TEST(Fit, EmptyBracesAreOptions) {
  auto data = circle(20, 1);
  auto model = init<Classifier>({.seed = 1}), other = model;
  const FitOptions by_default;
  testing::internal::CaptureStdout();
  fit<loss>(model, data, {});
  fit<loss>(other, data, by_default);
  fit<loss, logits>(other, data, data, {});
  testing::internal::GetCapturedStdout();
  EXPECT_EQ(by_default.epochs, 10);
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
  refused([](FitOptions& o) { o.batch = -1; });
  refused([](FitOptions& o) { o.batch = 20, o.drop_last = true; });
  refused([](FitOptions& o) { o.accumulate = 0; });
  refused([](FitOptions& o) { o.accumulate = 2, o.optimizer = Lbfgs{}; });
  refused([](FitOptions& o) { o.batch = 4, o.optimizer = Lbfgs{}; });
  refused([](FitOptions& o) { o.restarts = 1, o.checkpoint.file = "x"; });
  refused([](FitOptions& o) { o.schedule = OneCycle{.rise = 1}; });
  refused([](FitOptions& o) { o.validation = 1; });
  refused([](FitOptions& o) { o.validation = 0.01; });  // of 10 rows: none
  refused([](FitOptions& o) { o.early_stopping.patience = -1; });
  Dataset<Points, Labels> uneven{Points::zeros(3), Labels{0, 1}};
  EXPECT_THROW(fit<loss>(model, uneven, options), ShapeError);
  EXPECT_THROW((learning_rate_range<loss>(model, circle(40, 1), {.optimizer = Lbfgs{}})), std::invalid_argument);
}

TEST(Fit, ALogThatCannotBeWrittenIsFoundBeforeTraining) {
  auto model = init<Classifier>({.seed = 1});
  const auto before = model.w1;
  FitOptions own = options;
  own.log = "/nonexistent/log";
  EXPECT_EQ(message([&] { fit<loss>(model, circle(20, 1), own); }), "fit: /nonexistent/log: cannot write the log");
  EXPECT_EQ(model.w1, before);
}

// fit of a new model with these options; by default 3 epochs.
template <class Change> std::pair<Classifier, FitReport> trained(Change change, long rows = 300) {
  const auto data = circle(rows, 1);
  auto model = init<Classifier>({.seed = 1});
  FitOptions own = options;
  own.epochs = 3;
  change(own);
  FitReport report = fit<loss, logits>(model, data, own);
  return {model, report};
}
bool same(const Classifier& a, const Classifier& b) {
  return a.w1 == b.w1 && a.b1 == b.b1 && a.w2 == b.w2 && a.b2 == b.b2;
}

TEST(Fit, IsTheSameForAnyNumberOfLoadingThreads) {
  const auto [alone, report] = trained([](FitOptions&) {});
  for (int threads : {1, 2, 5, 40}) {
    const auto [model, threaded] = trained([&](FitOptions& o) { o.loader_threads = threads; });
    EXPECT_TRUE(same(model, alone)) << threads;
    EXPECT_EQ(threaded.epochs.back().training_loss, report.epochs.back().training_loss);
  }
}

TEST(Fit, BytesAreTakenAsNumbersFromZeroToOne) {
  const auto points = circle(300, 1);
  Dataset bytes{Tensor<std::uint8_t, dyn, 2>::uninitialized(300), points.targets};
  Dataset numbers{Points::uninitialized(300), points.targets};
  for (long i = 0; i < points.inputs.size(); ++i) {
    bytes.inputs.data()[i] = static_cast<std::uint8_t>(128 + 127 * points.inputs.data()[i]);
    numbers.inputs.data()[i] = static_cast<float>(bytes.inputs.data()[i]) / 255;
  }
  const FitOptions options{.epochs = 2, .validation = 0.1, .progress = Progress::Silent};
  auto from_bytes = init<Classifier>({.seed = 1}), from_numbers = from_bytes;
  fit<loss, logits>(from_bytes, bytes, options);
  fit<loss, logits>(from_numbers, numbers, options);
  EXPECT_TRUE(same(from_bytes, from_numbers));
  EXPECT_EQ(evaluate<loss>(from_bytes, bytes), evaluate<loss>(from_numbers, numbers));
  EXPECT_EQ(accuracy<logits>(from_bytes, bytes), accuracy<logits>(from_numbers, numbers));
}

TEST(Fit, AccumulatedBatchesAreOneLargeBatch) {
  auto small = [](FitOptions& o) { o.batch = 8, o.accumulate = 4; };
  auto large = [](FitOptions& o) { o.batch = 32; };
  const auto [a, a_report] = trained(small);
  const auto [b, b_report] = trained(large);  // 240 rows: 8 steps, the last with half a batch
  EXPECT_NEAR(a_report.epochs.back().training_loss, b_report.epochs.back().training_loss, 1e-6);
  for (long i = 0; i < a.w1.size(); ++i) EXPECT_NEAR(a.w1.data()[i], b.w1.data()[i], 1e-5);
}

TEST(Fit, CountsStepsAndCallsBack) {
  std::vector<StepReport> steps;
  trained(
      [&](FitOptions& o) {
        o.epochs = 2, o.batch = 16, o.drop_last = true;
        o.warm_up = 4;
        o.schedule = StepDecay{.every = 1, .factor_each = 0.5};
        o.on_step = [&](const StepReport& s) { return steps.push_back(s), true; };
      },
      50);  // 40 to train on: 2 batches of 16, 8 rows left out
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[2].epoch, 2);
  EXPECT_EQ(steps[2].step, 1);
  for (int i = 0; i < 4; ++i) EXPECT_DOUBLE_EQ(steps[std::size_t(i)].learning_rate, 0.02 * (i + 1) / 4);
  const auto [model, report] = trained([&](FitOptions& o) {
    o.epochs = 9;
    o.on_epoch = [](const EpochReport& e) { return e.epoch < 2; };
  });
  EXPECT_EQ(report.epochs.size(), 2u);
  EXPECT_EQ(report.stopped, "on_epoch said so, after epoch 2");
  const auto [other, early] =
      trained([&](FitOptions& o) { o.on_step = [](const StepReport& s) { return s.epoch < 2 || s.step < 3; }; });
  EXPECT_EQ(early.epochs.size(), 1u);
  EXPECT_EQ(early.stopped, "on_step said so, after step 3 of 15 in epoch 2");
}

TEST(Fit, OneBatchWithLbfgs) {
  const auto [model, report] =
      trained([](FitOptions& o) { o.batch = 0, o.epochs = 40, o.optimizer = Lbfgs{}, o.validation = 0; });
  EXPECT_LT(report.epochs.back().training_loss, 0.1);
  for (std::size_t i = 1; i < report.epochs.size(); ++i)
    EXPECT_LE(report.epochs[i].training_loss, report.epochs[i - 1].training_loss);
}

TEST(Fit, DivergenceNamesParameterAndKeepsAGoodModel) {
  const auto data = circle(100, 1);
  auto model = init<Classifier>({.seed = 1});
  FitOptions own = options;
  own.validation = 0;
  own.epochs = 1000;
  own.optimizer = Sgd{.learning_rate = 1e30};
  try {
    fit<loss>(model, data, own);
    FAIL();
  } catch (const DivergenceError& error) {
    EXPECT_EQ(error.epoch, 1);
    EXPECT_EQ(error.learning_rate, 1e30);
    EXPECT_TRUE(std::isfinite(evaluate<loss>(model, data))) << error.what();
  }
  auto poisoned = data;
  for (float& v : poisoned.inputs) v = std::numeric_limits<float>::infinity();
  try {
    fit<loss>(model, poisoned, own);
    FAIL();
  } catch (const DivergenceError& error) {
    EXPECT_NE(error.parameter, "") << error.what();
  }
}

TEST(Fit, AnExplodingLossIsDivergence) {
  EXPECT_THROW(trained([](FitOptions& o) {
                 o.explosion = 2;
                 o.epochs = 200;
                 o.optimizer = Sgd{.learning_rate = 1e4};
               }),
               DivergenceError);
}

TEST(Fit, RestartsKeepTheBest) {
  std::vector<double> alone;
  for (int k = 0; k <= 3; ++k) {
    const auto data = circle(300, 1);
    auto model = init<Classifier>({.seed = 1 + std::uint64_t(k)});
    FitOptions own = options;
    own.epochs = 3;
    alone.push_back(*fit<loss>(model, data, own).epochs.back().validation_loss);
  }
  const auto [model, report] = trained([](FitOptions& o) { o.restarts = 3, o.init.seed = 1; });
  EXPECT_EQ(report.restarts, alone);
  EXPECT_EQ(*report.epochs.back().validation_loss, *std::ranges::min_element(alone));
}

TEST(Fit, ReduceOnPlateauIsDrivenByTheValidationLoss) {
  const auto [model, report] = trained([](FitOptions& o) {
    o.epochs = 30;
    o.optimizer = Adam{.learning_rate = 0.3};
    o.schedule = ReduceOnPlateau{.factor_each = 0.5, .patience = 0};
  });
  EXPECT_EQ(report.epochs[0].learning_rate, 0.3);
  EXPECT_LT(report.epochs.back().learning_rate, 0.3);
}

TEST(Fit, WritesALineOfJsonForEachEpoch) {
  const auto file = std::filesystem::temp_directory_path() / "retrograd_fit.jsonl";
  std::filesystem::remove(file);
  trained([&](FitOptions& o) { o.log = file; });
  std::ifstream in(file);
  std::string line;
  int lines = 0;
  while (std::getline(in, line)) {
    ++lines;
    EXPECT_EQ(line.find("{\"epoch\":" + std::to_string(lines) + ",\"training_loss\":"), 0u) << line;
    EXPECT_EQ(line.back(), '}');
  }
  EXPECT_EQ(lines, 3);
  EXPECT_THROW(trained([&](FitOptions& o) { o.log = "/nonexistent/log"; }), std::runtime_error);
}

TEST(Fit, LearningRateRangeFindsARateThatWorks) {
  const auto data = circle(500, 1);
  const auto model = init<Classifier>({.seed = 1});
  const RangeReport range = learning_rate_range<loss>(model, data, {.from = 1e-5, .to = 1e3, .steps = 200});
  EXPECT_EQ(range.learning_rates.size(), range.losses.size());
  EXPECT_GT(range.suggestion, 1e-4);
  EXPECT_LT(range.suggestion, 1);
  EXPECT_EQ(model.w1, init<Classifier>({.seed = 1}).w1);
  EXPECT_THROW(learning_rate_range<loss>(model, data, {.from = 1, .to = 0.1}), std::invalid_argument);
}

TEST(Metrics, ConfusionMatrixAndRSquared) {
  const auto [model, report] = trained([](FitOptions& o) { o.epochs = 20; });
  const auto data = circle(200, 3);
  const DenseMatrix<long> counts = confusion_matrix<logits>(model, data, 77);
  EXPECT_EQ(counts(0, 0) + counts(0, 1) + counts(1, 0) + counts(1, 1), 200);
  EXPECT_DOUBLE_EQ((counts(0, 0) + counts(1, 1)) / 200.0, accuracy<logits>(model, data));
  Dataset<Points, Tensor<float, dyn, 2>> regression{data.inputs, logits(model, data.inputs)};
  EXPECT_EQ((r_squared<logits>(model, regression)), 1);
  regression.targets = Tensor<float, dyn, 2>::zeros(200);
  for (long i = 0; i < 200; ++i)
    regression.targets(i, 0) = logits(model, data.inputs)(i, 0) + (i % 2 == 0 ? 1.f : -1.f);
  EXPECT_LT((r_squared<logits>(model, regression)), 1);
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
  EXPECT_THROW(plot::save("curves.jpeg", {}), std::invalid_argument);
}

TEST(Plot, PixelsAreWhereSvgHasItsLines) {
  const std::vector<plot::Chart> charts{
      {.title = "Verlust \u00fc", .series = {{"s", {0, 1, 2, 3}, {1, 10, NAN, 100}}}, .logarithmic = true}, {}};
  const auto file = std::filesystem::temp_directory_path() / "retrograd_curves.png";
  plot::save(file, charts);
  EXPECT_EQ(contents(file), plot::png(charts));
  const auto picture = data::read_image(file);
  EXPECT_EQ(shape_text(picture.shape()), "680 x 1920 x 3");
  const auto colour = [&](double x, double y) {
    unsigned result = 0;
    for (long i = 0; i < 3; ++i)
      result = result << 8 |
               static_cast<unsigned>(std::lround(255 * picture(static_cast<long>(2 * y), static_cast<long>(2 * x), i)));
    return result;
  };
  EXPECT_EQ(colour(2, 2), 0xffffffu);
  EXPECT_EQ(colour((64 + 197.3) / 2, (292 + 166) / 2.0), 0x1f77b4u);  // in the middle of the first line
  EXPECT_EQ(colour(464, 40), 0x1f77b4u);                              // the point behind the gap
  EXPECT_EQ(colour(304, 115.6), 0xffffffu);                           // the gap
  EXPECT_EQ(colour(64, 100), 0x444444u);                              // the left axis
  long dark = 0;                                                      // the title's letters
  for (double x = 0; x < 480; x += 0.5)
    for (double y = 10; y < 26; y += 0.5) dark += colour(x, y) == 0x222222u;
  EXPECT_GT(dark, 100);
  EXPECT_LT(dark, 2000);
}

}  // namespace retrograd::test
