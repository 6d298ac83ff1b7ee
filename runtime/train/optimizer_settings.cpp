#include "optimizer_settings.h"

#include <fmt/format.h>

#include <limits>

namespace retrograd::detail {

void require(bool holds, const std::string& optimizer, const char* setting, double value, const char* rule) {
  if (!holds) throw std::invalid_argument(fmt::format("{}: {} is {}, it {}", optimizer, setting, value, rule));
}

namespace {

constexpr const char* below_one = "must be at least 0 and less than 1";
constexpr const char* not_negative = "must not be negative";
constexpr const char* positive = "must be positive";

void check_fraction(const char* optimizer, const char* setting, double value) {
  require(value >= 0 && value < 1, optimizer, setting, value, below_one);
}
template <class Settings> void check_common(const char* optimizer, const Settings& s) {
  require(s.learning_rate > 0 && std::isfinite(s.learning_rate), optimizer, "learning_rate", s.learning_rate, positive);
  if constexpr (requires { s.weight_decay; })
    require(s.weight_decay >= 0 && std::isfinite(s.weight_decay), optimizer, "weight_decay", s.weight_decay,
            not_negative);
  if constexpr (requires { s.epsilon; }) require(s.epsilon > 0, optimizer, "epsilon", s.epsilon, positive);
  if constexpr (requires { s.beta; }) check_fraction(optimizer, "beta", s.beta);
  if constexpr (requires { s.beta1; }) check_fraction(optimizer, "beta1", s.beta1);
  if constexpr (requires { s.beta2; }) check_fraction(optimizer, "beta2", s.beta2);
}

struct Check {
  void operator()(const Sgd& s) const { check_common("Sgd", s); }
  void operator()(const Momentum& s) const { check_common("Momentum", s); }
  void operator()(const Nesterov& s) const { check_common("Nesterov", s); }
  void operator()(const AdaGrad& s) const { check_common("AdaGrad", s); }
  void operator()(const RmsProp& s) const {
    check_common("RmsProp", s);
    check_fraction("RmsProp", "keep", s.keep);
    check_fraction("RmsProp", "momentum", s.momentum);
  }
  void operator()(const Adam& s) const { check_common("Adam", s); }
  void operator()(const AdamW& s) const { check_common("AdamW", s); }
  void operator()(const Lbfgs& s) const {
    check_common("Lbfgs", s);
    require(s.history >= 1, "Lbfgs", "history", s.history, "must be at least 1");
    require(s.evaluations >= 1, "Lbfgs", "evaluations", s.evaluations, "must be at least 1");
    require(s.sufficient_decrease > 0 && s.sufficient_decrease < s.curvature, "Lbfgs", "sufficient_decrease",
            s.sufficient_decrease, "must be positive and less than curvature");
    require(s.curvature < 1, "Lbfgs", "curvature", s.curvature, "must be less than 1");
  }
};

constexpr const char* delta[] = {"delta"};
constexpr const char* sum[] = {"sum"};
constexpr const char* rmsprop[] = {"delta", "squares", "mean"};
constexpr const char* adam[] = {"first", "second", "largest"};

template <class T> struct Rule {
  const Kernels<T>& k;
  using Names = std::span<const char* const>;

  UpdateRule<T> operator()(const Sgd&) const { return {k.sgd, {}}; }
  UpdateRule<T> operator()(const Momentum&) const { return {k.momentum, delta}; }
  UpdateRule<T> operator()(const Nesterov&) const { return {k.nesterov, delta}; }
  UpdateRule<T> operator()(const AdaGrad&) const { return {k.adagrad, sum}; }
  UpdateRule<T> operator()(const RmsProp& s) const {
    return s.centred ? UpdateRule<T>{k.rmsprop_centred, rmsprop} : UpdateRule<T>{k.rmsprop, Names(rmsprop).first(2)};
  }
  template <class AdamOrAdamW> UpdateRule<T> operator()(const AdamOrAdamW& s) const {
    return s.amsgrad ? UpdateRule<T>{k.amsgrad, adam} : UpdateRule<T>{k.adam, Names(adam).first(2)};
  }
  UpdateRule<T> operator()(const Lbfgs&) const { return {}; }
};

// What a running mean keeps and takes, and its correction for having started at zero.
struct Constants {
  UpdateStep<double>& step;
  double t;

