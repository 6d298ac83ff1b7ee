// Checks of gradients for users: the generated one against differences of the function itself, number by number.
//
//   auto report = retrograd::check_gradient<loss, retrograd::wrt<0>>(model, x, y);
//   if (!report) std::cout << report.text();     // "argument 0.w1[17]: generated 0.25, by differences 0.5  WRONG" …
//
//   retrograd::check_derivatives<f>(1.0, 2.0)    // also: reverse and forward mode agree along a random direction
//
// Differences are central, at two distances, extrapolated (Richardson). Where the two contradict each other (a kink is
// near, or the function is rough) nothing can be said, and the report says that. Arguments must be inputs only.
#pragma once

#include "retrograd/autodiff.h"
#include "retrograd/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace retrograd {

struct GradientCheck {
  struct Number {
    std::string name;  // "argument 0.w1[17]"
    double generated = 0, differences = 0;
    bool wrong = false, unsure = false;
  };
  std::vector<Number> numbers;
  double dot_product_error = 0;  // of check_derivatives: relative, between forward and reverse mode
  bool dot_product_wrong = false;

  long count_wrong() const { return std::ranges::count_if(numbers, &Number::wrong); }
  long count_unsure() const { return std::ranges::count_if(numbers, &Number::unsure); }
  // Is nothing wrong, and was anything checked?
  explicit operator bool() const {
    return count_wrong() == 0 && !dot_product_wrong && count_unsure() < static_cast<long>(numbers.size());
  }
  std::string text() const {
    std::string lines;
    for (const Number& n : numbers)
      if (n.wrong || n.unsure)
        lines += n.name + ": generated " + std::to_string(n.generated) + ", by differences " +
                 std::to_string(n.differences) + (n.wrong ? "  WRONG\n" : "  unsure: a kink near?\n");
    if (dot_product_wrong) lines += "forward and reverse mode differ by " + std::to_string(dot_product_error) + "\n";
    return lines + std::to_string(numbers.size()) + " numbers checked, " + std::to_string(count_wrong()) + " wrong, " +
           std::to_string(count_unsure()) + " unsure\n";
  }
};

namespace detail {

inline constexpr std::size_t numbers_checked_at_most = 500;  // of one argument; of more, evenly spaced ones

// As for_each_number, with names.
template <class T, class Action> void for_each_named_number(const std::string& name, T& x, Action&& action) {
  if constexpr (std::is_floating_point_v<T>) {
    action(name, x);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    // carries no derivative
  } else if constexpr (IsVisitable<T>::value) {
    visit(x, [&](const char* member, auto& value) { for_each_named_number(name + "." + member, value, action); });
  } else {
    std::size_t index = 0;
    for (auto& element : x) for_each_named_number(name + "[" + std::to_string(index++) + "]", element, action);
  }
}

template <class T> struct Differences {
  double value, noise, rounding;  // noise: how much the two distances contradict each other
};

// The derivative of f() by x, which f reads.
template <class T, class F> Differences<T> differences(T& x, F f) {
  const T kept = x;
  const double distance = (sizeof(T) == sizeof(float) ? 2e-2 : 1e-3) * std::max(1.0, std::abs(static_cast<double>(x)));
  double largest = 0;
  auto slope = [&](double h) {
    const T high = static_cast<T>(kept + h), low = static_cast<T>(kept - h);
    x = high;
    const double above = f();
    x = low;
    const double below = f();
    x = kept;
    largest = std::max({largest, std::abs(above), std::abs(below)});
    return (above - below) / (static_cast<double>(high) - static_cast<double>(low));
  };
  const double wide = slope(distance), narrow = slope(distance / 2);
  return {(4 * narrow - wide) / 3, std::abs(narrow - wide),
          50 * static_cast<double>(std::numeric_limits<T>::epsilon()) * largest / distance};
}

template <class T> GradientCheck::Number compare(const std::string& name, double generated, Differences<T> by) {
  const double size = std::max(std::abs(generated), std::abs(by.value));
  const double allowed = (sizeof(T) == sizeof(float) ? 1e-2 : 1e-6) * size + by.rounding;
  const bool differs = !(std::abs(generated - by.value) <= allowed);
  const bool contradict = !(by.noise <= 0.05 * size + by.rounding);
  return {name, generated, by.value, differs && !contradict, differs && contradict};
}

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct CheckGradient;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct CheckGradient<Function, f, Which, R(P...)> {
  using S = Sweeps<Function, f, Which>;
  static_assert(!(is_in_out<P> || ...), "check_gradient: arguments must be inputs only");

  GradientCheck operator()(P... arguments) const {
    GradientCheck report;
    const auto adjoints = Gradient<Function, f, Which>{}(arguments...);
    std::tuple<Value<P>...> copies(copy_value<P>(arguments)...);
    auto evaluate = [&]() -> double { return std::apply([](auto&... a) { return call<f>(lvalue(a)...); }, copies); };
    check_slots(report, adjoints, copies, evaluate, typename S::Named());
    return report;
  }

private:
  template <class Adjoints, class Copies, class F, unsigned... I>
  static void check_slots(GradientCheck& report, const Adjoints& adjoints, Copies& copies, F evaluate, Slots<I...>) {
    if constexpr (sizeof...(I) == 1)
      (check_slot(report, I, adjoints, std::get<I>(copies), evaluate), ...);
    else
      (check_slot(report, I, std::get<Slots<I...>::position(I)>(adjoints), std::get<I>(copies), evaluate), ...);
  }
  template <class Bar, class Copy, class F>
  static void check_slot(GradientCheck& report, unsigned parameter, const Bar& bar, Copy& argument, F evaluate) {
    std::vector<double> generated;
    for_each_number(bar, [&](const auto& number) { generated.push_back(static_cast<double>(number)); });
    if (generated.empty()) return;  // is passive
    const std::size_t stride = (generated.size() - 1) / numbers_checked_at_most + 1;
    std::size_t index = 0;
    for_each_named_number("argument " + std::to_string(parameter), lvalue(argument),
                          [&](const std::string& name, auto& number) {
                            const std::size_t i = index++;
                            if (i % stride == 0 && i < generated.size())
                              report.numbers.push_back(compare(name, generated[i], differences(number, evaluate)));
                          });
  }
};

template <class Function, PointerTo<Function> f, class Which, class = SignatureOf<Function>> struct CheckDerivatives;
template <class Function, PointerTo<Function> f, class Which, class R, class... P>
struct CheckDerivatives<Function, f, Which, R(P...)> {
  using S = Sweeps<Function, f, Which>;

