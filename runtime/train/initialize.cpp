#include "retrograd/model.h"

#include <fmt/format.h>

namespace retrograd::detail {
namespace {

// Weights are inputs x outputs; further dimensions in front (a filter's positions) multiply the inputs.
template <class T> void initialize_one(Parameter<T>& parameter, const InitOptions& options, Random& random) {
  if (parameter.values.empty())
    throw ShapeError(
        fmt::format("init: parameter '{}' is {}: give its tensor a size first, then call initialize(model)",
                    parameter.name, shape_text(parameter.shape)));
  if (parameter.shape.size() < 2) {
    std::ranges::fill(parameter.values, T(0));
    return;
  }
  const double outputs = static_cast<double>(parameter.shape.back());
  const double inputs = static_cast<double>(parameter.values.size()) / outputs;
  const double limit = std::sqrt(6 / (options.weights == Initializer::KaimingUniform ? inputs : inputs + outputs));
  for (T& value : parameter.values) value = static_cast<T>(random.uniform(-limit, limit));
}

}  // namespace

void initialize(Parameters& all, const InitOptions& options) {
  Random random(options.seed);
  for (auto& parameter : all.float32) initialize_one(parameter, options, random);
  for (auto& parameter : all.float64) initialize_one(parameter, options, random);
}

}  // namespace retrograd::detail
