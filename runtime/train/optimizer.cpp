#include "retrograd/optim.h"

#include "lbfgs.h"
#include "optimizer_settings.h"
#include "retrograd/detail/kernels.h"
#include "retrograd/threads.h"
#include "tiny_as_zero.h"

#include <fmt/format.h>

#include <algorithm>

namespace retrograd {
namespace {

// Does a name match a pattern in which * stands for any characters and ? for one?
bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] != '*') {
    return !name.empty() && (pattern[0] == '?' || pattern[0] == name[0]) && matches(pattern.substr(1), name.substr(1));
  }
  for (std::size_t taken = 0; taken <= name.size(); ++taken)
    if (matches(pattern.substr(1), name.substr(taken))) return true;
  return false;
}

detail::GroupSettings group_of(const std::string& name, const std::vector<ParameterGroup>& groups) {
  for (const ParameterGroup& group : groups)
    if (matches(group.names, name)) return {group.learning_rate, group.weight_decay, group.frozen};
  return {};
}

void check_groups(const OptimizerOptions& options, const Parameters& all) {
  for (const ParameterGroup& group : options.groups) {
    auto matched = [&](const auto& parameter) { return matches(group.names, parameter.name); };
    if (std::ranges::none_of(all.float32, matched) && std::ranges::none_of(all.float64, matched))
      throw std::invalid_argument(fmt::format("Optimizer: no parameter is named like the group '{}'", group.names));
    detail::require(group.learning_rate >= 0 && std::isfinite(group.learning_rate), "group '" + group.names + "'",
                    "learning_rate", group.learning_rate, "must not be negative (frozen = true keeps values)");
    detail::require(!group.weight_decay || *group.weight_decay >= 0, "group '" + group.names + "'", "weight_decay",
                    group.weight_decay.value_or(0), "must not be negative");
  }
  detail::require(options.clip.norm >= 0, "clip", "norm", options.clip.norm, "must not be negative");
  detail::require(options.clip.value >= 0, "clip", "value", options.clip.value, "must not be negative");
}

void check_for_lbfgs(const OptimizerOptions& options) {
  bool plain = options.clip.norm == 0 && options.clip.value == 0;
  for (const ParameterGroup& group : options.groups) plain &= group.learning_rate == 1 && !group.weight_decay;
  if (!plain)
    throw std::invalid_argument(
        "Lbfgs: its line search needs the loss's own gradient: of clipping and groups only `frozen` goes with it");
}

// How many of a parameter's numbers lie before a place: whole cache lines, unless it is all.
long part_of(long size, long before) { return before >= size ? size : std::max(before, 0L) / 16 * 16; }

}  // namespace

Optimizer::Optimizer(const OptimizerSettings& settings, const Parameters& shaped_like, const OptimizerOptions& options)
    : settings_(settings), clip_(options.clip) {
  detail::check(settings_);
  check_groups(options, shaped_like);
  make_states(shaped_like.float32, options);
  make_states(shaped_like.float64, options);
  if (const auto* lbfgs = std::get_if<Lbfgs>(&settings_)) {
    check_for_lbfgs(options);
    lbfgs_ = std::make_unique<detail::LbfgsMemory>(lbfgs->history, shaped_like.count());
  }
}

Optimizer::Optimizer(Optimizer&&) noexcept = default;
Optimizer& Optimizer::operator=(Optimizer&&) noexcept = default;
Optimizer::~Optimizer() = default;

template <> std::vector<Optimizer::State<float>>& Optimizer::states() { return float32_; }
template <> std::vector<Optimizer::State<double>>& Optimizer::states() { return float64_; }
template <> const std::vector<Optimizer::State<float>>& Optimizer::states() const { return float32_; }
template <> const std::vector<Optimizer::State<double>>& Optimizer::states() const { return float64_; }

template <class T>
void Optimizer::make_states(const std::vector<Parameter<T>>& parameters, const OptimizerOptions& options) {
  const std::size_t count = detail::rule_of<T>(settings_).state_names.size();
  for (const Parameter<T>& parameter : parameters) {
    const long size = static_cast<long>(parameter.values.size());
    auto& state =
        states<T>().emplace_back(State<T>{parameter.name, size, group_of(parameter.name, options.groups), {}});
    if (!state.group.frozen)
      for (std::size_t i = 0; i < count; ++i) state.tensors[i] = Tensor<T, dyn>::zeros(size);
  }
}

template <class T>
void Optimizer::check(const std::vector<Parameter<T>>& values, const std::vector<Parameter<T>>& gradients) const {
  const auto& all = states<T>();
  if (values.size() != all.size() || gradients.size() != all.size())
    throw ShapeError("Optimizer::step: the model has other parameters than when the optimizer was made");
  for (std::size_t i = 0; i < all.size(); ++i)
    if (values[i].values.size() != gradients[i].values.size() ||
        static_cast<long>(values[i].values.size()) != all[i].size)
      detail::throw_shape_error("Optimizer::step", values[i].name.c_str(), values[i].shape, "its gradient",
                                gradients[i].shape,
                                "they must be equal, and what they were when the optimizer was made");
}

