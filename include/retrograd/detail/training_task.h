// fit<…> with its types taken away: what the training loop in runtime/train/trainer.cpp works on.
#pragma once

#include "retrograd/report.h"
#include "retrograd/train_options.h"

#include <functional>
#include <span>

namespace retrograd::detail {

using Rows = std::span<const long>;

// A batch is loaded into a slot, then trained on. Slots get their room from the thread that trains, whose pool it is.
struct TrainingTask {
  Parameters values, gradients;
  long training_rows = 0;
  std::function<void(std::size_t count)> make_slots;
  std::function<void(std::size_t slot, long rows)> make_room;
  std::function<void(std::size_t slot, Rows rows)> load;        // by any thread
  std::function<double(std::size_t slot, double weight)> step;  // adds weight · gradient, returns the mean loss
  long validation_rows = 0;                      // of a validation set; 0: a part of the training rows is split off
  std::function<double(Rows)> validation_loss;   // mean over these rows
  std::function<long(Rows)> validation_correct;  // how many are classified right; may be empty
};

FitReport train(TrainingTask& task, const FitOptions& options);
RangeReport range_test(TrainingTask& task, const RangeOptions& options);

// Throws unless inputs and targets have the same number of rows, at least one.
void check_dataset(const char* operation, long inputs, long targets);

}  // namespace retrograd::detail
