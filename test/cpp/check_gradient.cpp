// check_gradient finds what is wrong, names it, and is content with what is right.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
#include <retrograd/check.h>
#include <retrograd/loss.h>
#include <retrograd/model.h>
#include <retrograd/ops.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <span>
#include <vector>

using namespace retrograd;

[[autodiff]] double right(double x, double y) { return x * std::sin(y) + std::exp(x); }

[[autodiff]] float single(float x) { return x * std::tanh(3 * x); }

[[autodiff]] double kink(double x) { return std::fabs(x); }
[[autodiff]] double corner(double x) { return std::fmax(x, 2 * x - 1e-12); }
[[autodiff]] double charge(double capacity) { return std::exp(-1e-6 / (1e3 * capacity)); }

// A rule that is wrong on purpose.
double triple(double x) { return 3 * x; }
[[autodiff::rule]] void triple_adjoint(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * result_bar;
}
double wrong(double x, double y) { return triple(x) * y; }

// A rule that is wrong by a third of a per cent.
double thrice(double x) { return 3 * x; }
[[autodiff::rule]] double thrice_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 3.01 * x_dot;
  return 3 * x;
}
[[autodiff::rule]] void thrice_adjoint(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 3.01 * result_bar;
}
[[autodiff]] double offByLittle(double x) { return thrice(x) + 1; }

// Nearer to its kink than wide differences reach, which are smooth there.
[[autodiff]] double bent(double x) { return x + 0.01 * std::fabs(x); }

// Results and arguments of other kinds.
struct Line {
  double slope, offset;
};
[[autodiff]] Line moved(const Line& line, double (&x)[2], std::span<const double> w) {
  for (double& one : x) one *= line.slope * w[0];
  return {line.offset * x[0], line.slope * w[1]};
}

// By complex steps: an error of 1e-9 that differences don't see.
template <class T> T bell(const std::vector<T>& x, T y) {
  using std::exp;
  return exp(-x[0] * x[0]) * x[1] / (1.0 + y * y);
}
double nearly(double x) { return x * x; }
std::complex<double> nearly_complex(std::complex<double> x) { return x * x; }
[[autodiff::rule]] void nearly_adjoint(double x, double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * x * (1 + 1e-9) * result_bar;
}
double almost(double x) { return nearly(x); }

struct [[autodiff]] Net {
  Tensor<float, 2, 3> w;
  Tensor<float, 3> b;
};
[[autodiff]] float loss(const Net& net, [[autodiff::passive]] const Tensor<float, dyn, 2>& x,
                        [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(tanh(linear(x, net.w, net.b)), y);
}

int main() {
  // CHECK: right: 2 numbers checked, 0 wrong, 0 unsure
  // CHECK-NEXT: accepted, modes agree
  const GradientCheck both = check_derivatives<right>(0.5, 1.5);
  std::printf("right: %s%s, modes %s\n", both.text().c_str(), both ? "accepted" : "refused",
              both.dot_product_error < 1e-13 ? "agree" : "differ");
  // CHECK: single: 1 number checked, 0 wrong, 0 unsure
  std::printf("single: %s", check_gradient<single>(0.7f).text().c_str());
  // CHECK: kink: 1 number checked, 0 wrong, 0 unsure
  std::printf("kink: %s", check_gradient<kink>(1e-4).text().c_str());
  // CHECK: corner: argument 0: generated 1.000000, by differences {{.*}}  unsure: a kink near?
  std::printf("corner: %s", check_gradient<corner>(0.0).text().c_str());
  // CHECK: charge: 1 number checked, 0 wrong, 0 unsure
  std::printf("charge: %s", check_gradient<charge>(1e-9).text().c_str());
  // A small error is one, however near zero the number is.
  // CHECK: small: argument 0: generated {{.*}}  WRONG
  std::printf("small: %s", check_gradient<offByLittle>(1e-9).text().c_str());
  // CHECK: wrong: argument 0: generated 4.000000, by differences 6.000000  WRONG
  // CHECK-NEXT: 2 numbers checked, 1 wrong, 0 unsure
  // CHECK-NEXT: refused
  const GradientCheck found = check_gradient<wrong>(1.0, 2.0);
  std::printf("wrong: %s%s\n", found.text().c_str(), found ? "accepted" : "refused");
  // CHECK: bent: 1 number checked, 0 wrong, 0 unsure
  std::printf("bent: %s", check_gradient<bent>(1e-9).text().c_str());
  // CHECK: argument 0: 2 numbers, 0 wrong, 0 unsure, worst error {{.*}}e-1
  // CHECK-NEXT: argument 1: 2 numbers, 0 wrong, 0 unsure, worst error {{.*}}e-1
  // CHECK-NEXT: argument 2: 3 numbers, 0 wrong, 0 unsure, worst error {{.*}}e-1
  // CHECK-NEXT: left as they were: 1 2
  double pair[2] = {1, 2};
  const std::vector<double> weights{0.5, 2, 3};
  std::printf("%s", check_derivatives<moved>({1, 2}, pair, std::span(weights)).table().c_str());
  std::printf("left as they were: %g %g\n", pair[0], pair[1]);
  // CHECK: bell: 3 numbers checked, 0 wrong, 0 unsure
  std::printf("bell: %s", check_by_complex_step<bell<double>, bell<std::complex<double>>>({0.5, 1.5}, 2.0).text().c_str());
  // CHECK: by differences: 1 number checked, 0 wrong, 0 unsure
  // CHECK-NEXT: by complex step: argument 0: generated 3.000000, by differences 3.000000  WRONG
  std::printf("by differences: %s", check_gradient<almost>(1.5).text().c_str());
  std::printf("by complex step: %s", check_by_complex_step<almost, nearly_complex>(1.5).text().c_str());
  // CHECK: loss: 9 numbers checked, 0 wrong, 0 unsure
  const auto net = init<Net>({.seed = 1});
  const Tensor<float, dyn, 2> x{1, -1, 0.5, 2, -1, 0.25};
  const GradientCheck model = check_gradient<loss, wrt<0>>(net, x, Labels{0, 2, 1});
  std::printf("loss: %s", model.text().c_str());
  // CHECK-NEXT: argument 0.w[5]
  std::printf("%s\n", model.numbers[5].name.c_str());
}
