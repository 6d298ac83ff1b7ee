// A statement that the import doesn't know is refused, not skipped.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -fopenmp 2>&1 | FileCheck %s
// RUN: not ls %t.h
[[autodiff]] double parallel(double x, int n) {
  double sum = 0;
// CHECK: :[[#@LINE+2]]:1: error: cannot differentiate 'parallel': a statement of kind OMPParallelForDirective is not supported
// CHECK: :[[#@LINE+1]]:1: note: move it into a function of its own
#pragma omp parallel for
  for (int i = 0; i < n; ++i) sum += x;
  return sum;
}
