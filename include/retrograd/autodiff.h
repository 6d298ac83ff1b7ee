// Exact derivatives of C++ functions, by the Retrograd compiler.
//
//   [[autodiff]] double f(double x, double y) { return x * std::sin(y); }
//
//   auto [dx, dy]      = retrograd::gradient<f>(1.0, 2.0);
//   auto [value, grad] = retrograd::value_and_gradient<f>(1.0, 2.0);
//   auto [v, v_dot]    = retrograd::jvp<f>({1.0, 2.0}, {0.0, 1.0});   // forward mode: derivative along (0, 1)
//   auto [w, bars]     = retrograd::vjp<f>({1.0, 2.0}, 1.0);          // reverse mode
//   auto h             = retrograd::hessian<f>(1.0, 2.0);             // h(0, 1)
//   double dy_only     = retrograd::gradient<f, retrograd::wrt<1>>(1.0, 2.0);
//
// Each parameter whose type has floating-point numbers has a slot in gradients and tangents, in order; with wrt<…> only
// those named, counted from 0. One slot: its value itself; several: a std::tuple. An array parameter's slot is a
// retrograd::Array. A parameter marked [[autodiff::passive]] has a slot that holds an empty value.
// References to non-const are inputs and outputs: after a call the argument holds what f left there, its tangent (jvp)
// likewise. Arguments that f may write must not overlap others.
//
// Of a member function the object is the first parameter: gradient<&Spring::energy>(spring, x).
// For an overloaded function name one: gradient<static_cast<double (*)(double)>(f)>. For templates:
// gradient<f<double>>.
//
// Compilers without the plugin warn about attributes that they don't know: -Wno-unknown-attributes (Clang),
// -Wno-attributes (GCC); CMake's Retrograd::autodiff sets them. Or write AUTODIFF instead of [[autodiff]] and define
// RETROGRAD_NO_ATTRIBUTES, which makes it empty.
#pragma once

#include "retrograd/checkpoint.h"
#include "retrograd/detail/jacobian.h"

#if defined(RETROGRAD_NO_ATTRIBUTES)
#define AUTODIFF
#else
#define AUTODIFF [[autodiff]]
#endif

