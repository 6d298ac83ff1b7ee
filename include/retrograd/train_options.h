// What fit<…> can be told; see train.h.
#pragma once

#include "retrograd/optim.h"
#include "retrograd/schedule.h"

#include <cstdint>
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

struct FitOptions {
  int epochs = 10;
  long batch = 32;  // rows; an epoch's last batch may be smaller
  OptimizerSettings optimizer = Adam{};
  Schedule schedule = Constant{};  // of the learning rate, step by step
  double validation = 0;           // the part of the training rows that is set aside, chosen by the seed
  bool shuffle = true;             // anew before each epoch
  std::uint64_t seed = 0;
  EarlyStopping early_stopping = {};
  Progress progress = Progress::Automatic;
};

// The loss became infinite or not a number; what() names epoch, step and learning rate. The model is as it was before
// that step.
class DivergenceError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

}  // namespace retrograd
