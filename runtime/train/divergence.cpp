#include "divergence.h"

#include "retrograd/detail/counted.h"

#include <fmt/format.h>

#include <cmath>

namespace retrograd::detail {
namespace {

struct Bad {
  std::string parameter, description;
};

template <class T> bool find(const std::vector<Parameter<T>>& all, const char* what, Bad& bad) {
  for (const auto& parameter : all)
    for (std::size_t i = 0; i < parameter.values.size(); ++i)
      if (!std::isfinite(parameter.values[i])) {
        bad = {parameter.name, fmt::format("{} '{}' ({}) has the value {} at position {}", what, parameter.name,
                                           shape_text(parameter.shape), parameter.values[i], i)};
        return true;
      }
  return false;
}

}  // namespace

bool DivergenceWatch::sees_divergence(double loss, long all_steps) {
  constexpr long interval = 100;  // steps between copies of the model
  const bool first = all_steps == 0;
  last_all_steps_ = all_steps;
  if (first) first_loss = std::isfinite(loss) ? std::abs(loss) : 0;
  const bool exploded = explosion_ > 0 && loss > explosion_ * std::max(1.0, first_loss);
  if (!std::isfinite(loss) || exploded) return true;
  if (good_.empty() || all_steps % interval == 0) {
    good_.take(values_);
    good_step_ = all_steps;
  }
  return false;
}

void DivergenceWatch::diverge(const StepReport& step, const std::string& flaw_of_data) const {
  Bad bad;
  if (!find(values_.float32, "parameter", bad) && !find(values_.float64, "parameter", bad) &&
      !find(gradients_.float32, "the gradient of", bad) && !find(gradients_.float64, "the gradient of", bad))
    bad.description = "all parameters and gradients are finite";
  std::string kept = "the model is as it was";
  if (!good_.empty()) {
    good_.restore(values_);
    kept = fmt::format("the model of {} before was put back", counted(last_all_steps_ - good_step_, "step"));
  }
  throw DivergenceError(
      fmt::format(
          "fit: the loss became {} at step {} of epoch {}, with learning rate {}; {}; {}. {}", step.loss, step.step,
          step.epoch, step.learning_rate, flaw_of_data.empty() ? bad.description : flaw_of_data, kept,
          flaw_of_data.empty() ? "A smaller learning rate usually helps" : "Mend the data, or leave such rows out"),
      step.epoch, step.step, step.learning_rate, bad.parameter);
}

}  // namespace retrograd::detail
