// Messages: AttributeMisplaced, AttributeStringsOnly.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not ls %t.h

// CHECK: plugin_attributes.cpp:[[#@LINE+1]]:3: error: attribute 'autodiff' applies to functions and classes only
[[autodiff]] double variable = 1;

// CHECK: :[[#@LINE+1]]:3: error: attribute 'autodiff::passive' applies to parameters and members only
[[autodiff::passive]] double f(double x);

// CHECK: :[[#@LINE+1]]:10: error: attribute 'autodiff::rule' applies to functions only
struct [[autodiff::rule]] S {};

// CHECK: :[[#@LINE+1]]:3: error: attribute 'autodiff::opaque' applies to classes only
[[autodiff::opaque]] double g(double x);

// CHECK: :[[#@LINE+1]]:3: error: attribute 'autodiff::rule' takes string literals only
[[autodiff::rule(1)]] void h(double* x_bar);
