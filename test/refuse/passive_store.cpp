// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
// Active data stored into what is marked passive (message ActiveIntoPassive).
[[autodiff]] void store(const double* x, [[autodiff::passive]] double* data, int n) {
  // CHECK: passive_store.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a value that carries a derivative is stored into 'data', which is marked passive
  for (int i = 0; i < n; ++i) data[i] = x[i] * x[i];
  // CHECK: note: 'x' is active
  // CHECK: note: remove {{\[\[}}autodiff::passive]] from 'data', or store into a variable of its own
}
