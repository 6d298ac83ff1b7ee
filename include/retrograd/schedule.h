// Schedules: how the learning rate changes while a model is trained, as a factor on the optimizer's own.
//
//   fit<loss>(model, train, {.optimizer = Adam{.learning_rate = 2e-3}, .schedule = Cosine{}});
#pragma once

#include <cmath>
#include <variant>

namespace retrograd {

struct Constant {
  double factor(double) const { return 1; }
};

// From 1 along half a cosine to `last` at the end of training (Loshchilov & Hutter 2017, without restarts).
struct Cosine {
  double last = 0;
  double factor(double progress) const { return last + (1 - last) * (1 + std::cos(3.141592653589793 * progress)) / 2; }
};

using Schedule = std::variant<Constant, Cosine>;

// progress: 0 at the first step, nearing 1 at the last.
inline double schedule_factor(const Schedule& schedule, double progress) {
  return std::visit([&](const auto& s) { return s.factor(progress); }, schedule);
}

}  // namespace retrograd