template <class T> double Optimizer::sum_of_squares(const std::vector<Parameter<T>>& gradients) const {
  double sum = 0;
  for (std::size_t i = 0; i < gradients.size(); ++i)
    if (!states<T>()[i].group.frozen)
      sum += detail::kernels<T>().sum_of_squares(gradients[i].values.data(),
                                                 static_cast<long>(gradients[i].values.size()));
  return sum;
}

template <class T> void Optimizer::clear_frozen(const std::vector<Parameter<T>>& gradients) const {
  for (std::size_t i = 0; i < gradients.size(); ++i)
    if (states<T>()[i].group.frozen) std::ranges::fill(gradients[i].values, T(0));
}

// All parameters as one row of numbers, of which each thread gets a part.
template <class T>
void Optimizer::update(const std::vector<Parameter<T>>& values, const std::vector<Parameter<T>>& gradients,
                       double scale) {
  const auto kernel = detail::rule_of<T>(settings_).kernel;
  detail::UpdateStep<double> constants = detail::constants_of(settings_, steps_);
  constants.scale = scale;
  if (clip_.value > 0) constants.limit = clip_.value;
  auto& states = this->states<T>();
  long all = 0;
  for (const State<T>& state : states) all += state.size;
  detail::parallel(all, detail::parallel_size, [&](long begin, long end) {
    const detail::TinyAsZero faster;
    long place = 0;  // of a parameter's first number
    for (std::size_t i = 0; i < states.size(); place += states[i++].size) {
      State<T>& state = states[i];
      const long first = part_of(state.size, begin - place), last = part_of(state.size, end - place);
      if (state.group.frozen || first == last) continue;
      const auto from = [first](T* numbers) { return numbers != nullptr ? numbers + first : nullptr; };
      kernel(from(values[i].values.data()), from(gradients[i].values.data()), from(state.tensors[0].data()),
             from(state.tensors[1].data()), from(state.tensors[2].data()), last - first,
             detail::UpdateStep<T>(detail::for_group(constants, settings_, state.group)));
    }
  });
}

void Optimizer::step(const Parameters& values, const Parameters& gradients) {
  if (lbfgs_) throw std::logic_error("Optimizer::step: Lbfgs needs the loss, and a function that evaluates it again");
  check(values.float32, gradients.float32);
  check(values.float64, gradients.float64);
  clear_frozen(gradients.float32);
  clear_frozen(gradients.float64);
  ++steps_;
  double scale = 1;
  if (clip_.norm > 0) {
    // An infinite norm scales nothing: that training diverged must not be hidden.
    const double norm = std::sqrt(sum_of_squares(gradients.float32) + sum_of_squares(gradients.float64));
    if (norm > clip_.norm && std::isfinite(norm)) scale = clip_.norm / norm;
  }
  update(values.float32, gradients.float32, scale);
  update(values.float64, gradients.float64, scale);
}

void Optimizer::step(const Parameters& values, const Parameters& gradients, double loss,
                     const std::function<double()>& evaluate) {
  if (!lbfgs_) return step(values, gradients);
  check(values.float32, gradients.float32);
  check(values.float64, gradients.float64);
  ++steps_;
  clear_frozen(gradients.float32);
  clear_frozen(gradients.float64);
  lbfgs_->step(std::get<Lbfgs>(settings_), values, gradients, loss, [&] {
    const double value = evaluate();
    clear_frozen(gradients.float32);
    clear_frozen(gradients.float64);
    return value;
  });
}

double Optimizer::learning_rate() const {
  return std::visit([](const auto& s) { return s.learning_rate; }, settings_);
}

void Optimizer::set_learning_rate(double learning_rate) {
  detail::require(learning_rate >= 0 && std::isfinite(learning_rate), "Optimizer", "learning_rate", learning_rate,
                  "must not be negative");
  std::visit([&](auto& s) { s.learning_rate = learning_rate; }, settings_);
}

Parameters Optimizer::state() {
  Parameters all;
  const auto& names = detail::rule_of<float>(settings_).state_names;
  auto add = [&](auto& states, auto& to) {
    for (auto& state : states)
      for (std::size_t i = 0; i < names.size() && !state.group.frozen; ++i)
        to.push_back({state.name + "." + names[i], {state.size}, state.tensors[i].span()});
  };
  add(float32_, all.float32);
  add(float64_, all.float64);
  if (lbfgs_) lbfgs_->add_state(all);
  return all;
}

}  // namespace retrograd