  void operator()(const Sgd&) const {}
  void operator()(const Momentum& s) const { step.keep1 = s.beta; }
  void operator()(const Nesterov& s) const { step.keep1 = s.beta; }
  void operator()(const AdaGrad& s) const { step.epsilon = s.epsilon; }
  void operator()(const RmsProp& s) const {
    step.keep1 = s.momentum;
    step.keep2 = s.keep;
    step.take2 = 1 - s.keep;
    step.epsilon = s.epsilon;
  }
  template <class AdamOrAdamW> void operator()(const AdamOrAdamW& s) const {
    step.keep1 = s.beta1;
    step.take1 = 1 - s.beta1;
    step.correction1 = 1 / (1 - std::pow(s.beta1, t));
    step.keep2 = s.beta2;
    step.take2 = 1 - s.beta2;
    step.correction2 = 1 / (1 - std::pow(s.beta2, t));
    step.epsilon = s.epsilon;
  }
  void operator()(const Lbfgs&) const {}
};

}  // namespace

void check(const OptimizerSettings& settings) { std::visit(Check{}, settings); }

std::string describe(const OptimizerSettings& settings) {
  constexpr const char* names[] = {"Sgd", "Momentum", "Nesterov", "AdaGrad", "RmsProp", "Adam", "AdamW", "Lbfgs"};
  std::string text;
  auto add = [&](const char* name, auto value) { text += fmt::format(", {} {}", name, value); };
  std::visit(
      [&](const auto& s) {
        if constexpr (requires { s.beta; }) add("beta", s.beta);
        if constexpr (requires { s.beta1; }) add("beta1", s.beta1), add("beta2", s.beta2), add("amsgrad", s.amsgrad);
        if constexpr (requires { s.keep; }) add("keep", s.keep), add("momentum", s.momentum), add("centred", s.centred);
        if constexpr (requires { s.epsilon; }) add("epsilon", s.epsilon);
        if constexpr (requires { s.weight_decay; }) add("weight_decay", s.weight_decay);
        if constexpr (requires { s.history; }) {
          add("history", s.history), add("evaluations", s.evaluations);
          add("sufficient_decrease", s.sufficient_decrease), add("curvature", s.curvature);
        }
        text = fmt::format("{}(learning_rate {}{})", names[settings.index()], s.learning_rate, text);
      },
      settings);
  return text;
}

template <class T> UpdateRule<T> rule_of(const OptimizerSettings& settings) {
  return std::visit(Rule<T>{kernels<T>()}, settings);
}
template UpdateRule<float> rule_of(const OptimizerSettings& settings);
template UpdateRule<double> rule_of(const OptimizerSettings& settings);

UpdateStep<double> constants_of(const OptimizerSettings& settings, long step) {
  UpdateStep<double> constants{};
  constants.scale = 1;
  constants.limit = std::numeric_limits<double>::infinity();
  std::visit(Constants{constants, static_cast<double>(step)}, settings);
  std::visit(
      [&](const auto& s) {
        constants.learning_rate = s.learning_rate;
        if constexpr (requires { s.weight_decay; }) constants.weight_decay = s.weight_decay;
      },
      settings);
  return constants;
}

UpdateStep<double> for_group(UpdateStep<double> constants, const OptimizerSettings& settings,
                             const GroupSettings& group) {
  constants.learning_rate *= group.learning_rate;
  if (group.weight_decay) constants.weight_decay = *group.weight_decay;
  if (std::holds_alternative<AdamW>(settings)) {  // apart from the gradient
    constants.shrink = constants.learning_rate * constants.weight_decay;
    constants.weight_decay = 0;
  }
  return constants;
}

}  // namespace retrograd::detail
