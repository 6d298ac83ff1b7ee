// A function, its gradient, and a check of it.
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

// The energy of two bodies on a spring of length 1, one of them at the origin.
[[autodiff]]
double energy(double x, double y) {
  double length = std::sqrt(x * x + y * y);
  double stretch = length - 1.0;
  return 0.5 * stretch * stretch + y;
}

int main() {
  const double x = 1.2, y = 0.9, h = 1e-6;
  const auto [value, gradient] = retrograd::value_and_gradient<energy>(x, y);
  const auto [dx, dy] = gradient;
  const double check_dx = (energy(x + h, y) - energy(x - h, y)) / (2 * h);
  const double check_dy = (energy(x, y + h) - energy(x, y - h)) / (2 * h);

  std::printf("energy(%.1f, %.1f) = %.6f\n", x, y, value);
  std::printf("                 exact      by differences\n");
  std::printf("d energy / dx  %9.6f      %9.6f\n", dx, check_dx);
  std::printf("d energy / dy  %9.6f      %9.6f\n", dy, check_dy);
  const bool agrees = std::fabs(dx - check_dx) < 1e-8 && std::fabs(dy - check_dy) < 1e-8;
  std::printf("%s\n", agrees ? "They agree." : "They DISAGREE.");
  return agrees ? 0 : 1;
}
