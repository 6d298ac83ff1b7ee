// Forward and reverse sweeps through a function's generated derivatives: zeroing, seeding, gathering.
#pragma once

#include "retrograd/detail/shapes.h"
#include "retrograd/detail/signature.h"
#include "retrograd/matrix.h"
#if RETROGRAD_CHECKS + 0
#include "retrograd/checks.h"
#endif

#include <cstdio>
#include <cstdlib>

namespace retrograd::detail {

// ---- values

template <class T> T& lvalue(T& x) { return x; }
template <class T, std::size_t N> T (&lvalue(Array<T, N>& x))[N] { return x.values; }

template <class P> Value<P> copy_value(const Decayed<P>& x) {
  if constexpr (std::is_array_v<Decayed<P>>) {
    Value<P> copy{};
    assign(copy.values, x);
    return copy;
  } else if constexpr (IsSpan<Decayed<P>>::value) {
    return Value<P>(x.begin(), x.end());
  } else {
    return x;
  }
}
template <class P> Value<P> zero_value(const Decayed<P>& x) {
  if constexpr (std::is_array_v<Decayed<P>>) {
    Value<P> zero = copy_value<P>(x);
    set_zero(zero.values);
    return zero;
  } else if constexpr (IsSpan<Decayed<P>>::value) {
    return Value<P>(x.size());
  } else {
    return zero_like(x);
  }
}
// The slot of a parameter that turned out to carry no derivative.
template <class P> Value<P> empty_value([[maybe_unused]] const Decayed<P>& x) {
  if constexpr (std::is_default_constructible_v<Value<P>>)
    return Value<P>{};
  else
    return x;
}

// Number `index` of x becomes `value`; index counts down past x's numbers otherwise.
template <class T> void set_number(T& x, std::size_t& index, double value) {
  for_each_number(x, [&](auto& number) {
    if (index-- == 0) number = static_cast<std::remove_reference_t<decltype(number)>>(value);
  });
}

// A span over the elements that stand for it.
template <class P, bool = IsSpan<Decayed<P>>::value> struct View {
  explicit View(Value<P>&) {}
};
template <class P> struct View<P, true> {
  Decayed<P> of_elements;
  explicit View(Value<P>& value) : of_elements(value.data(), value.size()) {}
};

// What a sweep may write to: in/out arguments are copied, the others stay where they are.
template <class P, bool = is_in_out<P>> struct Held {
  std::remove_reference_t<P>* at;
  explicit Held(std::remove_reference_t<P>& x) : at(&x) {}
  std::remove_reference_t<P>& get() { return *at; }
};
template <class P> struct Held<P, true> {
  Value<P> value;
  explicit Held(Decayed<P>& x) : value(copy_value<P>(x)), view(value) {}
  Decayed<P>& get() {
    if constexpr (IsSpan<Decayed<P>>::value)
      return view.of_elements = Decayed<P>(value.data(), value.size());
    else
      return lvalue(value);
  }

private:
  View<P> view;
};

// ---- arguments that overlap

struct Address {
  const volatile void* at = nullptr;
  bool written = false;
};
template <class P> Address address_of(std::remove_reference_t<P>& x) {
  if constexpr (std::is_reference_v<P> && !IsSpan<Decayed<P>>::value)
    return {&reinterpret_cast<const volatile char&>(x), is_in_out<P>};
  else if constexpr (std::is_pointer_v<P>)
    return {x, !std::is_const_v<std::remove_pointer_t<P>>};
  else if constexpr (IsSpan<Decayed<P>>::value)
    return {x.data(), writes_span<P>()};
  else
    return {};
}
[[noreturn]] inline void report_overlap(int first, int second) {
  std::fprintf(stderr,
               "retrograd: arguments %d and %d (counted from 0) of a differentiated function are the same memory, and "
               "the function may write to it. Pass a copy.\n",
               first, second);
  std::abort();
}
inline void check_distinct(const Address* addresses, int count) {
  for (int i = 0; i < count; ++i)
    for (int j = i + 1; j < count; ++j)
      if (addresses[i].at && addresses[i].at == addresses[j].at && (addresses[i].written || addresses[j].written))
        report_overlap(i, j);
}

#if RETROGRAD_CHECKS + 0
// With what containers hold and whole arrays.
template <class P> Ranges ranges_of_argument(std::remove_reference_t<P>& x) {
  if constexpr (std::is_pointer_v<P>)
    return ranges_of(x);
  else if constexpr (std::is_reference_v<P>)
    return ranges_of(&x);
  else if constexpr (std::is_trivially_copyable_v<P>)  // a view
    return {{}, elements_of(x)};
  else
    return {};
}
template <class P> constexpr bool may_write_elements() {
  if constexpr (HasData<P>::value && std::is_trivially_copyable_v<P>)
    return !std::is_const_v<std::remove_pointer_t<decltype(std::declval<P&>().data())>>;
  else
    return is_in_out<P> || (std::is_pointer_v<P> && !std::is_const_v<std::remove_pointer_t<P>>);
}
inline void check_ranges(const Ranges* ranges, const bool* written, int count) {
  for (int i = 0; i < count; ++i)
    for (int j = i + 1; j < count; ++j)
      if ((written[i] || written[j]) && ranges[i].overlap(ranges[j])) report_overlap(i, j);
}
#endif

// ---- adjoints and tangents that users give

template <class Given, class Of> bool has_size_of(const Given& companion, const Of& x, bool empty_fits) {
  if constexpr (std::is_same_v<std::remove_cv_t<Given>, std::remove_cv_t<Of>>)
    return has_shape_of(companion, x, empty_fits);
  else if constexpr (IsSpan<std::remove_cv_t<Of>>::value)
    return companion.size() == x.size();
  else
    return true;
}
template <class Given, class Argument>
void check_companion(int number, const Given& companion, const Argument& argument, bool empty_fits) {
  if (has_size_of(companion, argument, empty_fits)) return;
  std::fprintf(stderr,
               "retrograd: the adjoint or tangent given for argument %d (counted from 0) is not of the argument's "
               "size. Make it with retrograd::zero_like.\n",
               number);
  std::abort();
}

// A seed's, when the size of what the function left is known. `argument`: its number; none for the result.
template <class Given, class Output> void check_seed(int argument, const Given& seed, const Output& output) {
  if (has_size_of(seed, output, false)) return;
  const char* const way_out = "is not of its size. Make it with retrograd::zero_like.";
  if (argument < 0)
    std::fprintf(stderr, "retrograd: the seed given for the result %s\n", way_out);
  else
    std::fprintf(stderr, "retrograd: the seed given for what argument %d (counted from 0) holds afterwards %s\n",
                 argument, way_out);
  std::abort();
}

// ---- sweeps

// `Named` are the parameters whose derivatives are asked for, `SlotList` those that a sweep's tuples of bars or dots
// hold: the same, or with all outputs.
template <class Function, PointerTo<Function> f, class Which, template <class, class...> class HeldSlots = SlotsOf,
          class Signature = SignatureOf<Function>>
struct Sweeps;

template <class Function, PointerTo<Function> f, class Which, template <class, class...> class HeldSlots, class R,
          class... P>
struct Sweeps<Function, f, Which, HeldSlots, R(P...)> {
  using Named = typename SlotsOf<Which, P...>::type;
  using SlotList = typename HeldSlots<Which, P...>::type;
  using SlotTypes = Types<Named, P...>;
  using References = std::tuple<std::remove_reference_t<P>&...>;
  using Bars = typename Types<SlotList, P...>::Bars;
  using Parameters = std::index_sequence_for<P...>;
  using Number = typename FirstNumber<R, P...>::type;
  using AdjointRequest = Adjoint<Function, f, Which>;
  using TangentRequest = Tangent<Function, f, Which>;
  using HvpRequest = Hvp<Function, f, Which>;
  template <unsigned I> static constexpr std::size_t slot = SlotList::position(I);
  template <unsigned I> using Parameter = typename Nth<I, P...>::type;

