// A corpus function with its tangent, adjoint and dual twin, behind one interface of flat lists of numbers.
#pragma once

#include "flatten.h"

#include <functional>
#include <limits>
#include <string>
#include <tuple>

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

struct NoResult {};
template <class R> using Result = std::conditional_t<std::is_void_v<R>, NoResult, std::decay_t<R>>;
template <class R>
inline constexpr bool hasActiveResult = !std::is_void_v<R> && (isActiveScalar<R> || std::is_class_v<R>);

template <class R, class F, class Arguments> Result<R> callFor(const F& f, Arguments&& arguments) {
  if constexpr (std::is_void_v<R>) {
    std::apply(f, std::forward<Arguments>(arguments));
    return {};
  } else
    return std::apply(f, std::forward<Arguments>(arguments));
}
template <class R, class Visitor> void eachResult(Result<R>& result, const Visitor& visit) {
  if constexpr (!std::is_void_v<R>) scalars(result, visit);
}

template <class T> void narrowest(T&, long double& epsilon) {
  if constexpr (std::is_floating_point_v<T>)
    epsilon = std::max<long double>(epsilon, std::numeric_limits<T>::epsilon());
}

// All the parameters of one function.
template <class Signature, class... Inputs> struct Frame;
template <class R, class... P, class... Inputs> struct Frame<R (*)(P...), Inputs...> {
  static_assert(sizeof...(P) == sizeof...(Inputs), "one input for each parameter");
  using Slots = std::tuple<Slot<P>...>;
  template <std::size_t I> using InputAt = std::tuple_element_t<I, std::tuple<Inputs...>>;
  template <std::size_t I>
  static constexpr bool active = std::tuple_element_t<I, Slots>::isActive && !isPassiveInput<InputAt<I>>;
  template <std::size_t I> static constexpr bool writes = std::tuple_element_t<I, Slots>::isMutable;
  static constexpr auto indices = std::index_sequence_for<P...>{};

  explicit Frame(const std::tuple<Inputs...>& inputs)
      : slots(std::apply([](const auto&... input) { return Slots(Slot<P>(input.count)...); }, inputs)) {}

  template <class Visitor> static void forIndices(const Visitor& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit(std::integral_constant<std::size_t, I>{}), ...);
    }(indices);
  }
  template <class Visitor> void eachActiveSlot(const Visitor& visit) {
    forIndices([&](auto i) {
      if constexpr (active<i>) visit(std::get<i>(slots), i);
    });
  }
  void load(const Point& point) {
    forIndices([&](auto i) { std::get<i>(slots).load(point.at(i)); });
  }
  void loadActive(const Flat& x) {
    std::size_t index = 0;
    eachActiveSlot([&](auto& slot, auto) { slot.loadActive(x, index); });
  }
  Flat activeValues(bool onlyWritten) {
    Flat result;
    eachActiveSlot([&](auto& slot, auto i) {
      if (!onlyWritten || writes<i>) slot.appendActive(result);
    });
    return result;
  }
  std::vector<bool> written() {
    std::vector<bool> result;
    eachActiveSlot([&](auto& slot, auto i) {
      Flat scalarsOfSlot;
      slot.appendActive(scalarsOfSlot);
      result.insert(result.end(), scalarsOfSlot.size(), writes<i>);
    });
    return result;
  }
  Outcome outcome(Result<R>& result) {
    Outcome o;
    eachResult<R>(result, [&](auto& s) {
      (isActiveScalar<std::decay_t<decltype(s)>> ? o.active : o.passive).push_back(toLongDouble(s));
    });
    forIndices([&](auto i) {
      if constexpr (active<i> && writes<i>)
        std::get<i>(slots).appendActive(o.active);
      else
        for (const long double v : std::get<i>(slots).all()) o.passive.push_back(v);
    });
    return o;
  }

  // Argument lists: the values; values with tangents; values with adjoints.
  auto arguments() {
    return std::apply([](auto&... slot) { return std::tuple<P...>(slot.pass()...); }, slots);
  }
  auto argumentsWith(Frame& dots) {
    return collect(
        [&](auto i) { return std::tuple<Parameter<i>, Parameter<i>>(value<i>(), dots.template value<i>()); });
  }
  auto argumentsWithBars(Frame& bars) {
    return collect([&](auto i) {
      using Bar = decltype(std::get<i>(bars.slots).passBar());
      return std::tuple<Parameter<i>, Bar>(value<i>(), std::get<i>(bars.slots).passBar());
    });
  }

  // Companions in groups: of all active parameters, of those that are written.
  auto values() {
    return pick<false>([&](auto i) { return std::tuple<Parameter<i>>(value<i>()); });
  }
  auto bars() {
    return pick<false>(
        [&](auto i) { return std::tuple<decltype(std::get<i>(slots).passBar())>(std::get<i>(slots).passBar()); });
  }
  auto barsOfWritten() {
    return pick<true>(
        [&](auto i) { return std::tuple<decltype(std::get<i>(slots).passBar())>(std::get<i>(slots).passBar()); });
  }

  Slots slots;

