// Expressions and calls that the import refuses; an error in a callee is reported once.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

struct Shape {
  virtual double area(double x) const { return x; }
  int corners;
};
static double square(double x) { return x * x; }
static double (*chosen)(double) = square;
struct Weights {
  double value = 1;
};
double operator""_km(long double x) { return x * 1000; }

[[autodiff]] double allocates(double x) {
// CHECK-DAG: :[[#@LINE+2]]:15: error: cannot differentiate 'allocates': new and delete are not supported
// CHECK-DAG: :[[#@LINE+1]]:15: note: use an array of constant size, or pass the memory as a parameter
  double* p = new double;
  *p = x;
// CHECK-DAG: :[[#@LINE+2]]:3: error: cannot differentiate 'allocates': new and delete are not supported
// CHECK-DAG: :[[#@LINE+1]]:3: note: use an array of constant size, or pass the memory as a parameter
  delete p;
  return x;
}
// CHECK-DAG: :[[#@LINE+2]]:70: error: cannot differentiate 'dispatches': a virtual call is not supported
// CHECK-DAG: :[[#@LINE+1]]:70: note: call the function by its name, or choose between functions with if or switch
[[autodiff]] double dispatches(const Shape* s, double x) { return s->area(x); }
// CHECK-DAG: :[[#@LINE+2]]:66: error: cannot differentiate 'counts': the member 'corners' of 'Shape' is not supported
// CHECK-DAG: :[[#@LINE+1]]:66: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
[[autodiff]] double counts(const Shape* s, double x) { return s->corners * x; }
// CHECK-DAG: :[[#@LINE+2]]:48: error: cannot differentiate 'follows': which function 'chosen' leads to isn't known here
// CHECK-DAG: :[[#@LINE+1]]:48: note: initialise it with functions or a lambda in the differentiated code, or make it a template parameter
[[autodiff]] double follows(double x) { return chosen(x); }
[[autodiff]] double manyDefaults(double x) {
// CHECK-DAG: :[[#@LINE+2]]:21: error: cannot differentiate 'manyDefaults': an initialiser of this many elements is not supported
// CHECK-DAG: :[[#@LINE+1]]:21: note: fill the array in a loop
  Weights w[5000] = {};
  return w[0].value * x;
}
[[autodiff]] double writes(double x) {
// CHECK-DAG: :[[#@LINE+2]]:17: error: cannot differentiate 'writes': a cast from 'double *' to 'char *' is not supported
// CHECK-DAG: :[[#@LINE+1]]:17: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
  char* bytes = reinterpret_cast<char*>(&x);
  bytes[0] = 0;
  return x;
}
[[autodiff]] double names(double x) {
// CHECK-DAG: :[[#@LINE+2]]:22: error: cannot differentiate 'names': a string as a value is not supported
// CHECK-DAG: :[[#@LINE+1]]:22: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
  const char* name = "x";
  return x + name[0];
}
// CHECK-DAG: :[[#@LINE+2]]:53: error: cannot differentiate 'measures': a call of 'snprintf', which takes a variable number of arguments, is not supported here
// CHECK-DAG: :[[#@LINE+1]]:53: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
[[autodiff]] double measures(double x) { return x * std::snprintf(nullptr, 0, "%g", x); }
[[autodiff]] double labels(double x) {
// CHECK-DAG: :[[#@LINE+2]]:23: error: cannot differentiate 'labels': the type 'std::basic_string<char>' is not supported
// CHECK-DAG: :[[#@LINE+1]]:23: note: of the standard library's classes use std::vector, std::array
  std::string label = "x";
  return x;
}
[[autodiff]] double blocks(double x) {
// CHECK-DAG: :[[#@LINE+2]]:10: error: cannot differentiate 'blocks': a statement expression is not supported
// CHECK-DAG: :[[#@LINE+1]]:10: note: write it as a function with a name, and pass what it captures as parameters
  return ({
    double t = x;
    t * t;
  });
}
// CHECK-DAG: :[[#@LINE+2]]:48: error: cannot differentiate 'far': a literal operator is not supported
// CHECK-DAG: :[[#@LINE+1]]:48: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
[[autodiff]] double far(double x) { return x * 1.5_km; }
[[autodiff]] double least(double x, double y) {
// CHECK-DAG: :[[#@LINE+2]]:10: error: cannot differentiate 'least': std::min and std::max with a comparison or a stored list are not supported
// CHECK-DAG: :[[#@LINE+1]]:10: note: call it with two values at a time, or with a braced list of values
  return std::min(x, y, [](double a, double b) { return a > b; });
}
// CHECK-DAG: :[[#@LINE+2]]:46: error: cannot differentiate 'elvis': '?:' without a middle operand is not supported
// CHECK-DAG: :[[#@LINE+1]]:46: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
[[autodiff]] double elvis(double x) { return x ?: 1.0; }
// CHECK-DAG: :[[#@LINE+2]]:47: error: cannot differentiate 'deep': throw is not supported
// CHECK-DAG: :[[#@LINE+1]]:47: note: check before calling the function, or return a value that says what went wrong
static double deep(double x) { return x > 0 ? throw x : x; }
[[autodiff]] double shallow(double x) { return deep(x); }
[[autodiff]] double shallowToo(double x) { return 2 * deep(x); }
[[autodiff]] double sound(double x) { return x; }
// CHECK: 15 errors generated
