// One file of the corpus, as the compiler differentiates it and as its dual twin.
//   -DCORPUS="corpus/loops.h"; -DGENERATED="loops.ad.h" where the derivatives come from the tool rather than the plugin
//   -DRETROGRAD_SECOND_ORDER: Hessian-vector products too
//   -DRETROGRAD_ORACLE_ONLY: no derivatives; what the dual says is checked against itself (test of the oracle)
#ifndef RETROGRAD_ORACLE_ONLY
#include <retrograd/autodiff.h>
#endif

// Standard headers first: in no namespace, under no macro, and sanitized or not for the whole program alike.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "unoptimized_begin.h"
// Comments keep clang-format from sorting these three.
#include "subject.h"
// (as above)
#include "dual_complex.h"
// (as above)
#include "unoptimized_end.h"

#ifdef RETROGRAD_ORACLE_ONLY
#define PASSIVE
#define DIFFERENTIATE
#define DIFFERENTIATE_WITHIN(bytes)
#else
#define PASSIVE [[autodiff::passive]]
#define DIFFERENTIATE [[autodiff]]
#define DIFFERENTIATE_WITHIN(bytes) [[autodiff("memory=" bytes)]]
#endif
namespace real {
using LongDouble = long double;
#include CORPUS
}  // namespace real
#undef DIFFERENTIATE
#undef DIFFERENTIATE_WITHIN
#undef PASSIVE

#include "unoptimized_begin.h"
#define PASSIVE
#define DIFFERENTIATE
#define DIFFERENTIATE_WITHIN(bytes)
#define std dual_std
#define double ::oracle::Dual<double>
#define float ::oracle::Dual<float>
namespace dual {
using LongDouble = ::oracle::LongDouble;
#include CORPUS
}  // namespace dual
#undef float
#undef double
#undef std
#include "unoptimized_end.h"

#ifdef GENERATED
#if __has_include(GENERATED)
#include GENERATED
#endif
#endif

#ifndef RETROGRAD_TOOL
#include "unoptimized_begin.h"
using namespace oracle;
#define CORPUS_CASES
#ifdef RETROGRAD_ORACLE_ONLY
#define DERIVATIVE(name) nullptr
#else
#define DERIVATIVE(name) &real::name
#endif
#ifdef RETROGRAD_SECOND_ORDER
#define SECOND_DERIVATIVE(name) secondDerivative<std::remove_pointer_t<decltype(&real::name)>, &real::name>()
// Asks the compiler for f_hvp as the public header does: by a class derived from the request, whose members are
// compiled only where f_hvp is known.
template <class Function, Function* f> struct SecondDerivative : retrograd::detail::Hvp<Function, f> {
  template <class R, class... A> static R call(A... a) {
    return retrograd_call(retrograd::detail::Hvp<Function, f>{}, static_cast<A>(a)...);
  }
  template <class R, class... A> constexpr operator Call<R, A...>() const {
    return &SecondDerivative::template call<R, A...>;
  }
};
template <class Function, Function* f> auto secondDerivative() {
  if constexpr (std::is_floating_point_v<decltype(resultOf(f))>)
    return SecondDerivative<Function, f>();
  else
    return nullptr;
}
#else
#define SECOND_DERIVATIVE(name) nullptr
#endif
// CASE(function, input for each parameter…)
#define CASE(name, ...)                                                                                    \
  static const Registration JOIN(case_, __COUNTER__) =                                                     \
      makeSubject(#name, &real::name, &dual::name, DERIVATIVE(name##_tangent), DERIVATIVE(name##_adjoint), \
                  SECOND_DERIVATIVE(name), __VA_ARGS__)
// The same where second derivatives are refused.
#define FIRST_ORDER_CASE(name, ...)                                                                        \
  static const Registration JOIN(case_, __COUNTER__) =                                                     \
      makeSubject(#name, &real::name, &dual::name, DERIVATIVE(name##_tangent), DERIVATIVE(name##_adjoint), \
                  nullptr, __VA_ARGS__)
#define JOIN(a, b) JOIN_(a, b)
#define JOIN_(a, b) a##b
#include CORPUS
#include "unoptimized_end.h"
#endif