private:
  template <bool onlyWritten, class One> auto pick(const One& one) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple_cat([&] {
        if constexpr (active<I> && (writes<I> || !onlyWritten))
          return one(std::integral_constant<std::size_t, I>());
        else
          return std::tuple<>();
      }()...);
    }(indices);
  }
  template <std::size_t I> using Parameter = std::tuple_element_t<I, std::tuple<P...>>;
  template <std::size_t I> Parameter<I> value() { return std::get<I>(slots).pass(); }
  template <class Pair> auto collect(const Pair& pair) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple_cat([&] {
        std::integral_constant<std::size_t, I> i;
        if constexpr (active<I>)
          return pair(i);
        else
          return std::tuple<Parameter<I>>(value<I>());
      }()...);
    }(indices);
  }
};

// Random values within the inputs' ranges, the same for the same seed.
template <class F, class... Inputs> Point generatePoint(const std::tuple<Inputs...>& inputs, unsigned seed) {
  F frame(inputs);
  std::mt19937 random(seed * 7919 + 17);
  Point point;
  F::forIndices([&](auto i) {
    const Input& input = std::get<i>(inputs);
    std::size_t k = 0;
    std::get<i>(frame.slots).each([&](auto& s) {
      const double given = k < input.listed.size() ? input.listed[k] : 0;
      ++k;
      const double v = !input.listed.empty() ? given : std::uniform_real_distribution<>(input.low, input.high)(random);
      s = static_cast<std::decay_t<decltype(s)>>(input.low == input.high && input.listed.empty() ? input.low : v);
    });
    point.push_back(std::get<i>(frame.slots).all());
  });
  return point;
}

template <class R, class... P> R resultOf(R (*)(P...));

// R(*)(Arguments…) from the tuple of arguments.
template <class R, class Tuple> struct PointerFor;
template <class R, class... Arguments> struct PointerFor<R, std::tuple<Arguments...>> {
  using type = R (*)(Arguments...);
};
template <class R, class... Arguments> using Call = R (*)(Arguments...);
template <class... Tuples> using Joined = decltype(std::tuple_cat(std::declval<Tuples>()...));

