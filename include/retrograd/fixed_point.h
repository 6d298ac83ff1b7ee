// Iterations x = step(x, parameters…) until x stays as it is, differentiated at the solution instead of through the
// iterations: by the implicit function theorem, dx = (1 - ∂step/∂x)⁻¹ · ∂step/∂p · dp. Nothing goes on a tape, however
// many iterations there are, and the derivative doesn't depend on where they start.
//
//   double kepler(double anomaly, double mean, double eccentricity) { return mean + eccentricity * std::sin(anomaly); }
//   [[autodiff]] double anomaly(double mean, double eccentricity) {
//     return retrograd::fixed_point<kepler>(mean, mean, eccentricity);   // starts at `mean`
//   }
//
// x is a number, or a std::array of numbers (then one linear system is solved). Newton's method is such a step, too.
// First and second derivatives are right where the iteration converges to a solution with an invertible 1 - ∂step/∂x;
// without convergence NoConvergence is thrown, and NoDerivative where it isn't invertible. The iteration goes on until
// x doesn't change: a step that returns x as soon as it is good enough has no derivative that means anything.
#pragma once

#include "retrograd/autodiff.h"

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace retrograd {

// The iteration went on for too long, or met a number that isn't finite.
struct NoConvergence : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// At the solution the step returns what it was given, in some direction, whatever its parameters are.
struct NoDerivative : std::runtime_error {
  NoDerivative()
      : std::runtime_error(
            "retrograd::fixed_point: 1 - dstep/dx isn't invertible at the solution, which has no derivative: does the "
            "step return x unchanged near it? Let it improve x each time, fixed_point knows when to stop") {}
};

namespace detail {

constexpr int most_iterations = 10000;

template <class T> double size_of(const T& x) { return std::abs(static_cast<double>(x)); }
template <class T, std::size_t n> double size_of(const std::array<T, n>& x) {
  double size = 0;
  for (const T& one : x)
    if (!(std::abs(static_cast<double>(one)) <= size)) size = std::abs(static_cast<double>(one));
  return size;
}
template <class T> double distance(const T& a, const T& b) { return size_of(a - b); }
template <class T, std::size_t n> double distance(const std::array<T, n>& a, const std::array<T, n>& b) {
  std::array<T, n> result{};
  for (std::size_t i = 0; i < n; ++i) result[i] = a[i] - b[i];
  return size_of(result);
}
template <class T> struct NumberOf {
  using type = T;
};
template <class T, std::size_t n> struct NumberOf<std::array<T, n>> {
  using type = T;
};

// Until x changes by no more than rounding may; the steps that give x its derivatives correct what is left.
template <auto step, class X, class... P>
X converged([[autodiff::passive]] const X& start, [[autodiff::passive]] const P&... parameters) {
  constexpr double epsilon = static_cast<double>(std::numeric_limits<typename NumberOf<X>::type>::epsilon());
  X x = start;
  double largest = size_of(x);  // the scale of it all: x may end near zero
  for (int i = 0; i < most_iterations; ++i) {
    const X next = step(x, parameters...);
    const double change = distance(next, x), size = size_of(next);
    x = next;
    if (!std::isfinite(size)) break;
    if (size > largest) largest = size;
    if (change <= 64 * epsilon * largest) return x;
  }
  throw NoConvergence("retrograd::fixed_point: no fixed point after " + std::to_string(most_iterations) +
                      " iterations, or a number that isn't finite");
}

// (1 - ∂step/∂x)⁻¹ at the solution.
template <auto step, class T, class... P>
T inverse_at([[autodiff::passive]] const T& x, [[autodiff::passive]] const P&... parameters) {
  const T inverse = 1 / (1 - gradient<step, wrt<0>>(x, parameters...));
  if (!std::isfinite(static_cast<double>(inverse))) throw NoDerivative();
  return inverse;
}
template <class T, std::size_t n> using SquareMatrix = std::array<std::array<T, n>, n>;

// By Gauss and Jordan, with the largest pivot of each column.
template <class T, std::size_t n> SquareMatrix<T, n> inverted(SquareMatrix<T, n> a) {
  SquareMatrix<T, n> inverse{};
  for (std::size_t i = 0; i < n; ++i) inverse[i][i] = 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    std::swap(a[k], a[pivot]);
    std::swap(inverse[k], inverse[pivot]);
    const T over = 1 / a[k][k];
    if (!std::isfinite(static_cast<double>(over))) throw NoDerivative();
    for (std::size_t j = 0; j < n; ++j) a[k][j] *= over, inverse[k][j] *= over;
    for (std::size_t i = 0; i < n; ++i) {
      const T factor = a[i][k];
      for (std::size_t j = 0; i != k && j < n; ++j)
        a[i][j] -= factor * a[k][j], inverse[i][j] -= factor * inverse[k][j];
    }
  }
  return inverse;
}
template <auto step, class T, std::size_t n, class... P>
SquareMatrix<T, n> inverses_at([[autodiff::passive]] const std::array<T, n>& x,
                               [[autodiff::passive]] const P&... parameters) {
  const auto slopes = jacobian<step, wrt<0>>(x, parameters...);
  SquareMatrix<T, n> matrix{};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) matrix[i][j] = (i == j ? T(1) : T(0)) - slopes(i, j);
  return inverted(matrix);
}

}  // namespace detail

// The x with x = step(x, parameters…), from `start`. Throws NoConvergence.
template <auto step, class T, class... P>
std::enable_if_t<std::is_floating_point_v<T>, T> fixed_point(T start, const P&... parameters) {
  T x = detail::converged<step>(start, parameters...);
  const T inverse = detail::inverse_at<step>(x, parameters...);
  // The solution so far knows nothing of its derivatives: a step with this factor gives it the first, another one the
  // second.
  x = x + inverse * (step(x, parameters...) - x);
  x = x + inverse * (step(x, parameters...) - x);
  return x;
}

// The same for several numbers, which step takes and returns as an array.
template <auto step, class T, std::size_t n, class... P>
std::array<T, n> fixed_point(const std::array<T, n>& start, const P&... parameters) {
  std::array<T, n> x = detail::converged<step>(start, parameters...);
  const detail::SquareMatrix<T, n> inverse = detail::inverses_at<step>(x, parameters...);
  for (int derivative = 0; derivative < 2; ++derivative) {
    std::array<T, n> residual = step(x, parameters...);
    for (std::size_t i = 0; i < n; ++i) residual[i] -= x[i];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) x[i] += inverse[i][j] * residual[j];
  }
  return x;
}

}  // namespace retrograd
