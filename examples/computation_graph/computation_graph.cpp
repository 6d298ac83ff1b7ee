// A computation graph: each edge has a local derivative, the derivative by an input is the sum over all ways.
#include <retrograd/autodiff.h>

#include <cstdio>

[[autodiff]] double e(double a, double b) { return (a + b) * (b + 1); }

int main() {
  const auto [by_a, by_b] = retrograd::gradient<e>(2.0, 1.0);
  std::printf("e(2, 1) = %g, de/da = %g, de/db = %g\n", e(2, 1), by_a, by_b);
  // From b two ways lead to e: over a + b with 1 · (b + 1), and over b + 1 with 1 · (a + b).
  const bool as_told = by_a == 2 && by_b == 1 * 2 + 1 * 3;
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