// Calls to the four versions of a function, over flat lists.
template <class Real, class Twin, class... Inputs> struct Calls {
  using R = decltype(resultOf(std::declval<Real>()));
  using TwinR = decltype(resultOf(std::declval<Twin>()));
  using F = Frame<Real, Inputs...>;
  using D = Frame<Twin, Inputs...>;

  // The signatures that the derivatives must have: interleaved with the parameters, the result's last.
  template <class Maybe> using IfActive = std::conditional_t<hasActiveResult<R>, std::tuple<Maybe>, std::tuple<>>;
  using Tangent = typename PointerFor<R, Joined<decltype(std::declval<F&>().argumentsWith(std::declval<F&>())),
                                                IfActive<std::add_lvalue_reference_t<R>>>>::type;
  using Adjoint = typename PointerFor<
      R, Joined<decltype(std::declval<F&>().argumentsWithBars(std::declval<F&>())), IfActive<R>>>::type;

  // As retrograd_call takes it: companions in groups.
  static constexpr bool hasHvp = std::is_floating_point_v<R>;
  using Seeds =
      std::conditional_t<hasHvp, std::tuple<std::add_lvalue_reference_t<R>, Result<R>, Result<R>>, std::tuple<>>;
  using Hvp = typename PointerFor<
      R, Joined<decltype(std::declval<F&>().arguments()), decltype(std::declval<F&>().bars()),
                decltype(std::declval<F&>().values()), decltype(std::declval<F&>().barsOfWritten()), Seeds>>::type;

  Real real;
  Twin twin;
  Tangent tangent;
  Adjoint adjoint;
  Hvp hvp;
  std::tuple<Inputs...> inputs;

  F frameAt(const Point& point) const {
    F frame(inputs);
    frame.load(point);
    return frame;
  }
  void describe(Subject& subject) const {
    F frame(inputs);
    F::forIndices([&](auto i) { std::get<i>(frame.slots).each([&](auto& s) { narrowest(s, subject.epsilon); }); });
    Result<R> result = resultShape();
    eachResult<R>(result, [&](auto& s) {
      narrowest(s, subject.epsilon);
      subject.resultSize += isActiveScalar<std::decay_t<decltype(s)>>;
    });
    subject.inputIsWritten = frame.written();
    subject.isFixed = std::apply(
        [](const auto&... input) { return ((input.low == input.high || !input.listed.empty()) && ...); }, inputs);
  }
  // A result like the function's: vectors have a size only when it has run.
  Result<R> resultShape() const {
    if constexpr (isVector<Result<R>>) {
      F frame = frameAt(generatePoint<F>(inputs, 1));
      return callFor<R>(real, frame.arguments());
    } else {
      return {};
    }
  }
  Flat activeInputs(const Point& point) const { return frameAt(point).activeValues(false); }
  Point replaceInputs(const Point& point, const Flat& x) const {
    F frame = frameAt(point);
    frame.loadActive(x);
    Point result;
    F::forIndices([&](auto i) { result.push_back(std::get<i>(frame.slots).all()); });
    return result;
  }
  Outcome callPrimal(const Point& point) const {
    F frame = frameAt(point);
    Result<R> result = callFor<R>(real, frame.arguments());
    return frame.outcome(result);
  }
  Outcome callTangent(const Point& point, const Flat& xDot, Flat& yDot) const {
    F frame = frameAt(point), dots(inputs);
    dots.loadActive(xDot);
    Result<R> result{};
    yDot.clear();
    if constexpr (hasActiveResult<R>) {
      Result<R> resultDot{};
      result = callFor<R>(tangent, std::tuple_cat(frame.argumentsWith(dots), std::tuple<R&>(resultDot)));
      eachResult<R>(resultDot, [&](auto& s) {
        if (isActiveScalar<std::decay_t<decltype(s)>>) yDot.push_back(toLongDouble(s));
      });
    } else {
      result = callFor<R>(tangent, frame.argumentsWith(dots));
    }
    const Flat writtenDots = dots.activeValues(true);
    yDot.insert(yDot.end(), writtenDots.begin(), writtenDots.end());
    return frame.outcome(result);
  }
  Outcome callAdjoint(const Point& point, Flat& xBar, const Flat& resultBarValues) const {
    F frame = frameAt(point), bars(inputs);
    bars.loadActive(xBar);
    Result<R> result{};
    if constexpr (hasActiveResult<R>) {
      Result<R> resultBar = resultShape();
      std::size_t i = 0;
      eachResult<R>(resultBar, [&](auto& s) {
        using S = std::decay_t<decltype(s)>;
        if constexpr (isActiveScalar<S>) s = static_cast<S>(resultBarValues.at(i++));
      });
      result = callFor<R>(adjoint, std::tuple_cat(frame.argumentsWithBars(bars), std::tuple<R>(resultBar)));
    } else {
      result = callFor<R>(adjoint, frame.argumentsWithBars(bars));
    }
    xBar = bars.activeValues(false);
    return frame.outcome(result);
  }
  Outcome callHvp(const Point& point, const Flat& xDot, const Flat& seeds, Flat& xBar, long double& resultDot) const {
    F frame = frameAt(point), dots(inputs), bars(inputs), dotBars(inputs);
    dots.loadActive(xDot);
    bars.loadActive(xBar);
    Result<R> result{};
    if constexpr (hasHvp) {
      R dot{};
      result = callFor<R>(hvp, std::tuple_cat(frame.arguments(), bars.bars(), dots.values(), dotBars.barsOfWritten(),
                                              Seeds(dot, static_cast<R>(seeds[0]), static_cast<R>(seeds[1]))));
      resultDot = dot;
    }
    xBar = bars.activeValues(false);
    return frame.outcome(result);
  }
  Outcome callDual(const Point& point, const Flat& x1, const Flat& x2, Flat& y1, Flat& y2, Flat& y12) const {
    D frame(inputs);
    frame.load(point);
    std::size_t index = 0;
    frame.eachActiveSlot([&](auto& slot, auto) {
      slot.eachActive(index, [&](auto& s, std::size_t i) { s.d1 = x1.at(i), s.d2 = x2.at(i); });
    });
    Result<TwinR> result = callFor<TwinR>(twin, frame.arguments());
    y1.clear(), y2.clear(), y12.clear();
    const auto collect = [&](auto& s) {
      if constexpr (isDual<std::decay_t<decltype(s)>>) y1.push_back(s.d1), y2.push_back(s.d2), y12.push_back(s.d12);
    };
    eachResult<TwinR>(result, collect);
    frame.eachActiveSlot([&](auto& slot, auto i) {
      if constexpr (D::template writes<i>) slot.each(collect);
    });
    return frame.outcome(result);
  }
};

