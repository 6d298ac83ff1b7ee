// Any parameter of a corpus function as a list of scalars, so that one driver can check them all.
#pragma once

#include "dual_math.h"

#include <array>
#include <cstddef>
#include <memory>
#include <random>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace oracle {

using Flat = std::vector<long double>;

// What to pass for a parameter: `count` elements (1 unless it is a pointer), each scalar random in [low, high], or
// the values listed.
struct Input {
  std::size_t count = 1;
  double low = 0, high = 0;
  std::vector<double> listed;
  Input(double value) : low(value), high(value) {}
  Input(std::size_t n, double from, double to) : count(n), low(from), high(to) {}
};
struct PassiveInput : Input {
  PassiveInput(const Input& input) : Input(input) {}
};

inline Input between(double low, double high) { return {1, low, high}; }
inline Input array(std::size_t count, double low = -1, double high = 1) { return {count, low, high}; }
inline Input values(std::vector<double> listed) {
  Input input(listed.size(), 0, 0);
  input.listed = std::move(listed);
  return input;
}
inline PassiveInput passive(const Input& input) { return {input}; }
template <class I> inline constexpr bool isPassiveInput = std::is_same_v<I, PassiveInput>;

// The elements' type below arrays and vectors.
template <class T> struct Innermost {
  using type = T;
};
template <class T, std::size_t N> struct Innermost<T[N]> : Innermost<T> {};
template <class T, std::size_t N> struct Innermost<std::array<T, N>> : Innermost<T> {};
template <class T> struct Innermost<std::vector<T>> : Innermost<T> {};
template <class T> inline constexpr bool isVector = false;
template <class T> inline constexpr bool isVector<std::vector<T>> = true;
template <class T> inline constexpr bool isContainer = isVector<T>;
template <class T, std::size_t N> inline constexpr bool isContainer<std::array<T, N>> = true;
// Vectors get `count` elements on each level.
template <class T> void resize(T& value, std::size_t count) {
  if constexpr (isVector<T>) {
    value.resize(count);
    for (auto& element : value) resize(element, count);
  }
}

template <class T> inline constexpr bool isTuple = false;
template <class A, class B> inline constexpr bool isTuple<std::pair<A, B>> = true;
template <class... T> inline constexpr bool isTuple<std::tuple<T...>> = true;

// std::complex, over duals too: two numbers in a row.
template <class T> inline constexpr bool isComplex = requires(T z) {
  z.real();
  z.imag(z.real());
};

template <class T> inline constexpr bool isScalar = std::is_arithmetic_v<T> || isDual<T>;
template <class T> inline constexpr bool isActiveScalar = std::is_floating_point_v<T> || isDual<T>;

// Calls visit on every scalar in the value, in order. Structs say what they hold with FIELDS.
template <class T, class Visitor> void scalars(T& value, const Visitor& visit) {
  if constexpr (std::is_array_v<T> || isContainer<T>) {
    for (auto& element : value) scalars(element, visit);
  } else if constexpr (isScalar<T>) {
    visit(value);
  } else if constexpr (isComplex<T>) {
    for (auto& part : reinterpret_cast<typename T::value_type(&)[2]>(value)) visit(part);
  } else if constexpr (isTuple<T>) {
    std::apply([&](auto&... members) { (scalars(members, visit), ...); }, value);
  } else {
    fields(value, [&](auto&... members) { (scalars(members, visit), ...); });
  }
}
#define FIELDS(record, ...)                                                  \
  template <class Visitor> void fields(record& self, const Visitor& visit) { \
    auto& [__VA_ARGS__] = self;                                              \
    visit(__VA_ARGS__);                                                      \
  }

template <class T> long double toLongDouble(const T& x) { return static_cast<long double>(x); }

// A std::span<T> is stored like a T*.
template <class P> struct SpanOf {
  using pointer = P;
  static constexpr bool isSpan = false;
};
template <class T, std::size_t N> struct SpanOf<std::span<T, N>> {
  using pointer = T*;
  static constexpr bool isSpan = true;
};

// Storage for one parameter of type P (T, T&, const T&, T*, const T*, span), or for a result.
template <class P> class Slot {
public:
  using Memory = typename SpanOf<P>::pointer;
  using Element = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<Memory>>>;
  static constexpr bool isPointer = std::is_pointer_v<Memory>;
  // Can the callee write through it?
  static constexpr bool isMutable = (isPointer || std::is_reference_v<P>) &&
                                    !std::is_const_v<std::remove_pointer_t<std::remove_reference_t<Memory>>>;
  // Does its type hold numbers with derivatives? (Structs: assumed.)
  static constexpr bool isActive =
      isActiveScalar<typename Innermost<Element>::type> || !isScalar<typename Innermost<Element>::type>;

  explicit Slot(std::size_t count) : count_(isPointer ? count : 1), data_(new Element[count_]()) {
    if constexpr (!isPointer) resize(data_[0], count);
  }

  template <class Visitor> void each(const Visitor& visit) {
    for (std::size_t i = 0; i < count_; ++i) scalars(data_[i], visit);
  }
  // Every scalar, integers too.
  void load(const Flat& all) {
    std::size_t i = 0;
    each([&](auto& s) { s = static_cast<std::remove_reference_t<decltype(s)>>(all.at(i++)); });
  }
  Flat all() {
    Flat result;
    each([&](auto& s) { result.push_back(toLongDouble(s)); });
    return result;
  }
  // Calls visit(scalar, index) on the scalars that carry derivatives, with running indices.
  template <class Visitor> void eachActive(std::size_t& index, const Visitor& visit) {
    each([&](auto& s) {
      if constexpr (isActiveScalar<std::remove_reference_t<decltype(s)>>) visit(s, index++);
    });
  }
  void loadActive(const Flat& source, std::size_t& index) {
    eachActive(index,
               [&](auto& s, std::size_t i) { s = static_cast<std::remove_reference_t<decltype(s)>>(source.at(i)); });
  }
  void appendActive(Flat& target) {
    std::size_t index = 0;
    eachActive(index, [&](auto& s, std::size_t) { target.push_back(toLongDouble(s)); });
  }

  P pass() {
    if constexpr (SpanOf<P>::isSpan)
      return P(data_.get(), count_);
    else if constexpr (isPointer)
      return data_.get();
    else
      return static_cast<P>(data_[0]);
  }
  // As the adjoint of this parameter: a pointer or reference to what may be written.
  decltype(auto) passBar() {
    if constexpr (SpanOf<P>::isSpan)
      return std::span<Element, P::extent>(data_.get(), count_);
    else if constexpr (isPointer)
      return data_.get();
    else
      return static_cast<Element&>(data_[0]);
  }
  Element& first() { return data_[0]; }

private:
  std::size_t count_;
  std::unique_ptr<Element[]> data_;
};

}  // namespace oracle
