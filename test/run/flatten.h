// Any parameter of a corpus function as a list of scalars, so that one driver can check them all.
#pragma once

#include "dual_math.h"

#include <array>
#include <cstddef>
#include <limits>
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
  bool isFixed() const { return low == high || !listed.empty(); }
  double draw(std::size_t k, std::mt19937& random) const {
    if (!listed.empty()) return k < listed.size() ? listed[k] : 0;
    return low == high ? low : std::uniform_real_distribution<>(low, high)(random);
  }
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

// How a parameter of type P (T, T&, const T&, T*, const T*, span) is stored, and what its adjoint is passed as.
template <class P> struct Parameter {
  using Element = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<P>>>;
  using Bar = std::conditional_t<std::is_pointer_v<P>, Element*, Element&>;
  static constexpr bool isPointer = std::is_pointer_v<P>;
  // Can the callee write through it?
  static constexpr bool isMutable = (isPointer || std::is_reference_v<P>) &&
                                    !std::is_const_v<std::remove_pointer_t<std::remove_reference_t<P>>>;
};
template <class T, std::size_t N> struct Parameter<std::span<T, N>> {
  using Element = std::remove_cv_t<T>;
  using Bar = std::span<Element, N>;
  static constexpr bool isPointer = true;
  static constexpr bool isMutable = !std::is_const_v<T>;
};
// Does its type hold numbers with derivatives? (Structs: assumed.)
template <class T>
inline constexpr bool holdsActive =
    isActiveScalar<typename Innermost<T>::type> || !isScalar<typename Innermost<T>::type>;

// What is passed for one parameter, or came back as a result, whatever its type: scalars in a row. Behind virtual
// functions, so that one driver is compiled for all the signatures.
class Values {
public:
  virtual ~Values() = default;

  // Every scalar, integers too.
  virtual void load(const Flat& all) = 0;
  virtual Flat all() = 0;
  // The scalars that carry derivatives; the others.
  virtual void loadActive(const Flat& source, std::size_t& index) = 0;
  virtual void appendActive(Flat& target) = 0;
  virtual void appendPassive(Flat& target) = 0;
  // The derivatives that duals carry.
  virtual void setDirections(const Flat& x1, const Flat& x2, std::size_t& index) = 0;
  virtual void appendDirections(Flat& y1, Flat& y2, Flat& y12) = 0;

  virtual void randomise(const Input& input, std::mt19937& random) = 0;
  // Of the narrowest floating type in it; 0 if there is none.
  virtual long double epsilon() = 0;
};

template <class Element> class ValuesOf : public Values {
public:
  // Vectors get `count` elements, and there are that many in a row where a pointer leads.
  ValuesOf(std::size_t count, bool isPointer) : count_(isPointer ? count : 1), data_(new Element[count_]()) {
    if (!isPointer) resize(data_[0], count);
  }
  Element* data() { return data_.get(); }
  std::size_t count() const { return count_; }

  void load(const Flat& all) override {
    std::size_t i = 0;
    each([&](auto& s) { s = static_cast<std::remove_reference_t<decltype(s)>>(all.at(i++)); });
  }
  Flat all() override {
    Flat result;
    each([&](auto& s) { result.push_back(toLongDouble(s)); });
    return result;
  }
  void loadActive(const Flat& source, std::size_t& index) override {
    eachActive([&](auto& s) { s = static_cast<std::remove_reference_t<decltype(s)>>(source.at(index++)); });
  }
  void appendActive(Flat& target) override {
    eachActive([&](auto& s) { target.push_back(toLongDouble(s)); });
  }
  void appendPassive(Flat& target) override {
    each([&](auto& s) {
      if constexpr (!isActiveScalar<std::remove_reference_t<decltype(s)>>) target.push_back(toLongDouble(s));
    });
  }
  void setDirections(const Flat& x1, const Flat& x2, std::size_t& index) override {
    eachActive([&](auto& s) {
      if constexpr (isDual<std::remove_reference_t<decltype(s)>>) s.d1 = x1.at(index), s.d2 = x2.at(index);
      ++index;
    });
  }
  void appendDirections(Flat& y1, Flat& y2, Flat& y12) override {
    each([&](auto& s) {
      if constexpr (isDual<std::remove_reference_t<decltype(s)>>)
        y1.push_back(s.d1), y2.push_back(s.d2), y12.push_back(s.d12);
    });
  }
  void randomise(const Input& input, std::mt19937& random) override {
    std::size_t k = 0;
    each([&](auto& s) { s = static_cast<std::remove_reference_t<decltype(s)>>(input.draw(k++, random)); });
  }
  long double epsilon() override {
    long double result = 0;
    each([&](auto& s) {
      using S = std::remove_reference_t<decltype(s)>;
      if constexpr (std::is_floating_point_v<S>)
        result = std::max<long double>(result, std::numeric_limits<S>::epsilon());
    });
    return result;
  }

private:
  template <class Visitor> void each(const Visitor& visit) {
    for (std::size_t i = 0; i < count_; ++i) scalars(data_[i], visit);
  }
  template <class Visitor> void eachActive(const Visitor& visit) {
    each([&](auto& s) {
      if constexpr (isActiveScalar<std::remove_reference_t<decltype(s)>>) visit(s);
    });
  }

  std::size_t count_;
  std::unique_ptr<Element[]> data_;
};

template <class P> std::unique_ptr<Values> makeValues(std::size_t count) {
  return std::make_unique<ValuesOf<typename Parameter<P>::Element>>(count, Parameter<P>::isPointer);
}

// What stands in `values` as an argument of type A.
template <class A> A pass(Values& values) {
  auto& memory = dynamic_cast<ValuesOf<typename Parameter<A>::Element>&>(values);
  if constexpr (std::is_pointer_v<A>)
    return memory.data();
  else if constexpr (Parameter<A>::isPointer)
    return A(memory.data(), memory.count());
  else
    return static_cast<A>(memory.data()[0]);
}

}  // namespace oracle
