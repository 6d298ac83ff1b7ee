// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
// Active data stored into a global (message ActiveGlobal).
static double total;

[[autodiff]] double count(double x) {
  // CHECK: active_global.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: a value that carries a derivative is stored into the global '{{(::)?}}total'
  total = x * x;
  // CHECK: note: pass '{{(::)?}}total' as a parameter
  return total;
}
