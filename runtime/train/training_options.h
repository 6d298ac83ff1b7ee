// What fit's options come to: refusals, and which rows are trained on.
#pragma once

#include "retrograd/detail/training_task.h"
#include "retrograd/random.h"

#include <vector>

namespace retrograd::detail {

void check(const FitOptions& options);  // throws std::invalid_argument for what is out of range

// Throws unless the checkpoint and the log can be written, before time goes into what would be lost.
void check_files(const FitOptions& options);
// Throws if the optimizer needs all rows in one batch, and hasn't them. `operation`: who says so.
void check_batches(const char* operation, const OptimizerSettings& optimizer, long batch, long rows);
// What is printed where training goes on from a checkpoint, after so many epochs and steps.
std::string first_line(const FitOptions& options, long epochs, long steps);
// What is printed behind the last epoch; empty: nothing.
std::string last_line(const FitOptions& options, const std::string& stopped, bool is_interrupted);

struct SplitRows {
  std::vector<long> training, validation;  // row numbers
};
// Sets rows aside for validation by a shuffle of its own, so that they don't depend on the number of epochs.
SplitRows split_rows(const TrainingTask& task, const FitOptions& options, Random& random);

// In an epoch; throws std::invalid_argument where drop_last leaves none.
long count_batches(std::size_t rows, long batch, bool drop_last);

}  // namespace retrograd::detail
