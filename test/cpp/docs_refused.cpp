// What docs/language.md says is refused: an error at the construct, with a way out. No object file, no header.
// RUN: rm -f %t.o %t.h
// RUN: not %clang_plugin -std=c++20 -Wno-vla-cxx-extension -ferror-limit=0 -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -Wno-vla-cxx-extension -ferror-limit=0 2>&1 | FileCheck %s
// RUN: not ls %t.o
// RUN: not ls %t.h
#include <algorithm>
#include <complex>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

struct Shape {
  virtual double area(double x) const { return x; }
};
struct Referring {
  const double& a;
};
struct Fields {
  double a;
  int k : 3;
};
struct Owning {
  std::unique_ptr<double[]> data;
};
struct Viewing {
  std::span<const double> data;
};
union Either {
  double a;
  long b;
};
double square(double x) { return x * x; }
double cube(double x) { return x * x * x; }
double& last(double* x, int n) { return n == 0 ? *x : last(x + 1, n - 1); }
template <class F> double weighted(F f, [[autodiff::passive]] const double* x, int n) { return f(x[0]) * n; }


[[autodiff]] double virtual_call(double x, const Shape& shape) {
  // CHECK: error: cannot differentiate 'virtual_call': {{.*}}virtual
  return shape.area(x);
}
[[autodiff]] double reference_member(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'reference_member': the class 'Referring' is not supported because its member 'a' is a reference
  const Referring r{x};
  return r.a;
}
[[autodiff]] double bit_field(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'bit_field': the class 'Fields' is not supported because it has bit-fields
  const Fields f{x, 1};
  return f.a;
}
[[autodiff]] double union_(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'union_': a union is not supported
  Either e;
  // CHECK: note: use a struct with a member for each use
  e.a = x;
  return e.a;
}
[[autodiff]] double local_enumeration(double x) {
  enum class Local { one, two };
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'local_enumeration': the type 'Local' has no name outside the function
  const Local l = Local::two;
  // CHECK: note: give the type a name and move it to namespace scope
  return l == Local::one ? x : 2 * x;
}
[[autodiff]] double inserted_range(double x) {
  std::vector<double> v{x};
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'inserted_range': insert() of 'std::vector<double>' is not supported
  v.insert(v.begin(), 3, x);
  return v[0];
}
// CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'iterators': the type '{{.*}}iterator{{.*}}' is not supported
[[autodiff]] double iterators(std::vector<double>::iterator first) { return *first; }
[[autodiff]] double span_member(const double* x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'span_member': the type 'std::span<const double>' is not supported
  const Viewing v{std::span(x, 2)};
  return v.data[0];
}
// CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'span_result': the type 'std::span<double>' is not supported
[[autodiff]] std::span<double> span_result(std::span<double> x) { return x.first(1); }
[[autodiff]] double tuple_of_references(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'tuple_of_references': the class 'std::tuple<double &>' is not supported because it holds a reference
  const auto t = std::tie(x);
  // CHECK: note: use elements that are neither references nor const
  return std::get<0>(t);
}
[[autodiff]] double complex_function(double x) {
  const std::complex<double> z(x, 1);
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate
  return std::norm(std::asin(z));
}
[[autodiff]] double unique(double x) {
  // CHECK: error: cannot differentiate 'unique': the class 'std::unique_ptr<double>' is not supported because it has a destructor
  auto p = std::make_unique<double>(x);
  return *p;
}
[[autodiff]] double compared_owner(double x) {
  const std::unique_ptr<double[]> p(new double[1]);
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'compared_owner': a comparison of get() of 'std::unique_ptr' is not supported
  return p.get() != nullptr ? x : x * x;
}
[[autodiff]] double owner_member(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'owner_member': the type 'std::unique_ptr<double[]>' is not supported
  Owning o{std::make_unique<double[]>(1)};
  o.data[0] = x;
  return o.data[0];
}
[[autodiff]] double string(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'string':
  const std::string s = "name";
  return x * s.size();
}
[[autodiff]] double allocation(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'allocation': new and delete are not supported
  double* p = new double(x);
  // CHECK: note: use an array of constant size, or pass the memory as a parameter
  const double y = *p;
  delete p;
  return y;
}
[[autodiff]] double never_freed(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'never_freed': new and delete are not supported
  double* p = new double[2];
  p[0] = x;
  return p[0];
}
[[autodiff]] double handed_out(double x, double** out) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'handed_out': new and delete are not supported
  double* p = new double[2];
  *out = p;
  delete[] p;
  return x;
}
[[autodiff]] double variable_length(double x, int n) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'variable_length': an array whose size is not constant is not supported
  double a[n];
  // CHECK: note: use an array of constant size
  a[0] = x;
  return a[0];
}
[[autodiff]] double recursive_lambda(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'a lambda': a function that calls itself can't be or take a lambda
  const auto g = [](const auto& self, double t, int n) -> double { return n == 0 ? t : self(self, t * t, n - 1); };
  // CHECK: note: pass what it needs as parameters
  return g(g, x, 3);
}
[[autodiff]] double recursive_object(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'recursive_object': a function that calls itself can't be or take a lambda
  std::function<double(double)> f = [&](double t) { return t < 1 ? x : t * f(t - 1); };
  return f(3);
}
double (*changeable)(double) = square;
[[autodiff]] double function_pointer(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'function_pointer': which function 'changeable' leads to isn't known here
  return changeable(x);
  // CHECK: note: initialise it with functions or a lambda in the differentiated code, or make it a template parameter
}
struct Part {
  double k;
  double scaled(double x) const { return k * x; }
};
double (Part::*member)(double) const = &Part::scaled;
[[autodiff]] double member_pointer(double x) {
  const Part part{x};
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'member_pointer': a call through a pointer is not supported
  return (part.*member)(x);
  // CHECK: note: call the function by its name, or choose between functions with if or switch
}
// CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'function_object': a pointer to a function or member is not supported
[[autodiff]] double function_object(double x, const std::function<double(double)>& f) { return f(x); }
[[autodiff]] double object_assigned(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'object_assigned': which function 'f' leads to isn't known here
  std::function<double(double)> f = [x](double t) { return t * x; };
  f = [x](double t) { return t + x; };
  return f(x);
}
// Written through what ?: or a comma gives.
[[autodiff]] double chosen_assigned(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'chosen_assigned': which function 'f' leads to isn't known here
  double (*f)(double) = square;
  double (*g)(double) = square;
  (x > 1 ? f : g) = cube;
  return f(x) * g(x);
}
[[autodiff]] double chosen_bound(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'chosen_bound': which function 'f' leads to isn't known here
  double (*f)(double) = square;
  double (*g)(double) = square;
  auto& either = x > 1 ? f : g;
  either = cube;
  return f(x) * g(x);
}
[[autodiff]] double assigned_after_comma(double x, int k) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'assigned_after_comma': which function 'f' leads to isn't known here
  double (*f)(double) = square;
  (k++, f) = cube;
  return f(x) * k;
}
double captures(double (*f)(double), double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'captures': the lambda captures 'f', which leads to different functions
  const auto twice = [f](double t) { return f(f(t)); };
  // CHECK: note: make the function a template that takes any F
  return twice(x);
}
[[autodiff]] double captured_pointers(double x) { return captures(square, x) + captures([](double t) { return t; }, x); }
[[autodiff]] double converting(double x) {
  const std::function<double(float)> f = square;
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'converting': 'square' is called through a std::function that converts its arguments or result
  return f(x);
  // CHECK: note: give both the same parameters and result
}
[[autodiff]] double sorted(double x, double y) {
  double a[] = {x, y};
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'sorted': 'std::sort' of these elements, or with this comparison is not supported
  std::sort(a, a + 2, [](double s, double t) { return s * s < t * t; });
  // CHECK: note: sort in a function that takes and returns passive data only, such as indices
  return a[0];
}
[[autodiff]] double bytes(double x, int n) {
  double a[2] = {x, x}, b[2];
  float c[4];
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'bytes': 'memcpy' of these types or this size is not supported
  std::memcpy(c, a, sizeof(a));
  // CHECK: note: fill the array in a loop
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'bytes': 'memcpy' of these types or this size
  std::memcpy(b, a, n);
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'bytes': 'memset' of these types or this size
  std::memset(b, 1, sizeof(b));
  return a[0] * b[0] * c[0];
}
// CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'listed': the type 'std::initializer_list<double>' is not supported
[[autodiff]] double listed(std::initializer_list<double> list) { return *list.begin(); }
[[autodiff]] double recursive_reference(double* x) {
  // CHECK: error: cannot differentiate 'last': a function that calls itself can't be or take a lambda, or return a reference
  // CHECK: note: pass what it needs as parameters
  last(x, 2) *= 2;
  return x[1];
}
[[autodiff]] double passive_inlined(const double* x, int n) {
  // CHECK: error: cannot differentiate 'weighted{{.*}}': 'x' is marked passive, but the function is inlined because it takes a lambda or returns a reference
  // CHECK: note: mark the parameter of the function that calls it
  return weighted([](double t) { return t * t; }, x, n);
}
// CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'returned_reference': a function that returns a reference is not supported
[[autodiff]] double& returned_reference(double& x) { return x; }
// CHECK: note: return the value, or an index or pointer offset
[[autodiff]] double static_variable(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'static_variable': the static variable 'calls' keeps its value between calls
  static int calls = 0;
  // CHECK: note: pass it as a parameter
  return ++calls * x;
}
[[autodiff]] double volatile_variable(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'volatile_variable': volatile is not supported
  volatile double v = x;
  return v;
}
[[autodiff]] double jump(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'jump': goto is not supported
  goto end;
  // CHECK: note: write the jump as a loop with break or continue
end:
  return x;
}
[[autodiff]] double throws(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'throws': throw is not supported
  return x < 0 ? throw x : x;
  // CHECK: note: check before calling the function
}
[[autodiff]] double catches(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'catches': try and catch are not supported
  try {
    return x;
  } catch (...) {
    return 0;
  }
}
[[autodiff]] double assembly(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'assembly': inline assembly is not supported
  asm("nop");
  return x;
}
[[autodiff]] double reinterpreted(double x) {
  // CHECK: [[#@LINE+1]]:{{.*}} error: cannot differentiate 'reinterpreted': a cast from 'double' to 'long' is not supported
  return static_cast<double>(reinterpret_cast<long&>(x));
}
