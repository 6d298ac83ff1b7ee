// Mutable members of objects that a function takes as const: an output that nothing in its signature shows.
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w -ferror-limit=0 2>&1 | FileCheck %s

struct Sum {
  double v;
  mutable double sum = 0;
  mutable int calls = 0;
  double add(double x) const {
    // CHECK-DAG: :[[#@LINE+1]]:5: error: 'sum.calls' is written, but is part of a const object
    ++calls;
    // CHECK-DAG: :[[#@LINE+2]]:9: error: 'sum.sum' is written, but is part of a const object
    // CHECK-DAG: :[[#@LINE+1]]:9: note: pass what is written without const
    sum += x * v;
    return sum;
  }
};
double twice(const Sum& sum, double x) {
  double s = 0;
  for (int i = 0; i < 2; ++i) s += sum.add(x);
  return s;
}
[[autodiff]] double adds(double x) {
  const Sum sum{x};
  return twice(sum, x);
}