  // Says in plain words what the slots cannot be; false where nothing further should be compiled.
  static constexpr bool are_slots_possible() {
    constexpr bool ordered = Named::ascending() && Named::below(sizeof...(P));
    static_assert(ordered, "wrt<…>: name parameters of the function, counted from 0, in ascending order");
    static_assert(!ordered || SlotTypes::can_all_be_active,
                  "wrt<…>: this parameter has a type without floating-point numbers");
    static_assert(Named::count > 0, "no parameter of this function has a type with floating-point numbers");
    static_assert(
        SlotTypes::no_pointers,
        "a raw pointer has no length, so its adjoint cannot be made for you: take a container or an array "
        "reference instead, leave it out with wrt<…>, or call the generated f_adjoint or f_tangent with memory "
        "of your own");
    return ordered && SlotTypes::can_all_be_active && Named::count > 0 && SlotTypes::no_pointers;
  }

  // An argument as the function takes it. By value: copied, so that every sweep finds it as it was.
  template <std::size_t I> static Parameter<I> pass(References& arguments) {
    return static_cast<Parameter<I>>(std::get<I>(arguments));
  }

  template <std::size_t... I> static void check_arguments(References& arguments, std::index_sequence<I...>) {
    if constexpr ((is_in_out<P> || ...) || (std::is_pointer_v<P> || ...)) {
      const Address addresses[] = {address_of<P>(std::get<I>(arguments))...};
      check_distinct(addresses, sizeof...(P));
    }
#if RETROGRAD_CHECKS + 0
    const Ranges ranges[] = {ranges_of_argument<P>(std::get<I>(arguments))...};
    const bool written[] = {may_write_elements<std::remove_reference_t<P>>() || is_in_out<P>...};
    check_ranges(ranges, written, sizeof...(P));
#endif
  }
  // What users give as adjoints, which may be tensors without elements, or as tangents.
  template <class Tuple, bool Result, unsigned... A>
  static void check_companions([[maybe_unused]] References& arguments, [[maybe_unused]] const Tuple& companions,
                               [[maybe_unused]] bool empty_fits, Active<Result, A...>) {
    (check_companion_of<A>(arguments, companions, empty_fits), ...);
  }
  template <unsigned I, class Tuple>
  static void check_companion_of([[maybe_unused]] References& arguments, [[maybe_unused]] const Tuple& companions,
                                 [[maybe_unused]] bool empty_fits) {
    if constexpr (SlotList::contains(I))
      check_companion(I, std::get<slot<I>>(companions), std::get<I>(arguments), empty_fits);
  }
  static void check_arguments(References& arguments) { check_arguments(arguments, Parameters()); }

