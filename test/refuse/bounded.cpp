// Message MemoryUnbounded: loops whose record can't be bounded by [[autodiff("memory=…")]].
// RUN: not %clang_plugin -std=c++20 -fplugin-arg-retrograd-mode=reverse -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>
#include <span>
#include <vector>

#define BOUNDED [[autodiff("memory=1KiB")]]

BOUNDED double until(double x, const double* w) {
  // CHECK: [[#@LINE+2]]:3: error: memory=… can't bound what 'until' keeps: how often this loop runs isn't known before it
  // CHECK: note: write the steps as a 'for' loop that counts, at the top level of 'until', without break, continue or return
  while (x > 1) x = x - std::exp(x * w[0]) * 0.01;
  return x;
}

BOUNDED double leaves(double x, const double* w, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'leaves' keeps: how often this loop runs isn't known before it
  for (int i = 0; i < n; ++i) {
    x = std::sin(x * w[0]);
    if (x > 2) break;
  }
  return x;
}

BOUNDED double returns(double x, const double* w, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'returns' keeps: how often this loop runs isn't known before it
  for (int i = 0; i < n; ++i) {
    x = std::sin(x * w[0]);
    if (x > 2) return x * w[1];
  }
  return x;
}

BOUNDED double inside(double x, const double* w, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'inside' keeps: this loop stands inside another statement
  if (n > 3)
    for (int i = 0; i < n; ++i) x = std::sin(x * w[0]);
  return x;
}

BOUNDED double pointer(const double* w, double* u, int cells, int n) {
  // CHECK: [[#@LINE+2]]:3: error: memory=… can't bound what 'pointer' keeps: the loop changes what 'u' leads to, whose size isn't known
  // CHECK: note: keep what the steps change in numbers, arrays, structs or std::vectors of 'pointer', declared before the loop
  for (int t = 0; t < n; ++t)
    for (int i = 0; i < cells; ++i) u[i] = std::sin(u[i] * w[i]);
  return u[0];
}

BOUNDED double view(const double* w, std::span<double> u, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'view' keeps: the loop changes 'u', which can't be copied into a variable of its own
  for (int t = 0; t < n; ++t)
    for (double& x : u) x = std::sin(x * w[0]);
  return u[0];
}

BOUNDED double moving(const double* w, const double* v, double x, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'moving' keeps: the loop changes the pointer 'w'
  for (int t = 0; t < n; ++t) {
    x = std::sin(x * *w++);
    if (t == 5) w = v;
  }
  return x;
}

BOUNDED double exchanged(std::vector<double> a, std::vector<double> b, int n) {
  double *u = a.data(), *v = b.data();
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'exchanged' keeps: the loop changes 'a' through a pointer
  for (int t = 0; t < n; ++t) {
    v[0] = std::sin(u[0] * u[1]);
    std::swap(u, v);
  }
  return u[0];
}

BOUNDED double chosen(std::vector<double> a, std::vector<double> b, double x, int n) {
  const double* u = n > 3 ? a.data() : b.data();
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'chosen' keeps: the pointer 'u' leads into a variable of the function
  for (int t = 0; t < n; ++t) x = std::sin(u[0] * x);
  return x;
}

BOUNDED double prints(double x, const double* w, int n) {
  // CHECK: [[#@LINE+2]]:3: error: memory=… can't bound what 'prints' keeps: the loop has effects
  // CHECK: note: move it out of the loop: what is not kept is run again
  for (int t = 0; t < n; ++t) {
    x = std::sin(x * w[0]);
    std::printf("%d\n", t);
  }
  return x;
}

double unknown(int t);
BOUNDED double calls(double x, const double* w, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'calls' keeps: the loop calls a function whose effects aren't known here
  for (int t = 0; t < n; ++t) x = std::sin(x * w[0]) * unknown(t);
  return x;
}

double level = 1;
BOUNDED double global(double x, const double* w, int n) {
  // CHECK: [[#@LINE+1]]:3: error: memory=… can't bound what 'global' keeps: the loop uses a global variable
  for (int t = 0; t < n; ++t) x = std::sin(x * w[0]) * level;
  return x;
}

BOUNDED double ends(double x, std::vector<double> w, int n) {
  // CHECK: [[#@LINE+2]]:3: error: memory=… can't bound what 'ends_loop_t' keeps: 'w', which the loop reads, changes or ends behind it
  // CHECK: note: copy it into a variable of its own before the loop
  for (int t = 0; t < n; ++t) x = std::sin(x * w[0]);
  w[0] = x;
  return x * w[0];
}

[[gnu::noinline]] double elsewhere(double x, int n) {
  for (int t = 0; t < n; ++t) x = std::sin(x * x);
  return x;
}
// CHECK: [[#@LINE+1]]:16: error: memory=… can't bound what 'outside' keeps: it is not in loops of its own
BOUNDED double outside(double x, double y, int n) { return elsewhere(x, n) * elsewhere(y, n); }

// CHECK: [[#@LINE+1]]:16: error: memory=… can't bound what 'again' keeps: it calls itself
BOUNDED double again(double x, const double* w, int n) {
  for (int t = 0; t < n; ++t) x = std::sin(x * w[0]);
  return n > 0 ? again(x, w, n - 1) * x : x;
}

// Nothing to bound.
BOUNDED double sum(const double* w, int n) {
  double s = 0;
  for (int t = 0; t < n; ++t) s += w[t] * w[t];
  return s;
}
