// In code that is wrong without us, only Clang speaks.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not %clang_plugin -std=c++20 -fsyntax-only -DUNCLOSED %s 2>&1 | FileCheck %s --check-prefix=UNCLOSED
#include <retrograd/autodiff.h>

#ifndef UNCLOSED
// CHECK: error: use of undeclared identifier 'unknown'
[[autodiff]] double f(double x) { return x * unknown; }
double use(double x) { return retrograd::gradient<f>(x); }
#else
[[autodiff]] double g(double x) { return x; }
// UNCLOSED: error: expected '}'
namespace never_closed {
#endif
