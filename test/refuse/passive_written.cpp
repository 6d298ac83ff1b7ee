// Active memory handed to a passive parameter through which the callee writes: its old derivative would stay (message
// PassiveWritten).
// RUN: not %retrograd %s --emit=adjoint -- -std=c++20 -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not %retrograd %s --emit=tangent -- -std=c++20 -ferror-limit=0 2>&1 | FileCheck %s
void reset([[autodiff::passive]] double& p) { p = 3; }
double look(const double* v, [[autodiff::passive]] double* seen) { return v[0] * seen[0]; }
void fill([[autodiff::passive]] double* data);

[[autodiff]] double overwritten(double x) {
  double y = x * x;
  // CHECK: passive_written.cpp:[[#@LINE+1]]:3: error: 'y' carries a derivative, but 'reset' may write it through 'p', which is marked passive
  reset(y);
  // CHECK: note: remove {{\[\[}}autodiff::passive]] from 'p', let it lead to const, or pass a variable of its own
  return y * x;
}
[[autodiff]] double elsewhere(double x) {
  double v[2] = {x, x * x};
  // CHECK: passive_written.cpp:[[#@LINE+1]]:3: error: 'v' carries a derivative, but 'fill' may write it through 'data'
  fill(v);
  return v[0] * v[1];
}
// CHECK-NOT: error:
[[autodiff]] double only_read(double x) {
  double v[2] = {x, x * x};
  return look(v, v) * v[1];
}
[[autodiff]] double of_its_own(double x) {
  double data[2] = {1, 2};
  fill(data);
  return x * data[0];
}
