// Notices when training diverges, and keeps the last model that is known to be good.
#pragma once

#include "retrograd/train_options.h"
#include "snapshot.h"

#include <string>

namespace retrograd::detail {

class DivergenceWatch {
public:
  DivergenceWatch(const Parameters& values, const Parameters& gradients, double explosion)
      : values_(values), gradients_(gradients), explosion_(explosion) {}

  // Before a step: `loss` is of the model as it is now; is that bad? `all_steps` counts from the start of training.
  bool sees_divergence(double loss, long all_steps);
  // Puts the last good model back and throws DivergenceError. `flaw_of_data`: what is wrong with the step's rows, or
  // "".
  [[noreturn]] void diverge(const StepReport& step, const std::string& flaw_of_data) const;

  double first_loss = 0;  // to be saved with the rest

private:
  const Parameters &values_, &gradients_;
  double explosion_;
  Snapshot good_;
  long good_step_ = 0, last_all_steps_ = 0;
};

}  // namespace retrograd::detail
