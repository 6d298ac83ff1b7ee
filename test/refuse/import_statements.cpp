// Statements and declarations that the import refuses, each at its line, with a way out.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <list>
#include <csetjmp>

[[autodiff]] double jumps(double x) {
again:
  x -= 1;
// CHECK-DAG: :[[#@LINE+2]]:14: error: cannot differentiate 'jumps': goto is not supported
// CHECK-DAG: :[[#@LINE+1]]:14: note: write the jump as a loop with break or continue, or move it into a function with a rule
  if (x > 0) goto again;
  return x;
}

[[autodiff]] double assembles(double x) {
// CHECK-DAG: :[[#@LINE+2]]:3: error: cannot differentiate 'assembles': inline assembly is not supported
// CHECK-DAG: :[[#@LINE+1]]:3: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
  asm("nop");
  return x;
}

[[autodiff]] double tries(double x) {
// CHECK-DAG: :[[#@LINE+2]]:3: error: cannot differentiate 'tries': try and catch are not supported
// CHECK-DAG: :[[#@LINE+1]]:3: note: move it into a function of its own, and give that a derivative with {{\[\[}}autodiff::rule]]
  try {
    x = 1;
  } catch (...) {
  }
  return x;
}

[[autodiff]] double throws(double x) {
// CHECK-DAG: :[[#@LINE+2]]:14: error: cannot differentiate 'throws': throw is not supported
// CHECK-DAG: :[[#@LINE+1]]:14: note: check before calling the function, or return a value that says what went wrong
  if (x < 0) throw x += 1;
  return x;
}

// CHECK-DAG: :[[#@LINE+2]]:65: error: cannot differentiate 'throwsInside': throw is not supported
// CHECK-DAG: :[[#@LINE+1]]:65: note: check before calling the function, or return a value that says what went wrong
[[autodiff]] double throwsInside(double x) { return x > 0 ? x : throw 1; }

[[autodiff]] double keeps(double x) {
// CHECK-DAG: :[[#@LINE+2]]:17: error: cannot differentiate 'keeps': the static variable 'sum' keeps its value between calls
// CHECK-DAG: :[[#@LINE+1]]:17: note: pass it as a parameter, by reference if it changes
  static double sum = 0;
  sum += x;
  return sum;
}

[[autodiff]] double device(double x, int n) {
  switch (n) {
  case 0:
    if (x > 0) {
// CHECK-DAG: :[[#@LINE+2]]:5: error: cannot differentiate 'device': a case label inside another statement is not supported
// CHECK-DAG: :[[#@LINE+1]]:5: note: put every case label directly into the braces of the switch
    case 1: x = 2;
    }
  }
  return x;
}

[[autodiff]] double returnsTwice(double x) {
  static const int zero = 0;
  jmp_buf here;
// CHECK-DAG: :[[#@LINE+2]]:7: error: cannot differentiate 'returnsTwice': setjmp and longjmp are not supported
// CHECK-DAG: :[[#@LINE+1]]:7: note: write the jump as a loop with break or continue, or move it into a function with a rule
  if (setjmp(here)) return zero;
  return x;
}

double used(double x);
[[autodiff]] double external(double x) {
  extern double elsewhere;
// CHECK-DAG: :[[#@LINE+2]]:14: error: cannot differentiate 'external': the variable 'elsewhere' is not supported here
// CHECK-DAG: :[[#@LINE+1]]:14: note: pass it as a parameter, by reference if it changes
  return x + elsewhere;
}

[[autodiff]] double ranges(const std::list<double>& rows) {
  double sum = 0;
// CHECK-DAG: :[[#@LINE+2]]:3: error: cannot differentiate 'ranges': a range-based for over 'std::list<double>' is not supported
// CHECK-DAG: :[[#@LINE+1]]:3: note: loop over an index
  for (double x : rows) sum += x;
  return sum;
}
// CHECK: 10 errors generated
