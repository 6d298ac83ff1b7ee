// Is an adjoint or tangent as large as what it belongs to?
#pragma once

#include "retrograd/detail/values.h"

namespace retrograd::detail {

template <class T, class = void> struct HasData : std::false_type {};
template <class T>
struct HasData<T, std::void_t<decltype(*std::declval<T&>().data()), decltype(std::declval<T&>().size())>>
    : std::true_type {};

template <class T> bool has_shape_of(const T& bar, const T& x, bool empty_fits = true);

template <class T> bool has_elements_of(const T& bar, const T& x, bool empty_fits) {
  auto element = x.begin();
  for (const auto& one : bar)
    if (!has_shape_of(one, *element++, empty_fits)) return false;
  return true;
}

template <class T, class = void> struct HasShape : std::false_type {};
template <class T> struct HasShape<T, std::void_t<decltype(std::declval<T&>().shape())>> : std::true_type {};

// As many elements in each container. An adjoint that is a default-made tensor will take any shape.
template <class T>
bool has_shape_of([[maybe_unused]] const T& bar, [[maybe_unused]] const T& x, [[maybe_unused]] bool empty_fits) {
  if constexpr (HasShape<const T>::value) {
    return bar.shape() == x.shape() || (empty_fits && bar.size() == 0 && HasOwnAccumulate<T>::value);
  } else if constexpr (IsVisitable<T>::value) {
    bool same = true;
    int position = 0;
    visit(x, [&](const char*, const auto& member) {
      int other = 0;
      visit(bar, [&](const char*, const auto& member_bar) {
        if constexpr (std::is_same_v<decltype(member), decltype(member_bar)>)
          if (other == position) same &= has_shape_of(member_bar, member, empty_fits);
        ++other;
      });
      ++position;
    });
    return same;
  } else if constexpr (IsRange<const T>::value && HasData<const T>::value) {
    if (bar.size() != x.size()) return false;
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(*x.begin())>>)
      return true;
    else
      return has_elements_of(bar, x, empty_fits);
  } else {
    return true;
  }
}

}  // namespace retrograd::detail