  GradientCheck operator()(P... arguments) const {
    GradientCheck report = CheckGradient<Function, f, Which>{}(arguments...);
    auto direction = Gradient<Function, f, Which>{}(arguments...);  // of the right shape
    double sum = 0, size = 0;
    Random random(1);
    each_slot(direction, [&](auto& slot) {
      for_each_number(slot, [&](auto& number) {
        const auto along = static_cast<std::remove_reference_t<decltype(number)>>(random.uniform(-1, 1));
        sum += static_cast<double>(number) * static_cast<double>(along);
        size += std::abs(static_cast<double>(number) * static_cast<double>(along));
        number = along;
      });
    });
    const double tangent = Jvp<Function, f, Which>{}({arguments...}, tangents(direction)).tangent;
    report.dot_product_error = std::abs(tangent - sum) / std::max(size, std::numeric_limits<double>::min());
    report.dot_product_wrong =
        !(std::abs(tangent - sum) <= 1e3 * static_cast<double>(std::numeric_limits<R>::epsilon()) * size);
    return report;
  }

private:
  template <class Adjoints, class Action> static void each_slot(Adjoints& adjoints, Action action) {
    if constexpr (S::Named::count == 1)
      action(adjoints);
    else
      std::apply([&](auto&... slots) { (action(slots), ...); }, adjoints);
  }
  template <class Adjoints> static typename S::SlotTypes::Tangents tangents(const Adjoints& direction) {
    if constexpr (S::Named::count == 1)
      return {direction};
    else
      return std::apply([](const auto&... slots) { return typename S::SlotTypes::Tangents{slots...}; }, direction);
  }
};

}  // namespace detail

// check_gradient<f>(x, y): reverse mode against differences.
template <auto f, class Which = detail::All>
inline constexpr detail::CheckGradient<detail::FunctionTypeOf<f>, f, Which> check_gradient{};

// check_derivatives<f>(x, y): that, and forward mode against reverse mode.
template <auto f, class Which = detail::All>
inline constexpr detail::CheckDerivatives<detail::FunctionTypeOf<f>, f, Which> check_derivatives{};

}  // namespace retrograd
