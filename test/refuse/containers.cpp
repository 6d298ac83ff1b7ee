// What of containers and opaque classes is refused (messages UnsupportedContainerMember, UseSubscripts, UseSizeAndFill,
// UnsupportedMemberCall, UseFreeFunction, UseArrayClass).
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not ls %t.h
#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

double twice(double x) { return 2 * x; }
[[autodiff]] double chosen(double x) {
  // CHECK: containers.cpp:[[#@LINE+1]]:18: error: cannot differentiate 'chosen': the type 'std::pair<double (*)(double), int>' is not supported
  const auto f = std::make_pair(twice, 1);
  // CHECK: containers.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: cannot differentiate 'chosen': which function this leads to isn't known here
  return f.first(x);
}

[[autodiff]] double inserted(double x) {
  std::vector<double> v(2);
  v[0] = x;
  // CHECK: containers.cpp:[[#@LINE+1]]:5: error: cannot differentiate 'inserted': insert() of 'std::vector<double>' is not supported
  v.insert(v.begin(), 2, x);
  // CHECK: note: use subscripts, size(), resize(), push_back() and iterators
  return v[0];
}

[[autodiff]] double emplaced(double x) {
  std::vector<std::vector<double>> rows;
  // CHECK: containers.cpp:[[#@LINE+1]]:8: error: cannot differentiate 'emplaced': emplace_back() with these arguments of 'std::vector<std::vector<double>>' is not supported
  rows.emplace_back(2, x);
  // CHECK: note: use subscripts, size(), resize(), push_back() and iterators
  return rows[0][1];
}

struct Weight {
  double value = 1;
};
struct Meters {
  Meters(double v = 0) : value(2 * v) {}
  double value;
};
[[autodiff]] double converted_range(const double* x, int n) {
  // CHECK: containers.cpp:[[#@LINE+1]]:23: error: cannot differentiate 'converted_range': a cast from 'double' to 'Meters' is not supported
  std::vector<Meters> lengths(x, x + n);
  // CHECK: note: make it with its size and store its elements one by one
  return lengths[0].value;
}
[[autodiff]] double made_of_classes(double x, int n) {
  // CHECK: containers.cpp:[[#@LINE+1]]:12: error: cannot differentiate 'made_of_classes': a constructor with code of its own is not supported
  auto w = std::make_unique<Weight[]>(n);
  // CHECK: note: make it with its size and store its elements one by one
  return w[0].value * x;
}

struct From {
  double value;
};
struct To {
  To(const From& from) : value(from.value) {}
  double value;
};
[[autodiff]] double converted_element(double x) {
  // CHECK: containers.cpp:[[#@LINE+1]]:22: error: cannot differentiate 'converted_element': a constructor with code of its own is not supported
  std::pair<To, int> p(From{x}, 1);
  // CHECK: note: initialise the members with braces, or write a function that returns the object
  return p.first.value;
}

struct [[autodiff::opaque]] Sealed {
  double value;
  double read() const;
};
[[autodiff]] double sealed(const Sealed& s, double x) {
  // CHECK: containers.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: cannot differentiate 'sealed': a call of a member function is not supported
  return s.read() * x;
  // CHECK: note: write it as a function outside the class that takes the object as a parameter
}

[[autodiff]] double rows(double x) {
  // CHECK: containers.cpp:[[#@LINE+1]]:23: error: cannot differentiate 'rows': the type 'std::vector<double>[2]' is not supported
  std::vector<double> both[2] = {{x, 1}, {x, x}};
  // CHECK: note: use std::array, or a vector, in place of a C array that holds vectors
  return both[0][0] * both[1][1];
}

struct Doubling {
  double value;
};
inline void swap(Doubling& a, Doubling& b) {
  const double kept = a.value;
  a.value = 2 * b.value;
  b.value = kept;
}
[[autodiff]] double own_swap(double x) {
  std::tuple<Doubling, double> a{{x}, x}, b{{1}, 2};
  // CHECK: containers.cpp:[[#@LINE+1]]:3: error: cannot differentiate 'own_swap': calling the elements' own swap in swap() of 'std::tuple<Doubling, double>' is not supported
  std::swap(a, b);
  // CHECK: note: loop over an index
  return std::get<1>(a);
}
[[autodiff]] double own_member_swap(double x) {
  std::array<Doubling, 1> a{{{x}}}, b{{{2}}};
  // CHECK: containers.cpp:[[#@LINE+1]]:5: error: cannot differentiate 'own_member_swap': calling the elements' own swap in swap() of 'std::array<Doubling, 1>' is not supported
  a.swap(b);
  // CHECK: note: loop over an index
  return a[0].value * x;
}

[[autodiff]] double sorted_as_integers(double x, double y) {
  std::vector<double> v{x * 2, y + x, y};
  // CHECK: containers.cpp:[[#@LINE+1]]:3: error: cannot differentiate 'sorted_as_integers': 'std::stable_sort' of these elements, or with this comparison is not supported
  std::stable_sort(v.begin(), v.end(), std::less<int>());
  // CHECK: note: sort in a function that takes and returns passive data only, such as indices
  return v[0] * v[1];
}
[[autodiff]] double largest_by_order(double x, double y) {
  // CHECK: containers.cpp:[[#@LINE+1]]:10: error: cannot differentiate 'largest_by_order': {{.*}}
  return std::max({x, y, x * y}, std::greater<double>()) * x;
  // CHECK: note: call it with two values at a time, or with a braced list of values
}
[[autodiff]] double largest_by_lambda(double x, double y) {
  // CHECK: containers.cpp:[[#@LINE+1]]:10: error: cannot differentiate 'largest_by_lambda': {{.*}}
  return std::max({x, y, x * y}, [](double a, double b) { return a > b; }) * x;
  // CHECK: note: call it with two values at a time, or with a braced list of values
}
