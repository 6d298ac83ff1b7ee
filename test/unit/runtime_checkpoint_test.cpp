// Models in files: what is written is read, what is damaged is refused, and training goes on as if it had never
// stopped.
#include "runtime_classifier.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <random>

namespace retrograd::test {
namespace {

using data::DataError;

class Files : public testing::Test {
protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("retrograd_files_" + std::to_string(std::random_device()()));
    std::filesystem::create_directories(folder_);
    file_ = folder_ / "model.safetensors";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string contents(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  void write(const std::string& bytes) {
    std::ofstream(file_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  // A file of this header and these bytes.
  void write(const std::string& header, const std::string& bytes) {
    std::string length(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i));
    write(length + header + bytes);
  }
  template <class F> std::string message(F f) {
    try {
      f();
    } catch (const DataError& error) {
      return std::string(error.what()).substr(file_.string().size());  // each begins with the file's name
    }
    return "no error";
  }
  std::string reading() {
    return message([&] { data::read_safetensors(file_); });
  }
  std::string loading(Classifier& model) {
    return message([&] { load(model, file_); });
  }

  std::filesystem::path folder_, file_;
};

bool same(const Classifier& a, const Classifier& b) {
  return a.w1 == b.w1 && a.b1 == b.b1 && a.w2 == b.w2 && a.b2 == b.b2;
}

TEST_F(Files, AModelIsReadAsItWasWritten) {
  const auto model = init<Classifier>({.seed = 3});
  save(model, file_);
  Classifier other;
  load(other, file_);
  EXPECT_TRUE(same(model, other));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);  // nothing else is left
  const auto read = data::read_safetensors(file_);
  EXPECT_EQ(read.tensors.at("w1").shape, (std::vector<long>{2, 8}));
  EXPECT_EQ((read.tensors.at("w1").to<Tensor<double, 2, 8>>()(1, 3)), model.w1(1, 3));
}

TEST_F(Files, ReadsWhatOthersWrite) {
  // As Python's safetensors.numpy.save does: no metadata, keys in their order, padded by spaces.
  const std::string header =
      R"({"a":{"dtype":"I16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[],"data_offsets":[4,6]}}  )";
  write(header, std::string("\x01\x00\xfe\xff\xc0\x3f", 6));
  const auto read = data::read_safetensors(file_);
  EXPECT_TRUE((read.tensors.at("a").to<Tensor<float, dyn>>() == Tensor<float, dyn>{1, -2}));
  float b = 0;
  read.tensors.at("b").convert(std::span(&b, 1));
  EXPECT_EQ(b, 1.5f);
}

TEST_F(Files, DamageIsRefusedWithTensorAndReason) {
  EXPECT_EQ(reading(), ": cannot open: No such file or directory");
  write("short");
  EXPECT_EQ(reading(), ": truncated: expected the header's length of 8 bytes at offset 0, found 5");
  write("PK\x03\x04 something else, rather long");
  EXPECT_EQ(reading().find(": not a safetensors file: the header's length at offset 0 is "), 0u) << reading();
  write("{\"a\":", "");
  EXPECT_EQ(reading(), ": damaged header: no JSON at offset 14: not a safetensors file, or a damaged one");
  write(R"([1,2])", "");
  EXPECT_EQ(reading(), ": damaged header at offset 8: expected a JSON object");
  write(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234");
  EXPECT_EQ(reading(),
            ": damaged header at offset 8: tensor 'a': F32 of shape 2 are 8 bytes, but data_offsets are 0 and 4");
  write(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", "12345678");
  EXPECT_EQ(reading(), ": damaged header at offset 8: tensor 'a': begins at 4 where 0 was expected");
  write(R"({"a":{"dtype":"F8","shape":[1],"data_offsets":[0,4]}})", "1234");
  EXPECT_EQ(reading(), ": damaged header at offset 8: tensor 'a': unknown type 'F8'");
  write(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234");
  EXPECT_EQ(reading(), ": damaged header at offset 8: tensor 'a': expected dtype, shape and two data_offsets");
  write(R"({"a":{"dtype":"F32","shape":[999999999,999999999],"data_offsets":[0,4]}})", "1234");
  EXPECT_EQ(reading(), ": damaged header at offset 8: tensor 'a': impossible shape");
  write(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
        "1");
  EXPECT_EQ(reading(), ": damaged header at offset 8: 'a' is there twice");
  write(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})", "1234");
  EXPECT_EQ(reading(), ": tensor 'a': truncated: expected 16 bytes from offset 63, the file ends at offset 67");
  write(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "12345");
  EXPECT_EQ(reading(), ": size mismatch: expected the end of the file at offset 66, found 67 bytes");
}

TEST_F(Files, AnyTruncationAndAnyFlippedByteIsRefused) {
  auto model = init<Classifier>({.seed = 3});
  save(model, file_);
  const std::string whole = contents(file_);
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    write(whole.substr(0, size));
    EXPECT_NE(loading(model), "no error") << size;
  }
  int read = 0;
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string flipped = whole;
    flipped[place] ^= 4;
    write(flipped);
    Classifier other;
    if (loading(other) == "no error" && !same(other, model)) ++read;
  }
  EXPECT_EQ(read, 0);
  EXPECT_TRUE(same(model, init<Classifier>({.seed = 3})));  // as it was, whatever was read in vain
}

