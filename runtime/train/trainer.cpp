#include "batch_loader.h"
#include "divergence.h"
#include "interrupt.h"
#include "progress.h"
#include "retrograd/detail/counted.h"
#include "retrograd/detail/training_task.h"
#include "retrograd/labels.h"
#include "training_options.h"
#include "training_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>

namespace retrograd::detail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Trainer {
public:
  Trainer(TrainingTask& task, const FitOptions& options)
      : task_(task),
        options_(options),
        random_(options.seed),
        rows_(split_rows(task, options, random_)),
        batch_(options.batch > 0 ? options.batch : static_cast<long>(rows_.training.size())),
        batches_(count_batches(rows_.training.size(), batch_, options.drop_last)),
        steps_((batches_ + options.accumulate - 1) / options.accumulate),
        optimizer_(options.optimizer, task.values, {options.clip, options.groups}),
        learning_rate_(optimizer_.learning_rate()),
        loader_(task, options.loader_threads),
        watch_(task.values, task.gradients, options.explosion),
        interrupt_(options.stop_on_interrupt),
        fingerprint_(fingerprint(options, static_cast<long>(rows_.training.size()),
                                 static_cast<long>(rows_.validation.size()))) {
    check_batches("fit", options.optimizer, batch_, static_cast<long>(rows_.training.size()));
  }

  FitReport run() {
    const Clock::time_point start = Clock::now();
    ProgressPrinter printer(options_.progress, options_.epochs, steps_);
    resume(printer);
    stopped_ = options_.epochs == 1 ? "1 epoch done" : fmt::format("all {} epochs done", options_.epochs);
    bool going = !patience_ended();
    while (going && state_.epoch < options_.epochs) {
      const Clock::time_point epoch_start = Clock::now();
      going = train_epoch(printer);
      if (state_.step < static_cast<double>(steps_)) break;
      going &= end_epoch(seconds_since(epoch_start), printer);
    }
    if (has_checkpoint()) save();
    const std::string end = last_line(options_, stopped_, interrupted());
    if (!end.empty()) printer.line(end);
    if (options_.early_stopping.patience > 0 && !best_.empty()) best_.restore(task_.values);
    return {.epochs = state_.epochs,
            .stopped = stopped_,
            .best_epoch = static_cast<int>(state_.best_epoch),
            .restarts = {},
            .seconds = seconds_since(start)};
  }

  bool interrupted() const { return interrupt_.interrupted(); }

private:
  // False where training is to end.
  bool train_epoch(ProgressPrinter& printer) {
    state_.random = random_.state();
    order_ = rows_.training;
    if (options_.shuffle) random_.shuffle(std::span(order_));
    loader_.start(order_, batch_, static_cast<long>(state_.step) * options_.accumulate, batches_);
    bool going = true;
    while (going && state_.step < static_cast<double>(steps_)) {
      const StepReport report = train_step();
      printer.step(report.epoch, report.step, report.loss);
      if (options_.on_step && !options_.on_step(report)) going = stop("on_step said so");
      if (interrupt_.interrupted()) going = stop("interrupted");
    }
    return going;
  }

  bool stop(const char* why) {
    stopped_ = fmt::format("{}, after step {} of {} in epoch {}", why, state_.step, steps_, state_.epoch + 1);
    return false;
  }

  StepReport train_step() {
    set_learning_rate();
    const long first = static_cast<long>(state_.step) * options_.accumulate;
    const long last = std::min<long>(first + options_.accumulate, batches_);
    const auto rows = static_cast<long>(rows_of(first, last).size());
    const long batches_done = static_cast<long>(state_.epoch) * batches_;
    double loss = 0;
    std::size_t slot = 0;
    for (long number = first; number < last; ++number) {
      const BatchLoader::Loaded batch = loader_.next();
      slot = batch.slot;
      const double weight = static_cast<double>(batch.rows) / static_cast<double>(rows);
      loss += weight * naming_rows("fit: ", rows_of(number, number + 1), [&] {
                return task_.step(slot, weight, noise_of(options_.seed, batches_done + number));
              });
    }
    const StepReport report{.epoch = static_cast<int>(state_.epoch) + 1,
                            .step = static_cast<long>(state_.step) + 1,
                            .loss = loss,
                            .learning_rate = optimizer_.learning_rate()};
    if (watch_.sees_divergence(loss, optimizer_.steps()))
      watch_.diverge(report, task_.training_flaw(rows_of(first, last)));
    slot_ = slot;  // Lbfgs evaluates its one batch again, with the same noise
    noise_ = noise_of(options_.seed, batches_done + first);
    optimizer_.step(task_.values, task_.gradients, loss, [this] { return task_.step(slot_, 1, noise_); });
    ++state_.step;
    state_.loss_sum += loss * static_cast<double>(rows);
    state_.rows_done += static_cast<double>(rows);
    return report;
  }

