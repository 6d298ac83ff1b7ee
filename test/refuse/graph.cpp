// Messages: GraphNotStraight, GraphShows.
// RUN: not %retrograd graph %s --at=2 -- -std=c++20 2>&1 | FileCheck %s
[[autodiff]] double f(double x) {
  double sum = 0;
  // CHECK: graph.cpp:[[# @LINE + 2]]:3: error: 'f' has no computation graph: this is not straight-line code on numbers
  // CHECK: note: a graph shows functions of numbers without loops, branches and calls of functions that are not inlined
  for (int i = 0; i < 3; ++i) sum += x;
  return sum;
}
// CHECK: error: 'g' has no computation graph
[[autodiff]] double g(const double* x) { return x[0]; }
