// A rule reads what it lists when the reverse sweep comes to the call: memory that is overwritten behind it, or gone.
// RUN: not %retrograd %s --emit=adjoint -- -std=c++20 -ferror-limit=0 2>&1 | FileCheck %s
#include <retrograd/autodiff.h>

#include <vector>

struct Point {
  double x, y;
};
double length(const double* v, int n);
[[autodiff::rule]] void length_adjoint(const double* v, double* v_bar, int n, double result_bar);
double area(const Point& p);
[[autodiff::rule]] void area_adjoint(const Point& p, Point* p_bar, double result_bar);
std::vector<double> solved(const std::vector<double>& v);
[[autodiff::rule]] void solved_adjoint(const std::vector<double>& v, std::vector<double>* v_bar,
                                       const std::vector<double>& result_bar);
double total(const double* v, int n);
[[autodiff::rule]] void total_adjoint(double* v_bar, int n, double result_bar);

[[autodiff]] double in_place(double* v, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    // CHECK: [[#@LINE+1]]:10: error: what 'v' of 'length' leads to is overwritten, or gone, when the rule of 'length' reads it
    s += length(v, n);
    // CHECK: note: pass memory that nothing changes behind the call, such as a row of an array for each call, or include the definition of 'length'
    v[i] *= s;
  }
  return s;
}
[[autodiff]] double moved(Point p, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    // CHECK: [[#@LINE+1]]:10: error: what 'p' of 'area' leads to is overwritten
    s += area(p);
    p.x *= s;
  }
  return s;
}
[[autodiff]] double by_result(std::vector<double> v) {
  // CHECK: [[#@LINE+1]]:7: error: what 'v' of 'solved' leads to is overwritten
  v = solved(v);
  return v[0];
}
[[autodiff]] double gone(const double* x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double t[3] = {x[i], s, s * s};
    // CHECK: [[#@LINE+1]]:10: error: what 'v' of 'length' leads to is overwritten, or gone
    s += length(t, 3) * s;
  }
  return s;
}
// CHECK-NOT: error:
// Not listed in the rule, or not changed.
[[autodiff]] double unread(double* v, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += total(v, n), v[i] *= s;
  return s;
}
[[autodiff]] double unchanged(const double* v, int n) {
  double w[8] = {};
  for (int i = 0; i < n; ++i) w[i] = v[i] * v[0];
  return length(w, n) * length(v, n);
}
