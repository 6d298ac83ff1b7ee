// Types that the import refuses.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <deque>
#include <iostream>
#include <random>
#include <vector>

union Number {
  double real;
  long integer;
};
struct Shape {
  virtual double area(double x) const { return x; }
  double scale;
};
struct Owner {
  double value;
  ~Owner() { value = 0; }
};
struct Bits {
  double value;
  int flag : 1;
};
struct Refers {
  double& target;
};
struct Derived : Bits {
  double more;
};
struct Member {
  double x;
};

[[autodiff]] double puns(double x) {
// CHECK-DAG: :[[#@LINE+2]]:10: error: cannot differentiate 'puns': a union is not supported
// CHECK-DAG: :[[#@LINE+1]]:10: note: use a struct with a member for each use
  Number n;
  n.real = x;
  return n.real;
}
// CHECK-DAG: :[[#@LINE+2]]:41: error: cannot differentiate 'shaped': the class 'Shape' is not supported because it has virtual functions
// CHECK-DAG: :[[#@LINE+1]]:41: note: put the numbers into a plain struct, or mark the class {{\[\[}}autodiff::opaque]] and give its functions rules
[[autodiff]] double shaped(const Shape& shape) { return shape.scale; }
// CHECK-DAG: :[[#@LINE+2]]:39: error: cannot differentiate 'owns': the class 'Owner' is not supported because it has a destructor
// CHECK-DAG: :[[#@LINE+1]]:39: note: put the numbers into a plain struct, or mark the class {{\[\[}}autodiff::opaque]] and give its functions rules
[[autodiff]] double owns(const Owner& o) { return o.value; }
// CHECK-DAG: :[[#@LINE+2]]:39: error: cannot differentiate 'flags': the class 'Bits' is not supported because it has bit-fields
// CHECK-DAG: :[[#@LINE+1]]:39: note: put the numbers into a plain struct, or mark the class {{\[\[}}autodiff::opaque]] and give its functions rules
[[autodiff]] double flags(const Bits& b) { return b.value; }
// CHECK-DAG: :[[#@LINE+2]]:35: error: cannot differentiate 'refers': the class 'Refers' is not supported because its member 'target' is a reference
// CHECK-DAG: :[[#@LINE+1]]:35: note: put the numbers into a plain struct, or mark the class {{\[\[}}autodiff::opaque]] and give its functions rules
[[autodiff]] double refers(Refers r) { return r.target; }
// CHECK-DAG: :[[#@LINE+2]]:44: error: cannot differentiate 'derives': the class 'Bits' is not supported because it has bit-fields
// CHECK-DAG: :[[#@LINE+1]]:44: note: put the numbers into a plain struct, or mark the class {{\[\[}}autodiff::opaque]] and give its functions rules
[[autodiff]] double derives(const Derived& d) { return d.more; }
// CHECK-DAG: :[[#@LINE+2]]:52: error: cannot differentiate 'sums': the class 'std::deque<double>' is not supported because it has base classes
// CHECK-DAG: :[[#@LINE+1]]:52: note: of the standard library's classes use std::vector, std::array
[[autodiff]] double sums(const std::deque<double>& v) { return v[0]; }
// CHECK-DAG: :[[#@LINE+2]]:73: error: cannot differentiate 'draws': the class 'std::uniform_real_distribution<>' is not supported because its member '_M_param' is not public
// CHECK-DAG: :[[#@LINE+1]]:73: note: of the standard library's classes use std::vector, std::array
[[autodiff]] double draws(const std::uniform_real_distribution<double>& d) { return d.a(); }
[[autodiff]] double sized(double x, int n) {
// CHECK-DAG: :[[#@LINE+2]]:10: error: cannot differentiate 'sized': an array whose size is not constant is not supported
// CHECK-DAG: :[[#@LINE+1]]:10: note: use an array of constant size, or pass the memory as a parameter
  double b[n];
  b[0] = x;
  return b[0];
}
[[autodiff]] double shaky(double x) {
// CHECK-DAG: :[[#@LINE+2]]:19: error: cannot differentiate 'shaky': volatile is not supported
// CHECK-DAG: :[[#@LINE+1]]:19: note: read it into an ordinary variable outside the function, and pass that
  volatile double v = x;
// CHECK-DAG: :[[#@LINE+2]]:10: error: cannot differentiate 'shaky': volatile is not supported
// CHECK-DAG: :[[#@LINE+1]]:10: note: read it into an ordinary variable outside the function, and pass that
  return v;
}
// CHECK-DAG: :[[#@LINE+2]]:45: error: cannot differentiate 'untyped': the type 'void*' is not supported
// CHECK-DAG: :[[#@LINE+1]]:45: note: use float, double, long double, integers, and arrays, pointers and structs of these
[[autodiff]] double untyped(double x, void* p) { return p ? x : 0; }
// CHECK-DAG: :[[#@LINE+2]]:45: error: cannot differentiate 'half': the type '_Float16' is not supported
// CHECK-DAG: :[[#@LINE+1]]:45: note: use float, double, long double, integers, and arrays, pointers and structs of these
[[autodiff]] double half(double x, _Float16 h) { return x + h; }
// CHECK-DAG: :[[#@LINE+2]]:36: error: cannot differentiate 'moves': the type 'double &&' is not supported
// CHECK-DAG: :[[#@LINE+1]]:36: note: take it by value or as a const reference
[[autodiff]] double moves(double&& x) { return x; }
// CHECK-DAG: :[[#@LINE+2]]:46: error: cannot differentiate 'calls': a pointer to a function or member is not supported
// CHECK-DAG: :[[#@LINE+1]]:46: note: initialise it with functions or a lambda in the differentiated code, or make it a template parameter
[[autodiff]] double calls(double x, double (*f)(double)) { return f(x); }
// CHECK-DAG: :[[#@LINE+2]]:54: error: cannot differentiate 'points': the type 'double Member::*' is not supported
// CHECK-DAG: :[[#@LINE+1]]:54: note: use float, double, long double, integers, and arrays, pointers and structs of these
[[autodiff]] double points(double x, double Member::*p) { return Member{x}.*p; }
// CHECK-DAG: :[[#@LINE+2]]:21: error: cannot differentiate 'varies': a variable number of arguments is not supported
// CHECK-DAG: :[[#@LINE+1]]:21: note: pass the arguments as an array and a count
[[autodiff]] double varies(double x, ...) { return x; }
// CHECK-DAG: :[[#@LINE+2]]:22: error: cannot differentiate 'refersBack': a function that returns a reference is not supported
// CHECK-DAG: :[[#@LINE+1]]:22: note: return the value, or an index or pointer offset, instead of a reference
[[autodiff]] double& refersBack(double& x) { return x; }
[[autodiff]] double local(double x) {
  enum class Kind { one, two };
// CHECK-DAG: :[[#@LINE+2]]:14: error: cannot differentiate 'local': the type 'Kind' has no name outside the function
// CHECK-DAG: :[[#@LINE+1]]:14: note: give the type a name and move it to namespace scope
  const Kind kind = Kind::two;
  return kind == Kind::one ? x : 2 * x;
}

