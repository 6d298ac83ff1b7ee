// Schedules: how the learning rate changes while a model is trained, as a factor on the optimizer's own.
//
//   fit<loss>(model, train, {.optimizer = Adam{.learning_rate = 2e-3}, .schedule = Cosine{}, .warm_up = 100});
//
// A schedule is a function of where training stands; ReduceOnPlateau also of how the loss went.
#pragma once

#include <cmath>
#include <limits>
#include <variant>

namespace retrograd {

// Where training stands before a step.
struct TrainingPosition {
  double progress = 0;  // 0 at the first step, nearing 1 at the last
  double epoch = 0;     // epochs done, with the part of the one that is on
};

struct Constant {
  double factor(TrainingPosition) const { return 1; }
};

// Times `factor_each` after every `every` epochs.
struct StepDecay {
  int every = 10;
  double factor_each = 0.1;
  double factor(TrainingPosition at) const { return std::pow(factor_each, std::floor(at.epoch / every)); }
};

// Times `factor_each` each epoch, changing with every step.
struct Exponential {
  double factor_each = 0.95;
  double factor(TrainingPosition at) const { return std::pow(factor_each, at.epoch); }
};

// From 1 along half a cosine to `last` at the end of training (Loshchilov & Hutter 2017, without restarts).
struct Cosine {
  double last = 0;
  double factor(TrainingPosition at) const { return between(1, last, at.progress); }

  static double between(double from, double to, double part) {
    return to + (from - to) * (1 + std::cos(3.141592653589793 * part)) / 2;
  }
};

// Up from `first` to 1 in the first `rise` of training, then down to `last`, along half a cosine each
// (Smith & Topin 2018, arXiv:1708.07120): the optimizer's learning rate is the highest.
struct OneCycle {
  double rise = 0.3;
  double first = 0.04;
  double last = 4e-6;
  double factor(TrainingPosition at) const {
    if (at.progress < rise) return Cosine::between(first, 1, at.progress / rise);
    return Cosine::between(1, last, (at.progress - rise) / (1 - rise));
  }
};

// Times `factor_each` when the validation loss (without validation: the training loss) hasn't fallen for `patience`
// epochs, but not below `smallest`.
struct ReduceOnPlateau {
  double factor_each = 0.1;
  int patience = 5;
  double minimum_improvement = 0;
  double smallest = 1e-4;
  double factor(TrainingPosition) const { return 1; }  // see PlateauState
};

using Schedule = std::variant<Constant, StepDecay, Exponential, Cosine, OneCycle, ReduceOnPlateau>;

inline double schedule_factor(const Schedule& schedule, TrainingPosition at) {
  return std::visit([&](const auto& s) { return s.factor(at); }, schedule);
}

// What ReduceOnPlateau remembers.
struct PlateauState {
  double factor = 1;
  double best = std::numeric_limits<double>::infinity();
  double waited = 0;  // epochs

  void epoch_ended(const ReduceOnPlateau& settings, double loss) {
    if (loss < best - settings.minimum_improvement) {
      best = loss;
      waited = 0;
    } else if (++waited > settings.patience) {
      factor = std::fmax(factor * settings.factor_each, settings.smallest);
      waited = 0;
    }
  }
};

}  // namespace retrograd
