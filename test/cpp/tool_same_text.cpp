// Plugin and tool write the same text.
// RUN: rm -rf %t && mkdir %t
// RUN: %retrograd %s -o %t/tool.h -- -std=c++20
// RUN: %clang_plugin -std=c++20 -fplugin-arg-retrograd-dump=%t/plugin.h -c %s -o %t/object.o
// RUN: diff %t/tool.h %t/plugin.h
// RUN: FileCheck %s < %t/plugin.h
#include <retrograd/autodiff.h>

namespace a::inner {
[[autodiff]] double f(double x, const double* w, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += w[i] * x * w[i];
  return s;
}
// CHECK: f_tangent
// CHECK: f_adjoint
}  // namespace a::inner

namespace {
[[autodiff]] double g(double x) { return x * x; }
}  // namespace

double use(double x) { return retrograd::gradient<g>(x) + retrograd::hessian<g>(x)(0, 0); }
// CHECK: g_hvp