  // Of the batches from `first` to `last` - 1 of this epoch.
  RowNumbers rows_of(long first, long last) const {
    const long begin = first * batch_, end = std::min(last * batch_, static_cast<long>(order_.size()));
    return RowNumbers(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }

  // A factor of zero is no factor, or the last steps of some schedules would do nothing.
  void set_learning_rate() {
    const auto done = static_cast<double>(optimizer_.steps()), warm_up = static_cast<double>(options_.warm_up);
    const double all = static_cast<double>(steps_) * options_.epochs;
    double factor = state_.plateau.factor;
    if (done < warm_up)
      factor *= (done + 1) / warm_up;
    else
      factor *= schedule_factor(options_.schedule,
                                {(done - warm_up) / std::max(all - warm_up, 1.0), done / static_cast<double>(steps_)});
    if (factor > 0) optimizer_.set_learning_rate(learning_rate_ * factor);
  }

  // Validates, reports, and looks whether training is to end; false where it is.
  bool end_epoch(double seconds, ProgressPrinter& printer) {
    EpochReport report{.epoch = static_cast<int>(state_.epoch) + 1,
                       .training_loss = state_.loss_sum / state_.rows_done,
                       .validation_loss = {},
                       .validation_accuracy = {},
                       .learning_rate = optimizer_.learning_rate(),
                       .seconds = seconds};
    validate(report);
    state_.epochs.push_back(report);
    ++state_.epoch;
    state_.step = state_.loss_sum = state_.rows_done = 0;
    state_.random = random_.state();
    printer.epoch(report);
    log(report);
    bool going = judge(report);
    if (options_.on_epoch && !options_.on_epoch(report)) {
      stopped_ = fmt::format("on_epoch said so, after epoch {}", report.epoch);
      going = false;
    }
    if (has_checkpoint() && report.epoch % options_.checkpoint.every == 0) save();
    return going;
  }

  void validate(EpochReport& result) {
    if (rows_.validation.empty()) return;
    const Clock::time_point start = Clock::now();
    constexpr std::size_t batch = 1000;
    const RowNumbers all(rows_.validation);
    double sum = 0;
    long correct = 0;
    for (std::size_t first = 0; first < all.size(); first += batch) {
      const RowNumbers rows = all.subspan(first, std::min(batch, all.size() - first));
      sum += static_cast<double>(rows.size()) *
             naming_rows("fit: validation: ", rows, [&] { return task_.validation_loss(rows); });
      if (task_.validation_correct) correct += task_.validation_correct(rows);
    }
    if (const std::string flaw = std::isfinite(sum) ? "" : task_.validation_flaw(all); !flaw.empty())
      throw std::domain_error("fit: validation: the loss is " + fmt::format("{}", sum) + ": " + flaw);
    const auto count = static_cast<double>(all.size());
    result.validation_loss = sum / count;
    if (task_.validation_correct) result.validation_accuracy = static_cast<double>(correct) / count;
    result.validation_seconds = seconds_since(start);
  }

  void log(const EpochReport& report) const {
    if (options_.log.empty()) return;
    std::ofstream out(options_.log, std::ios::app);
    out << to_json_line(report) << std::endl;
    if (!out) throw std::runtime_error(fmt::format("fit: {}: cannot write the log", options_.log.string()));
  }

  // Keeps track of the best epoch and of plateaus; false when patience is at its end.
  bool judge(const EpochReport& result) {
    const double loss = result.validation_loss.value_or(result.training_loss);
    const EarlyStopping& stopping = options_.early_stopping;
    if (state_.best_epoch == 0 || loss < state_.best_loss - stopping.minimum_improvement) {
      state_.best_loss = loss;
      state_.best_epoch = result.epoch;
      if (stopping.patience > 0) best_.take(task_.values);
    }
    if (const auto* plateau = std::get_if<ReduceOnPlateau>(&options_.schedule))
      state_.plateau.epoch_ended(*plateau, loss);
    return !patience_ended();
  }
  bool patience_ended() {
    const int patience = options_.early_stopping.patience;
    if (patience == 0 || state_.epoch - state_.best_epoch < patience) return false;
    stopped_ = fmt::format("no improvement for {}: the model of epoch {} was put back", counted(patience, "epoch"),
                           state_.best_epoch);
    return true;
  }

  bool has_checkpoint() const { return !options_.checkpoint.file.empty(); }
  void save() {
    state_.first_loss = watch_.first_loss;
    save_checkpoint(options_.checkpoint.file, {task_.values, optimizer_, state_, best_}, fingerprint_);
  }
  void resume(ProgressPrinter& printer) {
    if (!has_checkpoint() || !options_.checkpoint.resume || !std::filesystem::exists(options_.checkpoint.file)) return;
    load_checkpoint(options_.checkpoint.file, {task_.values, optimizer_, state_, best_}, fingerprint_);
    random_.set_state(state_.random);
    watch_.first_loss = state_.first_loss;
    printer.line(first_line(options_, static_cast<long>(state_.epoch), static_cast<long>(state_.step)));
  }

  TrainingTask& task_;
  const FitOptions& options_;
  Random random_;
  const SplitRows rows_;
  const long batch_, batches_, steps_;  // rows in one, how many in an epoch, steps in an epoch
  Optimizer optimizer_;
  const double learning_rate_;  // as the options say
  std::vector<long> order_;     // of the training rows in this epoch
  BatchLoader loader_;
  DivergenceWatch watch_;
  InterruptGuard interrupt_;
  const Fingerprint fingerprint_;
  TrainingState state_;
  Snapshot best_;
  std::string stopped_;
  std::size_t slot_ = 0;  // of the step that is on
  std::uint64_t noise_ = 0;
};

// Of the model that a training ended with.
double last_loss(const FitReport& report, const FitOptions& options) {
  const auto index =
      options.early_stopping.patience > 0 ? static_cast<std::size_t>(report.best_epoch) : report.epochs.size();
  if (index == 0) return std::numeric_limits<double>::infinity();
  const EpochReport& epoch = report.epochs[index - 1];
  return epoch.validation_loss.value_or(epoch.training_loss);
}

// Trains again and again, from other initial values, and keeps the best model.
class Restarts {
public:
  Restarts(TrainingTask& task, const FitOptions& options) : task_(task), options_(options) {}

