// What each optimizer's settings mean: one row each for the kernel, for its constants, and for what is refused.
#pragma once

#include "retrograd/detail/kernels.h"
#include "retrograd/optim.h"

#include <span>
#include <string>

namespace retrograd::detail {

// Throws std::invalid_argument "Adam: beta1 is 1, it must be …" unless it holds.
void require(bool holds, const std::string& optimizer, const char* setting, double value, const char* rule);
void check(const OptimizerSettings& settings);
// "Adam(learning_rate 0.001, beta1 0.9, …)"
std::string describe(const OptimizerSettings& settings);

// The kernel, and the names of what it remembers.
template <class T> struct UpdateRule {
  UpdateKernel<T> kernel = nullptr;
  std::span<const char* const> state_names = {};
};
template <class T> UpdateRule<T> rule_of(const OptimizerSettings& settings);

// The constants of step number `step`, counted from 1, for parameters of no group.
UpdateStep<double> constants_of(const OptimizerSettings& settings, long step);
UpdateStep<double> for_group(UpdateStep<double> constants, const OptimizerSettings& settings,
                             const GroupSettings& group);

}  // namespace retrograd::detail
