// Memory behind a global pointer (messages GlobalPointerRead, ActiveGlobal): read it is taken for constant, which is said;
// storing active data there is refused.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
// RUN: not ls %t.h
static double* state;
static const double* table;
static double at(const double* p, int i) { return p[i]; }

[[autodiff]] double reads(double x) {
  // CHECK: global_pointer.cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: what the global pointer '{{(::)?}}state' leads to is taken for constant
  return x * state[0];
  // CHECK: note: pass the memory as a parameter, or let '{{(::)?}}state' point to const
}
[[autodiff]] double passes(double x) {
  // CHECK: global_pointer.cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: what the global pointer
  return x * at(state, 1);
}
[[autodiff]] double writes(double x) {
  // CHECK: global_pointer.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a value that carries a derivative is stored into the global '{{(::)?}}state'
  state[0] = x * x;
  return x;
}
[[autodiff]] double looks_up(double x, int i) { return x * table[i]; }
[[autodiff]] double keeps(double* x) {
  // CHECK: global_pointer.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a value that carries a derivative is stored into the global '{{(::)?}}state'
  state = x;
  return x[0] * x[1];
}
