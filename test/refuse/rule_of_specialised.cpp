// A rule is not passed over in silence where its function is made anew for the functions that it is called with.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <retrograd/autodiff.h>

#include <cmath>

double g(double x) { return std::sin(x); }
// CHECK: rule_of_specialised.cpp:[[#@LINE+1]]:{{.*}} error: rule 'apply' is not the derivative of one function: it takes a function, and is made anew for each that it is called with
double apply(double (*f)(double), double x) { return f(x); }
// CHECK: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
[[autodiff::rule]] void apply_adjoint(double x, double* x_bar, double result_bar) { *x_bar += 100 * result_bar; }

[[autodiff]] double h(double x) { return apply(&g, x) * x; }
// CHECK: 1 error generated
