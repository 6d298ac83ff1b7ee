// What the import refuses of classes.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <utility>
#include <vector>

struct Base {
  double a;
};
struct Left : Base {};
struct Right : Base {};
struct Both : Left, Right {};
struct Shared : virtual Base {};
struct Fixed {
  const double k;
};
struct Copies {
  double a;
  Copies(const Copies& o) : a(2 * o.a) {}
};
struct Halves {  // `kept` stays in what is moved from
  std::vector<double> moved, kept;
  Halves() = default;
  Halves(const Halves&) = default;
  Halves(Halves&& o) : moved(std::move(o.moved)), kept(o.kept) {}
};
struct Single {
  std::vector<double> values;
  Single(int n) : values(n) {}
  Single(const Single&) = delete;
};
class Grid {
  struct Cell {
    double value;
  };

public:
  Cell cell;
};
class Remote {
public:
  double get() const { return hidden(value); }
  double value;

private:
  static double hidden(double x);
};
struct Buffer {
  double data[3];
  double* at;
  Buffer() : at(data) {}
};
struct Shape {
  virtual double area(double x) const = 0;
};
struct Square : Shape {
  double side;
  double area(double x) const override { return side * x; }
};
struct Inherits : Base {
  using Base::Base;
};
// CHECK-DAG: :[[#@LINE+1]]:49: error: cannot differentiate 'twice': the class 'Both' is not supported because it has a base class twice
[[autodiff]] double twice(double x, const Both& b) { return x; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'shared': the class 'Shared' is not supported because it has a virtual base class
[[autodiff]] double shared(const Shared& s) { return s.a; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'fixed': the class 'Fixed' is not supported because its member 'k' is const
[[autodiff]] double fixed(const Fixed& f) { return f.k; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'copies': the class 'Copies' is not supported because it has a copy operation of its own
[[autodiff]] double copies(const Copies& c) { return c.a; }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'halves': the class 'Halves' is not supported because it has a copy operation of its own
[[autodiff]] double halves(const Halves& h) { return h.kept[0]; }
// CHECK-DAG: :[[#@LINE+3]]:{{.*}} error: cannot differentiate 'single': the class 'Single' is not supported because it can't be copied
// CHECK-DAG: :[[#@LINE+2]]:{{.*}} note: make the object where this function is called, or in a function that takes passive data only
[[autodiff]] double single(double x) {
  Single s(1);
  s.values[0] = x;
  return s.values[0];
}
[[autodiff]] double borrowed(const Single& s) { return s.values[0]; }
// CHECK-DAG: :[[#@LINE+2]]:{{.*}} error: cannot differentiate 'hidden_type': the type 'Grid::Cell' is private in its class
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} note: make it public, or move it out of the class
[[autodiff]] double hidden_type(const Grid& g) { return g.cell.value; }
// CHECK-DAG: :{{[0-9]+}}:31: error: cannot differentiate 'Remote::get': 'Remote::hidden' is private and has no body here
// CHECK-DAG: :{{[0-9]+}}:31: note: include its definition, or make it public
[[autodiff]] double remote(const Remote& r) { return r.get(); }
[[autodiff]] double keeps_itself(double x) {
  // CHECK-DAG: :{{[0-9]+}}:3: error: cannot differentiate 'Buffer::Buffer': an object of 'Buffer' may keep a pointer to itself
  // CHECK-DAG: :{{[0-9]+}}:3: note: keep an index, or compute the pointer where it is used
  Buffer b;
  *b.at = x;
  return b.data[0];
}
// CHECK-DAG: :[[#@LINE+2]]:{{.*}} error: cannot differentiate 'dispatched': a virtual call is not supported
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} note: call the function by its name
[[autodiff]] double dispatched(const Shape& s, double x) { return s.area(x); }
// CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'polymorphic': the class 'Square' is not supported because it has virtual functions
[[autodiff]] double polymorphic(const Square& s, double x) { return s.area(x); }
class Table {
  static const double values[2];

public:
  double at(int i) const { return values[i]; }
  double scale = 1;
};
const double Table::values[2] = {1, 2};
// CHECK-DAG: :[[#@LINE-4]]:35: error: cannot differentiate 'Table::at': the static member 'values' is private in its class
// CHECK-DAG: :[[#@LINE-5]]:35: note: make it public, or move it out of the class
[[autodiff]] double private_static(const Table& t, double x) { return t.at(1) * x; }
template <class D> struct Twice {
  double twice() const { return 2 * static_cast<const D&>(*this).value(); }
};
struct Half : Twice<Half> {
  double v;
  double value() const { return v / 2; }
};
[[autodiff]] double downcast(const Twice<Half>& t) {
  // CHECK-DAG: :[[#@LINE+1]]:10: error: cannot differentiate 'downcast': a cast from 'Twice<Half>' to 'Half' is not supported
  return t.twice();
}
struct Plain {
  double v;
};
struct More : Plain {
  double w;
};
[[autodiff]] double plain_downcast(const Plain& p) {
  // CHECK-DAG: :[[#@LINE+1]]:10: error: cannot differentiate 'plain_downcast': a cast from 'Plain' to 'More' is not supported
  return static_cast<const More&>(p).w * p.v;
}
// What we don't look into could find the object that its argument is a part of.
struct Tagged {
  int tag;
  double inside() const { return reinterpret_cast<const double*>(this)[1]; }
};
struct Whole : Tagged {
  double value;
};
[[autodiff]] double hidden_whole(double x) {
  Whole w;
  w.tag = 1;
  w.value = x;
  // CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: 'Tagged::inside' is called with active data, but has neither a body here nor a derivative rule
  return w.inside();
}
struct Flags {
  unsigned n : 3;
};
// CHECK-DAG: :[[#@LINE+2]]:{{.*}} error: cannot differentiate 'flags': the class 'Flags' is not supported because it has bit-fields
[[autodiff]] double flags(double x) {
  const Flags set{2};
  return x;
}
struct Ready {
  int n;
  virtual int count() const { return n; }
};
[[autodiff]] double ready(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'ready': the class 'Ready' is not supported because it has virtual functions
  Ready one;
  return x;
}
[[autodiff]] double ready_array(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'ready_array': the class 'Ready' is not supported because it has virtual functions
  Ready all[2];
  return x;
}
struct Doubles {
  int n = 1;
  Doubles() = default;
  Doubles& operator=(const Doubles& o) {
    n = o.n * 2;
    return *this;
  }
};
[[autodiff]] double doubles_array(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:{{.*}} error: cannot differentiate 'doubles_array': the class 'Doubles' is not supported because it has a copy operation of its own
  Doubles all[2];
  return x;
}
// CHECK: 19 errors generated
