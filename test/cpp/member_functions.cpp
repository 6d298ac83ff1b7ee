// [[autodiff]] on member functions: the object is the first parameter. The plugin, and the tool's header with g++.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror %s -o %t && %t | FileCheck %s
// RUN: %retrograd %s -o %t.ad.h -- -std=c++20
// RUN: %cxx -std=c++20 -Wall -Wextra "-DGENERATED=\"%t.ad.h\"" %s -o %t.gcc && %t.gcc | FileCheck %s
// RUN: FileCheck --check-prefix=TEXT %s < %t.ad.h
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

struct Spring {
  double k, rest;
  int count = 2;
  [[autodiff]] double energy(double x) const { return 0.5 * k * (x - rest) * (x - rest) * count; }
  [[autodiff]] double energy(double x, double y) const noexcept { return energy(x) * std::sin(y); }
  [[autodiff]] double pull(double x) {
    k *= x;
    return k * rest;
  }
  [[autodiff]] void stretch(double x) {
    k *= x;
    rest += k;
  }
  [[autodiff]] double operator()(double x) const { return k * x * x; }
  [[autodiff]] double operator[](int i) const { return i == 0 ? k * k : rest * k; }
  template <class T> [[autodiff]] T scaled(T x) const { return x * x * k; }
};

class Account {
public:
  explicit Account(double balance) : balance_(balance) {}
  [[autodiff]] double after(double rate, int years) const {
    double result = balance_;
    for (int i = 0; i < years; ++i) result += interest(result, rate);
    return result;
  }

private:
  [[autodiff]] double interest(double balance, double rate) const { return balance * rate + balance_ * rate * rate; }
  double balance_;
};

template <class T> struct Parabola {
  T scale;
  [[autodiff]] T value(T x) const { return scale * x * x; }
};

namespace shapes {
namespace {
struct Base {
  double weight;
  [[autodiff]] double weigh(double x) const { return weight * x * x; }
};
struct Derived : Base {
  double factor;
  [[autodiff]] double both(double x) const { return weigh(x) * factor; }
};
}  // namespace
}  // namespace shapes

[[autodiff]] double uses(double k, double x) {
  Spring s{k, x};
  s.stretch(x);
  const double first = s.energy(x), second = s.energy(k, x);
  return first + second + s(x) + s.scaled(k);
}

#ifdef GENERATED
#include GENERATED
#endif

int main() {
  using One = double (Spring::*)(double) const;
  using Two = double (Spring::*)(double, double) const;
  Spring s{3, 1};
  const auto [e_s, e_x] = retrograd::gradient<static_cast<One>(&Spring::energy)>(s, 2.0);
  std::printf("energy %g %g %g\n", e_s.k, e_s.rest, e_x);  // CHECK: energy 1 -6 6
  const auto [f_s, f_x, f_y] = retrograd::gradient<static_cast<Two>(&Spring::energy)>(s, 2.0, 0.0);
  std::printf("overload %g %g %g\n", f_s.k, f_x, f_y);  // CHECK: overload 0 0 3
  const auto [p_s, p_x] = retrograd::gradient<&Spring::pull>(s, 2.0);
  std::printf("pull %g %g %g, then %g\n", p_s.k, p_s.rest, p_x, s.k);  // CHECK: pull 2 6 3, then 6
  s = {3, 1};
  const auto [c_s, c_x] = retrograd::gradient<&Spring::operator()>(s, 2.0);
  std::printf("call %g %g\n", c_s.k, c_x);  // CHECK: call 4 12
  const auto i_s = retrograd::gradient<&Spring::operator[]>(s, 1);
  std::printf("subscript %g %g\n", i_s.k, i_s.rest);  // CHECK: subscript 1 3
  const auto [t_s, t_x] = retrograd::gradient<&Spring::scaled<double>>(s, 2.0);
  std::printf("template %g %g\n", t_s.k, t_x);  // CHECK: template 4 12
  std::printf("wrt %g\n", retrograd::gradient<static_cast<One>(&Spring::energy), retrograd::wrt<1>>(s, 2.0));
  // CHECK: wrt 6
  Spring s_dot{1, 0};
  retrograd::jvp<&Spring::stretch>({s, 2.0}, {s_dot, 0.0});
  std::printf("in place %g %g, %g %g\n", s.k, s.rest, s_dot.k, s_dot.rest);  // CHECK: in place 6 7, 2 2
  s = {3, 1};

  const auto [q_p, q_x] = retrograd::gradient<&Parabola<double>::value>(Parabola<double>{3}, 2.0);
  std::printf("class template %g %g\n", q_p.scale, q_x);  // CHECK: class template 4 12
  const auto h = retrograd::hessian<&Parabola<double>::value>(Parabola<double>{3}, 2.0);
  std::printf("hessian %g %g %g\n", h(0, 0), h(0, 1), h(1, 1));  // CHECK: hessian 0 4 6
  const auto [d_o, d_x] = retrograd::gradient<&shapes::Derived::both>(shapes::Derived{{2}, 3}, 2.0);
  std::printf("derived %g %g %g\n", d_o.weight, d_o.factor, d_x);  // CHECK: derived 12 8 24
  const auto [b_o, b_x] = retrograd::gradient<&shapes::Derived::weigh>(shapes::Derived{{2}, 3}, 2.0);
  std::printf("inherited %g %g\n", b_o.weight, b_x);  // CHECK: inherited 4 8
  std::printf("private %g\n", retrograd::gradient<&Account::after, retrograd::wrt<1>>(Account(2), 0.5, 1));
  // CHECK: private 4
  const auto [u_k, u_x] = retrograd::gradient<uses>(0.0, 2.0);
  std::printf("called %g %g\n", u_k, u_x);  // CHECK: called 15.2744 0
}
// TEXT: inline double Spring_energy_adjoint(const Spring& self, Spring& self_bar, double x, double& x_bar,
// TEXT:      retrograd_call(
// TEXT-NEXT: retrograd::detail::Adjoint<double (Spring::*)(double) const, &::Spring::energy>
