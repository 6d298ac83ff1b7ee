// return, break and fall-through become structure; flags only where needed.
// RUN: %retrograd --emit=ir %s -- -std=c++20 -w | FileCheck --match-full-lines --strict-whitespace %s
[[autodiff]] double absolute(double x) {
  if (x < 0) return -x;
  return x;
}

[[autodiff]] double search(const double* x, int n, double limit) {
  for (int i = 0; i < n; ++i)
    if (x[i] > limit) return x[i];
  return limit;
}

[[autodiff]] double inner(double x, double y) {
  if (x > 0) {
    if (y > 0) return x;
    x += 1;
  }
  return x * y;
}

[[autodiff]] double choose(double x, int kind) {
  switch (kind) {
  case 1: return x;
  default: x = 2 * x; break;
  case 2:
  case 3: {
    if (x > 1) break;
    x = x * x;
  }
  }
  return x + 1;
}

[[autodiff]] double fallThrough(double x, int kind) {
  switch (kind) {
  case 0: x += 1; [[fallthrough]];
  case 1: x *= 2; break;
  case 2: x = -x;
  }
  return x;
}

//      CHECK:func absolute(double x) -> double annotated {
// CHECK-NEXT:  double result;
// CHECK-NEXT:  if (x < 0.0) {
// CHECK-NEXT:    result = -x;
// CHECK-NEXT:  } else {
// CHECK-NEXT:    result = x;
// CHECK-NEXT:  }
// CHECK-NEXT:  return result;
// CHECK-NEXT:}

//      CHECK:func search(const double* x, int n, double limit) -> double annotated {
// CHECK-NEXT:  double result;
// CHECK-NEXT:  bool returned = false;
// CHECK-NEXT:  int i = 0;
// CHECK-NEXT:  while (!returned && i < n) {
// CHECK-NEXT:    if (x[i] > limit) {
// CHECK-NEXT:      result = x[i];
// CHECK-NEXT:      returned = true;
// CHECK-NEXT:    } else {
// CHECK-NEXT:      i += 1;
// CHECK-NEXT:    }
// CHECK-NEXT:  }
// CHECK-NEXT:  if (!returned) {
// CHECK-NEXT:    result = limit;
// CHECK-NEXT:  }
// CHECK-NEXT:  return result;
// CHECK-NEXT:}

//      CHECK:func inner(double x, double y) -> double annotated {
// CHECK-NEXT:  double result;
// CHECK-NEXT:  bool returned = false;
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  if (x_2 > 0.0) {
// CHECK-NEXT:    if (y > 0.0) {
// CHECK-NEXT:      result = x_2;
// CHECK-NEXT:      returned = true;
// CHECK-NEXT:    } else {
// CHECK-NEXT:      x_2 += 1.0;
// CHECK-NEXT:    }
// CHECK-NEXT:  }
// CHECK-NEXT:  if (!returned) {
// CHECK-NEXT:    result = x_2 * y;
// CHECK-NEXT:  }
// CHECK-NEXT:  return result;
// CHECK-NEXT:}

//      CHECK:func choose(double x, int kind) -> double annotated {
// CHECK-NEXT:  double result;
// CHECK-NEXT:  bool returned = false;
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  if (kind == 1) {
// CHECK-NEXT:    result = x_2;
// CHECK-NEXT:    returned = true;
// CHECK-NEXT:  } else if (kind == 2 || kind == 3) {
// CHECK-NEXT:    if (!(x_2 > 1.0)) {
// CHECK-NEXT:      x_2 = x_2 * x_2;
// CHECK-NEXT:    }
// CHECK-NEXT:  } else {
// CHECK-NEXT:    x_2 = 2.0 * x_2;
// CHECK-NEXT:  }
// CHECK-NEXT:  if (!returned) {
// CHECK-NEXT:    result = x_2 + 1.0;
// CHECK-NEXT:  }
// CHECK-NEXT:  return result;
// CHECK-NEXT:}

//      CHECK:func fallThrough(double x, int kind) -> double annotated {
// CHECK-NEXT:  double x_2 = x;
// CHECK-NEXT:  bool leave = false;
// CHECK-NEXT:  int section = kind == 0 ? 0 : kind == 1 ? 1 : kind == 2 ? 2 : 3;
// CHECK-NEXT:  if (section <= 0) {
// CHECK-NEXT:    x_2 += 1.0;
// CHECK-NEXT:  }
// CHECK-NEXT:  if (section <= 1) {
// CHECK-NEXT:    x_2 = x_2 * 2.0;
// CHECK-NEXT:    leave = true;
// CHECK-NEXT:  }
// CHECK-NEXT:  if (!leave && section <= 2) {
// CHECK-NEXT:    x_2 = -x_2;
// CHECK-NEXT:  }
// CHECK-NEXT:  return x_2;
// CHECK-NEXT:}
