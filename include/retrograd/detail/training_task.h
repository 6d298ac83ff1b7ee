// fit<…> with its types taken away: what the training loop in runtime/train/trainer.cpp works on.
#pragma once

#include "retrograd/report.h"
#include "retrograd/train_options.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace retrograd::detail {

using RowNumbers = std::span<const long>;

// A batch is loaded into a slot, then trained on. Slots get their room from the thread that trains, whose pool it is.
struct TrainingTask {
  Parameters values, gradients;
  std::function<void(const InitOptions&)> initialize;  // the values, anew
  long training_rows = 0;
  std::function<void(std::size_t count)> make_slots;
  std::function<void(std::size_t slot, long rows)> make_room;
  std::function<void(std::size_t slot, RowNumbers rows)> load;  // by any thread
  // Adds weight · gradient, returns the mean loss. `noise`: a number of its own for each batch, what dropout draws
  // from.
  std::function<double(std::size_t slot, double weight, std::uint64_t noise)> step;
  long validation_rows = 0;  // of a validation set; 0: a part of the training rows is split off
  std::function<double(RowNumbers)> validation_loss;   // mean over these rows
  std::function<long(RowNumbers)> validation_correct;  // how many are classified right; may be empty
  std::function<std::string(RowNumbers)> training_flaw,
      validation_flaw;  // "row 17 of the inputs holds nan, …"; or empty
};

// The noise of a batch, the same wherever training was stopped and gone on with.
constexpr std::uint64_t noise_of(std::uint64_t seed, long batch) {
  std::uint64_t z = seed * 0x9e3779b97f4a7c15u + static_cast<std::uint64_t>(batch) + 1;  // mixed as by splitmix64
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

FitReport train(TrainingTask& task, const FitOptions& options);
RangeReport range_test(TrainingTask& task, const RangeOptions& options);

// Throws unless inputs and targets have the same number of rows, at least one.
void check_dataset(const char* operation, long inputs, long targets);

}  // namespace retrograd::detail
