// How gradient<f>, jvp<f>, … and the compiler talk to each other. Nothing here is for users.
//
// 1. Naming an entry point, e.g. gradient<f, wrt<0, 2>>, instantiates the class template
//
//      retrograd::detail::Request<Function, f, mode, Which>       (template parameters: type, pointer, Mode, type)
//
//    with Function f's type, `double(double, int)` or, of a member, `double (C::*)(double) const`, without noexcept;
//    mode a Mode; Which All or retrograd::wrt<0, 2> (ascending, counted from 0). The compiler finds its specializations
//    in the AST and generates what they ask for.
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
//    Rows and Columns are Adjoint and Tangent with several seeds at once, as many as the compiler finds best or
//    [[autodiff("rows=4")]] says: each bar, dot, result_bar and result_dot is followed by those of the further rows or
//    columns. They have no answer where one seed at a time is as good, or all that can be done.
//
//      [[maybe_unused]] std::integral_constant<unsigned, 4> retrograd_together(retrograd::detail::Rows<…, f>);
//      inline R retrograd_call(retrograd::detail::Rows<…, f>, P... parameters, bars...);
//
// 3. Bodies of entry points (members of class templates derived from Request) may be instantiated only behind that
//    text: by then is_compiled<Request> holds.
#pragma once

#include "retrograd/detail/values.h"

namespace retrograd {

// Which parameters, counted from 0: gradient<f, wrt<0, 2>>.
template <unsigned... Parameters> struct wrt {};

namespace detail {

// What f is: Function of f's own type, and f's pointer and signature of that. The object of a member is its first
// parameter.
template <class Function> struct Callable {
  using Pointer = Function*;
  using Signature = Function;
  template <Function* f, class... P> static decltype(auto) call(P&&... arguments) {
    return f(static_cast<P&&>(arguments)...);
  }
};
template <class> struct FunctionOf;
template <class R, class... P> struct FunctionOf<R (*)(P...)> {
  using type = R(P...);
};
template <class R, class... P> struct FunctionOf<R (*)(P...) noexcept> {
  using type = R(P...);
};
template <class Function, class Object, class R, class... P> struct CallableMember {
  using Pointer = Function;
  using Signature = R(Object, P...);
  template <Function f, class... A> static decltype(auto) call(Object object, A&&... arguments) {
    return (object.*f)(static_cast<A&&>(arguments)...);
  }
};
template <class C, class R, class... P>
struct Callable<R (C::*)(P...)> : CallableMember<R (C::*)(P...), C&, R, P...> {};
template <class C, class R, class... P>
struct Callable<R (C::*)(P...) const> : CallableMember<R (C::*)(P...) const, const C&, R, P...> {};
template <class C, class R, class... P> struct FunctionOf<R (C::*)(P...)> {
  using type = R (C::*)(P...);
};
template <class C, class R, class... P> struct FunctionOf<R (C::*)(P...) noexcept> {
  using type = R (C::*)(P...);
};
template <class C, class R, class... P> struct FunctionOf<R (C::*)(P...) const> {
  using type = R (C::*)(P...) const;
};
template <class C, class R, class... P> struct FunctionOf<R (C::*)(P...) const noexcept> {
  using type = R (C::*)(P...) const;
};
template <auto f> using FunctionTypeOf = typename FunctionOf<decltype(f)>::type;
template <class Function> using PointerTo = typename Callable<Function>::Pointer;
template <class Function> using SignatureOf = typename Callable<Function>::Signature;

template <auto f, class... P> decltype(auto) call(P&&... arguments) {
  return Callable<FunctionTypeOf<f>>::template call<f>(static_cast<P&&>(arguments)...);
}

enum class Mode { Tangent, Adjoint, Hvp, Rows, Columns };
struct All {};

template <class Function, PointerTo<Function> f, Mode mode, class Which> struct Request : ::retrograd_glue {};
template <class Function, PointerTo<Function> f, class Which = All>
using Tangent = Request<Function, f, Mode::Tangent, Which>;
template <class Function, PointerTo<Function> f, class Which = All>
using Adjoint = Request<Function, f, Mode::Adjoint, Which>;
template <class Function, PointerTo<Function> f, class Which = All> using Hvp = Request<Function, f, Mode::Hvp, Which>;
template <class Function, PointerTo<Function> f, class Which = All>
using Rows = Request<Function, f, Mode::Rows, Which>;
template <class Function, PointerTo<Function> f, class Which = All>
using Columns = Request<Function, f, Mode::Columns, Which>;

template <bool Result, unsigned... Parameters> struct Active {};

template <class Request, class = void> struct IsCompiled : std::false_type {};
template <class Request>
struct IsCompiled<Request, std::void_t<decltype(retrograd_active(std::declval<Request>()))>> : std::true_type {
  using Active = decltype(retrograd_active(std::declval<Request>()));
};

// For how many seeds at once the unit has the derivative.
template <class Request, class = void> struct Together : std::integral_constant<unsigned, 1> {};
template <class Request>
struct Together<Request, std::void_t<decltype(retrograd_together(std::declval<Request>()))>>
    : decltype(retrograd_together(std::declval<Request>())){};

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
template <auto f> [[noreturn]] RETROGRAD_NOT_COMPILED void was_not_compiled_with_retrograd();
#undef RETROGRAD_NOT_COMPILED

}  // namespace detail
}  // namespace retrograd
