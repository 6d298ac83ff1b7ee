// A copy of all numbers of a model.
#pragma once

#include "retrograd/model.h"

#include <algorithm>

namespace retrograd::detail {

class Snapshot {
public:
  bool empty() const { return float32_.empty() && float64_.empty(); }
  void take(const Parameters& from) {
    take(from.float32, float32_);
    take(from.float64, float64_);
  }
  void restore(const Parameters& to) const {
    restore(to.float32, float32_);
    restore(to.float64, float64_);
  }
  // The copy's numbers under the names of `like`.
  Parameters parameters(const Parameters& like) {
    Parameters all = like;
    point(all.float32, float32_);
    point(all.float64, float64_);
    return all;
  }

private:
  template <class T> static void take(const std::vector<Parameter<T>>& from, std::vector<T>& to) {
    to.clear();
    for (const auto& parameter : from) to.insert(to.end(), parameter.values.begin(), parameter.values.end());
  }
  template <class T> static void restore(const std::vector<Parameter<T>>& to, const std::vector<T>& from) {
    auto next = from.begin();
    for (const auto& parameter : to) {
      std::copy_n(next, parameter.values.size(), parameter.values.begin());
      next += static_cast<std::ptrdiff_t>(parameter.values.size());
    }
  }
  template <class T> static void point(std::vector<Parameter<T>>& to, std::vector<T>& numbers) {
    std::size_t size = 0, start = 0;
    for (const auto& parameter : to) size += parameter.values.size();
    numbers.resize(size);
    for (auto& parameter : to) {
      const std::size_t count = parameter.values.size();
      parameter.values = std::span(numbers).subspan(start, count);
      start += count;
    }
  }

  std::vector<float> float32_;
  std::vector<double> float64_;
};

}  // namespace retrograd::detail
