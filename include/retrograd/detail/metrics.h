// Sums that metrics are made of.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace retrograd::detail {

// Of predictions of `columns` numbers a row, against the targets and against the targets' means.
class SquaredErrors {
public:
  template <class Numbers> SquaredErrors(const Numbers& targets, long columns) {
    const auto width = static_cast<std::size_t>(columns);
    std::vector<double> means(width);
    const double rows = static_cast<double>(targets.size() / width);
    for (std::size_t i = 0; i < targets.size(); ++i) means[i % width] += static_cast<double>(targets[i]) / rows;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const double distance = static_cast<double>(targets[i]) - means[i % width];
      from_mean_ += distance * distance;
    }
  }
  template <class A, class B> void add(const A& predictions, const B& targets) {
    if (predictions.size() != targets.size())
      throw std::invalid_argument("r_squared: the predictions have another shape than the targets");
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const double missed = static_cast<double>(predictions[i]) - static_cast<double>(targets[i]);
      missed_ += missed * missed;
    }
  }
  double r_squared() const { return 1 - missed_ / from_mean_; }

private:
  double from_mean_ = 0, missed_ = 0;
};

}  // namespace retrograd::detail
