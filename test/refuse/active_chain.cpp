// Why something is active: the way from the parameter, through assignments and through calls (messages ActiveThrough,
// ActiveParameter, CalledActively).
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not ls %t.h
double measured(double x);
double unnamed(const double&, int);
static double total;

// CHECK: active_chain.cpp:[[#@LINE+6]]:{{[0-9]+}}: error: 'measured' is called with active data, but has neither a body here nor a derivative rule
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: note: 'x' is active: it flows to 't' (line [[#@LINE+2]]), then 'w' (line [[#@LINE+4]])
[[autodiff]] double chained(double x, double y) {
  const double t = x * x;
  double w = 0;
  if (y > 0) w = t + 1;
  return measured(w) * y;
// CHECK: :[[#@LINE-1]]:{{[0-9]+}}: note: include its definition, or write a rule: {{\[\[}}autodiff::rule]] void measured_adjoint(double x, double* x_bar, double result_bar);
}

[[autodiff]] double stored(double x, double unused) {
  double t = x * x;
// CHECK: active_chain.cpp:[[#@LINE+3]]:{{[0-9]+}}: error: a value that carries a derivative is stored into the global
// CHECK: :[[#@LINE-3]]:{{[0-9]+}}: note: 'x' is active: it flows to 't' (line [[#@LINE-2]])
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: note: pass 'total' as a parameter, so that its derivative has a place
  total = t;
  return total + unused;
}

// In a function that is called, and not inlined: from its own parameter, with the call behind it.
static double inner(double v, int n) {
  if (n > 0) return inner(v, n - 1);
  double s = v * v;
// CHECK: active_chain.cpp:[[#@LINE+3]]:10: error: 'unnamed' is called with active data
// CHECK: :[[#@LINE-4]]:{{[0-9]+}}: note: 'v' is active: it flows to 's' (line [[#@LINE-2]])
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: note: include its definition, or name its parameters in the declaration and write a rule: {{\[\[}}autodiff::rule]] void unnamed_adjoint(const double& unnamed, double* unnamed_bar, int unnamed_2, double result_bar);
  return unnamed(s, 1);
}
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: note: 'inner' is called here with active data
[[autodiff]] double outer(double x) { return inner(x, 3); }

[[autodiff]] double direct(double x) {
// CHECK: active_chain.cpp:[[#@LINE+3]]:{{[0-9]+}}: error: 'measured' is called
// CHECK: :[[#@LINE-2]]:{{[0-9]+}}: note: 'x' is active
// CHECK-NOT: flows
  return measured(x);
}
