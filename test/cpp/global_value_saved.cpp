// RUN: %clang_plugin -std=c++20 -fsyntax-only %s
// RUN: %retrograd %s --emit=adjoint -- -std=c++20 | FileCheck %s
// A value read from a global and kept has a name of its own, not the global's qualified one.
namespace tables {
static double rates[4] = {0.1, 0.2, 0.3, 0.4};
}

// CHECK-LABEL: {{^}}inline double discount_adjoint(
// CHECK:         const double rates_value_saved = tables::rates[k];
[[autodiff]] double discount(double* x, int k) {
  const double kept = x[0] * tables::rates[k];
  x[0] = kept * kept;
  return x[0] * kept;
}