namespace retrograd {

template <class V, class G> struct ValueAndGradient {
  V value;
  G gradient;
};
template <class V, class T> struct ValueAndTangent {
  V value;
  T tangent;
};
template <class V, class A> struct ValueAndAdjoints {
  V value;
  A adjoints;
};

namespace detail {

// Where f has a derivative in this unit, the statements that follow in braces; else the one error that says so.
#define RETROGRAD_IF_COMPILED(request)                                   \
  if constexpr (!S::are_slots_possible() || !IsCompiled<request>::value) \
    was_not_compiled_with_retrograd<f>();                                \
  else

template <class R> constexpr void check_is_number() {
  static_assert(std::is_floating_point_v<R>,
                "this needs a function that returns one floating-point number; use vjp, jvp or jacobian for others");
}

// Each sweep must find memory as it was; only what references and spans lead to is copied for it.
template <class... P> constexpr void check_can_repeat() {
  static_assert(!(leads_to_writable<std::remove_reference_t<P>>() || ...),
                "jacobian and hessian call the function's derivative several times, and it may write through this raw "
                "pointer to non-const each time: take a reference, a container or a pointer to const instead, or call "
                "jvp, vjp or hvp once for each seed");
}

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct Gradient;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct Gradient<Function, f, Which, R(P...)> : Adjoint<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  typename S::SlotTypes::Adjoints operator()(P... arguments) const {
    check_is_number<R>();
    RETROGRAD_IF_COMPILED(typename S::AdjointRequest) {
      typename S::References references(arguments...);
      S::check_arguments(references);
      auto bars = S::template zero_bars<typename IsCompiled<typename S::AdjointRequest>::Active>(references);
      S::adjoint(references, bars, R(1));
      return S::as_adjoints(std::move(bars));
    }
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct ValueAndGradientOf;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct ValueAndGradientOf<Function, f, Which, R(P...)> : Adjoint<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  ValueAndGradient<R, typename S::SlotTypes::Adjoints> operator()(P... arguments) const {
    check_is_number<R>();
    RETROGRAD_IF_COMPILED(typename S::AdjointRequest) {
      typename S::References references(arguments...);
      S::check_arguments(references);
      auto bars = S::template zero_bars<typename IsCompiled<typename S::AdjointRequest>::Active>(references);
      const R value = S::adjoint(references, bars, R(1));
      return {value, S::as_adjoints(std::move(bars))};
    }
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct AddGradient;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct AddGradient<Function, f, Which, R(P...)> : Adjoint<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  using Seed = std::conditional_t<std::is_floating_point_v<R>, R, int>;
  R operator()(Arguments<P...> arguments, typename S::SlotTypes::BarReferences bars, Seed seed = 1) const {
    check_is_number<R>();
    RETROGRAD_IF_COMPILED(typename S::AdjointRequest) {
      auto references = std::apply([](auto&... a) { return typename S::References(a...); }, arguments.values);
      S::check_arguments(references);
      S::check_companions(references, bars.values, true, typename IsCompiled<typename S::AdjointRequest>::Active());
      return S::adjoint(references, bars.values, seed);
    }
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct Jvp;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct Jvp<Function, f, Which, R(P...)> : Tangent<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  using Result = std::conditional_t<can_be_active<R>(), ValueAndTangent<R, R>, R>;
  Result operator()(Arguments<P...> arguments, typename S::SlotTypes::Tangents tangents) const {
    RETROGRAD_IF_COMPILED(typename S::TangentRequest) {
      auto references = std::apply([](auto&... a) { return typename S::References(a...); }, arguments.values);
      S::check_arguments(references);
      S::check_companions(references, tangents.values, false,
                          typename IsCompiled<typename S::TangentRequest>::Active());
      if constexpr (can_be_active<R>()) {
        R tangent{};
        R value = S::tangent(references, tangents.values, tangent);
        return {std::move(value), std::move(tangent)};
      } else {
        int none = 0;
        return S::tangent(references, tangents.values, none);
      }
    }
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct Vjp;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct Vjp<Function, f, Which, R(P...)> : Adjoint<Function, f, Which> {
  using S = Sweeps<Function, f, Which, SlotsAndOutputs>;
  using Adjoints = typename S::SlotTypes::Adjoints;
  using InOutSlots = typename InOut<typename S::SlotList, P...>::type;
  using SeedList = typename Seeds<R, InOutSlots, P...>::type;
  using Result = std::conditional_t<std::is_void_v<R>, Adjoints,
                                    ValueAndAdjoints<std::conditional_t<std::is_void_v<R>, int, R>, Adjoints>>;

  Result operator()(Arguments<P...> arguments, SeedList seeds) const {
    RETROGRAD_IF_COMPILED(typename S::AdjointRequest) {
      auto references = std::apply([](auto&... a) { return typename S::References(a...); }, arguments.values);
      S::check_arguments(references);
      auto bars = S::template zero_bars<typename IsCompiled<typename S::AdjointRequest>::Active>(references);
      seed_in_out(bars, seeds, InOutSlots());
      if constexpr (std::is_void_v<R>) {
        S::adjoint(references, bars, 0);
        check_seeds(references, seeds, InOutSlots());
        return S::as_adjoints(std::move(bars));
      } else {
        R value = S::adjoint(references, bars, first(seeds));
        if constexpr (can_be_active<R>()) check_seed(-1, std::get<0>(seeds.values), value);
        check_seeds(references, seeds, InOutSlots());
        return {std::move(value), S::as_adjoints(std::move(bars))};
      }
    }
  }

  // Whatever is no seed, to say so.
  template <class Seed, class = std::enable_if_t<!std::is_convertible_v<const Seed&, SeedList>>>
  Result operator()(Arguments<P...>, const Seed&) const {
    static_assert(always_false<Seed>,
                  "vjp: the seed must have the type of the function's result; where arguments are written, seeds are a "
                  "list: {seed of the result, seed of each of these arguments}");
  }

private:
  static auto first(const SeedList& seeds) {
    if constexpr (can_be_active<R>())
      return std::get<0>(seeds.values);
    else
      return 0;
  }
  template <unsigned... I>
  static void check_seeds(typename S::References& references, const SeedList& seeds, Slots<I...>) {
    (void)references, (void)seeds;
    [[maybe_unused]] constexpr std::size_t offset = can_be_active<R>() ? 1 : 0;
    (check_seed(I, std::get<offset + Slots<I...>::position(I)>(seeds.values), std::get<I>(references)), ...);
  }
  // An in/out argument's adjoint is, on entry, that of what the call leaves in it.
  template <class Bars, unsigned... I> static void seed_in_out(Bars& bars, const SeedList& seeds, Slots<I...>) {
    (void)bars, (void)seeds;
    [[maybe_unused]] constexpr std::size_t offset = can_be_active<R>() ? 1 : 0;
    ((std::get<S::template slot<I>>(bars) =
          copy_value<typename Nth<I, P...>::type>(std::get<offset + Slots<I...>::position(I)>(seeds.values))),
     ...);
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct Jacobian;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct Jacobian<Function, f, Which, R(P...)>
    : Adjoint<Function, f, Which>, Tangent<Function, f, Which>, Rows<Function, f, Which>, Columns<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  DenseMatrix<typename S::Number> operator()(P... arguments) const {
    RETROGRAD_IF_COMPILED(typename S::AdjointRequest) {
      check_can_repeat<P...>();
      typename S::References references(arguments...);
      S::check_arguments(references);
      return JacobianSweeps<Function, f, Which>::compute(references);
    }
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct Hessian;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct Hessian<Function, f, Which, R(P...)> : Hvp<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  DenseMatrix<typename S::Number> operator()(P... arguments) const {
    check_is_number<R>();
    RETROGRAD_IF_COMPILED(typename S::HvpRequest) {
      check_can_repeat<P...>();
      typename S::References references(arguments...);
      S::check_arguments(references);
      return S::hessian(references);
    }
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct HvpOf;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct HvpOf<Function, f, Which, R(P...)> : Hvp<Function, f, Which> {
  using S = Sweeps<Function, f, Which>;
  typename S::SlotTypes::Adjoints operator()(Arguments<P...> arguments,
                                             typename S::SlotTypes::Tangents direction) const {
    check_is_number<R>();
    RETROGRAD_IF_COMPILED(typename S::HvpRequest) {
      auto references = std::apply([](auto&... a) { return typename S::References(a...); }, arguments.values);
      S::check_arguments(references);
      S::check_companions(references, direction.values, false, typename IsCompiled<typename S::HvpRequest>::Active());
      auto bars = S::template zero_bars<typename IsCompiled<typename S::HvpRequest>::Active>(references);
      S::hvp(references, direction.values, bars);
      return S::as_adjoints(std::move(bars));
    }
  }
};

#undef RETROGRAD_IF_COMPILED

}  // namespace detail

// gradient<f>(x, y): the derivative of f's one result by each slot.
template <auto f, class Which = detail::All>
inline constexpr detail::Gradient<detail::FunctionTypeOf<f>, f, Which> gradient{};

// {value, gradient}, from one call of the adjoint.
template <auto f, class Which = detail::All>
inline constexpr detail::ValueAndGradientOf<detail::FunctionTypeOf<f>, f, Which> value_and_gradient{};

// add_gradient<f>({x, y}, {x_bar, y_bar}, seed): adds seed · gradient to the bars, returns the value. Makes no zeros.
template <auto f, class Which = detail::All>
inline constexpr detail::AddGradient<detail::FunctionTypeOf<f>, f, Which> add_gradient{};

// jvp<f>({x, y}, {x_dot, y_dot}): {value, tangent}, the derivative along a direction. Forward mode.
template <auto f, class Which = detail::All> inline constexpr detail::Jvp<detail::FunctionTypeOf<f>, f, Which> jvp{};

// vjp<f>({x, y}, seed): {value, adjoints}. With in/out arguments, seeds are {seed of the result, seed of each of them},
// whether wrt names them or not.
template <auto f, class Which = detail::All> inline constexpr detail::Vjp<detail::FunctionTypeOf<f>, f, Which> vjp{};

// jacobian<f>(x, y): rows are outputs (the result's numbers, then in/out arguments'), columns are inputs.
template <auto f, class Which = detail::All>
inline constexpr detail::Jacobian<detail::FunctionTypeOf<f>, f, Which> jacobian{};

// hessian<f>(x, y): second derivatives, exactly symmetric.
template <auto f, class Which = detail::All>
inline constexpr detail::Hessian<detail::FunctionTypeOf<f>, f, Which> hessian{};

// hvp<f>({x, y}, {x_dot, y_dot}): the Hessian times a direction, shaped like the gradient.
template <auto f, class Which = detail::All> inline constexpr detail::HvpOf<detail::FunctionTypeOf<f>, f, Which> hvp{};

}  // namespace retrograd
