// Messages: UnsupportedMemberFunction, UnsupportedLambda, AutodiffLocal, where the attribute itself stands wrong.
// RUN: not %clang_plugin -std=c++23 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:

struct S {
  double k;
  // CHECK: :[[#@LINE+1]]:23: error: cannot differentiate 'member': member functions are not supported
  [[autodiff]] double member(double x) { return k * x; }
  // CHECK: note: write it as a function outside the class
  // CHECK: :[[#@LINE+1]]:31: error: cannot differentiate 'virtual_member': member functions
  [[autodiff]] virtual double virtual_member(double x) { return x; }
  [[autodiff]] static double allowed(double x) { return x; }
};

void function() {
  // CHECK: :[[#@LINE+1]]:17: error: cannot differentiate 'lambda': a lambda is not supported
  auto lambda = [] [[autodiff]] (double x) { return x; };
  // CHECK: note: write it as a function with a name
  struct Local {
    // CHECK: :[[#@LINE+1]]:32: error: cannot differentiate 'local': a function declared inside a function is not supported
    [[autodiff]] static double local(double x) { return x; }
    // CHECK: note: move it out to namespace scope
  };
  lambda(Local::local(1));
}
