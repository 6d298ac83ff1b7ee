#include "training_options.h"

#include "../data/files.h"
#include "retrograd/detail/counted.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

namespace retrograd::detail {
namespace {

void require(bool holds, const std::string& what) {
  if (!holds) throw std::invalid_argument("fit: " + what);
}
template <class Number> void require_at_least(const char* option, Number value, Number least) {
  require(value >= least, fmt::format("{} is {}, it must be at least {}", option, value, least));
}

struct CheckSchedule {
  void operator()(const Constant&) const {}
  void operator()(const StepDecay& s) const {
    require_at_least("StepDecay.every", s.every, 1);
    require(s.factor_each > 0, "StepDecay.factor_each must be positive");
  }
  void operator()(const Exponential& s) const {
    require(s.factor_each > 0, "Exponential.factor_each must be positive");
  }
  void operator()(const Cosine& s) const { require_at_least("Cosine.last", s.last, 0.0); }
  void operator()(const OneCycle& s) const {
    require(s.rise > 0 && s.rise < 1, fmt::format("OneCycle.rise is {}, it must be between 0 and 1", s.rise));
    require(s.first > 0 && s.last >= 0, "OneCycle.first must be positive, OneCycle.last must not be negative");
  }
  void operator()(const ReduceOnPlateau& s) const {
    require(s.factor_each > 0 && s.factor_each < 1, "ReduceOnPlateau.factor_each must be between 0 and 1");
    require_at_least("ReduceOnPlateau.patience", s.patience, 0);
  }
};

}  // namespace

void check(const FitOptions& options) {
  require_at_least("epochs", options.epochs, 1);
  require_at_least("batch", options.batch, 0L);
  require_at_least("accumulate", options.accumulate, 1);
  require_at_least("warm_up", options.warm_up, 0L);
  require_at_least("loader_threads", options.loader_threads, 0);
  require_at_least("restarts", options.restarts, 0);
  require_at_least("explosion", options.explosion, 0.0);
  require_at_least("early_stopping.patience", options.early_stopping.patience, 0);
  require_at_least("checkpoint.every", options.checkpoint.every, 1);
  require(options.validation >= 0 && options.validation < 1,
          fmt::format("validation is {}, it must be at least 0 and less than 1", options.validation));
  require(options.restarts == 0 || options.checkpoint.file.empty(),
          "restarts and a checkpoint don't go together: a checkpoint holds one training");
  require(options.accumulate == 1 || !std::holds_alternative<Lbfgs>(options.optimizer),
          "Lbfgs needs its whole batch at once: accumulate must be 1");
  std::visit(CheckSchedule{}, options.schedule);
}

void check_files(const FitOptions& options) {
  if (!options.checkpoint.file.empty()) data::AtomicFile(options.checkpoint.file);  // what it makes is gone at once
  if (options.log.empty()) return;
  if (!std::ofstream(options.log, std::ios::app))
    throw std::runtime_error(fmt::format("fit: {}: cannot write the log", options.log.string()));
}

void check_batches(const char* operation, const OptimizerSettings& optimizer, long batch, long rows) {
  if (!std::holds_alternative<Lbfgs>(optimizer) || batch >= rows) return;
  throw std::invalid_argument(fmt::format(
      "{}: Lbfgs needs the gradient of all {} training rows in each step, but a batch is {}: make it as many "
      "(.batch = 0 in fit), or take another optimizer",
      operation, rows, batch));
}

std::string first_line(const FitOptions& options, long epochs, long steps) {
  std::string after = epochs > 0 ? counted(epochs, "epoch") : "";
  if (steps > 0 || epochs == 0) after += (after.empty() ? "" : " and ") + counted(steps, "step");
  return fmt::format("going on from {}, after {}", options.checkpoint.file.string(), after);
}

std::string last_line(const FitOptions& options, const std::string& stopped, bool is_interrupted) {
  const Checkpoint& checkpoint = options.checkpoint;
  const std::string file = checkpoint.file.string();
  if (!is_interrupted) return file.empty() ? "" : "the checkpoint is " + file;
  if (options.restarts > 0) return stopped + "; the best model so far is kept";
  if (file.empty())
    return stopped +
           "; no checkpoint was asked for: with .checkpoint = {.file = \"run.safetensors\"} the same program "
           "would go on from here";
  return fmt::format("{}; the checkpoint is {}: to go on from there, run the same program again{}", stopped, file,
                     checkpoint.resume ? "" : " with .checkpoint.resume = true");
}

SplitRows split_rows(const TrainingTask& task, const FitOptions& options, Random& random) {
  SplitRows rows;
  rows.training.resize(static_cast<std::size_t>(task.training_rows));
  std::iota(rows.training.begin(), rows.training.end(), 0L);
  if (task.validation_rows > 0) {
    rows.validation.resize(static_cast<std::size_t>(task.validation_rows));
    std::iota(rows.validation.begin(), rows.validation.end(), 0L);
  } else if (options.validation > 0) {
    const auto count = static_cast<long>(std::lround(options.validation * static_cast<double>(task.training_rows)));
    require(count != 0 && count != task.training_rows,
            fmt::format("validation = {} of {} leaves none for {}", options.validation,
                        counted(task.training_rows, "row"), count == 0 ? "validation" : "training"));
    random.shuffle(std::span(rows.training));
    rows.validation.assign(rows.training.end() - count, rows.training.end());
    rows.training.resize(rows.training.size() - static_cast<std::size_t>(count));
    std::ranges::sort(rows.training);
    std::ranges::sort(rows.validation);
  }
  return rows;
}

long count_batches(std::size_t rows, long batch, bool drop_last) {
  const auto all = static_cast<long>(rows);
  const long count = drop_last ? all / batch : (all + batch - 1) / batch;
  require(count > 0, fmt::format("drop_last leaves no batch: there are {} for batches of {}",
                                 counted(all, "training row"), batch));
  return count;
}

}  // namespace retrograd::detail
