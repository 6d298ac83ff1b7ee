// Objects whose destructor has code of its own (message UnsupportedClass): it would be lost in a derivative.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -w -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <array>
#include <map>
#include <memory>
#include <utility>
#include <vector>

int depth = 0;
struct Guard {
  int level = 1;
  int get() const { return level; }
  ~Guard() { depth = 3; }
};
struct Plain {
  int level;
  ~Plain() { depth = 3; }
};
struct Remote {
  ~Remote();
};
Remote::~Remote() { depth = 3; }
template <class T> struct Scope {
  ~Scope() { depth = 3; }
};
struct Holder {
  Guard guard;
};
struct Empty : Guard {};
struct Scaled : Guard {
  double scale;
  Scaled(double s) : scale(s) {}
};
struct Packed {
  [[no_unique_address]] Remote end;
  double value;
};
struct Default {
  int level = Guard().get();
  double scale = 1;
};

[[autodiff]] double variable(double x) {
  {
    // CHECK-DAG: :[[#@LINE+2]]:11: error: cannot differentiate 'variable': the class 'Guard' is not supported because it has a destructor
    // CHECK-DAG: :[[#@LINE+1]]:11: note: make the object where this function is called, or in a function that takes passive data only
    Guard guard;
  }
  return x * depth;
}
[[autodiff]] double temporary(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:3: error: cannot differentiate 'temporary': the class 'Guard' is not supported because it has a destructor
  Guard();
  return x * depth;
}
[[autodiff]] double kept_temporary(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:24: error: cannot differentiate 'kept_temporary': the class 'Guard' is not supported because it has a destructor
  const Guard& guard = Guard();
  return x * depth;
}
[[autodiff]] double member_of_temporary(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:21: error: cannot differentiate 'member_of_temporary': the class 'Guard' is not supported because it has a destructor
  const int level = Guard().get();
  return x * depth * level;
}
[[autodiff]] double bare_array(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:9: error: cannot differentiate 'bare_array': the class 'Guard' is not supported because it has a destructor
  Guard guards[2];
  return x * guards[1].level;
}
[[autodiff]] double array(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:24: error: cannot differentiate 'array': the class 'std::array<Guard, 2>' is not supported because its part 'Guard' has a destructor
  std::array<Guard, 2> guards;
  return x * depth;
}
[[autodiff]] double vector(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:22: error: cannot differentiate 'vector': the class 'std::vector<Plain>' is not supported because its part 'Plain' has a destructor
  std::vector<Plain> guards(2);
  return x * depth;
}
[[autodiff]] double pair(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:25: error: cannot differentiate 'pair': the class 'std::pair<Guard, int>' is not supported because its part 'Guard' has a destructor
  std::pair<Guard, int> guards;
  return x * depth;
}
[[autodiff]] double owner(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:8: error: cannot differentiate 'owner': the class 'std::unique_ptr<Guard[]>' is not supported because its part 'Guard' has a destructor
  auto guards = std::make_unique<Guard[]>(2);
  return x * depth;
}
[[autodiff]] double deleted(double x) {
  Guard* guard = new Guard;
  // CHECK-DAG: :[[#@LINE+1]]:3: error: cannot differentiate 'deleted': the class 'Guard' is not supported because it has a destructor
  delete guard;
  return x * depth;
}
[[autodiff]] double member(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:10: error: cannot differentiate 'member': the class 'Holder' is not supported because its part 'Guard' has a destructor
  Holder holder;
  return x * depth;
}
[[autodiff]] double empty_base(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:9: error: cannot differentiate 'empty_base': the class 'Empty' is not supported because its part 'Guard' has a destructor
  Empty empty;
  return x * depth;
}
[[autodiff]] double base(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:10: error: cannot differentiate 'base': the class 'Scaled' is not supported because its part 'Guard' has a destructor
  Scaled scaled(x);
  return x * depth;
}
// CHECK-DAG: :[[#@LINE+1]]:42: error: cannot differentiate 'packed': the class 'Packed' is not supported because its part 'Remote' has a destructor
[[autodiff]] double packed(const Packed& p) { return p.value; }
[[autodiff]] double defined_outside(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:10: error: cannot differentiate 'defined_outside': the class 'Remote' is not supported because it has a destructor
  Remote remote;
  return x * depth;
}
[[autodiff]] double of_template(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:14: error: cannot differentiate 'of_template': the class 'Scope<int>' is not supported because it has a destructor
  Scope<int> scope;
  return x * depth;
}
[[autodiff]] double default_value(double x) {
  // CHECK-DAG: :41:15: error: cannot differentiate 'default_value': the class 'Guard' is not supported because it has a destructor
  Default one;
  return x * one.scale * depth;
}
[[autodiff]] double in_lambda(double x) {
  const auto inner = [x] {
    // CHECK-DAG: :[[#@LINE+1]]:11: error: cannot differentiate 'a lambda': the class 'Guard' is not supported because it has a destructor
    Guard guard;
    return x;
  };
  return inner() * depth;
}
[[autodiff]] double in_condition(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:13: error: cannot differentiate 'in_condition': the class 'Guard' is not supported because it has a destructor
  if (Guard guard; x > 0) x *= 2;
  return x * depth;
}
[[autodiff]] double in_loop(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:39: error: cannot differentiate 'in_loop': the class 'Guard' is not supported because it has a destructor
  for (int i = 0; i < 2; ++i) { Guard guard; x *= x; }
  return x * depth;
}
double helper(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:9: error: cannot differentiate 'helper': the class 'Guard' is not supported because it has a destructor
  Guard guard;
  return x * x;
}
double& place(double& x) {
  // CHECK-DAG: :[[#@LINE+1]]:9: error: cannot differentiate 'place': the class 'Guard' is not supported because it has a destructor
  Guard guard;
  return x;
}
[[autodiff]] double in_callee(double x) { return helper(x) * depth; }
[[autodiff]] double in_inlined(double x) { return place(x) * depth; }
int consume(Guard guard) { return 2; }
[[autodiff]] double argument(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:29: error: cannot differentiate 'argument': the class 'Guard' is not supported because it has a destructor
  const int level = consume(Guard());
  return x * depth * level;
}
std::vector<Plain> shared{{1}, {2}};
[[autodiff]] double of_others(double x) {
  std::vector<Plain>& all = shared;
  // CHECK-DAG: :[[#@LINE+1]]:7: error: cannot differentiate 'of_others': the class 'std::vector<Plain>' is not supported because its part 'Plain' has a destructor
  all.pop_back();
  return x * depth;
}
[[autodiff]] double in_text(double x) {
  // CHECK-DAG: :[[#@LINE+1]]:31: error: cannot differentiate 'in_text': the class 'Plain' is not supported because it has a destructor
  __builtin_printf("%d", Plain{2}.level);
  return x * depth;
}
// CHECK: 26 errors generated