TEST_F(Files, AnotherModelIsRefused) {
  auto model = init<Classifier>({.seed = 3});
  write(R"({"w1":{"dtype":"F64","shape":[2,8],"data_offsets":[0,128]}})", std::string(128, '\0'));
  EXPECT_EQ(loading(model), ": tensor 'w1': is F64 in the file, F32 here");
  write(R"({"w1":{"dtype":"F32","shape":[8,2],"data_offsets":[0,64]}})", std::string(64, '\0'));
  EXPECT_EQ(loading(model), ": tensor 'w1': is 8 x 2 in the file, 2 x 8 here");
  write("{}", "");
  EXPECT_EQ(loading(model), ": tensor 'w1': is not in the file");
  Tensor<float, 2, 8> w1;
  Parameters more = parameters(model);
  more.float32.push_back({"w3", {2, 8}, w1.span()});
  data::write_safetensors(file_, more);
  EXPECT_EQ(loading(model), ": tensor 'w3': is in the file, but not here");
}

TEST_F(Files, AFailedWriteLeavesTheOldFile) {
  save(init<Classifier>({.seed = 3}), file_);
  const std::string before = contents(file_);
  Parameters twice;
  float x = 0;
  twice.float32 = {{"x", {}, std::span(&x, 1)}, {"x", {}, std::span(&x, 1)}};
  EXPECT_THROW(data::write_safetensors(file_, twice), DataError);
  EXPECT_EQ(contents(file_), before);
}

