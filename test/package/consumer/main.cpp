#include "model.h"

#include <cstdio>

[[autodiff]] double f(double x) { return area({x, x}); }
[[autodiff]] double g(double x, double y) { return x * x * y; }

int main() {
  auto [dx, dy] = retrograd::gradient<g>(2.0, 3.0);
  std::printf("gradient %g %g\n", dx, dy - 1);
  std::printf("hessian %g\n", retrograd::hessian<f>(1.0)(0, 0));
}

#ifdef USE_TOOL
#include "main.ad.h"
#endif