  template <std::size_t... I> static R primal(References& arguments, std::index_sequence<I...>) {
    return call<f>(pass<I>(arguments)...);
  }

  // Zeros for the slots that carry a derivative.
  template <bool Result, unsigned... A, unsigned... S>
  static Bars zero_bars(References& arguments, Active<Result, A...>, Slots<S...>) {
    return Bars(zero_bar<S, Slots<A...>::contains(S)>(arguments)...);
  }
  template <unsigned I, bool IsActive> static Value<Parameter<I>> zero_bar(References& arguments) {
    if constexpr (IsActive)
      return zero_value<Parameter<I>>(std::get<I>(arguments));
    else
      return empty_value<Parameter<I>>(std::get<I>(arguments));
  }
  template <class Active> static Bars zero_bars(References& arguments) {
    return zero_bars(arguments, Active(), SlotList());
  }

  // Companions that a sweep needs although they have no slot (in/out arguments that wrt doesn't name): zeros.
  template <bool Result, unsigned... A, std::size_t... I>
  static auto extras(References& arguments, Active<Result, A...>, std::index_sequence<I...>) {
    return std::make_tuple(extra < I, Slots<A...>::contains(I) && !SlotList::contains(I) > (arguments)...);
  }
  template <unsigned I, bool IsNeeded> static auto extra([[maybe_unused]] References& arguments) {
    static_assert(
        !IsNeeded || !std::is_pointer_v<Parameter<I>>,
        "the function may write through a raw pointer that wrt<…> leaves out; its adjoint cannot be made for you: "
        "call the generated f_adjoint or f_tangent with memory of your own");
    if constexpr (IsNeeded)
      return zero_value<Parameter<I>>(std::get<I>(arguments));
    else
      return 0;
  }
  template <unsigned I, class Tuple, class Extras>
  static decltype(auto) companion([[maybe_unused]] Tuple& slots, [[maybe_unused]] Extras& extras) {
    if constexpr (SlotList::contains(I))
      return as_passed<Parameter<I>>(std::get<slot<I>>(slots));
    else
      return as_passed<Parameter<I>>(std::get<I>(extras));
  }
  template <class P1, class Companion> static decltype(auto) as_passed(Companion& companion) {
    if constexpr (IsSpan<Decayed<P1>>::value && !IsSpan<Companion>::value)
      return typename WritableSpan<Decayed<P1>>::type(companion.data(), companion.size());
    else
      return lvalue(companion);
  }

