// Message TapeBytesUnknown: what an adjoint keeps isn't known from the arguments.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
#include <retrograd/autodiff.h>

#include <cmath>

// CHECK: [[#@LINE+2]]:21: error: there is no 'settled_tape_bytes': how much the adjoint keeps depends on more than the arguments of 'settled'
// CHECK: note: it is there for functions whose loops count to what the arguments say, and that call no functions that keep something
[[autodiff]] double settled(double x, const double* w) {
  while (x > 1.5) {
    const double t = std::exp(x * w[0]);
    x = x - t * t * 0.01 * w[1];
  }
  return x;
}

// Nobody asks.
[[autodiff]] double settled_too(double x, const double* w) { return settled(x, w); }

long ask(const double* w) { return settled_tape_bytes(1, w); }
