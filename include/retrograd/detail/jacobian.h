// The Jacobian: outputs are the result's numbers, then those of in/out arguments; inputs those of the active slots.
// Passive members have rows and columns of zeros.
#pragma once

#include "retrograd/detail/sweeps.h"

namespace retrograd::detail {

template <class Function, PointerTo<Function> f, class Which, class Signature = SignatureOf<Function>>
class JacobianSweeps;

template <class Function, PointerTo<Function> f, class Which, class R, class... P>
class JacobianSweeps<Function, f, Which, R(P...)> {
  using S = Sweeps<Function, f, Which, SlotsAndOutputs>;
  using References = typename S::References;
  using Parameters = typename S::Parameters;
  using Bars = typename S::Bars;
  using Active = typename IsCompiled<typename S::AdjointRequest>::Active;
  struct NoResult {};
  using Result = std::conditional_t<std::is_void_v<R>, NoResult, Decayed<R>>;
  template <class> struct IsResultActive;
  template <bool Flag, unsigned... A> struct IsResultActive<detail::Active<Flag, A...>> {
    static constexpr bool value = Flag;
    using InOutSlots = typename InOut<Slots<A...>, P...>::type;
  };
  static constexpr bool has_result = IsResultActive<Active>::value;
  using InOutSlots = typename IsResultActive<Active>::InOutSlots;

public:
  static DenseMatrix<typename S::Number> compute(References& arguments) {
    JacobianSweeps sweeps(arguments);
    if (sweeps.rows_ <= sweeps.columns_)
      sweeps.by_rows(arguments);
    else
      sweeps.by_columns();
    return std::move(sweeps.matrix_);
  }

private:
  // The primal runs once on the caller's arguments, which then hold its outputs; sweeps run on copies of what was
  // before.
  explicit JacobianSweeps(References& arguments)
      : before_(S::hold(arguments, Parameters())),
        columns_(S::template count_inputs<Active>(arguments)),
        result_(run(arguments)) {
    if constexpr (has_result) rows_ += count_numbers(result_);
    count_outputs(arguments, InOutSlots());
    matrix_ = DenseMatrix<typename S::Number>(rows_, columns_);
  }
  static Result run(References& arguments) {
    if constexpr (std::is_void_v<R>) {
      S::primal(arguments, Parameters());
      return {};
    } else {
      return S::primal(arguments, Parameters());
    }
  }
  template <unsigned... I> void count_outputs(References& arguments, Slots<I...>) {
    (void)arguments;
    ((rows_ += count_numbers(std::get<I>(arguments))), ...);
  }

  Result zero_result() const {
    if constexpr (has_result)
      return zero_like(result_);
    else
      return result_;
  }
  template <class Tuple, unsigned... I>
  static void set_output(Result& result, Tuple& bars, std::size_t index, Slots<I...>) {
    (void)bars;
    if constexpr (has_result) set_number(result, index, 1);
    (set_number(lvalue(std::get<S::template slot<I>>(bars)), index, 1), ...);
  }
  template <class Tuple, unsigned... I>
  void gather_column(Result& result, Tuple& dots, std::size_t column, Slots<I...>) {
    set_passive_zeros(dots);
    if constexpr (has_result) set_passive_zero(result);
    std::size_t row = 0;
    auto gather = [&](const auto& number) { matrix_(row++, column) = static_cast<typename S::Number>(number); };
    if constexpr (has_result) for_each_number(result, gather);
    (for_each_number(lvalue(std::get<S::template slot<I>>(dots)), gather), ...);
  }
  template <class Tuple> static void set_passive_zeros(Tuple& slots) {
    std::apply([](auto&... value) { (set_passive_zero(lvalue(value)), ...); }, slots);
  }

  // Bars of in/out arguments have the shape of what the function left there.
  void by_rows(References& outputs) {
    std::size_t row = 0;
    constexpr unsigned together = Together<Rows<Function, f, Which>>::value;
    if constexpr (together > 1)
      for (; row + together <= rows_; row += together) rows_at_once(row, outputs, std::make_index_sequence<together>());
    for (; row < rows_; ++row) {
      auto held = before_;
      References copies = S::release(held, Parameters());
      Bars bars = S::template zero_bars<Active>(outputs);
      Result seed = zero_result();
      set_output(seed, bars, row, InOutSlots());
      S::adjoint(copies, bars, seed);
      store(row, bars);
    }
  }
  template <std::size_t... Row>
  void rows_at_once(std::size_t first, References& outputs, std::index_sequence<Row...> rows) {
    auto held = before_;
    References copies = S::release(held, Parameters());
    Bars bars[] = {((void)Row, S::template zero_bars<Active>(outputs))...};
    Result seeds[] = {((void)Row, zero_result())...};
    (set_output(seeds[Row], bars[Row], first + Row, InOutSlots()), ...);
    S::template together<Rows<Function, f, Which>>(copies, bars, seeds, Active(), Parameters(), rows);
    (store(first + Row, bars[Row]), ...);
  }
  void store(std::size_t row, Bars& bars) {
    set_passive_zeros(bars);
    std::size_t column = 0;
    S::for_each_input(bars, Active(),
                      [&](const auto& number) { matrix_(row, column++) = static_cast<typename S::Number>(number); });
  }
  void by_columns() {
    std::size_t column = 0;
    constexpr unsigned together = Together<Columns<Function, f, Which>>::value;
    if constexpr (together > 1)
      for (; column + together <= columns_; column += together)
        columns_at_once(column, std::make_index_sequence<together>());
    for (; column < columns_; ++column) {
      auto held = before_;
      References copies = S::release(held, Parameters());
      Bars dots = S::template zero_bars<Active>(copies);
      S::template set_input<Active>(dots, column, 1);
      Result result_dot = zero_result();
      S::tangent(copies, dots, result_dot);
      gather_column(result_dot, dots, column, InOutSlots());
    }
  }
  template <std::size_t... Column> void columns_at_once(std::size_t first, std::index_sequence<Column...> columns) {
    auto held = before_;
    References copies = S::release(held, Parameters());
    Bars dots[] = {((void)Column, S::template zero_bars<Active>(copies))...};
    (S::template set_input<Active>(dots[Column], first + Column, 1), ...);
    Result result_dots[] = {((void)Column, zero_result())...};
    S::template together<Columns<Function, f, Which>>(copies, dots, result_dots, Active(), Parameters(), columns);
    (gather_column(result_dots[Column], dots[Column], first + Column, InOutSlots()), ...);
  }

  std::tuple<Held<P>...> before_;
  std::size_t rows_ = 0, columns_;
  Result result_;
  DenseMatrix<typename S::Number> matrix_;
};

}  // namespace retrograd::detail
