// Checks at run time (RETROGRAD_CHECKS): each failure ends the program with the line of the primal. Plugin and tool.
// RUN: %retrograd %s -o %t.ad.h -- -std=c++17 -DRETROGRAD_CHECKS=1
// RUN: FileCheck --check-prefix=TEXT %s < %t.ad.h
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror -DRETROGRAD_CHECKS=1 -DGENERATED='"%t.ad.h"' %s -o %t.tool
// RUN: %clang_plugin -std=c++17 -DRETROGRAD_CHECKS=1 %s -o %t.plugin
// RUN: %t.tool fine && %t.plugin fine
// RUN: not --crash %t.tool whole 2>&1 | FileCheck --check-prefix=WHOLE %s
// RUN: not --crash %t.plugin whole 2>&1 | FileCheck --check-prefix=WHOLE %s
// RUN: not --crash %t.plugin inside 2>&1 | FileCheck --check-prefix=INSIDE %s
// RUN: not --crash %t.tool call 2>&1 | FileCheck --check-prefix=CALL %s
// RUN: not --crash %t.plugin call 2>&1 | FileCheck --check-prefix=CALL %s
// RUN: not --crash %t.tool nan 2>&1 | FileCheck --check-prefix=NAN %s
// RUN: not --crash %t.plugin nan 2>&1 | FileCheck --check-prefix=NAN %s
// RUN: not --crash %t.plugin elements 2>&1 | FileCheck --check-prefix=ELEMENTS %s
// Off, nothing of it is there.
// RUN: %retrograd %s -o %t.off.h -- -std=c++17
// RUN: FileCheck --check-prefix=OFF %s < %t.off.h
// RUN: %retrograd %s -o %t.off.h -- -std=c++17 -DRETROGRAD_CHECKS=0
// RUN: FileCheck --check-prefix=OFF %s < %t.off.h
// OFF-NOT: check
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstring>

// TEXT: #include <retrograd/checks.h>
// TEXT-LABEL: double swap_roles_adjoint(
// TEXT: retrograd::check_distinct("guards.cpp:[[#@LINE+2]]", "swap_roles", "x, y", 2L, x, y);
// WHOLE: guards.cpp:[[#@LINE+1]]: 'x' and 'y' of 'swap_roles' overlap, and one of them may be written: its derivative assumes that they do not; pass a copy
[[autodiff]] double swap_roles(const double* x, double* y) {
  y[0] = x[0] * x[0];
  return y[0] * x[0];
}

struct Pair {
  double a, b;
};
// INSIDE: guards.cpp:[[#@LINE+1]]: 'pair' and 'b' of 'inside' overlap
[[autodiff]] double inside(const Pair& pair, double& b) {
  b = pair.a * pair.b;
  return b * pair.b;
}

static void update(double& a, const double& b) { a = a * b + b; }
[[autodiff]] double calls(double* v, int i, int j) {
  // CALL: guards.cpp:[[#@LINE+1]]: 'a' and 'b' of 'update' overlap
  update(v[i], v[j]);
  return v[i];
}

[[autodiff]] double nan_in_reverse(double x, double y) {
  const double t = x - y;
  // TEXT: retrograd::check_adjoint("guards.cpp:[[#@LINE+2]]", "t", t_bar);
  // NAN: guards.cpp:[[#@LINE+1]]: the adjoint of 't' becomes NaN
  const double s = std::sqrt(t * t);
  return 2 * s;
}

// ELEMENTS: retrograd: arguments 0 and 1 (counted from 0) of a differentiated function are the same memory
[[autodiff]] double elements(const double (&x)[4], double& y) {
  y = x[0] * x[2];
  return y * x[2];
}

#ifdef GENERATED
#include GENERATED
#endif

int main(int, char** words) {
  const auto asked = [&](const char* name) { return std::strcmp(words[1], name) == 0; };
  double x[4] = {2, 3, 4, 5}, y = 0, x_bar[4] = {}, y_bar = 0;
  if (asked("fine")) {
    swap_roles_adjoint(x, x_bar, &y, &y_bar, 1);
    calls_adjoint(x, x_bar, 0, 1, 1);
    retrograd::gradient<elements>(x, y);
    double a = 0, b = 0;
    nan_in_reverse_adjoint(3, a, 2, b, 1);
  }
  if (asked("whole")) swap_roles_adjoint(x, x_bar, x, x_bar, 1);
  if (asked("inside")) {
    Pair pair{1, 2}, pair_bar{};
    inside_adjoint(pair, pair_bar, pair.b, pair_bar.b, 1);
  }
  if (asked("call")) calls_adjoint(x, x_bar, 1, 1, 1);
  if (asked("nan")) {
    double a = 0, b = 0;
    nan_in_reverse_adjoint(1, a, 1, b, 1);
  }
  if (asked("elements")) retrograd::gradient<elements>(x, x[2]);
}
