// Which loops are counted, and what becomes of the others.
// RUN: %retrograd --emit=ir %s -- -std=c++20 -w | FileCheck --match-full-lines --strict-whitespace %s
#include <cstddef>
#include <initializer_list>

[[autodiff]] double counted(const double* x, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += x[i];
  for (std::size_t i = 0; i != 4; i++) sum -= x[i];
  for (int i = 8; i-- > 0;) sum += x[i];
  for (int i = n - 1; i >= 0; i -= 2) sum = sum * x[i];
  for (int i = 0; i < std::size_t(n); ++i) sum = x[i] + sum;
  return sum;
}

[[autodiff]] double notCounted(double* x, int n) {
  for (int i = 0; i < n; ++i) {
    if (x[i] > 3) n -= 1;
  }
  for (int i = 0; i < n; ++i) {
    if (x[i] < 0) break;
    x[i] *= 2;
  }
  return x[0];
}

[[autodiff]] double skips(double x, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    if (i % 2) continue;
    sum += x;
  }
  return sum;
}

[[autodiff]] double ranges(double x) {
  double values[3] = {x, 1};
  for (double& v : values) v *= x;
  double sum = 0;
  for (double v : {x, values[0]}) sum += v;
  return sum;
}

[[autodiff]] double untilDone(double x) {
  do {
    x *= 0.5;
  } while (x > 1);
  return x;
}

//      CHECK:func counted(const double* x, int n) -> double annotated {
// CHECK-NEXT:  double sum = 0.0;
// CHECK-NEXT:  for (int i = 0; i < n; i += 1) {
// CHECK-NEXT:    sum += x[i];
// CHECK-NEXT:  }
// CHECK-NEXT:  for (unsigned long i_2 = const<unsigned long>(0); i_2 < const<unsigned long>(4); i_2 += const<unsigned long>(1)) {
// CHECK-NEXT:    sum += -x[i_2];
// CHECK-NEXT:  }
// CHECK-NEXT:  int i_3 = 8;
// CHECK-NEXT:  bool stop = false;
// CHECK-NEXT:  while (!stop) {
// CHECK-NEXT:    int i_3_before = i_3;
// CHECK-NEXT:    i_3 = i_3 - 1;
// CHECK-NEXT:    if (i_3_before > 0) {
// CHECK-NEXT:      sum += x[i_3];
// CHECK-NEXT:    } else {
// CHECK-NEXT:      stop = true;
// CHECK-NEXT:    }
// CHECK-NEXT:  }
// CHECK-NEXT:  for (int i_4 = n - 1; i_4 >= 0; i_4 += const<int>(-2)) {
// CHECK-NEXT:    sum = sum * x[i_4];
// CHECK-NEXT:  }
// CHECK-NEXT:  for (unsigned long i_5 = const<unsigned long>(0); i_5 < (unsigned long)n; i_5 += const<unsigned long>(1)) {
// CHECK-NEXT:    sum += x[i_5];
// CHECK-NEXT:  }
// CHECK-NEXT:  return sum;
// CHECK-NEXT:}

//      CHECK:func notCounted(double* x, int n) -> double annotated {
// CHECK-NEXT:  int n_2 = n;
// CHECK-NEXT:  int i = 0;
// CHECK-NEXT:  while (i < n_2) {
// CHECK-NEXT:    if (x[i] > 3.0) {
// CHECK-NEXT:      n_2 = n_2 - 1;
// CHECK-NEXT:    }
// CHECK-NEXT:    i += 1;
// CHECK-NEXT:  }
// CHECK-NEXT:  int i_2 = 0;
// CHECK-NEXT:  bool stop = false;
// CHECK-NEXT:  while (!stop && i_2 < n_2) {
// CHECK-NEXT:    if (x[i_2] < 0.0) {
// CHECK-NEXT:      stop = true;
// CHECK-NEXT:    } else {
// CHECK-NEXT:      x[i_2] = x[i_2] * 2.0;
// CHECK-NEXT:      i_2 += 1;
// CHECK-NEXT:    }
// CHECK-NEXT:  }
// CHECK-NEXT:  return *x;
// CHECK-NEXT:}

//      CHECK:func skips(double x, int n) -> double annotated {
// CHECK-NEXT:  double sum = 0.0;
// CHECK-NEXT:  for (int i = 0; i < n; i += 1) {
// CHECK-NEXT:    if (i % 2 == 0) {
// CHECK-NEXT:      sum += x;
// CHECK-NEXT:    }
// CHECK-NEXT:  }
// CHECK-NEXT:  return sum;
// CHECK-NEXT:}

//      CHECK:func ranges(double x) -> double annotated {
// CHECK-NEXT:  double[3] values = {};
// CHECK-NEXT:  values[0] = x;
// CHECK-NEXT:  values[1] = 1.0;
// CHECK-NEXT:  for (long v_index = const<long>(0); v_index < const<long>(3); v_index += const<long>(1)) {
// CHECK-NEXT:    double* const v = &values[v_index];
// CHECK-NEXT:    *v = *v * x;
// CHECK-NEXT:  }
// CHECK-NEXT:  double sum = 0.0;
// CHECK-NEXT:  double[2] values_2;
// CHECK-NEXT:  values_2[0] = x;
// CHECK-NEXT:  values_2[1] = values[0];
// CHECK-NEXT:  for (long v_index_2 = const<long>(0); v_index_2 < const<long>(2); v_index_2 += const<long>(1)) {
// CHECK-NEXT:    double v_2 = values_2[v_index_2];
// CHECK-NEXT:    sum += v_2;
// CHECK-NEXT:  }
// CHECK-NEXT:  return sum;
// CHECK-NEXT:}

//      CHECK:func untilDone(double x) -> double annotated {
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  bool stop = false;
// CHECK-NEXT:  while (!stop) {
// CHECK-NEXT:    x_2 = x_2 * 0.5;
// CHECK-NEXT:    stop = !(x_2 > 1.0);
// CHECK-NEXT:  }
// CHECK-NEXT:  return x_2;
// CHECK-NEXT:}
