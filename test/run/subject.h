// A corpus function with its tangent, adjoint and dual twin, behind one interface of flat lists of numbers.
#pragma once

#include "flatten.h"

#include <functional>
#include <string>

namespace oracle {

// The arguments of one call: every scalar of every parameter.
using Point = std::vector<Flat>;

// What a call left behind: `active` is the result, then the parameters it may write; `passive` the integers likewise.
struct Outcome {
  Flat active, passive;
};

// Flat lists are over the active inputs (x) or active outputs (y: the result, then what is written).
struct Subject {
  std::string name;
  long double epsilon = 0;     // of the narrowest floating type in the signature
  double tolerance = 200;      // allowed error, in epsilons of the terms' size
  bool isFixed = false;        // every input is given exactly: one point is enough
  bool isKink = false;         // no differences there
  std::size_t resultSize = 0;  // active scalars of the result
  std::function<Point(unsigned seed)> generate;
  std::function<Flat(const Point&)> inputs;  // the active inputs' values
  std::function<Point(const Point&, const Flat& x)> replaceInputs;
  std::vector<bool> inputIsWritten;  // for each active input: also an output
  std::function<Outcome(const Point&)> primal;
  std::function<Outcome(const Point&, const Flat& xDot, Flat& yDot)> tangent;
  // xBar holds what the adjoints of the inputs hold on entry (written ones: the output's) and on exit.
  std::function<Outcome(const Point&, Flat& xBar, const Flat& resultBar)> adjoint;
  // Adjoint of the tangent: the result's adjoint, its tangent's adjoint and a direction in; xBar likewise. May be
  // empty.
  std::function<Outcome(const Point&, const Flat& xDot, const Flat& seeds, Flat& xBar, long double& resultDot)> hvp;
  std::function<Outcome(const Point&, const Flat& x1, const Flat& x2, Flat& y1, Flat& y2, Flat& y12)> dual;

  Subject& within(double factor) {
    tolerance = factor;
    return *this;
  }
  Subject& kink() {
    isKink = true;
    return *this;
  }
};

// Every function of this program.
std::vector<Subject>& subjects();
struct Registration {
  Registration(Subject subject) { subjects().push_back(std::move(subject)); }
};

// Checks one function at several points; prints what is wrong.
unsigned countFailures(const Subject& subject);

// ---- Signatures ----------------------------------------------------------------------------------------------

template <class R, class... Arguments> using Call = R (*)(Arguments...);
template <class R, class... P> R resultOf(R (*)(P...));
template <class R>
inline constexpr bool hasActiveResult = !std::is_void_v<R> && (isActiveScalar<R> || std::is_class_v<R>);

template <class... T> struct List {};
template <class... A, class... B> List<A..., B...> operator+(List<A...>, List<B...>);
template <bool condition, class... T> using ListIf = std::conditional_t<condition, List<T...>, List<>>;
template <class R, class Arguments> struct CallOf;
template <class R, class... A> struct CallOf<R, List<A...>> {
  using type = Call<R, A...>;
};
template <class R, class... Lists> using CallWith = typename CallOf<R, decltype((List<>() + ... + Lists()))>::type;

template <class P, class Input>
inline constexpr bool isActive = holdsActive<typename Parameter<P>::Element> && !isPassiveInput<Input>;

// The signatures that the derivatives must have: companions behind their parameters, the result's last; for the
// Hessian-vector product companions in groups, as retrograd_call takes it.
template <class Function, class... Inputs> struct Signatures;
template <class R, class... P, class... Inputs> struct Signatures<R (*)(P...), Inputs...> {
  static_assert(sizeof...(P) == sizeof...(Inputs), "one input for each parameter");
  template <class Q> using Bar = typename Parameter<Q>::Bar;
  using Result = std::conditional_t<std::is_void_v<R>, int, R>;

  template <class Q, class Input> using WithDot = std::conditional_t<isActive<Q, Input>, List<Q, Q>, List<Q>>;
  using Tangent = CallWith<R, WithDot<P, Inputs>..., ListIf<hasActiveResult<R>, Result&>>;
  template <class Q, class Input> using WithBar = std::conditional_t<isActive<Q, Input>, List<Q, Bar<Q>>, List<Q>>;
  using Adjoint = CallWith<R, WithBar<P, Inputs>..., ListIf<hasActiveResult<R>, Result>>;
  using Hvp = CallWith<R, List<P...>, ListIf<isActive<P, Inputs>, Bar<P>>..., ListIf<isActive<P, Inputs>, P>...,
                       ListIf<isActive<P, Inputs> && Parameter<P>::isMutable, Bar<P>>...,
                       ListIf<std::is_floating_point_v<R>, Result&, Result, Result>>;
};

// ---- Binding -------------------------------------------------------------------------------------------------

// A function of any signature, called with what stands in Values.
struct Version {
  void (*function)() = nullptr;
  void (*callWith)(void (*function)(), Values* const* arguments, Values* result) = nullptr;