TEST_F(Files, WhereNoFileCanBeIsSaid) {
  const auto message = [](const std::filesystem::path& file) -> std::string {
    try {
      save(init<Classifier>({.seed = 3}), file);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message("/nonexistent/model"), "/nonexistent/model: there is no folder /nonexistent");
  EXPECT_EQ(message("/tmp"), "/tmp: is a folder, a file was expected");
  EXPECT_EQ(message("/dev/full"), "/dev/full: is no ordinary file, which writing would replace");
}

FitOptions base() {
  return {.epochs = 6,
          .batch = 16,
          .optimizer = Adam{.learning_rate = 0.02},
          .schedule = Cosine{},
          .warm_up = 5,
          .validation = 0.2,
          .seed = 5,
          .early_stopping = {.patience = 50},
          .progress = Progress::Silent};
}

TEST_F(Files, TrainingGoesOnAsIfItHadNeverStopped) {
  const auto data = circle(300, 1);
  for (const OptimizerSettings& optimizer :
       {OptimizerSettings(Adam{.learning_rate = 0.02}), OptimizerSettings(Lbfgs{}), OptimizerSettings(RmsProp{})}) {
    for (int stop_at : {1, 7, 14, 15, 16, 40, 89}) {
      std::filesystem::remove(file_);
      FitOptions options = base();
      options.optimizer = optimizer;
      if (std::holds_alternative<Lbfgs>(optimizer)) options.batch = 0, options.epochs = 90;
      auto whole = init<Classifier>({.seed = 1});
      const FitReport expected = fit<loss, logits>(whole, data, options);

      options.checkpoint.file = file_;
      int steps = 0;
      options.on_step = [&](const StepReport&) { return ++steps < stop_at; };
      auto first = init<Classifier>({.seed = 1});
      fit<loss, logits>(first, data, options);
      options.on_step = {};
      auto second = init<Classifier>({.seed = 77});
      const FitReport report = fit<loss, logits>(second, data, options);
      EXPECT_TRUE(same(second, whole)) << stop_at;
      ASSERT_EQ(report.epochs.size(), expected.epochs.size());
      for (std::size_t i = 0; i < report.epochs.size(); ++i) {
        EXPECT_EQ(report.epochs[i].training_loss, expected.epochs[i].training_loss);
        EXPECT_EQ(report.epochs[i].validation_loss, expected.epochs[i].validation_loss);
      }
      EXPECT_EQ(report.best_epoch, expected.best_epoch);
    }
  }
}

TEST_F(Files, ACheckpointOfAnotherTrainingIsRefused) {
  const auto data = circle(300, 1);
  auto model = init<Classifier>({.seed = 1});
  FitOptions options = base();
  options.checkpoint.file = file_;
  options.epochs = 1;
  fit<loss>(model, data, options);
  const auto before = model;
  auto refused = [&](auto change) {
    FitOptions other = options;
    change(other);
    return message([&] { fit<loss>(model, data, other); });
  };
  EXPECT_EQ(refused([](FitOptions& o) { o.batch = 8; }), ": belongs to another training: batch was 16, it is 8");
  EXPECT_NE(refused([](FitOptions& o) { o.optimizer = Sgd{}; }).find("optimizer was Adam(learning_rate 0.02"),
            std::string::npos);
  // Whatever decides how training goes on, and is named by what differs.
  const auto differs = [&](const std::string& said, const char* option) {
    return said.starts_with(std::string(": belongs to another training: ") + option + " was ");
  };
  const std::string schedule = refused([](FitOptions& o) { o.schedule = Cosine{.last = 0.1}; });
  EXPECT_EQ(schedule, ": belongs to another training: schedule was Cosine(last 0), it is Cosine(last 0.1)");
  EXPECT_EQ(refused([](FitOptions& o) { o.groups = {{.names = "b*", .weight_decay = 0.5, .frozen = true}}; }),
            ": belongs to another training: groups was none, it is 'b*' (learning_rate 1, weight_decay 0.5, frozen)");
  EXPECT_TRUE(differs(refused([](FitOptions& o) { o.early_stopping.patience = 3; }), "early_stopping"));
  EXPECT_TRUE(differs(refused([](FitOptions& o) { o.early_stopping.minimum_improvement = 1; }), "early_stopping"));
  EXPECT_TRUE(differs(refused([](FitOptions& o) { o.explosion = 10; }), "explosion"));
  EXPECT_TRUE(differs(refused([](FitOptions& o) { o.validation = 0; }), "training rows"));
  EXPECT_TRUE(differs(message([&] { fit<loss>(model, data, circle(7, 2), options); }), "training rows"));
  EXPECT_EQ(refused([](FitOptions& o) { o.loader_threads = 1; }), "no error");
  EXPECT_TRUE(same(model, before));
  save(model, file_);
  EXPECT_EQ(refused([](FitOptions&) {}).find(": is no checkpoint"), 0u);
  write("nonsense, but long enough");
  EXPECT_NE(refused([](FitOptions&) {}), "no error");
  EXPECT_TRUE(same(model, before));
  FitOptions anew = options;
  anew.checkpoint.resume = false;
  EXPECT_NO_THROW(fit<loss>(model, data, anew));
  Classifier from_checkpoint;
  EXPECT_EQ(loading(from_checkpoint), "no error");
}

// Each setting of each schedule, and of the optimizer with the most of them.
TEST_F(Files, ACheckpointOfAnotherScheduleIsRefused) {
  const auto data = circle(60, 1);
  const Schedule schedules[] = {Constant{},
                                StepDecay{},
                                StepDecay{.every = 3},
                                StepDecay{.factor_each = 0.3},
                                Exponential{},
                                Exponential{.factor_each = 0.7},
                                OneCycle{},
                                OneCycle{.rise = 0.2},
                                OneCycle{.first = 0.2},
                                OneCycle{.last = 0.2},
                                ReduceOnPlateau{},
                                ReduceOnPlateau{.factor_each = 0.3},
                                ReduceOnPlateau{.patience = 2},
                                ReduceOnPlateau{.minimum_improvement = 1},
                                ReduceOnPlateau{.smallest = 0.1}};
  for (const Schedule& first : schedules) {
    std::filesystem::remove(file_);
    auto model = init<Classifier>({.seed = 1});
    FitOptions options{.epochs = 1, .schedule = first, .progress = Progress::Silent, .checkpoint = {.file = file_}};
    fit<loss>(model, data, options);
    for (const Schedule& second : schedules) {
      options.schedule = second;
      const std::string said = message([&] { fit<loss>(model, data, options); });
      EXPECT_EQ(said.starts_with(": belongs to another training: schedule was "), &first != &second) << said;
    }
  }
  std::filesystem::remove(file_);
  auto model = init<Classifier>({.seed = 1});
  FitOptions options{
      .epochs = 1, .batch = 0, .optimizer = Lbfgs{}, .progress = Progress::Silent, .checkpoint = {.file = file_}};
  fit<loss>(model, data, options);
  for (const Lbfgs& other : {Lbfgs{.evaluations = 3}, Lbfgs{.sufficient_decrease = 0.1}, Lbfgs{.curvature = 0.5}}) {
    options.optimizer = other;
    EXPECT_NE(message([&] { fit<loss>(model, data, options); }), "no error");
  }
}

// More epochs are no other training: with a schedule that doesn't end with them, the same as if they had been asked
// for.
TEST_F(Files, ACheckpointMayGoOnForMoreEpochs) {
  const auto data = circle(300, 1);
  FitOptions options = base();
  options.schedule = Exponential{};
  auto whole = init<Classifier>({.seed = 1}), model = whole;
  fit<loss>(whole, data, options);
  options.checkpoint.file = file_;
  options.epochs = 2;
  fit<loss>(model, data, options);
  options.epochs = 6;
  fit<loss>(model, data, options);
  EXPECT_TRUE(same(model, whole));
}

TEST_F(Files, AnInterruptStopsCleanlyWithACheckpoint) {
  const auto data = circle(300, 1);
  auto whole = init<Classifier>({.seed = 1}), model = whole;
  FitOptions options = base();
  fit<loss>(whole, data, options);
  options.checkpoint.file = file_;
  options.on_step = [](const StepReport& s) {
    if (s.epoch == 2 && s.step == 3) std::raise(SIGINT);
    return true;
  };
  const FitReport report = fit<loss>(model, data, options);
  EXPECT_EQ(report.stopped, "interrupted, after step 3 of 15 in epoch 2");
  options.on_step = {};
  fit<loss>(model, data, options);
  EXPECT_TRUE(same(model, whole));
}

TEST_F(Files, ACheckpointThatCannotBeWrittenIsFoundBeforeTraining) {
  const auto data = circle(300, 1);
  auto model = init<Classifier>({.seed = 1});
  const auto before = model;
  FitOptions options = base();
  bool has_stepped = false;
  options.on_step = [&](const StepReport&) { return has_stepped = true; };
  const auto refused = [&](const std::filesystem::path& file) -> std::string {
    options.checkpoint.file = file;
    try {
      fit<loss>(model, data, options);
    } catch (const DataError& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(refused("/nonexistent/run"), "/nonexistent/run: there is no folder /nonexistent");
  EXPECT_EQ(refused(folder_), folder_.string() + ": is a folder, a file was expected");
  EXPECT_EQ(refused("/dev/full"), "/dev/full: is no ordinary file, which writing would replace");
  EXPECT_TRUE(same(model, before));
  EXPECT_FALSE(has_stepped);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

}  // namespace
}  // namespace retrograd::test
