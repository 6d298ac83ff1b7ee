// What a check of a derivative does with arguments of any type: owns copies of them, and walks over their numbers.
#pragma once

#include "retrograd/detail/sweeps.h"

#include <string>
#include <type_traits>

namespace retrograd::detail {

// What a pointer leads to, arrays taken apart: double of `const double (*)[3]`.
template <class P> using Pointed = std::remove_cv_t<std::remove_all_extents_t<std::remove_pointer_t<Decayed<P>>>>;

template <class P, class = void> struct OwnedValue {
  using type = Value<P>;
};
template <class P> struct OwnedValue<P, std::enable_if_t<std::is_pointer_v<Decayed<P>>>> {
  using type = Elements<Pointed<P>>;
};

// An argument for the parameter type P, or its adjoint or tangent, with the memory that it leads to.
template <class P> struct Owned {
  typename OwnedValue<P>::type value;

  // As f takes it. Pointers lead to as many elements as `value` holds.
  decltype(auto) argument() {
    if constexpr (std::is_pointer_v<Decayed<P>>)
      return reinterpret_cast<Decayed<P>>(value.data());
    else if constexpr (IsSpan<Decayed<P>>::value)
      return Decayed<P>(value.data(), value.size());
    else
      return lvalue(value);
  }
  // As a derivative takes the adjoint or tangent of it.
  decltype(auto) companion() {
    if constexpr (std::is_pointer_v<Decayed<P>>)
      return reinterpret_cast<std::remove_const_t<std::remove_pointer_t<Decayed<P>>>*>(value.data());
    else if constexpr (IsSpan<Decayed<P>>::value)
      return typename WritableSpan<Decayed<P>>::type(value.data(), value.size());
    else
      return lvalue(value);
  }
};

template <class P>
inline constexpr bool is_output =
    is_in_out<P> || (std::is_pointer_v<Decayed<P>> && !std::is_const_v<std::remove_pointer_t<Decayed<P>>>);

// Can the elements of a container be changed one by one? (Not those of std::vector<bool>, or of a view of constants.)
template <class T, class = void> struct HasElements : std::false_type {};
template <class T>
struct HasElements<T, std::enable_if_t<IsRange<T>::value>>
    : std::bool_constant<std::is_lvalue_reference_v<decltype(*std::declval<T&>().begin())> &&
                         !std::is_const_v<std::remove_reference_t<decltype(*std::declval<T&>().begin())>>> {};

template <class T, class = void> struct CanResize : std::false_type {};
template <class T>
struct CanResize<T, std::void_t<decltype(std::declval<T&>().resize(std::size_t())), typename T::value_type>>
    : std::is_default_constructible<typename T::value_type> {};

// Classes whose elements are not changed in number by a member: retrograd_resize(x, size), found beside them.
template <class T, class = void> struct HasOwnResize : std::false_type {};
template <class T>
struct HasOwnResize<T, std::void_t<decltype(retrograd_resize(std::declval<T&>(), std::size_t()))>> : std::true_type {};

// The integers that are tried for what T holds: so many from the first one on.
template <class T, class = void> struct Integers {
  static constexpr int first = 1, count = 4;
};
template <class T> struct Integers<T, std::void_t<decltype(T::fewest_classes)>> {  // Labels
  static constexpr int first = 0, count = T::fewest_classes;
};

// Walks over x, in order of declaration, and calls, with a name like "line.points[3]",
//   action.number(name, x)    floating-point numbers
//   action.other(name, x)     integers and enumerations
//   action.container(name, x) before the elements of what can be resized, or holds no elements
//   action.unknown(name)      whatever can't be taken apart
template <class T, class Action> void walk(const std::string& name, T& x, Action& action) {
  if constexpr (std::is_floating_point_v<T>) {
    action.number(name, x);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    action.other(name, x);
  } else if constexpr (IsVisitable<T>::value && !HasOwnResize<T>::value) {
    visit(x, [&](const char* member, auto& value) { walk(name + "." + member, value, action); });
  } else if constexpr (std::is_array_v<T> || HasElements<T>::value) {
    if constexpr (HasElements<T>::value) action.container(name, x);
    std::size_t index = 0;
    for (auto& element : x) walk(name + "[" + std::to_string(index++) + "]", element, action);
  } else {
    action.unknown(name);
  }
}

// A walk that only wants numbers.
template <class OnNumber> struct NumberWalk {
  OnNumber on_number;
  template <class T> void number(const std::string& name, T& x) { on_number(name, x); }
  template <class T> void other(const std::string&, T&) {}
  template <class T> void container(const std::string&, T&) {}
  void unknown(const std::string&) {}
};
template <class T, class OnNumber> void walk_numbers(const std::string& name, T& x, OnNumber on_number) {
  NumberWalk<OnNumber> action{on_number};
  walk(name, x, action);
}

// The same numbers, without names.
template <class P, class Action> void each_number(Owned<P>& owned, Action&& action) {
  for_each_number(lvalue(owned.value), action);
}

}  // namespace retrograd::detail
