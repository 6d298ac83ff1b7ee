// What fit<…> can be told; see train.h.
#pragma once

#include "retrograd/optim.h"
#include "retrograd/report.h"
#include "retrograd/schedule.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>

namespace retrograd {

// Ends training when the validation loss hasn't fallen for `patience` epochs, and puts the best epoch's model back.
struct EarlyStopping {
  int patience = 0;  // 0: off
  double minimum_improvement = 0;
};

enum class Progress {
  Automatic,  // a bar where the output is a terminal, else a line an epoch
  Lines,
  Silent
};

// Everything that is needed to go on as if training had never stopped: model, optimizer, schedule, random numbers,
// place.
struct Checkpoint {
  std::filesystem::path file = {};  // safetensors, replaced in one go; empty: off
  int every = 1;                    // epochs; also at the end, and when Ctrl-C stops training
  bool resume = true;               // goes on from the file where there is one
};

struct FitOptions {
  int epochs = 10;
  long batch = 32;         // rows; an epoch's last batch may be smaller; 0: all rows in one batch
  bool drop_last = false;  // leaves such a smaller batch out
  int accumulate = 1;      // batches for a step: their gradient is that of one large batch
  OptimizerSettings optimizer = Adam{};
  Clipping clip = {};
  std::vector<ParameterGroup> groups = {};
  Schedule schedule = Constant{};  // of the learning rate, step by step
  long warm_up = 0;                // steps in which the learning rate first rises in a line to what the schedule says
  double validation = 0;           // the part of the training rows that is set aside, chosen by the seed
  bool shuffle = true;             // anew before each epoch
  std::uint64_t seed = 0;
  int loader_threads = 0;  // that copy batches ahead of the training; the result is the same for any number
  EarlyStopping early_stopping = {};
  double explosion = 1e6;  // a loss beyond this many times the first (or one) counts as divergence; 0: off
  int restarts = 0;        // how often training starts anew from other initial values; the best model is kept
  InitOptions init = {};   // of these: restart number k has seed init.seed + k
  Progress progress = Progress::Automatic;
  std::filesystem::path log = {};  // a line of JSON for each epoch is appended
  Checkpoint checkpoint = {};
  bool stop_on_interrupt = true;                        // Ctrl-C ends training after the step; a second one the program
  std::function<bool(const StepReport&)> on_step = {};  // called after each; false ends training
  std::function<bool(const EpochReport&)> on_epoch = {};  // likewise
};

// What learning_rate_range<…> can be told.
struct RangeOptions {
  double from = 1e-7, to = 10;  // learning rates
  long steps = 100;
  long batch = 32;
  OptimizerSettings optimizer = Adam{};
  std::uint64_t seed = 0;
};

// Learning rates against the loss (smoothed) while the rate rises, geometrically, until the loss is four times its
// best.
struct RangeReport {
  std::vector<double> learning_rates, losses;
  double suggestion = 0;  // a tenth of where the loss was best
};

// The loss became infinite, not a number, or exploded; what() says all of this. The model is the last one whose loss
// was known to be good.
class DivergenceError : public std::runtime_error {
public:
  DivergenceError(const std::string& what, int epoch_number, long step_number, double rate, std::string parameter_name)
      : std::runtime_error(what),
        epoch(epoch_number),
        step(step_number),
        learning_rate(rate),
        parameter(std::move(parameter_name)) {}

  int epoch;              // counted from 1
  long step;              // in the epoch, counted from 1
  double learning_rate;   // of that step
  std::string parameter;  // the first that is not finite, or whose gradient isn't; empty where all are
};

}  // namespace retrograd
