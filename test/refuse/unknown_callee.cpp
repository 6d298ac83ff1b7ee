// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
// A function that active data reaches, but nobody can differentiate (message UnknownCallee).
double measured(double x, int channel);
void filter(double* samples, const double& gain);

[[autodiff]] double callsUnknown(double x) {
  // CHECK: unknown_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'measured' is called with active data, but has neither a body here nor a derivative rule
  return measured(x * x, 3);
  // CHECK: note: {{.*}}[{{\[}}autodiff::rule]] void measured_adjoint(double x, double* x_bar, int channel, double result_bar);
}

[[autodiff]] double callsFilter(double* x) {
  // CHECK: unknown_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'filter' is called with active data
  filter(x, x[3]);
  return x[0];
}

// Annotated without a body: its derivative is in another unit.
[[autodiff]] double elsewhere(double x);
[[autodiff]] double callsElsewhere(double x) {
  // CHECK: unknown_callee.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'elsewhere' is called with active data
  return elsewhere(x);
  // CHECK: note: its derivative is made in the unit that defines it; to call it from here include its definition, or write a rule: {{\[\[}}autodiff::rule]] void elsewhere_adjoint(double x, double* x_bar, double result_bar);
}