// Nothing outside of the function could name what is made of a local class.
[[autodiff]] double local_in_vector(double x) {
  struct Local {
    double y;
  };
// CHECK-DAG: :[[#@LINE+2]]:22: error: cannot differentiate 'local_in_vector': the type 'Local' has no name outside the function
// CHECK-DAG: :[[#@LINE+1]]:22: note: give the type a name and move it to namespace scope
  std::vector<Local> v(2);
  v[1].y = x;
  return v[1].y * x;
}

// A stream as one of its base classes, where more than a statement is made of it.
[[autodiff]] double stream_state(double x) {
// CHECK-DAG: :[[#@LINE+2]]:23: error: cannot differentiate 'stream_state': a cast from 'std::basic_ostream<char>' to 'std::ios_base' is not supported
// CHECK-DAG: :[[#@LINE+1]]:23: note: move it into a function of its own
  const auto before = std::cout.precision(3);
  return x * static_cast<double>(before);
}

int& hidden_counter(int which);
[[autodiff]] double reference_without_body(double x) {
// CHECK-DAG: :[[#@LINE+2]]:14: error: cannot differentiate 'reference_without_body': a function that returns a reference is not supported
// CHECK-DAG: :[[#@LINE+1]]:14: note: return the value, or an index or pointer offset, instead of a reference
  return x * hidden_counter(3);
}
// CHECK: 23 errors generated
