// Derivatives by complex steps: the imaginary part of g(x + ih), divided by h (Squire & Trapp 1998).
#pragma once

#include "retrograd/detail/check_sweeps.h"

#include <complex>
#include <iterator>

namespace retrograd::detail {

// A value of g's parameter type from one of f's: numbers become complex, containers are copied element by element.
template <class To, class From> void to_complex(To& to, const From& from) {
  if constexpr (std::is_convertible_v<const From&, To>) {
    to = from;
  } else {
    if constexpr (CanResize<To>::value) to.resize(from.size());
    auto element = std::begin(from);
    for (auto& one : to) to_complex(one, *element++);
  }
}

// Calls action on each complex number in x.
template <class T, class Action> void each_complex(T& x, Action action) {
  if constexpr (IsComplex<T>::value)
    action(x);
  else if constexpr (std::is_array_v<T> || HasElements<T>::value)
    for (auto& element : x) each_complex(element, action);
}

template <class Function, PointerTo<Function> f, auto g, class Which, class = SignatureOf<Function>,
          class = SignatureOf<FunctionTypeOf<g>>>
struct CheckByComplexStep;
template <class Function, PointerTo<Function> f, auto g, class Which, class R, class... P, class C, class... Q>
struct CheckByComplexStep<Function, f, g, Which, R(P...), C(Q...)> : CheckSweeps<Function, f, Which, false> {
  static_assert(std::is_floating_point_v<R> && sizeof...(P) == sizeof...(Q),
                "complex steps need a function with one result, and the same one with complex numbers in its place");
  using Sweeps = CheckSweeps<Function, f, Which, false>;

  GradientCheck operator()(P... arguments) const {
    GradientCheck report;
    if constexpr (!IsCompiled<Adjoint<Function, f, Which>>::value) {
      was_not_compiled_with_retrograd<f>();
    } else {
      typename Sweeps::Inputs inputs(Owned<P>{copy_value<P>(arguments)}...);
      typename Sweeps::Inputs bars = Sweeps().gradient(inputs);
      std::tuple<Owned<Q>...> steps;
      convert(steps, inputs, std::index_sequence_for<P...>());
      compare(report, steps, bars, typename IsCompiled<Adjoint<Function, f, Which>>::Active());
    }
    return report;
  }

private:
  template <std::size_t... I>
  static void convert(std::tuple<Owned<Q>...>& steps, typename Sweeps::Inputs& inputs, std::index_sequence<I...>) {
    (to_complex(lvalue(std::get<I>(steps).value), lvalue(std::get<I>(inputs).value)), ...);
  }
  template <bool HasResult, unsigned... A>
  static void compare(GradientCheck& report, std::tuple<Owned<Q>...>& steps, typename Sweeps::Inputs& bars,
                      Active<HasResult, A...>) {
    (compare_argument(report, A, std::get<A>(steps), std::get<A>(bars), steps), ...);
  }
  template <class Step, class Bar>
  static void compare_argument(GradientCheck& report, unsigned parameter, Step& argument, Bar& bar,
                               std::tuple<Owned<Q>...>& steps) {
    std::vector<C*> numbers;
    each_complex(lvalue(argument.value), [&](C& number) { numbers.push_back(&number); });
    std::size_t next = 0;
    const R h = R(1e-20);
    walk_numbers(
        "argument " + std::to_string(parameter), lvalue(bar.value), [&](const std::string& name, auto& number) {
          GradientCheck::Number result{name, static_cast<double>(number), 0, false, true, parameter};
          if (next < numbers.size()) {
            C& x = *numbers[next++];
            const C kept = x;
            x += C(0, h);
            const C value = std::apply([](auto&... one) { return C(call<g>(one.argument()...)); }, steps);
            x = kept;
            result.differences = static_cast<double>(value.imag() / h);
            const double size = std::abs(result.generated) + std::abs(result.differences) + std::abs(value.real());
            const double allowed = 1e4 * static_cast<double>(std::numeric_limits<R>::epsilon()) * size;
            result.wrong = !(std::abs(result.generated - result.differences) <= allowed);
            result.unsure = false;
          }
          report.numbers.push_back(result);
        });
  }
};

}  // namespace retrograd::detail
