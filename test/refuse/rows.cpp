// Messages AutodiffOption, RowsDiffer: adjoints with several seeds.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not %clang_plugin -std=c++20 -fsyntax-only -DRULE %s 2>&1 | FileCheck %s --check-prefix=RULE_CHECK --implicit-check-not=error:
#include <retrograd/autodiff.h>

#ifndef RULE
[[autodiff("row=2")]]
// CHECK: [[#@LINE-1]]:3: error: attribute 'autodiff' has no option 'row=2' here; functions have rows=2 to rows=8
double misspelled(double x) { return x; }
[[autodiff("rows=1")]]
// CHECK: [[#@LINE-1]]:3: error: attribute 'autodiff' has no option 'rows=1' here
double few(double x) { return x; }
[[autodiff("rows=2 ")]]
// CHECK: [[#@LINE-1]]:3: error: attribute 'autodiff' has no option 'rows=2 ' here
double blank(double x) { return x; }
[[autodiff("memory=64MB")]]
// CHECK: [[#@LINE-1]]:3: error: attribute 'autodiff' has no option 'memory=64MB' here; functions have rows=2 to rows=8 and memory=64MiB
double unit(double x) { return x; }
[[autodiff("memory=0B")]]
// CHECK: [[#@LINE-1]]:3: error: attribute 'autodiff' has no option 'memory=0B' here
double none(double x) { return x; }
// CHECK: [[#@LINE+1]]:10: error: attribute 'autodiff' has no option 'rows=2' here
struct [[autodiff("rows=2")]] Model {
  double weight;
};
#else
void doubled(double* x);
[[autodiff::rule]] void doubled_tangent(double* x, double* x_dot);
// It may change x, and would do so for each row.
[[autodiff::rule]] void doubled_adjoint(double* x, double* x_bar);

[[autodiff("rows=2")]]
// RULE_CHECK: [[#@LINE+2]]:8: error: cannot make an adjoint of 'twice_as_much' with several seeds at once: what it runs depends on the seed
// RULE_CHECK: note: leave out rows=…, and call the adjoint once for each seed
double twice_as_much(double* x) {
  doubled(x);
  return x[0];
}
#endif
