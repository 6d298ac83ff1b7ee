// Zeros, sums and copies of whatever can carry a derivative: numbers, arrays, records, containers, opaque classes.
// Generated code and the entry points of autodiff.h use these.
//
//   retrograd::visit(point, [](const char* name, auto& member) { … });   // members of a record by name
//   Point p_bar = retrograd::zero_like(p);                               // every number in it is 0
//   retrograd::accumulate(p_bar, other_bar);                             // p_bar += other_bar
//
// A class of your own joins in with functions beside it, found by argument-dependent lookup:
//   retrograd_visit(x, visit)   calls visit("name", x.name) for each member; takes an X& (Retrograd writes it for
//                               records that annotated functions take, and for [[autodiff]] structs)
//   retrograd_zero_like(x), retrograd_accumulate(x_bar, y)   for opaque classes
#pragma once

#include "retrograd/elements.h"

#include <cstddef>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

// A base of what Retrograd passes around, so that lookup by argument also sees the global namespace.
struct retrograd_glue {};

namespace retrograd {

template <class T> T zero_like(const T& x);
template <class T> void set_zero(T& x);
template <class T> void accumulate(T& x_bar, const T& y);

// The parts of a std::complex, as variables.
template <class Z, class = typename Z::value_type> auto& real(Z& z) {
  using Part = std::conditional_t<std::is_const_v<Z>, const typename Z::value_type, typename Z::value_type>;
  return reinterpret_cast<Part(&)[2]>(z)[0];
}
template <class Z, class = typename Z::value_type> auto& imag(Z& z) {
  using Part = std::conditional_t<std::is_const_v<Z>, const typename Z::value_type, typename Z::value_type>;
  return reinterpret_cast<Part(&)[2]>(z)[1];
}

namespace detail {

template <class...> inline constexpr bool always_false = false;

// Follows a passive member in the visits that Retrograd writes.
struct Passive {};

struct AnyVisitor : ::retrograd_glue {
  template <class Member> void operator()(const char*, Member&) const {}
  template <class Member> void operator()(const char*, Member&, Passive) const {}
};

template <class Action> struct Visitor : ::retrograd_glue {
  Action& action;
  explicit Visitor(Action& a) : action(a) {}
  template <class Member> void operator()(const char* name, Member& member) const { action(name, member); }
  template <class Member> void operator()(const char* name, Member& member, Passive passive) const {
    if constexpr (std::is_invocable_v<Action&, const char*, Member&, Passive>)
      action(name, member, passive);
    else
      action(name, member);
  }
};

// std::complex, whose header isn't included here.
template <class T, class = void> struct IsComplex : std::false_type {};
template <class T>
struct IsComplex<T, std::enable_if_t<std::is_class_v<T> && std::is_floating_point_v<typename T::value_type> &&
                                     std::is_same_v<decltype(std::declval<const T&>().real()),
                                                    decltype(std::declval<const T&>().imag())>>>
    : std::bool_constant<sizeof(T) == 2 * sizeof(typename T::value_type)> {};

// Members of the standard library's records, by number.
template <std::size_t I> inline constexpr char member_number[] = {static_cast<char>('0' + I / 10), '0' + I % 10, 0};
template <class Tuple, class Visitor, std::size_t... I>
void visit_elements(Tuple& tuple, Visitor& visit, std::index_sequence<I...>) {
  (visit(member_number<I>, std::get<I>(tuple)), ...);
}
template <class A, class B, class Visitor> void retrograd_visit(std::pair<A, B>& pair, Visitor&& visit) {
  visit_elements(pair, visit, std::make_index_sequence<2>());
}
template <class... T, class Visitor> void retrograd_visit(std::tuple<T...>& tuple, Visitor&& visit) {
  visit_elements(tuple, visit, std::index_sequence_for<T...>());
}

template <class Z, class Visitor, class = std::enable_if_t<IsComplex<Z>::value>>
void retrograd_visit(Z& z, Visitor&& visit) {
  visit("real", retrograd::real(z));
  visit("imag", retrograd::imag(z));
}

template <class T, class = void> struct IsVisitable : std::false_type {};
template <class T>
struct IsVisitable<
    T, std::void_t<decltype(retrograd_visit(std::declval<std::remove_const_t<T>&>(), std::declval<AnyVisitor>()))>>
    : std::is_class<T> {};

template <class T, class = void> struct HasOwnZero : std::false_type {};
template <class T>
struct HasOwnZero<T, std::void_t<decltype(retrograd_zero_like(std::declval<const T&>()))>> : std::true_type {};

template <class T, class = void> struct HasOwnAccumulate : std::false_type {};
template <class T>
struct HasOwnAccumulate<T, std::void_t<decltype(retrograd_accumulate(std::declval<T&>(), std::declval<const T&>()))>>
    : std::true_type {};

template <class T, class = void> struct HasPlusAssign : std::false_type {};
template <class T>
struct HasPlusAssign<T, std::void_t<decltype(std::declval<T&>() += std::declval<const T&>())>> : std::true_type {};

template <class T, class = void> struct IsRange : std::false_type {};
template <class T>
struct IsRange<T, std::void_t<decltype(*std::declval<T&>().begin()), decltype(std::declval<T&>().end())>>
    : std::true_type {};

// A container whose copy has elements of its own: std::vector, std::array, but no view.
template <class T, class = void> struct HasAllocator : std::false_type {};
template <class T> struct HasAllocator<T, std::void_t<typename T::allocator_type>> : std::true_type {};
template <class T> struct HasAllocator<Elements<T>> : std::true_type {};
template <class T, class = void> struct IsFixedArray : std::false_type {};
template <class T>
struct IsFixedArray<T, std::enable_if_t<sizeof(T) == std::tuple_size<T>::value * sizeof(typename T::value_type)>>
    : std::true_type {};
template <class T>
inline constexpr bool owns_elements = IsRange<T>::value && (HasAllocator<T>::value || IsFixedArray<T>::value);

}  // namespace detail

// A T whose bytes are zero, whatever constructors it has. `value` is not destroyed.
template <class T> union Zeroed {
  T value;
  Zeroed() { std::memset(static_cast<void*>(this), 0, sizeof *this); }
  Zeroed(const Zeroed&) = delete;
  Zeroed& operator=(const Zeroed&) = delete;
  ~Zeroed() {}
};

// The part of x that its base class gives it, accessible or not.
template <class Base, class T> auto& base(T& x) {
  static_assert(std::is_base_of_v<Base, T>);
  return (std::conditional_t<std::is_const_v<T>, const Base, Base>&)x;
}

// Calls visitor("name", member) for each member of a record.
template <class Record, class Action> void visit(Record& record, Action&& action) {
  if constexpr (std::is_const_v<Record>) {
    auto read = [&](const char* name, const auto& member) { action(name, member); };
    visit(const_cast<std::remove_const_t<Record>&>(record), read);
  } else {
    retrograd_visit(record, detail::Visitor<Action>(action));
  }
}

// Every number in x becomes 0.
template <class T> void set_zero(T& x) {
  static_assert(
      !std::is_pointer_v<T>,
      "a raw pointer has no length, so Retrograd cannot make its adjoint: use a container or an array, or call "
      "the generated f_adjoint with memory of your own");
  if constexpr (std::is_arithmetic_v<T>) {
    x = T(0);
  } else if constexpr (std::is_array_v<T>) {
    for (auto& element : x) set_zero(element);
  } else if constexpr (detail::IsVisitable<T>::value) {
    visit(x, [](const char*, auto& member) { set_zero(member); });
  } else if constexpr (detail::owns_elements<T>) {
    for (auto& element : x) set_zero(element);
  } else if constexpr (std::is_enum_v<T>) {
    x = T{};
  } else if constexpr (std::is_trivially_copyable_v<T> && !detail::HasOwnZero<T>::value) {
    std::memset(static_cast<void*>(&x), 0, sizeof x);
  } else {
    x = zero_like(x);
  }
}

// A value like x (as long, of the same shape) in which every number is 0.
template <class T> T zero_like(const T& x) {
  if constexpr (detail::HasOwnZero<T>::value) {
    return retrograd_zero_like(x);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return T{};
  } else if constexpr (detail::IsVisitable<T>::value || detail::owns_elements<T>) {
    T zero = x;
    set_zero(zero);
    return zero;
  } else {
    static_assert(
        detail::always_false<T>,
        "Retrograd knows no zero of this class: give it a function retrograd_zero_like(x), or, if it is a struct "
        "of numbers, compile a function that takes it with [[autodiff]]");
  }
}

// A T in which every number is 0, for locals of generated code.
template <class T> T zero() {
  if constexpr (std::is_trivially_copyable_v<T> || !std::is_default_constructible_v<T>) {
    return Zeroed<T>().value;
  } else {
    T x{};
    set_zero(x);
    return x;
  }
}

namespace detail {

// x_bar.member += y.member for each member: the same position in two visits.
template <class T> void accumulate_members(T& x_bar, const T& y) {
  int position = 0;
  visit(x_bar, [&](const char*, auto& sum) {
    int other = 0;
    visit(y, [&](const char*, const auto& summand) {
      if constexpr (std::is_same_v<std::remove_cv_t<std::remove_reference_t<decltype(sum)>>,
                                   std::remove_cv_t<std::remove_reference_t<decltype(summand)>>>)
        if (other == position) accumulate(sum, summand);
      ++other;
    });
    ++position;
  });
}

template <class T> void accumulate_elements(T& x_bar, const T& y) {
  if (x_bar.begin() == x_bar.end()) {
    x_bar = y;
    return;
  }
  auto summand = y.begin();
  for (auto& sum : x_bar) accumulate(sum, *summand++);
}

}  // namespace detail

// x_bar += y, number by number.
template <class T> void accumulate(T& x_bar, const T& y) {
  if constexpr (detail::HasOwnAccumulate<T>::value) {
    retrograd_accumulate(x_bar, y);
  } else if constexpr (std::is_floating_point_v<T>) {
    x_bar += y;
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    // carries no derivative
  } else if constexpr (std::is_array_v<T>) {
    for (std::size_t i = 0; i < std::extent_v<T>; ++i) accumulate(x_bar[i], y[i]);
  } else if constexpr (detail::IsVisitable<T>::value) {
    detail::accumulate_members(x_bar, y);
  } else if constexpr (detail::owns_elements<T>) {
    detail::accumulate_elements(x_bar, y);
  } else {
    static_assert(detail::HasPlusAssign<T>::value,
                  "Retrograd cannot add values of this class: give it a function "
                  "retrograd_accumulate(x_bar, y), or an operator +=");
    x_bar += y;
  }
}

// Copies arrays, which C++ cannot assign.
template <class T, std::size_t N> void assign(T (&to)[N], const T (&from)[N]) {
  for (std::size_t i = 0; i < N; ++i) {
    if constexpr (std::is_array_v<T>)
      assign(to[i], from[i]);
    else
      to[i] = from[i];
  }
}

namespace detail {

// Calls action(number) for each floating-point number in x, in order of declaration.
template <class T, class Action> void for_each_number(T& x, Action&& action) {
  using Value = std::remove_cv_t<T>;
  if constexpr (std::is_floating_point_v<Value>) {
    action(x);
  } else if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>) {
    // carries no derivative
  } else if constexpr (std::is_array_v<Value>) {
    for (auto& element : x) for_each_number(element, action);
  } else if constexpr (IsVisitable<Value>::value) {
    visit(x, [&](const char*, auto& member) { for_each_number(member, action); });
  } else {
    static_assert(IsRange<Value>::value,
                  "Retrograd cannot list the numbers in this class: it has neither begin() and end() "
                  "nor a function retrograd_visit(x, visit)");
    for (auto& element : x) for_each_number(element, action);
  }
}

template <class T> std::size_t count_numbers(const T& x) {
  std::size_t count = 0;
  for_each_number(x, [&](const auto&) { ++count; });
  return count;
}

// Every number in x's passive members becomes 0.
template <class T> void set_passive_zero(T& x);
struct SetPassiveZero {
  template <class Member> void operator()(const char*, Member& member) const { set_passive_zero(member); }
  template <class Member> void operator()(const char*, Member& member, Passive) const { set_zero(member); }
};
template <class T> void set_passive_zero(T& x) {
  if constexpr (IsVisitable<T>::value)
    visit(x, SetPassiveZero());
  else if constexpr (std::is_array_v<T> || owns_elements<T>)
    for (auto&& element : x) set_passive_zero(element);
}

}  // namespace detail
}  // namespace retrograd
