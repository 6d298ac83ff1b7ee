// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 2>&1 | FileCheck %s
// RUN: not ls %t.h
// A lambda that can't be taken apart (message UnnamedWhole).
[[autodiff]] double chosen_by_index(double x, int i) {
  auto f = [x](double t) { return t * x; };
  // CHECK: lambda_array.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: 'fs' is used as a whole, but its type, a lambda's or local class's, has no name
  decltype(f) fs[2] = {f, f};
  // CHECK: note: move a class to namespace scope; call a lambda where it is known, or pass it to a function template, but not in an array or vector
  return fs[i](x);
}
