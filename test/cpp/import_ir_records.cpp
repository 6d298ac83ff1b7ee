// Records, initialisers, names.
// RUN: %retrograd --emit=ir %s -- -std=c++20 -w | FileCheck --match-full-lines --strict-whitespace %s
namespace geometry {
struct Point {
  double x, y;
  int id = 7;
};
static Point scaled(Point p, double by) {
  p.x *= by;
  return {p.x, p.y};
}
}  // namespace geometry

[[autodiff]] double records(geometry::Point p, const geometry::Point* q) {
  geometry::Point sum = {p.x + q->x};
  geometry::Point copy = sum;
  copy.y = scaled(*q, 2).x;
  double grid[2][2] = {{p.x}, {1, copy.y}};
  auto [u, v, w] = p;
  return grid[1][1] * u + grid[0][0];
}

template <class T> static T square(T x) { return x * x; }
constexpr double half = 0.5;
enum class Kind { Flat, Round = 4 };

[[autodiff]] double names(double x) { return half * square(x) + square(2.0f) + int(Kind::Round); }

//      CHECK:integer Kind signed 32;
// CHECK-NEXT:record geometry::Point { double x; double y; passive int id; }

//      CHECK:func records(geometry::Point p, const geometry::Point* q) -> double annotated {
// CHECK-NEXT:  geometry::Point sum = {};
// CHECK-NEXT:  sum.x = p.x + q->x;
// CHECK-NEXT:  sum.id = 7;
// CHECK-NEXT:  geometry::Point copy;
// CHECK-NEXT:  copy = sum;
// CHECK-NEXT:  geometry::Point scaled_result = call scaled(*q, 2.0);
// CHECK-NEXT:  copy.y = scaled_result.x;
// CHECK-NEXT:  double[2][2] grid = {};
// CHECK-NEXT:  grid[0][0] = p.x;
// CHECK-NEXT:  grid[1][0] = 1.0;
// CHECK-NEXT:  grid[1][1] = copy.y;
// CHECK-NEXT:  geometry::Point bound;
// CHECK-NEXT:  bound = p;
// CHECK-NEXT:  return grid[1][1] * bound.x + grid[0][0];
// CHECK-NEXT:}

//      CHECK:func scaled(geometry::Point p, double by) -> geometry::Point internal as "geometry::scaled" in "geometry" {
// CHECK-NEXT:  geometry::Point p_2;
// CHECK-NEXT:  p_2 = p;
// CHECK-NEXT:  p_2.x = p_2.x * by;
// CHECK-NEXT:  geometry::Point temporary;
// CHECK-NEXT:  temporary.x = p_2.x;
// CHECK-NEXT:  temporary.y = p_2.y;
// CHECK-NEXT:  temporary.id = 7;
// CHECK-NEXT:  return temporary;
// CHECK-NEXT:}

//      CHECK:func names(double x) -> double annotated {
// CHECK-NEXT:  double square_result = call square_of_double(x);
// CHECK-NEXT:  float square_result_2 = call square_of_float(2.0f);
// CHECK-NEXT:  return const<double>(half) * square_result + (double)square_result_2 + (double)(int)const<Kind>(Kind::Round);
// CHECK-NEXT:}

//      CHECK:func square_of_double(double x) -> double internal as "square<double>" {
// CHECK-NEXT:  return x * x;
// CHECK-NEXT:}

//      CHECK:func square_of_float(float x) -> float internal as "square<float>" {
// CHECK-NEXT:  return x * x;
// CHECK-NEXT:}