  explicit operator bool() const { return function != nullptr; }
  void call(const std::vector<Values*>& arguments, Values* result) const {
    callWith(function, arguments.data(), result);
  }
};

template <class R, class... A, std::size_t... I>
void callWith(Call<R, A...> function, Values* const* arguments, Values* result, std::index_sequence<I...>) {
  if constexpr (std::is_void_v<R>)
    function(pass<A>(*arguments[I])...);
  else
    dynamic_cast<ValuesOf<R>&>(*result).data()[0] = function(pass<A>(*arguments[I])...);
}
template <class R, class... A> Version versionOf(Call<R, A...> function) {
  return {reinterpret_cast<void (*)()>(function), [](void (*erased)(), Values* const* arguments, Values* result) {
            callWith(reinterpret_cast<Call<R, A...>>(erased), arguments, result, std::index_sequence_for<A...>());
          }};
}

// All that the driver needs to know of a parameter, or of the result.
struct Shape {
  std::unique_ptr<Values> (*make)(std::size_t count) = nullptr;      // null: there is no result
  std::unique_ptr<Values> (*makeDual)(std::size_t count) = nullptr;  // of the twin
  bool isActive = false, isWritten = false;
  Input input = 0;
};

struct Versions {
  Version primal, twin, tangent, adjoint, hvp;
  std::vector<Shape> parameters{};
  Shape result{};
  bool isVectorResult = false;  // it has a size only when the function has run
};

Subject bind(const char* name, Versions versions);

template <class R, class TwinR> Shape resultShape() {
  if constexpr (std::is_void_v<R>)
    return {};
  else
    return {makeValues<R>, makeValues<TwinR>, hasActiveResult<R>, false, 1};
}
template <class R, class... P, class TwinR, class... TwinP, class... Inputs>
void describe(Versions& versions, Call<R, P...>, Call<TwinR, TwinP...>, const Inputs&... inputs) {
  versions.parameters = {
      {makeValues<P>, makeValues<TwinP>, isActive<P, Inputs>, Parameter<P>::isMutable, inputs}...};
  versions.result = resultShape<R, TwinR>();
  versions.isVectorResult = isVector<R>;
}

// A number stands for an input of that value.
template <class I> using InputOf = std::conditional_t<std::is_arithmetic_v<I>, Input, I>;
template <class Real, class... Given> using SignaturesOf = Signatures<Real, InputOf<Given>...>;

template <class Real, class Twin, class... Given>
Subject makeSubject(const char* name, Real real, Twin twin, typename SignaturesOf<Real, Given...>::Tangent tangent,
                    typename SignaturesOf<Real, Given...>::Adjoint adjoint,
                    typename SignaturesOf<Real, Given...>::Hvp hvp, const Given&... given) {
  Versions versions{versionOf(real), versionOf(twin), versionOf(tangent), versionOf(adjoint), versionOf(hvp)};
  describe(versions, real, twin, InputOf<Given>(given)...);
  return bind(name, std::move(versions));
}

}  // namespace oracle
