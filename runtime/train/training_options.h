// What fit's options come to: refusals, and which rows are trained on.
#pragma once

#include "retrograd/detail/training_task.h"
#include "retrograd/random.h"

#include <vector>

namespace retrograd::detail {

void check(const FitOptions& options);  // throws std::invalid_argument for what is out of range

struct SplitRows {
  std::vector<long> training, validation;  // row numbers
};
// Sets rows aside for validation by a shuffle of its own, so that they don't depend on the number of epochs.
SplitRows split_rows(const TrainingTask& task, const FitOptions& options, Random& random);

// In an epoch; throws std::invalid_argument where drop_last leaves none.
long count_batches(std::size_t rows, long batch, bool drop_last);

}  // namespace retrograd::detail
