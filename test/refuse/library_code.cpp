// What is wrong in code of the standard library is shown where the user's code calls it (message InsideLibrary says where
// it is there); classes of the library that aren't known (message UseKnownClasses).
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -ferror-limit=0 2>&1 | FileCheck %s --implicit-check-not="{{include.*}}error:"
// RUN: not ls %t.h
#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <variant>
#include <vector>

double measured(double x);
static double store[4];

[[autodiff]] double into_passive(const double* x, [[autodiff::passive]] double* w, int n) {
  // CHECK-DAG: library_code.cpp:[[#@LINE+2]]:3: error: a value that carries a derivative is stored into 'w', which is marked passive
  // CHECK-DAG: :{{[0-9]+}}:{{[0-9]+}}: note: it is in the library's code that runs there
  std::transform(x, x + n, w, [](double t) { return t * t; });
  return w[0];
}
[[autodiff]] double into_global(const double* x, int n) {
  // CHECK-DAG: library_code.cpp:[[#@LINE+1]]:3: error: a value that carries a derivative is stored into the global 'store'
  std::partial_sum(x, x + n, store);
  return store[0];
}
// The second call of the same function, and a call two deep.
static void square_all(const double* x, double* y, int n) {
  // CHECK-DAG: library_code.cpp:[[#@LINE+1]]:3: error: 'measured' is called with active data
  std::transform(x, x + n, y, measured);
}
[[autodiff]] double without_body(const double* x, [[autodiff::passive]] const double* w, double* y, int n) {
  double fine[4] = {};
  std::copy(w, w + n, fine);
  square_all(x, y, n);
  return y[0];
}
[[autodiff]] double second_call(double* x, [[autodiff::passive]] double* w) {
  double fine[2] = {x[0], x[1]};
  std::swap_ranges(x, x + 2, fine);
  // CHECK-DAG: library_code.cpp:[[#@LINE+1]]:3: error: a value that carries a derivative is stored into 'w', which is marked passive
  std::swap_ranges(x, x + 2, w);
  return x[0] * fine[0];
}
// A function that is followed where it is called.
[[autodiff]] double followed(double x) {
  // CHECK-DAG: library_code.cpp:[[#@LINE+2]]:{{[0-9]+}}: error: cannot differentiate 'followed': the class 'std::variant<double, int>' is not supported because it has base classes
  // CHECK-DAG: library_code.cpp:[[#@LINE+1]]:{{[0-9]+}}: note: of the standard library's classes use std::vector, std::array, std::span, std::pair, std::tuple, std::complex
  std::variant<double, int> v = x;
  return std::get<0>(v);
}
[[autodiff]] double mapped(double x) {
  // CHECK-DAG: library_code.cpp:[[#@LINE+2]]:{{[0-9]+}}: error: cannot differentiate 'mapped': the type 'std::map<int, double>' is not supported
  // CHECK-DAG: library_code.cpp:[[#@LINE+1]]:{{[0-9]+}}: note: of the standard library's classes use
  std::map<int, double> m;
  // CHECK-DAG: library_code.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: cannot differentiate 'mapped': a call of a member function is not supported
  m[1] = x;
  return m.at(1);
}
// CHECK: errors generated