  FitReport run() {
    for (int start = 0; start <= options_.restarts && !interrupted_; ++start) {
      FitOptions own = options_;
      own.init.seed += static_cast<std::uint64_t>(start);
      if (start > 0) task_.initialize(own.init);
      try {
        train_once(own);
      } catch (const DivergenceError&) {  // no model to keep, unless all diverge
        losses_.push_back(std::numeric_limits<double>::infinity());
        if (start == options_.restarts && model_.empty()) throw;
      }
    }
    model_.restore(task_.values);
    best_.restarts = losses_;
    return best_;
  }

private:
  void train_once(const FitOptions& options) {
    Trainer trainer(task_, options);
    FitReport report = trainer.run();
    interrupted_ = trainer.interrupted();
    const double loss = last_loss(report, options);
    const bool better = model_.empty() || loss < *std::ranges::min_element(losses_);
    losses_.push_back(loss);
    if (!better) return;
    best_ = std::move(report);
    model_.take(task_.values);
  }

  TrainingTask& task_;
  const FitOptions& options_;
  FitReport best_;
  Snapshot model_;
  std::vector<double> losses_;
  bool interrupted_ = false;
};

}  // namespace

FitReport train(TrainingTask& task, const FitOptions& options) {
  check(options);
  check_files(options);
  return options.restarts == 0 ? Trainer(task, options).run() : Restarts(task, options).run();
}

void check_dataset(const char* operation, long inputs, long targets) {
  if (inputs != targets || inputs == 0)
    throw ShapeError(fmt::format("{}: {} of inputs and {} of targets: {}", operation, counted(inputs, "row"), targets,
                                 inputs == targets ? "there must be at least one" : "they must be equally many"));
}

}  // namespace retrograd::detail
