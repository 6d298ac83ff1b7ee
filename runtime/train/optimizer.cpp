#include "retrograd/optim.h"

#include "retrograd/detail/kernels.h"

#include <fmt/format.h>

namespace retrograd {
namespace {

void check(const char* optimizer, const char* setting, double value, double low, double below) {
  if (!(value >= low && value < below))
    throw std::invalid_argument(
        fmt::format("{}: {} is {}, it must be at least {} and less than {}", optimizer, setting, value, low, below));
}
void check_learning_rate(const char* optimizer, double value) {
  if (!(value > 0 && std::isfinite(value)))
    throw std::invalid_argument(fmt::format("{}: learning_rate is {}, it must be positive", optimizer, value));
}

void check(const Sgd& sgd) { check_learning_rate("Sgd", sgd.learning_rate); }
void check(const Momentum& momentum) {
  check_learning_rate("Momentum", momentum.learning_rate);
  check("Momentum", "beta", momentum.beta, 0, 1);
}
void check(const Adam& adam) {
  check_learning_rate("Adam", adam.learning_rate);
  check("Adam", "beta1", adam.beta1, 0, 1);
  check("Adam", "beta2", adam.beta2, 0, 1);
  if (!(adam.epsilon > 0))
    throw std::invalid_argument(fmt::format("Adam: epsilon is {}, it must be positive", adam.epsilon));
}

// The first and second buffers each optimizer needs.
int buffers(const OptimizerSettings& settings) { return static_cast<int>(settings.index()); }

template <class T, class States>
void make_states(const std::vector<Parameter<T>>& parameters, int count, States& states) {
  for (const Parameter<T>& parameter : parameters) {
    auto& state = states.emplace_back();
    if (count >= 1) state.first = Tensor<T, dyn>::zeros(parameter.values.size());
    if (count >= 2) state.second = Tensor<T, dyn>::zeros(parameter.values.size());
  }
}

template <class T> detail::AdamStep<T> adam_step(const Adam& adam, long steps) {
  const double t = static_cast<double>(steps);
  return {.learning_rate = T(adam.learning_rate),
          .keep1 = T(adam.beta1),
          .take1 = T(1 - adam.beta1),
          .correction1 = T(1 / (1 - std::pow(adam.beta1, t))),
          .keep2 = T(adam.beta2),
          .take2 = T(1 - adam.beta2),
          .correction2 = T(1 / (1 - std::pow(adam.beta2, t))),
          .epsilon = T(adam.epsilon)};
}

template <class T> void check_pair(const Parameter<T>& value, const Parameter<T>& gradient, long expected) {
  if (value.values.size() != gradient.values.size() ||
      (expected != 0 && static_cast<long>(value.values.size()) != expected))
    detail::throw_shape_error("Optimizer::step", value.name.c_str(), value.shape, "its gradient", gradient.shape,
                              "they must be equal, and what they were when the optimizer was made");
}

}  // namespace

Optimizer::Optimizer(const OptimizerSettings& settings, const Parameters& shaped_like) : settings_(settings) {
  std::visit([](const auto& s) { check(s); }, settings_);
  make_states(shaped_like.float32, buffers(settings_), float32_);
  make_states(shaped_like.float64, buffers(settings_), float64_);
}

template <class T>
void Optimizer::update(const std::vector<Parameter<T>>& values, const std::vector<Parameter<T>>& gradients,
                       std::vector<State<T>>& states) {
  if (values.size() != states.size() || gradients.size() != states.size())
    throw ShapeError("Optimizer::step: the model has other parameters than when the optimizer was made");
  const auto& kernels = detail::kernels<T>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    check_pair(values[i], gradients[i], states[i].first.size());
    T* x = values[i].values.data();
    T* g = gradients[i].values.data();
    const long n = static_cast<long>(values[i].values.size());
    T* first = states[i].first.data();
    T* second = states[i].second.data();
    if (const auto* sgd = std::get_if<Sgd>(&settings_)) {
      kernels.sgd(x, g, n, T(sgd->learning_rate));
    } else if (const auto* momentum = std::get_if<Momentum>(&settings_)) {
      kernels.momentum(x, g, first, n, T(momentum->learning_rate), T(momentum->beta));
    } else if (const auto* adam = std::get_if<Adam>(&settings_)) {
      kernels.adam(x, g, first, second, n, adam_step<T>(*adam, steps_));
    }
  }
}

void Optimizer::step(const Parameters& values, const Parameters& gradients) {
  ++steps_;
  update(values.float32, gradients.float32, float32_);
  update(values.float64, gradients.float64, float64_);
}

double Optimizer::learning_rate() const {
  return std::visit([](const auto& s) { return s.learning_rate; }, settings_);
}

void Optimizer::set_learning_rate(double learning_rate) {
  check_learning_rate("Optimizer", learning_rate);
  std::visit([&](auto& s) { s.learning_rate = learning_rate; }, settings_);
}

}  // namespace retrograd
