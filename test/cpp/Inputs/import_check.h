// Compares a function double f(double x, double y, int n, double* a), a of 16 elements, with its derivatives: both
// must compute what the function computes, bit by bit, and agree with each other (dot-product test).
#pragma once

#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>

using Memory = std::array<double, 16>;

inline bool sameBits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); }
inline bool sameBits(const Memory& a, const Memory& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!sameBits(a[i], b[i])) return false;
  return true;
}

template <class Primal, class Tangent, class Adjoint>
int checkAt(const char* name, double tolerance, Primal f, Tangent tangent, Adjoint adjoint, double x, double y, int n) {
  Memory memory, forTangent, forAdjoint, dot, bar;
  for (int i = 0; i < 16; ++i) {
    memory[i] = i * 0.75 - 2;
    dot[i] = std::sin(i + 1.0);
    bar[i] = std::cos(i * 2.0);
  }
  forTangent = forAdjoint = memory;
  const Memory dotBefore = dot, barBefore = bar;
  const double xDot = 0.5, yDot = -1, resultBar = 1.25;
  double resultDot = 0, xBar = 0, yBar = 0;
  const double result = f(x, y, n, memory.data());
  const double fromTangent = tangent(x, xDot, y, yDot, n, forTangent.data(), dot.data(), resultDot);
  const double fromAdjoint = adjoint(x, xBar, y, yBar, n, forAdjoint.data(), bar.data(), resultBar);
  double left = resultDot * resultBar, right = xDot * xBar + yDot * yBar, size = 1 + std::fabs(left);
  for (int i = 0; i < 16; ++i) {
    left += dot[i] * barBefore[i];
    right += dotBefore[i] * bar[i];
    size += std::fabs(dot[i] * barBefore[i]);
  }
  const bool samePrimal = sameBits(result, fromTangent) && sameBits(result, fromAdjoint) &&
                          sameBits(memory, forTangent) && sameBits(memory, forAdjoint);
  const bool sameDerivative = !std::isfinite(left) || std::fabs(left - right) <= tolerance * size;
  if (samePrimal && sameDerivative) return 0;
  std::printf("%s(%g, %g, %d): %.17g, tangent's %.17g, adjoint's %.17g; dot product %.17g, %.17g\n", name, x, y, n,
              result, fromTangent, fromAdjoint, left, right);
  return 1;
}

template <class Primal, class Tangent, class Adjoint>
int check(const char* name, double tolerance, Primal f, Tangent tangent, Adjoint adjoint) {
  const double values[] = {0.2, 1.5, -2.25, 3.75, 0.3, 40};
  int wrong = 0;
  for (double x : values)
    for (double y : values)
      for (int n = 0; n < 8; ++n) wrong += checkAt(name, tolerance, f, tangent, adjoint, x, y, n);
  return wrong;
}

// CHECK_FUNCTION(f, 1e-10): float arithmetic inside needs a larger tolerance.
#define CHECK_FUNCTION(name, tolerance) wrong += check(#name, tolerance, name, name##_tangent, name##_adjoint)
