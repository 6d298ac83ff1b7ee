#include "batch_loader.h"
#include "training_options.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace retrograd::detail {

RangeReport range_test(TrainingTask& task, const RangeOptions& options) {
  if (!(options.from > 0 && options.to > options.from && options.steps >= 2 && options.batch >= 1))
    throw std::invalid_argument(
        fmt::format("learning_rate_range: from {} to {} in {} steps of {} rows: needs 0 < from < to, 2 steps, 1 row",
                    options.from, options.to, options.steps, options.batch));
  Random random(options.seed);
  std::vector<long> order = split_rows(task, {}, random).training;
  const long batches = count_batches(order.size(), options.batch, false);
  check_batches("learning_rate_range", options.optimizer, options.batch, static_cast<long>(order.size()));
  Optimizer optimizer(options.optimizer, task.values);
  BatchLoader loader(task, 0);
  RangeReport report;
  constexpr double keep = 0.9;  // of the running mean of the loss
  double mean = 0, best = std::numeric_limits<double>::infinity();
  for (long step = 0; step < options.steps; ++step) {
    if (step % batches == 0) {
      random.shuffle(std::span(order));
      loader.start(order, options.batch, 0, batches);
    }
    const double part = static_cast<double>(step) / static_cast<double>(options.steps - 1);
    const double rate = options.from * std::pow(options.to / options.from, part);
    optimizer.set_learning_rate(rate);
    const std::size_t slot = loader.next().slot;
    const std::uint64_t noise = noise_of(options.seed, step);
    const double loss = task.step(slot, 1, noise);
    mean = keep * mean + (1 - keep) * loss;
    const double smooth = mean / (1 - std::pow(keep, static_cast<double>(step + 1)));
    if (!std::isfinite(smooth) || (step > 0 && smooth > 4 * best && best > 0)) break;
    report.learning_rates.push_back(rate);
    report.losses.push_back(smooth);
    if (smooth < best) {
      best = smooth;
      report.suggestion = rate / 10;
    }
    optimizer.step(task.values, task.gradients, loss, [&] { return task.step(slot, 1, noise); });
  }
  return report;
}

}  // namespace retrograd::detail
