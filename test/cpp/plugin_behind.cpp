// Declarations stand right behind the function, whatever it stands in.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -pedantic -Werror %s -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

// Calls the adjoint of a function of one variable at 3.
#define DERIVATIVE(function) [] { double bar = 0; function(3.0, bar, 1.0); return bar; }()

namespace a::b {
[[autodiff]] double nested(double x) {
  if (x > 0) {
    return x * x;
  }
  return -x;
}
double use_nested() { return DERIVATIVE(nested_adjoint); }
}  // namespace a::b

namespace a {
inline namespace v1 {
[[autodiff]] double in_inline(double x) { return 2 * x * x; }
double use_in_inline() { return DERIVATIVE(in_inline_adjoint); }
}  // namespace v1
double use_from_outside() { return DERIVATIVE(in_inline_adjoint); }
}  // namespace a

namespace {
[[autodiff]] double in_anonymous(double x) { return 3 * x * x; }
double use_in_anonymous() { return DERIVATIVE(in_anonymous_adjoint); }
}  // namespace

extern "C" {
[[autodiff]] double in_c(double x) { return 4 * x * x; }
double use_in_c() { return DERIVATIVE(in_c_adjoint); }
}

[[autodiff]] static double internal(double x) { return 5 * x * x; }
static double use_internal() { return DERIVATIVE(internal_adjoint); }

[[autodiff]] inline double in_line(double x) { return 6 * x * x; }
inline double use_in_line() { return DERIVATIVE(in_line_adjoint); }

#define SQUARE(name, factor)                                      \
  [[autodiff]] double name(double x) { return factor * x * x; } \
  double use_##name() { return DERIVATIVE(name##_adjoint); }
SQUARE(by_macro, 7)

AUTODIFF double by_other_spelling(double x) { return 8 * x * x; }
double use_by_other_spelling() { return DERIVATIVE(by_other_spelling_adjoint); }

[[retrograd::autodiff]] double scoped(double x) { return 9 * x * x; }
double use_scoped() { return DERIVATIVE(scoped_adjoint); }

[[autodiff]] double declared_first(double x);
double declared_first(double x) { return 10 * x * x; }

int main() {
  std::printf("%g %g %g %g %g %g\n", a::b::use_nested(), a::use_in_inline(), a::use_from_outside(), use_in_anonymous(),
              use_in_c(), use_internal());
  // CHECK: 6 12 12 18 24 30
  std::printf("%g %g %g %g\n", use_in_line(), use_by_macro(), use_by_other_spelling(), use_scoped());
  // CHECK: 36 42 48 54
  std::printf("%g\n", retrograd::gradient<declared_first>(3.0));
  // CHECK: 60
}
