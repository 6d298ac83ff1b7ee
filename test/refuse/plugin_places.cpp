// Messages: UnsupportedMemberFunction, UnsupportedLambda, AutodiffLocal, where the attribute itself stands wrong.
// RUN: not %clang_plugin -std=c++23 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:

struct S {
  double k;
  [[autodiff]] double member(double x) { return k * x; }
  // CHECK: :[[#@LINE+1]]:31: error: cannot differentiate 'virtual_member': a virtual or ref-qualified member function, a constructor, a destructor or a conversion is not supported
  [[autodiff]] virtual double virtual_member(double x) { return x; }
  // CHECK: note: write it as a function outside the class that takes the object as a parameter
  // CHECK: :[[#@LINE+1]]:23: error: cannot differentiate 'of_rvalue':
  [[autodiff]] double of_rvalue(double x) && { return x; }
  // CHECK: error: cannot differentiate 'operator double':
  [[autodiff]] operator double() const { return k; }
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
