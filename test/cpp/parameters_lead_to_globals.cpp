// A passive parameter may lead to a global variable that the function, or what it calls, changes.
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t && %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

static int at = 0;
static int table[4] = {0, 1, 2, 3};
static double scale = 1.5;

[[autodiff]] double counted(const double* x, const int* k, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += x[*k] * x[i];
    ++at;
  }
  return s;
}

[[autodiff]] double looked_up(const double* x, const int* k, int n) {
  double s = 0.5;
  for (int i = 0; i < n; ++i) {
    s = s * x[k[i % 4]] + x[i];
    table[(i + 1) % 4] = (i * 3) % 4;
  }
  return s;
}

[[autodiff]] double scaled(const double* x, [[autodiff::passive]] const double* k, int n) {
  double s = 0.5;
  for (int i = 0; i < n; ++i) {
    s = s * x[i] * *k + x[i];
    scale = 0.5 + i;
  }
  return s;
}

inline int next(int v) {
  ++at;
  return (v + at) % 6;
}
[[autodiff]] double inlined(const double* x, const int* k, int n) {
  double s = 0.5;
  for (int i = 0; i < n; ++i) {
    s = s * x[next(*k)];
    s += x[next(*k)];
  }
  return s;
}

[[gnu::noinline]] static void step() { at = (at + 1) % 4; }
[[gnu::noinline]] static double used(const double* x, const int& k, double s) {
  s *= x[k];
  step();
  return s + x[k] * x[k];
}
[[autodiff]] double called(const double* x, const int* k, int n) {
  double s = 0.5;
  const int& now = *k;
  for (int i = 0; i < n; ++i) {
    s = s * x[now] + x[i];
    step();
    s = used(x, now, s);
    s += used(x, at, s);
  }
  return s;
}

// The other way round.
[[autodiff]] double written(const double* x, int* k, int n) {
  double s = 0.5;
  for (int i = 0; i < n; ++i) {
    s += x[at] * x[i];
    *k = (*k + 1) % 6;
  }
  return s;
}

static void reset() {
  at = 0;
  scale = 1.5;
  for (int i = 0; i < 4; ++i) table[i] = i;
}

template <class Function, class Adjoint, class Tangent, class Global>
static void check(const char* name, Function f, Adjoint adjoint, Tangent tangent, Global* global) {
  constexpr int n = 6;
  double x[n] = {0.3, -0.7, 1.2, 0.5, 0.9, -0.4}, x_bar[n] = {};
  const auto value = [&](int i, double step) {
    reset();
    x[i] += step;
    const double result = f(x, global, n);
    x[i] -= step;
    return result;
  };
  reset();
  bool isRight = adjoint(x, x_bar, global, n, 1.0) == value(0, 0);
  for (int i = 0; i < n; ++i) {
    const double difference = (value(i, 1e-5) - value(i, -1e-5)) / 2e-5;
    double x_dot[n] = {}, slope = 0;
    x_dot[i] = 1;
    reset();
    isRight &= tangent(x, x_dot, global, n, slope) == value(0, 0);
    isRight &= std::fabs(slope - difference) < 1e-7 && std::fabs(x_bar[i] - difference) < 1e-7;
  }
  std::printf("%s %s\n", name, isRight ? "right" : "wrong");
}

int main() {
  // CHECK: counted right
  check("counted", counted, counted_adjoint, counted_tangent, &at);
  // CHECK: looked_up right
  check("looked_up", looked_up, looked_up_adjoint, looked_up_tangent, &table[0]);
  // CHECK: scaled right
  check("scaled", scaled, scaled_adjoint, scaled_tangent, &scale);
  // CHECK: inlined right
  check("inlined", inlined, inlined_adjoint, inlined_tangent, &at);
  // CHECK: called right
  check("called", called, called_adjoint, called_tangent, &at);
  // CHECK: written right
  check("written", written, written_adjoint, written_tangent, &at);
}