  // One reverse sweep. Bars: a tuple of values or references, one for each slot.
  template <class BarTuple, class Seed, bool Result, unsigned... A, std::size_t... I>
  static R adjoint(References& arguments, BarTuple& bars, [[maybe_unused]] const Seed& seed, Active<Result, A...>,
                   std::index_sequence<I...>) {
    [[maybe_unused]] auto others = extras(arguments, Active<Result, A...>(), Parameters());
    if constexpr (Result)
      return retrograd_call(AdjointRequest(), pass<I>(arguments)..., companion<A>(bars, others)..., seed);
    else
      return retrograd_call(AdjointRequest(), pass<I>(arguments)..., companion<A>(bars, others)...);
  }
  template <class BarTuple, class Seed> static R adjoint(References& arguments, BarTuple& bars, const Seed& seed) {
    return adjoint(arguments, bars, seed, typename IsCompiled<AdjointRequest>::Active(), Parameters());
  }

  // The same for several seeds at once (Request: Rows or Columns): one tuple of companions for each, and the result's.
  template <class Request, class Results, bool Result, unsigned... A, std::size_t... I, std::size_t... Seed>
  static void together(References& arguments, Bars* companions, [[maybe_unused]] Results& results, Active<Result, A...>,
                       std::index_sequence<I...>, std::index_sequence<Seed...>) {
    [[maybe_unused]] auto others = extras(arguments, Active<Result, A...>(), Parameters());
    const auto call = [&](auto&&... all) {
      if constexpr (Result)
        retrograd_call(Request(), pass<I>(arguments)..., all..., results[Seed]...);
      else
        retrograd_call(Request(), pass<I>(arguments)..., all...);
    };
    std::apply(call, std::tuple_cat(companions_of<A, Seed...>(companions, others)...));
  }
  template <unsigned A, std::size_t... Seed, class Extras> static auto companions_of(Bars* companions, Extras& extras) {
    return std::tuple<decltype(companion<A>(companions[Seed], extras))...>(companion<A>(companions[Seed], extras)...);
  }

  // One forward sweep. Dots: like bars.
  template <class DotTuple, class Dot, bool Result, unsigned... A, std::size_t... I>
  static R tangent(References& arguments, DotTuple& dots, [[maybe_unused]] Dot& result_dot, Active<Result, A...>,
                   std::index_sequence<I...>) {
    [[maybe_unused]] auto others = extras(arguments, Active<Result, A...>(), Parameters());
    if constexpr (Result)
      return retrograd_call(TangentRequest(), pass<I>(arguments)..., companion<A>(dots, others)..., result_dot);
    else
      return retrograd_call(TangentRequest(), pass<I>(arguments)..., companion<A>(dots, others)...);
  }
  template <class DotTuple, class Dot> static R tangent(References& arguments, DotTuple& dots, Dot& result_dot) {
    return tangent(arguments, dots, result_dot, typename IsCompiled<TangentRequest>::Active(), Parameters());
  }

