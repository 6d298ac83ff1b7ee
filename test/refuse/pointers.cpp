// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
// Pointers that can't be followed (messages PointerMixesPassive, RecursiveInlined, PointerInMemoryChanges).
// CHECK: pointers.cpp:[[#@LINE+2]]:{{[0-9]+}}: error: cannot differentiate 'middle': a function that calls itself can't be or take a lambda, or return a reference or a pointer to numbers
// CHECK: note: pass what it needs as parameters, and return a value or an index
static const double* middle(const double* x, int n) { return n > 2 ? middle(x + 1, n - 2) : x + n / 2; }

[[autodiff]] double returned(const double* x, int n) {
  const double* p = middle(x, n);
  return p[0] * p[0];
}

[[autodiff]] double mixed(const double* x, [[autodiff::passive]] const double* data, bool which) {
  const double* p = x;
  // CHECK: pointers.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a pointer leads to active memory here and to 'data', which carries no derivative, elsewhere
  if (which) p = data;
  // CHECK: note: use two pointers, or let 'data' be active: remove {{\[\[}}autodiff::passive]] or add it to wrt
  return p[0] * p[1];
}

[[autodiff]] double reloaded(double* a, double* b, double t) {
  double* rows[2] = {a, b};
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    // CHECK: pointers.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a pointer loaded from 'rows' leads to active memory, but 'rows' is overwritten later
    sum += rows[i % 2][i] * t;
    // CHECK: note: load the pointer into a local variable before the loop, or do not change 'rows' afterwards
    double* first = rows[0];
    rows[0] = rows[1];
    rows[1] = first;
  }
  return sum;
}

// What a pointer leads to that is passed by const reference changes before the call is reversed.
static double product(const double* const& p, int n) {
  double s = 0;
  // CHECK: pointers.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a pointer loaded from 'p' leads to active memory, but 'p' is overwritten later
  for (int i = 1; i < n; ++i) s += p[i] * p[i - 1];
  // CHECK: note: load the pointer into a local variable before the loop, or do not change 'p' afterwards
  return s;
}

[[autodiff]] double changed_behind_reference(double* x) {
  const double* p = x;
  const double s = product(p, 3);
  x[1] *= s;
  return s + x[1];
}
