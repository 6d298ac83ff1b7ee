// Checks of gradients for users: the generated one against differences of the function itself, number by number; of an
// argument with more than 500 numbers, of at most 500 that are evenly spaced.
//
//   auto report = retrograd::check_gradient<loss, retrograd::wrt<0>>(model, x, y);
//   if (!report) std::cout << report.text();     // "argument 0.w1[17]: generated 0.25, by differences 0.5  WRONG" …
//   for (auto& p : report.parameters()) …        // of each parameter the worst error
//
//   retrograd::check_derivatives<f>(1.0, 2.0)    // also: reverse and forward mode agree along a random direction
//   retrograd::check_by_complex_step<f<double>, f<std::complex<double>>>(1.0, 2.0)   // to the last digits, see below
//
// Differences are central, at two distances, extrapolated (Richardson). Where the two, or both sides, contradict each
// other (a kink is near, or the function is rough) nothing can be said, and the report says that. Of a function with
// several results, or that writes to its arguments, a sum of all with random factors is checked.
#pragma once

#include "retrograd/autodiff.h"
#include "retrograd/detail/check_report.h"
#include "retrograd/detail/check_sweeps.h"
#include "retrograd/detail/complex_step.h"

namespace retrograd {

namespace detail {

template <class Function, PointerTo<Function> f, class Which, bool WithTangent, class = SignatureOf<Function>>
struct Check;
template <class Function, PointerTo<Function> f, class Which, bool WithTangent, class R, class... P>
struct Check<Function, f, Which, WithTangent, R(P...)> : CheckSweeps<Function, f, Which, WithTangent> {
  static_assert(!(std::is_pointer_v<Decayed<P>> || ...),
                "a raw pointer has no length: check a function that takes a container or an array reference instead, "
                "or the file with the command: retrograd check --size p=100 file.cpp");
  using Sweeps = CheckSweeps<Function, f, Which, WithTangent>;

  GradientCheck operator()(P... arguments) const {
    if constexpr (!IsCompiled<Adjoint<Function, f, Which>>::value) {
      was_not_compiled_with_retrograd<f>();
    } else {
      typename Sweeps::Inputs inputs(Owned<P>{copy_value<P>(arguments)}...);
      return Sweeps().check(inputs, Sweeps::numbered_names(), 1);
    }
  }
};

}  // namespace detail

// check_gradient<f>(x, y): reverse mode against differences.
template <auto f, class Which = detail::All>
inline constexpr detail::Check<detail::FunctionTypeOf<f>, f, Which, false> check_gradient{};

// check_derivatives<f>(x, y): that, and forward mode against reverse mode.
template <auto f, class Which = detail::All>
inline constexpr detail::Check<detail::FunctionTypeOf<f>, f, Which, true> check_derivatives{};

// check_by_complex_step<f, g>(x, y): reverse mode against the imaginary part of g(x + ih) / h, where g is f over
// complex numbers: the same template at std::complex<double>, say. No digits are lost, so errors are found that
// differences can't see. For functions without kinks, abs, or comparisons, of numbers, arrays and containers of them;
// one result.
template <auto f, auto g, class Which = detail::All>
inline constexpr detail::CheckByComplexStep<detail::FunctionTypeOf<f>, f, g, Which> check_by_complex_step{};

}  // namespace retrograd
