// How gradient<f>, jvp<f>, … and the compiler talk to each other. Nothing here is for users.
//
// 1. Naming an entry point, e.g. gradient<f, wrt<0, 2>>, instantiates the class template
//
//      retrograd::detail::Request<Function, f, mode, Which>       (template parameters: type, pointer, Mode, type)
//
//    with Function f's type, `double(double, int)`, without noexcept; mode a Mode; Which All or retrograd::wrt<0, 2>
//    (ascending, counted from 0). The compiler finds its specializations in the AST and generates what they ask for.
//
// 2. For each request it writes two functions (the first only declared) at global scope, at the end of the unit, found
// by argument-dependent
//    lookup because Request derives from ::retrograd_glue:
//
//      [[maybe_unused]] retrograd::detail::Active<true, 0, 2> retrograd_active(retrograd::detail::Adjoint<…, f, …>);
//      inline R retrograd_call(retrograd::detail::Adjoint<…, f, …>, P... parameters, companions...) {
//        return ns::f_adjoint(…);
//      }
//
//    Active says whether R can carry a derivative, and which parameters have companions: those of active type not
//    marked passive; with wrt only the named and the in/out ones of them. Companions are grouped by kind, each group in
//    the order of Active:
//      Tangent  dots, then R& result_dot
//      Adjoint  bars, then R result_bar
//      Hvp      bars, dots, bars of the dots of in/out parameters, then R& result_dot, R result_bar, R result_dot_bar
//    Those of the result are there only where Active begins with true. An in/out parameter is a reference or pointer
//    to non-const. Types are those of the generated function.
//
// 3. Bodies of entry points (members of class templates derived from Request) may be instantiated only behind that
//    text: by then is_compiled<Request> holds.
#pragma once

#include "retrograd/detail/values.h"

namespace retrograd {

// Which parameters, counted from 0: gradient<f, wrt<0, 2>>.
template <unsigned... Parameters> struct wrt {};

namespace detail {

enum class Mode { Tangent, Adjoint, Hvp };
struct All {};

template <class Function, Function* f, Mode mode, class Which> struct Request : ::retrograd_glue {};
template <class Function, Function* f, class Which = All> using Tangent = Request<Function, f, Mode::Tangent, Which>;
template <class Function, Function* f, class Which = All> using Adjoint = Request<Function, f, Mode::Adjoint, Which>;
template <class Function, Function* f, class Which = All> using Hvp = Request<Function, f, Mode::Hvp, Which>;

template <bool Result, unsigned... Parameters> struct Active {};

template <class Request, class = void> struct IsCompiled : std::false_type {};
template <class Request>
struct IsCompiled<Request, std::void_t<decltype(retrograd_active(std::declval<Request>()))>> : std::true_type {
  using Active = decltype(retrograd_active(std::declval<Request>()));
};

// Called where a function has no derivative in this unit: an error when code is generated, so that editors, which
// load no plugin, show none.
#if defined(__GNUC__)
#define RETROGRAD_NOT_COMPILED                                                                           \
  __attribute__((                                                                                        \
      error("this function was not compiled with Retrograd: mark it [[autodiff]] and compile this file " \
            "with -fplugin=libretrograd.so, or include the header that the tool retrograd writes for it")))
#else
#define RETROGRAD_NOT_COMPILED
#endif
template <auto* f> [[noreturn]] RETROGRAD_NOT_COMPILED void was_not_compiled_with_retrograd();
#undef RETROGRAD_NOT_COMPILED

}  // namespace detail
}  // namespace retrograd