  // bars += Hessian of the result · dots.
  template <class DotTuple, unsigned... A, unsigned... D, std::size_t... I>
  static void hvp(References& arguments, DotTuple& dots, Bars& bars, Active<true, A...>, Slots<D...>,
                  std::index_sequence<I...>) {
    [[maybe_unused]] Bars dot_bars = zero_bars<Active<true, A...>>(arguments);
    const Active<true, A...> active;
    [[maybe_unused]] auto other_bars = extras(arguments, active, Parameters());
    [[maybe_unused]] auto other_dots = other_bars, other_dot_bars = other_bars;
    R result_dot = 0;
    retrograd_call(HvpRequest(), pass<I>(arguments)..., companion<A>(bars, other_bars)...,
                   companion<A>(dots, other_dots)..., companion<D>(dot_bars, other_dot_bars)..., result_dot, R(0),
                   R(1));
  }
  template <class DotTuple, bool Result, unsigned... A>
  static void hvp(References& arguments, DotTuple& dots, Bars& bars, Active<Result, A...> active) {
    hvp(arguments, dots, bars, active, typename InOut<Slots<A...>, P...>::type(), Parameters());
  }
  template <class DotTuple> static void hvp(References& arguments, DotTuple& dots, Bars& bars) {
    hvp(arguments, dots, bars, typename IsCompiled<HvpRequest>::Active());
  }

  template <unsigned... I> static typename SlotTypes::Adjoints as_adjoints(Bars&& bars, Slots<I...>) {
    return typename SlotTypes::Adjoints(std::get<slot<I>>(std::move(bars))...);
  }
  static typename SlotTypes::Adjoints as_adjoints(Bars&& bars) { return as_adjoints(std::move(bars), Named()); }

  // Calls action on the numbers of the named slots that carry a derivative, in order.
  template <class Action, class BarTuple, bool Result, unsigned... A>
  static void for_each_input(BarTuple& bars, Active<Result, A...>, Action&& action) {
    auto each = [&](auto& number) { action(number); };
    (for_each_in_slot<A>(bars, each), ...);
  }
  template <unsigned I, class BarTuple, class Action>
  static void for_each_in_slot([[maybe_unused]] BarTuple& bars, [[maybe_unused]] Action& action) {
    if constexpr (Named::contains(I)) for_each_number(lvalue(std::get<slot<I>>(bars)), action);
  }
  template <class Active, class BarTuple> static void set_input(BarTuple& bars, std::size_t index, double value) {
    for_each_input(bars, Active(), [&](auto& number) {
      if (index-- == 0) number = static_cast<std::remove_reference_t<decltype(number)>>(value);
    });
  }
  template <class Active> static std::size_t count_inputs(References& arguments) {
    std::size_t count = 0;
    Bars bars = zero_bars<Active>(arguments);
    for_each_input(bars, Active(), [&](const auto&) { ++count; });
    return count;
  }

  static DenseMatrix<Number> hessian(References& arguments) {
    using Active = typename IsCompiled<HvpRequest>::Active;
    const std::size_t n = count_inputs<Active>(arguments);
    DenseMatrix<Number> matrix(n, n);
    for (std::size_t row = 0; row < n; ++row) {
      std::tuple<Held<P>...> held = hold(arguments, Parameters());
      References copies = release(held, Parameters());
      Bars dots = zero_bars<Active>(copies), bars = zero_bars<Active>(copies);
      set_input<Active>(dots, row, 1);
      hvp(copies, dots, bars);
      std::size_t column = 0;
      for_each_input(bars, Active(), [&](const auto& number) {
        if (column >= row) matrix(row, column) = matrix(column, row) = static_cast<Number>(number);
        ++column;
      });
    }
    return matrix;
  }

  template <std::size_t... I> static std::tuple<Held<P>...> hold(References& arguments, std::index_sequence<I...>) {
    return std::tuple<Held<P>...>(Held<P>(std::get<I>(arguments))...);
  }
  template <std::size_t... I> static References release(std::tuple<Held<P>...>& held, std::index_sequence<I...>) {
    return References(std::get<I>(held).get()...);
  }
};

}  // namespace retrograd::detail
