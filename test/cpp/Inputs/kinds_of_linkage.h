// Functions of every linkage, for two units. Declarations at the end have no guard.
#ifndef KINDS_OF_LINKAGE_H
#define KINDS_OF_LINKAGE_H
#include <cmath>

[[autodiff]] static double fixed_power(double x) { return x * x * x; }
[[autodiff]] inline double sine_times(double x, double y) { return std::sin(x) * fixed_power(y); }

namespace {
[[autodiff]] double hidden_scale(double x) { return 2 * fixed_power(x); }
// The same name means another function in each unit.
#ifdef OTHER
[[autodiff]] double of_this_unit(double x) { return 5 * x * x; }
#else
[[autodiff]] double of_this_unit(double x) { return 3 * x; }
#endif
}  // namespace

namespace shapes {
inline namespace v2 {
[[autodiff]] inline double area(double r) { return 3 * r * r; }
}  // namespace v2
namespace v1 {
[[autodiff]] inline double area(double r) { return 4 * r * r; }
}  // namespace v1
namespace {
[[autodiff]] double perimeter(double r) { return area(r) + v1::area(r) + hidden_scale(r); }
}  // namespace
}  // namespace shapes

struct Spring {
  double stiffness;
  [[autodiff]] static double energy(double k, double x) { return 0.5 * k * x * x; }
  [[autodiff]] friend double stretched(const Spring& spring, double x) { return energy(spring.stiffness, x) * x; }
};
double stretched(const Spring& spring, double x);

template <class T> struct Polynomial {
  T scale;
  [[autodiff]] static T cube(T x) { return x * x * x; }
  [[autodiff]] friend T evaluate(const Polynomial& p, T x) { return p.scale * cube(x); }
};
[[autodiff]] inline double of_polynomial(double x) { return evaluate(Polynomial<double>{x}, x); }
#endif

// Legal to repeat.
inline double sine_times(double x, double y);
namespace shapes {
inline namespace v2 {
inline double area(double r);
}
}  // namespace shapes
