// The order in which std::sort and its like would leave elements. Code that Retrograd writes moves values by it, and
// their derivatives with them.
//
//   std::vector<long> order(values.size());
//   retrograd::sort_order(values, order);   // values[order[0]] <= values[order[1]] <= …
#pragma once

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace retrograd {
namespace detail {

// The numbers 0, 1, … and a comparison of what they stand for.
template <class T, class Less> auto numbered(const std::vector<T>& values, std::vector<long>& order, Less less) {
  std::iota(order.begin(), order.end(), 0L);
  return [&values, less](long a, long b) { return less(values[a], values[b]); };
}

}  // namespace detail

template <class T, class Less = std::less<>>
void sort_order(const std::vector<T>& values, std::vector<long>& order, Less less = {}) {
  const auto compare = detail::numbered(values, order, less);
  std::sort(order.begin(), order.end(), compare);
}

template <class T, class Less = std::less<>>
void stable_sort_order(const std::vector<T>& values, std::vector<long>& order, Less less = {}) {
  const auto compare = detail::numbered(values, order, less);
  std::stable_sort(order.begin(), order.end(), compare);
}

template <class T, class Less = std::less<>>
void partial_sort_order(const std::vector<T>& values, std::vector<long>& order, long middle, Less less = {}) {
  const auto compare = detail::numbered(values, order, less);
  std::partial_sort(order.begin(), order.begin() + middle, order.end(), compare);
}

template <class T, class Less = std::less<>>
void nth_element_order(const std::vector<T>& values, std::vector<long>& order, long nth, Less less = {}) {
  const auto compare = detail::numbered(values, order, less);
  std::nth_element(order.begin(), order.begin() + nth, order.end(), compare);
}

}  // namespace retrograd
