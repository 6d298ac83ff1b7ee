// One check of a function's derivatives at a point: a sum of its outputs, with factors, is differentiated in reverse
// mode, in forward mode along a random direction, and by differences.
#pragma once

#include "retrograd/detail/check_report.h"
#include "retrograd/detail/check_values.h"
#include "retrograd/random.h"

#include <array>

namespace retrograd::detail {

inline constexpr std::size_t numbers_checked_at_most = 500;  // of one argument; of more, evenly spaced ones

struct NoBase {};
struct NoResult {};

// The least precise of the floating-point types in T's numbers.
template <class T> double epsilon_of(T& x) {
  double epsilon = std::numeric_limits<double>::epsilon();
  walk_numbers("", x, [&](const std::string&, auto& number) {
    using Number = std::remove_reference_t<decltype(number)>;
    epsilon = std::max(epsilon, static_cast<double>(std::numeric_limits<Number>::epsilon()));
  });
  return epsilon;
}

template <class Function, PointerTo<Function> f, class Which, bool WithTangent, class Signature = SignatureOf<Function>>
class CheckSweeps;

template <class Function, PointerTo<Function> f, class Which, bool WithTangent, class R, class... P>
class CheckSweeps<Function, f, Which, WithTangent, R(P...)>
    : public Adjoint<Function, f, Which>, public std::conditional_t<WithTangent, Tangent<Function, f, Which>, NoBase> {
public:
  using Inputs = std::tuple<Owned<P>...>;
  using Names = std::array<std::string, sizeof...(P) + 1>;  // one more: arrays aren't empty
  using Result = std::conditional_t<std::is_void_v<R>, NoResult, Decayed<R>>;
  using Parameters = std::index_sequence_for<P...>;

  static Names numbered_names() {
    Names names;
    for (std::size_t i = 0; i < sizeof...(P); ++i) names[i] = "argument " + std::to_string(i);
    return names;
  }

  // The numbers that f leaves behind: its result's, then those of its outputs in memory.
  std::vector<double> outputs(const Inputs& inputs) const {
    Inputs after = inputs;
    Result result = primal(after, Parameters());
    return outputs(result, after, compiled());
  }
  bool has_inputs() const { return has_inputs(compiled()); }
  bool has_outputs() const { return has_outputs(compiled()); }

  // Names of the parameters; `seed` chooses factors and direction.
  GradientCheck check(Inputs& inputs, const Names& names, std::uint64_t seed) const {
    GradientCheck report;
    Random random(seed);
    Inputs after = inputs;
    Result result = primal(after, Parameters());
    const std::vector<double> expected = outputs(result, after, compiled());
    std::vector<double> factors(expected.size(), 1);
    if (factors.size() > 1)
      for (double& factor : factors) factor = random.uniform(-1, 1);
    double epsilon = 0;
    Inputs bars = reverse(inputs, after, result, factors, expected, report, epsilon, compiled());
    if constexpr (WithTangent) forward(inputs, bars, result, factors, expected, random, report, epsilon, compiled());
    compare_numbers(inputs, bars, names, factors, report, epsilon, compiled());
    // A function that computes with less precision than its types say: differences are rough there, too.
    if (report.dot_product_error < 1e-5 && report.count_unsure() > 0) report.dot_product_wrong = false;
    return report;
  }

  // Of a function with one result.
  Inputs gradient(const Inputs& inputs) const {
    GradientCheck report;
    double epsilon = 0;
    Inputs after = inputs;
    Result result = primal(after, Parameters());
    return reverse(inputs, after, result, {1}, outputs(result, after, compiled()), report, epsilon, compiled());
  }

private:
  static auto compiled() { return typename IsCompiled<Adjoint<Function, f, Which>>::Active(); }

  template <std::size_t... I> static Result primal(Inputs& inputs, std::index_sequence<I...>) {
    if constexpr (std::is_void_v<R>) {
      call<f>(std::get<I>(inputs).argument()...);
      return {};
    } else {
      return call<f>(std::get<I>(inputs).argument()...);
    }
  }

  template <bool HasResult, unsigned... A> static constexpr bool has_inputs(Active<HasResult, A...>) {
    return sizeof...(A) > 0;
  }
  template <bool HasResult, unsigned... A> static constexpr bool has_outputs(Active<HasResult, A...>) {
    return HasResult || (is_output<typename Nth<A, P...>::type> || ...);
  }

  // Calls action on each number of the outputs.
  template <class Action, bool HasResult, unsigned... A>
  static void each_output([[maybe_unused]] Result& result, [[maybe_unused]] Inputs& inputs, Active<HasResult, A...>,
                          Action action) {
    if constexpr (HasResult) for_each_number(result, action);
    auto each = [&](auto& owned, auto is_written) {
      if constexpr (is_written.value) each_number(owned, action);
    };
    (void)each;
    (each(std::get<A>(inputs), std::bool_constant<is_output<typename Nth<A, P...>::type>>()), ...);
  }
  template <bool HasResult, unsigned... A>
  static std::vector<double> outputs(Result& result, Inputs& inputs, Active<HasResult, A...> active) {
    std::vector<double> numbers;
    each_output(result, inputs, active, [&](auto& number) { numbers.push_back(static_cast<double>(number)); });
    return numbers;
  }
  template <unsigned... A> static void set_zeros([[maybe_unused]] Inputs& inputs) {
    (each_number(std::get<A>(inputs), [](auto& number) { number = 0; }), ...);
  }
  static bool differ(const std::vector<double>& one, const std::vector<double>& other, double epsilon) {
    if (one.size() != other.size()) return true;
    for (std::size_t i = 0; i < one.size(); ++i)
      if (!(std::abs(one[i] - other[i]) <= 1e6 * epsilon * std::max(1.0, std::abs(one[i])))) return true;
    return false;
  }
  template <class Request, class... Arguments> static Result call_compiled(Arguments&&... arguments) {
    if constexpr (std::is_void_v<R>) {
      retrograd_call(Request(), static_cast<Arguments&&>(arguments)...);
      return {};
    } else {
      return retrograd_call(Request(), static_cast<Arguments&&>(arguments)...);
    }
  }

  // The adjoints of the inputs, those of the outputs being the factors.
  template <bool HasResult, unsigned... A, std::size_t... I>
  static Result run_reverse(Inputs& inputs, Inputs& bars, [[maybe_unused]] Result& bar, Active<HasResult, A...>,
                            std::index_sequence<I...>) {
    using Request = Adjoint<Function, f, Which>;
    if constexpr (HasResult)
      return call_compiled<Request>(std::get<I>(inputs).argument()..., std::get<A>(bars).companion()..., bar);
    else
      return call_compiled<Request>(std::get<I>(inputs).argument()..., std::get<A>(bars).companion()...);
  }
  template <bool HasResult, unsigned... A>
  static Inputs reverse(const Inputs& inputs, Inputs& after, const Result& result, const std::vector<double>& factors,
                        const std::vector<double>& expected, GradientCheck& report, double& epsilon,
                        Active<HasResult, A...> active) {
    Inputs run = inputs, bars = inputs;
    auto shape = [&](auto& bar, auto& output, auto is_written) {
      if constexpr (is_written.value) bar = output;
      epsilon = std::max(epsilon, epsilon_of(lvalue(bar.value)));
    };
    (shape(std::get<A>(bars), std::get<A>(after), std::bool_constant<is_output<typename Nth<A, P...>::type>>()), ...);
    set_zeros<A...>(bars);
    Result result_bar = result;
    if constexpr (HasResult) epsilon = std::max(epsilon, epsilon_of(result_bar));
    std::size_t next = 0;
    each_output(result_bar, bars, active, [&](auto& number) {
      number = static_cast<std::remove_reference_t<decltype(number)>>(factors[next++]);
    });
    Result again = run_reverse(run, bars, result_bar, active, Parameters());
    report.value_wrong |= differ(expected, outputs(again, run, active), epsilon);
    return bars;
  }

  // The derivative along a random direction, against that direction times the gradient.
  template <bool HasResult, unsigned... A, std::size_t... I>
  static Result run_forward(Inputs& inputs, Inputs& dots, [[maybe_unused]] Result& dot, Active<HasResult, A...>,
                            std::index_sequence<I...>) {
    using Request = Tangent<Function, f, Which>;
    if constexpr (HasResult)
      return call_compiled<Request>(std::get<I>(inputs).argument()..., std::get<A>(dots).companion()..., dot);
    else
      return call_compiled<Request>(std::get<I>(inputs).argument()..., std::get<A>(dots).companion()...);
  }
  template <bool HasResult, unsigned... A>
  static void forward(const Inputs& inputs, Inputs& bars, const Result& result, const std::vector<double>& factors,
                      const std::vector<double>& expected, Random& random, GradientCheck& report, double epsilon,
                      Active<HasResult, A...> active) {
    Inputs run = inputs, dots = inputs;
    std::vector<double> gradient;
    (each_number(std::get<A>(bars), [&](auto& number) { gradient.push_back(static_cast<double>(number)); }), ...);
    double by_reverse = 0, size = 0, by_forward = 0;
    std::size_t next = 0;
    auto choose = [&](auto& number) {
      number = static_cast<std::remove_reference_t<decltype(number)>>(random.uniform(-1, 1));
      const double term = next < gradient.size() ? gradient[next++] * static_cast<double>(number) : 0;
      by_reverse += term;
      size += std::abs(term);
    };
    (each_number(std::get<A>(dots), choose), ...);
    Result result_dot = result;
    if constexpr (HasResult) for_each_number(result_dot, [](auto& number) { number = 0; });
    Result again = run_forward(run, dots, result_dot, active, Parameters());
    report.value_wrong |= differ(expected, outputs(again, run, active), epsilon);
    next = 0;
    each_output(result_dot, dots, active, [&](auto& number) {
      const double term = next < factors.size() ? factors[next++] * static_cast<double>(number) : 0;
      by_forward += term;
      size = std::max(size, std::abs(term));
    });
    report.dot_product_error = std::abs(by_forward - by_reverse) / std::max(size, std::numeric_limits<double>::min());
    report.dot_product_wrong = !(std::abs(by_forward - by_reverse) <= 1e3 * epsilon * size);
  }

  template <bool HasResult, unsigned... A>
  void compare_numbers(Inputs& inputs, Inputs& bars, const Names& names, const std::vector<double>& factors,
                       GradientCheck& report, double epsilon, Active<HasResult, A...>) const {
    auto sum = [&] {
      const std::vector<double> now = outputs(inputs);
      double total = now.size() == factors.size() ? 0 : std::numeric_limits<double>::quiet_NaN();
      for (std::size_t i = 0; i < now.size() && i < factors.size(); ++i) total += factors[i] * now[i];
      return total;
    };
    (compare_argument(A, names[A], std::get<A>(inputs), std::get<A>(bars), epsilon, report, sum), ...);
  }
  template <class Argument, class F>
  static void compare_argument(unsigned parameter, const std::string& name, Argument& argument, Argument& bar,
                               double epsilon, GradientCheck& report, F& f_of_inputs) {
    std::vector<double> generated;
    each_number(bar, [&](auto& number) { generated.push_back(static_cast<double>(number)); });
    if (generated.empty()) return;
    const std::size_t stride = (generated.size() - 1) / numbers_checked_at_most + 1;
    std::size_t index = 0;
    walk_numbers(name, lvalue(argument.value), [&](const std::string& number_name, auto& number) {
      const std::size_t i = index++;
      if (i % stride == 0 && i < generated.size())
        report.numbers.push_back(compare(number_name, parameter, generated[i], number, epsilon, f_of_inputs));
    });
  }
};

}  // namespace retrograd::detail
