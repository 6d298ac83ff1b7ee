// What can't be differentiated: every function's error, at the construct; no object file, no header, no noise from
// entry points that go without their derivatives.
// RUN: rm -f %t.o %t.h
// RUN: not %clang_plugin -std=c++20 -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not ls %t.o
// RUN: not ls %t.h
#include <retrograd/autodiff.h>

[[autodiff]] double first(double x) {
  // CHECK: plugin_errors.cpp:[[#@LINE+1]]:3: error: {{.*}}goto
  goto end;
end:
  return x;
}

[[autodiff]] double second(double x) {
  // CHECK: plugin_errors.cpp:[[#@LINE+1]]:3: error: {{.*}}inline assembly
  asm("nop");
  return x;
}

[[autodiff]] double third(double x) { return x * x; }

double use(double x) { return retrograd::gradient<first>(x) + retrograd::hessian<third>(x)(0, 0); }
