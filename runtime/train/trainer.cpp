#include "progress.h"
#include "retrograd/detail/training_task.h"
#include "retrograd/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace retrograd::detail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void check(const FitOptions& options) {
  auto require = [](bool holds, const std::string& what) {
    if (!holds) throw std::invalid_argument("fit: " + what);
  };
  require(options.epochs >= 1, fmt::format("epochs is {}, it must be at least 1", options.epochs));
  require(options.batch >= 1, fmt::format("batch is {}, it must be at least 1", options.batch));
  require(options.validation >= 0 && options.validation < 1,
          fmt::format("validation is {}, it must be at least 0 and less than 1", options.validation));
  require(options.early_stopping.patience >= 0, "early_stopping.patience must not be negative");
}

// A copy of all parameters' values.
class Snapshot {
public:
  void take(const Parameters& from) {
    values_.clear();
    copy(from, [&](auto& values) { values_.insert(values_.end(), values.begin(), values.end()); });
  }
  void restore(const Parameters& to) const {
    auto next = values_.begin();
    copy(to, [&](auto& values) {
      for (auto& value : values) value = static_cast<std::remove_reference_t<decltype(value)>>(*next++);
    });
  }

private:
  template <class F> static void copy(const Parameters& all, F f) {
    for (const auto& p : all.float32) f(p.values);
    for (const auto& p : all.float64) f(p.values);
  }
  std::vector<double> values_;  // a float fits a double exactly
};

class Trainer {
public:
  Trainer(TrainingTask& task, const FitOptions& options)
      : task_(task),
        options_(options),
        random_(options.seed),
        optimizer_(options.optimizer, task.values),
        learning_rate_(optimizer_.learning_rate()) {
    split_rows();
    steps_ = (static_cast<long>(training_.size()) + options_.batch - 1) / options_.batch;
  }

  FitReport run() {
    const Clock::time_point start = Clock::now();
    ProgressPrinter printer(options_.progress, options_.epochs, steps_);
    report_.stopped = fmt::format("all {} epochs done", options_.epochs);
    for (int epoch = 1; epoch <= options_.epochs; ++epoch) {
      EpochReport result = train_epoch(epoch, printer);
      validate(result);
      report_.epochs.push_back(result);
      printer.epoch(result);
      if (should_stop(result)) break;
    }
    if (options_.early_stopping.patience > 0) best_.restore(task_.values);
    report_.seconds = seconds_since(start);
    return report_;
  }

private:
  // Sets rows aside for validation: by a shuffle of its own, so that it doesn't depend on the number of epochs.
  void split_rows() {
    training_.resize(static_cast<std::size_t>(task_.training_rows));
    std::iota(training_.begin(), training_.end(), 0L);
    if (task_.validation_rows > 0) {
      validation_.resize(static_cast<std::size_t>(task_.validation_rows));
      std::iota(validation_.begin(), validation_.end(), 0L);
    } else if (options_.validation > 0) {
      const auto count = static_cast<long>(std::lround(options_.validation * static_cast<double>(task_.training_rows)));
      if (count == 0 || count == task_.training_rows)
        throw std::invalid_argument(fmt::format("fit: validation = {} of {} rows leaves none for {}",
                                                options_.validation, task_.training_rows,
                                                count == 0 ? "validation" : "training"));
      random_.shuffle(std::span(training_));
      validation_.assign(training_.end() - count, training_.end());
      training_.resize(training_.size() - static_cast<std::size_t>(count));
      std::ranges::sort(training_);
      std::ranges::sort(validation_);
    }
  }

  EpochReport train_epoch(int epoch, ProgressPrinter& printer) {
    const Clock::time_point start = Clock::now();
    if (options_.shuffle) random_.shuffle(std::span(training_));
    double sum = 0;
    for (long step = 0; step < steps_; ++step) {
      const Rows rows = batch_of(training_, step, options_.batch);
      const double loss = task_.step(rows);
      if (!std::isfinite(loss)) throw_divergence(loss, epoch, step + 1);
      set_learning_rate();
      optimizer_.step(task_.values, task_.gradients);
      sum += loss * static_cast<double>(rows.size());
      printer.step(epoch, step + 1, loss);
    }
    return {
        .epoch = epoch, .training_loss = sum / static_cast<double>(training_.size()), .seconds = seconds_since(start)};
  }

  void set_learning_rate() {
    const double all = static_cast<double>(steps_) * options_.epochs;
    const auto step = static_cast<double>(optimizer_.steps());
    const double factor = schedule_factor(options_.schedule, {step / all, step / static_cast<double>(steps_)});
    if (factor > 0) optimizer_.set_learning_rate(learning_rate_ * factor);
  }

  static Rows batch_of(const std::vector<long>& rows, long number, long size) {
    const Rows all(rows);
    const auto start = static_cast<std::size_t>(number * size);
    return all.subspan(start, std::min(static_cast<std::size_t>(size), all.size() - start));
  }

  [[noreturn]] void throw_divergence(double loss, int epoch, long step) const {
    throw DivergenceError(fmt::format(
        "fit: the loss became {} at step {} of epoch {}, with learning rate {}: a smaller learning rate usually helps; "
        "if it is so at the first step, look for such values in the data",
        loss, step, epoch, optimizer_.learning_rate()));
  }

  void validate(EpochReport& result) {
    if (validation_.empty()) return;
    const Clock::time_point start = Clock::now();
    constexpr long batch = 1000;
    double sum = 0;
    long correct = 0;
    for (long i = 0; i * batch < static_cast<long>(validation_.size()); ++i) {
      const Rows rows = batch_of(validation_, i, batch);
      sum += static_cast<double>(rows.size()) * task_.validation_loss(rows);
      if (task_.validation_correct) correct += task_.validation_correct(rows);
    }
    const auto count = static_cast<double>(validation_.size());
    result.validation_loss = sum / count;
    if (task_.validation_correct) result.validation_accuracy = static_cast<double>(correct) / count;
    result.validation_seconds = seconds_since(start);
  }

  // Keeps track of the best epoch; true when patience is at its end.
  bool should_stop(const EpochReport& result) {
    const double loss = result.validation_loss.value_or(result.training_loss);
    const EarlyStopping& stopping = options_.early_stopping;
    if (report_.best_epoch == 0 || loss < best_loss_ - stopping.minimum_improvement) {
      best_loss_ = loss;
      report_.best_epoch = result.epoch;
      if (stopping.patience > 0) best_.take(task_.values);
    }
    if (stopping.patience == 0 || result.epoch - report_.best_epoch < stopping.patience) return false;
    report_.stopped = fmt::format("no improvement for {} epochs: the model of epoch {} was put back", stopping.patience,
                                  report_.best_epoch);
    return true;
  }

  TrainingTask& task_;
  const FitOptions& options_;
  Random random_;
  Optimizer optimizer_;
  double learning_rate_;                     // as the options say
  std::vector<long> training_, validation_;  // row numbers
  long steps_ = 0;                           // an epoch
  FitReport report_;
  double best_loss_ = 0;
  Snapshot best_;
};

}  // namespace

FitReport train(TrainingTask& task, const FitOptions& options) {
  check(options);
  return Trainer(task, options).run();
}

void check_dataset(const char* operation, long inputs, long targets) {
  if (inputs != targets || inputs == 0)
    throw ShapeError(fmt::format("{}: {} rows of inputs and {} of targets: {}", operation, inputs, targets,
                                 inputs == targets ? "there must be at least one" : "they must be equally many"));
}

}  // namespace retrograd::detail