template <class C> Subject bindCalls(const char* name, const C& calls) {
  Subject subject;
  subject.name = name;
  calls.describe(subject);
  subject.generate = [=](unsigned seed) { return generatePoint<typename C::F>(calls.inputs, seed); };
  subject.inputs = [=](auto&&... a) { return calls.activeInputs(a...); };
  subject.replaceInputs = [=](auto&&... a) { return calls.replaceInputs(a...); };
  subject.primal = [=](auto&&... a) { return calls.callPrimal(a...); };
  subject.tangent = [=](auto&&... a) { return calls.callTangent(a...); };
  subject.adjoint = [=](auto&&... a) { return calls.callAdjoint(a...); };
  if (calls.hvp) subject.hvp = [=](auto&&... a) { return calls.callHvp(a...); };
  subject.dual = [=](auto&&... a) { return calls.callDual(a...); };
  return subject;
}

// A number stands for an input of that value.
template <class I> using InputOf = std::conditional_t<std::is_arithmetic_v<I>, Input, I>;

template <class Real, class Twin, class... Given> using CallsOf = Calls<Real, Twin, InputOf<Given>...>;

template <class Real, class Twin, class... Given>
Subject makeSubject(const char* name, Real real, Twin twin, typename CallsOf<Real, Twin, Given...>::Tangent tangent,
                    typename CallsOf<Real, Twin, Given...>::Adjoint adjoint,
                    typename CallsOf<Real, Twin, Given...>::Hvp hvp, Given... given) {
  return bindCalls(name, CallsOf<Real, Twin, Given...>{real, twin, tangent, adjoint, hvp, {InputOf<Given>(given)...}});
}

}  // namespace oracle
