// Effects inside expressions become statements, in order; printing stays text.
// RUN: %retrograd --emit=ir %s -- -std=c++20 -w | FileCheck --match-full-lines --strict-whitespace %s
#include <cassert>
#include <cmath>
#include <cstdio>
#include <iostream>

static double next(double& state) { return state += 1; }

[[autodiff]] double order(double x, double y, double* p) {
  int m = 0;
  p[m++] = x;
  p[m] += next(x) * x;
  double z = (x++) * (++y);
  return z + x + next(y);
}

[[autodiff]] double lazy(double x) {
  bool both = x > 0 && next(x) > 1;
  return both ? next(x) : x;
}

[[autodiff]] double references(double* a, int i) {
  double& r = a[i];
  r -= 2;
  const double& value = r * 3;
  double* p = a + 1;
  *p++ += value;
  return *p;
}

[[autodiff]] double library(double x, float y, int n) {
  double whole;
  double part = std::modf(x, &whole);
  return part + whole + std::pow(x, 2) + sinf(y) + std::max(x, 1.0) + std::abs(n) + M_PI;
}

[[autodiff]] double passive(double x) {
  assert(x > 0);
  std::printf("%g\n", x);
  double& r = x;
  std::cout << "x = " << r << '\n';
  return x;
}

//      CHECK:func order(double x, double y, double* p) -> double annotated {
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  double y_2 = y;
// CHECK-NEXT:  int m = 0;
// CHECK-NEXT:  int m_before = m;
// CHECK-NEXT:  m += 1;
// CHECK-NEXT:  p[m_before] = x_2;
// CHECK-NEXT:  double next_result = call next(ref(x_2));
// CHECK-NEXT:  p[m] += next_result * x_2;
// CHECK-NEXT:  double x_2_before = x_2;
// CHECK-NEXT:  x_2 += 1.0;
// CHECK-NEXT:  y_2 += 1.0;
// CHECK-NEXT:  double z = x_2_before * y_2;
// CHECK-NEXT:  double before = z + x_2;
// CHECK-NEXT:  double next_result_2 = call next(ref(y_2));
// CHECK-NEXT:  return before + next_result_2;
// CHECK-NEXT:}

//      CHECK:func next(double& state) -> double internal {
// CHECK-NEXT:  state += 1.0;
// CHECK-NEXT:  return state;
// CHECK-NEXT:}

//      CHECK:func lazy(double x) -> double annotated {
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  bool both_2 = x_2 > 0.0;
// CHECK-NEXT:  if (both_2) {
// CHECK-NEXT:    double next_result = call next(ref(x_2));
// CHECK-NEXT:    both_2 = next_result > 1.0;
// CHECK-NEXT:  }
// CHECK-NEXT:  bool both = both_2;
// CHECK-NEXT:  double chosen;
// CHECK-NEXT:  if (both) {
// CHECK-NEXT:    double next_result_2 = call next(ref(x_2));
// CHECK-NEXT:    chosen = next_result_2;
// CHECK-NEXT:  } else {
// CHECK-NEXT:    chosen = x_2;
// CHECK-NEXT:  }
// CHECK-NEXT:  return chosen;
// CHECK-NEXT:}

//      CHECK:func references(double* a, int i) -> double annotated {
// CHECK-NEXT:  double* const r = &a[i];
// CHECK-NEXT:  *r += -2.0;
// CHECK-NEXT:  double value = *r * 3.0;
// CHECK-NEXT:  double* p = a + 1;
// CHECK-NEXT:  double* p_before = p;
// CHECK-NEXT:  p = p + 1;
// CHECK-NEXT:  *p_before += value;
// CHECK-NEXT:  return *p;
// CHECK-NEXT:}

//      CHECK:func library(double x, float y, int n) -> double annotated {
// CHECK-NEXT:  double whole;
// CHECK-NEXT:  double argument = x;
// CHECK-NEXT:  whole = trunc(argument);
// CHECK-NEXT:  double part = modf_fraction(argument);
// CHECK-NEXT:  return part + whole + pow(x, 2.0) + (double)sin(y) + (x < 1.0 ? 1.0 : x) + (double)(n < 0 ? -n : n) + 3.14159265358979323846;
// CHECK-NEXT:}

//      CHECK:func `passive`(double x) -> double annotated {
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  verbatim "assert(x_2 > 0);" reads(x_2);
// CHECK-NEXT:  verbatim "printf(\"%g\\n\", x_2);" reads(x_2);
// CHECK-NEXT:  double* const r = &x_2;
// CHECK-NEXT:  verbatim "std::cout << \"x = \" << (*r) << '\\n';" reads(r);
// CHECK-NEXT:  return x_2;
// CHECK-NEXT:}
