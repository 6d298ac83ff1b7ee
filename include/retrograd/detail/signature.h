// What the types of a function say about its derivatives: which parameters have a slot, and of what type.
#pragma once

#include "retrograd/detail/request.h"

#include <tuple>

namespace retrograd {

// A fixed array as a value: the adjoint of a parameter `const double (&x)[3]` is an Array<double, 3>.
template <class T, std::size_t N> struct Array {
  T values[N];

  T& operator[](std::size_t i) { return values[i]; }
  const T& operator[](std::size_t i) const { return values[i]; }
  static constexpr std::size_t size() { return N; }
  T* begin() { return values; }
  T* end() { return values + N; }
  const T* begin() const { return values; }
  const T* end() const { return values + N; }
  using Reference = T (&)[N];
  using ConstReference = const T (&)[N];
  operator Reference() { return values; }
  operator ConstReference() const { return values; }
};

// One value for each of several parameters, made from a braced list: jvp<f>({1.0, 2.0}, {0.0, 1.0}).
template <class... P> struct Arguments {
  std::tuple<P...> values;
  Arguments(P... p) : values(static_cast<P&&>(p)...) {}
};
template <> struct Arguments<> {
  std::tuple<> values;
};

namespace detail {

template <class P> using Decayed = std::remove_cv_t<std::remove_reference_t<P>>;

// By the type alone: integers, enumerations, text and pointers to such carry no derivative.
template <class T, class = void> struct IsText : std::false_type {};
template <class T> struct IsText<T, std::void_t<typename T::traits_type>> : std::true_type {};

// std::span, whose header isn't included here: a view of memory that the caller owns.
template <class T, class = void> struct IsSpan : std::false_type {};
template <class T>
struct IsSpan<T, std::void_t<typename T::element_type, decltype(T::extent), decltype(std::declval<T&>().subspan(0))>>
    : std::true_type {};
// The same over elements that may be written: what its adjoint is passed as.
template <class T> struct WritableSpan;
template <template <class, std::size_t> class Span, class T, std::size_t N> struct WritableSpan<Span<T, N>> {
  using type = Span<std::remove_const_t<T>, N>;
};
template <class P> constexpr bool writes_span() {
  if constexpr (IsSpan<Decayed<P>>::value)
    return !std::is_const_v<typename Decayed<P>::element_type>;
  else
    return false;
}

template <class T> constexpr bool can_be_active() {
  using Value = std::remove_cv_t<T>;
  if constexpr (std::is_reference_v<T>)
    return can_be_active<std::remove_reference_t<T>>();
  else if constexpr (std::is_pointer_v<Value>)
    return can_be_active<std::remove_pointer_t<Value>>();
  else if constexpr (std::is_array_v<T>)
    return can_be_active<std::remove_all_extents_t<T>>();
  else if constexpr (IsSpan<Value>::value)
    return can_be_active<typename Value::element_type>();
  else if constexpr (std::is_class_v<Value>)
    return !IsText<Value>::value;
  else
    return std::is_floating_point_v<Value>;
}

template <class T, class = void> struct ValueOf {
  using type = T;
};
template <class T, std::size_t N> struct ValueOf<T[N], void> {
  using type = Array<T, N>;
};
template <class T, std::size_t N> struct ValueOf<const T[N], void> {
  using type = Array<T, N>;
};
template <class T> struct ValueOf<T, std::enable_if_t<IsSpan<T>::value>> {
  using type = Elements<std::remove_const_t<typename T::element_type>>;
};
// The type of a parameter's adjoint, and of a copy of its argument.
template <class P> using Value = typename ValueOf<Decayed<P>>::type;

template <class P>
inline constexpr bool is_in_out =
    (std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>) || writes_span<P>();
template <class P> inline constexpr bool is_const_array = false;
template <class T, std::size_t N> inline constexpr bool is_const_array<const T (&)[N]> = true;

// Can a T, by itself const, lead over raw pointers to memory that isn't?
template <class T> constexpr bool leads_to_writable() {
  using Pointee = std::remove_pointer_t<std::remove_all_extents_t<T>>;
  if constexpr (!std::is_pointer_v<std::remove_all_extents_t<T>> || std::is_function_v<Pointee>)
    return false;
  else
    return !std::is_const_v<Pointee> || leads_to_writable<Pointee>();
}

// Lists of parameter numbers.
template <unsigned... I> struct Slots {
  static constexpr std::size_t count = sizeof...(I);
  static constexpr bool ascending() {
    const unsigned all[] = {I..., ~0U};
    for (std::size_t i = 0; i < count; ++i)
      if (all[i] >= all[i + 1]) return false;
    return true;
  }
  static constexpr bool contains(unsigned parameter) { return position(parameter) < count; }
  static constexpr std::size_t position(unsigned parameter) {
    const unsigned all[] = {I..., ~0U};
    std::size_t i = 0;
    while (i < count && all[i] != parameter) ++i;
    return i;
  }
  static constexpr bool below([[maybe_unused]] unsigned bound) { return ((I < bound) && ...); }
};

template <class A, class B> struct Concatenated;
template <unsigned... A, unsigned... B> struct Concatenated<Slots<A...>, Slots<B...>> {
  using type = Slots<A..., B...>;
};
// Slots of those parameters I for which the flag is set.
template <class Flags, unsigned I, unsigned N> struct Selected {
  using type = typename Concatenated<std::conditional_t<Flags::value(I), Slots<I>, Slots<>>,
                                     typename Selected<Flags, I + 1, N>::type>::type;
};
template <class Flags, unsigned N> struct Selected<Flags, N, N> {
  using type = Slots<>;
};

template <class... P> struct ActiveByType {
  static constexpr bool value(unsigned i) {
    const bool flags[] = {can_be_active<P>()..., false};
    return flags[i];
  }
};
template <class Which, class... P> struct SlotsOf;
template <class... P> struct SlotsOf<All, P...> {
  using type = typename Selected<ActiveByType<P...>, 0, sizeof...(P)>::type;
};
template <unsigned... I, class... P> struct SlotsOf<wrt<I...>, P...> {
  using type = Slots<I...>;
};

// The slots, and those of parameters that are outputs as well.
template <class Which, class... P> struct SlotsAndOutputs {
  struct Flags {
    static constexpr bool value(unsigned i) {
      const bool outputs[] = {(is_in_out<P> && can_be_active<P>())..., false};
      return SlotsOf<Which, P...>::type::contains(i) || outputs[i];
    }
  };
  using type = typename Selected<Flags, 0, sizeof...(P)>::type;
};

// The I-th type; int beyond the end, where an assertion has spoken already.
template <unsigned I, class... P> struct Nth {
  using type = int;
};
template <class First, class... P> struct Nth<0, First, P...> {
  using type = First;
};
template <unsigned I, class First, class... P> struct Nth<I, First, P...> : Nth<I - 1, P...> {};

// Adjoints: one slot's type itself, a tuple of several.
template <class... V> struct OneOrTuple {
  using type = std::tuple<V...>;
};
template <class V> struct OneOrTuple<V> {
  using type = V;
};

template <class SlotList, class... P> struct Types;
template <unsigned... I, class... P> struct Types<Slots<I...>, P...> {
  using Adjoints = typename OneOrTuple<Value<typename Nth<I, P...>::type>...>::type;
  using Bars = std::tuple<Value<typename Nth<I, P...>::type>...>;
  using Tangents = Arguments<typename Nth<I, P...>::type...>;
  using BarReferences = Arguments<Value<typename Nth<I, P...>::type>&...>;
  static constexpr bool no_pointers = (!std::is_pointer_v<Decayed<typename Nth<I, P...>::type>> && ...);
  static constexpr bool can_all_be_active = (can_be_active<typename Nth<I, P...>::type>() && ...);
};

// The outputs' adjoints that vjp takes: of the result, where it is a number or a class, then of in/out arguments.
template <class SlotList, class... P> struct InOut;
template <unsigned... I, class... P> struct InOut<Slots<I...>, P...> {
  struct Flags {
    static constexpr bool value(unsigned i) {
      const bool flags[] = {is_in_out<P>..., false};
      const bool selected = ((i == I) || ...);
      return selected && flags[i];
    }
  };
  using type = typename Selected<Flags, 0, sizeof...(P)>::type;
};
template <class R, class SlotList, class... P> struct Seeds;
template <class R, unsigned... I, class... P> struct Seeds<R, Slots<I...>, P...> {
  using type = std::conditional_t<can_be_active<R>(), Arguments<R, const Decayed<typename Nth<I, P...>::type>&...>,
                                  Arguments<const Decayed<typename Nth<I, P...>::type>&...>>;
};
template <unsigned... I, class... P> struct Seeds<void, Slots<I...>, P...> {
  using type = Arguments<const Decayed<typename Nth<I, P...>::type>&...>;
};

// The type of the numbers in jacobian and hessian: the function's, double where records hide it.
template <class T, class = void> struct NumberIn {
  using type = std::conditional_t<std::is_floating_point_v<std::remove_all_extents_t<Decayed<T>>>,
                                  std::remove_all_extents_t<Decayed<T>>, void>;
};
template <class T>
struct NumberIn<T, std::enable_if_t<IsSpan<Decayed<T>>::value>> : NumberIn<typename Decayed<T>::element_type> {};
template <class... T> struct FirstNumber {
  using type = double;
};
template <class First, class... T> struct FirstNumber<First, T...> {
  using type = typename std::conditional_t<std::is_void_v<typename NumberIn<First>::type>, FirstNumber<T...>,
                                           NumberIn<First>>::type;
};

}  // namespace detail
}  // namespace retrograd
