// Tensors that get their first value in a branch, are returned early, replaced in loops; results of rules that are
// assigned to variables that exist, numbers and tensors; every norm and layer whose template has a pack before other
// parameters.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
#include <retrograd/check.h>
#include <retrograd/layers.h>
#include <retrograd/loss.h>
#include <retrograd/norms.h>
#include <retrograd/train.h>
#include <retrograd/transposed.h>

#include <cstdio>

using namespace retrograd;
using Rows = Tensor<double, dyn, 4>;
using Pictures = Tensor<double, dyn, 4, 4, 2>;

double loss(double x) { return x * x; }
[[autodiff::rule]] void loss_adjoint(double x, double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * x * result_bar;
}
[[autodiff::rule]] double loss_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 2 * x * x_dot;
  return x * x;
}

[[autodiff]] double early(double x, int n) {
  if (n == 0) return x;
  return loss(x);
}
[[autodiff]] double replaced(double x, int n) {
  double r = x;
  for (int i = 0; i < n; ++i) r = loss(r) * 0.5 + x;
  if (n > 1) r = loss(r);
  return r * x;
}
[[autodiff]] double itself(double x, int n) {
  for (int i = 0; i < n; ++i) x = loss(x);
  return x;
}

[[autodiff]] double in_branches(const Rows& x, int n) {
  Rows h;
  if (n > 1)
    h = tanh(x);
  else
    h = silu(x);
  return mse(h, x);
}
[[autodiff]] double chosen(const Rows& x, int n) {
  Rows h = n > 1 ? silu(x) : tanh(x);
  return mse(h, x);
}
[[autodiff]] double assigned_later(const Rows& x, int n) {
  Rows h;
  h = tanh(x);
  for (int i = 0; i < n; ++i) h = multiply(h, x);
  return mse(h, x);
}
[[autodiff]] Rows returned_early(const Rows& x, int n) {
  if (n == 0) return silu(x);
  if (n == 1) return x;
  return tanh(x);
}
[[autodiff]] Rows switched(const Rows& x, int n) {
  Rows h = x;
  switch (n) {
  case 0: h = tanh(x); break;
  case 1: return silu(x);
  case 3: h = multiply(h, x); [[fallthrough]];
  default: h = add(h, x);
  }
  return h;
}
[[autodiff]] double of_returned(const Rows& x, int n) {
  if (n > 2) return mse(tanh(returned_early(x, n)), x);
  return mse(switched(x, n), x);
}

struct [[autodiff]] Norms {
  Tensor<double, 4> gain, shift;
  Tensor<double, 2> gain2, shift2;
};
[[autodiff]] double normed_rows(const Norms& m, const Rows& x) { return mse(tanh(batch_norm(x, m.gain, m.shift)), x); }
[[autodiff]] double normed(const Norms& m, const Pictures& x) {
  return mse(tanh(group_norm(batch_norm(x, m.gain2, m.shift2), m.gain2, m.shift2, 1)), x);
}
struct [[autodiff]] Recurrent {
  Tensor<double, 4, 12> wx, wh;
  Tensor<double, 12> bx, bh;
};
[[autodiff]] double over_time(const Recurrent& m, const Rows& x, int n) {
  Rows h = scale(x, 0.0);
  for (int i = 0; i < n; ++i) h = gru(linear(x, m.wx, m.bx), linear(h, m.wh, m.bh), h);
  return mse(h, x);
}
struct [[autodiff]] Larger {
  Tensor<double, 2, 2, 3, 2> filters;
  Tensor<double, 3> bias;
};
[[autodiff]] double enlarged(const Larger& m, const Pictures& x) {
  auto y = transposed_conv2d(x, m.filters, m.bias, 2);
  return mse(y, scale(y, 0.5));
}

template <class Result> void check(const char* name, const Result& result) {
  std::printf("%s: %s\n", name, result ? "right" : result.text().c_str());
}

template <class X> X random_values(X x, std::uint64_t seed) {
  Random random(seed);
  for (auto& v : x) v = random.uniform(-1, 1);
  return x;
}

int main() {
  const Rows x = random_values(Rows::zeros(2), 1);
  for (int n = 0; n < 4; ++n) {
    // CHECK-COUNT-28: : right
    check("early", check_derivatives<early>(0.7, n));
    check("replaced", check_derivatives<replaced>(0.7, n));
    check("itself", check_derivatives<itself>(0.7, n));
    check("in branches", check_derivatives<in_branches>(x, n));
    check("chosen", check_derivatives<chosen>(x, n));
    check("assigned later", check_derivatives<assigned_later>(x, n));
    check("of returned", check_derivatives<of_returned>(x, n));
  }
  // CHECK: batch norm: right
  // CHECK: norms of pictures: right
  // CHECK: gru: right
  // CHECK: transposed: right
  const Norms norms = {{1, 0.5, 2, 1}, {0.1, 0, 0.3, -0.2}, {1, 0.5}, {0.1, 0.2}};
  check("batch norm", check_derivatives<normed_rows>(norms, random_values(Rows::zeros(5), 2)));
  const Pictures pictures = random_values(Pictures::zeros(3), 3);
  check("norms of pictures", check_derivatives<normed>(norms, pictures));
  check("gru", check_derivatives<over_time>(init<Recurrent>({.seed = 1}), x, 3));
  check("transposed", check_derivatives<enlarged>(init<Larger>({.seed = 2}), pictures));
}
