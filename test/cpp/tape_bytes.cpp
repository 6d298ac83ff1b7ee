// f_tape_bytes: how much the adjoint keeps, from f's arguments; the same as its tape held.
// RUN: %retrograd --mode=reverse %s | FileCheck %s
// RUN: %clang_plugin -std=c++20 -O1 -fplugin-arg-retrograd-mode=reverse -DRETROGRAD_TAPE_STATISTICS=1 -Wall -Wextra -Werror %s -o %t && %t
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>
#include <vector>

// CHECK-LABEL: {{^}}inline long heat_tape_bytes(
// CHECK-SAME:    {{.*}}const double* start, {{.*}}double alpha,
// CHECK:         int cells,
// CHECK-NEXT:    int steps) {
// CHECK-NEXT:    long bytes = 0;
// CHECK-NEXT:    if (0 < steps) {
// CHECK-NEXT:      const long size = ::retrograd::tape_bytes<double>(cells - 1 - 1);
// CHECK-NEXT:      bytes += steps * size;
// CHECK-NEXT:    }
// CHECK-NEXT:    return bytes;
[[autodiff]] double heat(const double* start, double alpha, double* u, double* v, int cells, int steps) {
  for (int i = 0; i < cells; ++i) u[i] = start[i];
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < cells - 1; ++i) v[i] = u[i] + alpha * (u[i - 1] - 2 * u[i] + u[i + 1]);
    for (int i = 1; i < cells - 1; ++i) u[i] = v[i];
  }
  double total = 0;
  for (int i = 0; i < cells; ++i) total += u[i] * u[i];
  return total;
}

// CHECK-LABEL: {{^}}inline long triangle_tape_bytes(
// CHECK-NEXT:    long bytes = 0;
// CHECK-NEXT:    for (int i = 0; i < n; ++i) {
// CHECK-NEXT:      const long size = ::retrograd::tape_bytes<double>(i + 1);
[[autodiff]] double triangle(const double* a, int n) {
  double x = 1;
  for (int i = 0; i < n; ++i)
    for (int k = 0; k <= i; ++k) x = std::sin(x * a[k]);
  return x;
}

// Nothing is kept; a parameter is called like what is counted.
// CHECK-LABEL: {{^}}inline long product_tape_bytes(
// CHECK:         return 0;
[[autodiff]] double product(double bytes, double size) { return bytes * size; }

// CHECK-LABEL: {{^}}inline long sparse_tape_bytes(
// CHECK:         for (int r = 0; r < rows; ++r) {
// CHECK-NEXT:      const long [[SIZE:.*]] =
// CHECK-NEXT:          ::retrograd::tape_bytes<double>(static_cast<long>(offsets[r + 1]) - offsets[r]);
// CHECK-NEXT:      bytes_2 += [[SIZE]];
[[autodiff]] double sparse(const double* w, const int* offsets, int rows, const std::vector<double>& bytes) {
  std::vector<double> h(bytes.size());
  double s = 1;
  for (int r = 0; r < rows; ++r)
    for (int k = offsets[r]; k < offsets[r + 1]; ++k) s = std::sin(s * w[k]);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    h[i] = s * bytes[i];
    s = std::exp(h[i]) * s;
  }
  for (std::size_t i = 0; i < h.size(); ++i) s = std::exp(s * h[i]) * s;
  return s;
}

// What a branch keeps counts where the arguments choose it; else in any case.
// CHECK-LABEL: {{^}}inline long chosen_tape_bytes(
// CHECK:         if (kind > 0) {
// CHECK-LABEL: {{^}}inline long perhaps_tape_bytes(
// CHECK-NEXT:    long bytes = 0;
// CHECK-NEXT:    // At most: what a branch keeps counts in any case.
[[autodiff]] double chosen(const double* w, int n, int kind) {
  double s = 1;
  if (kind > 0)
    for (int r = 0; r < n; r += 2) s = std::sin(s * w[r]);
  return s;
}
[[autodiff]] double perhaps(const double* w, int n) {
  double s = w[0] + w[1];
  if (s > 0)
    for (int r = 0; r < n; ++r) s = std::sin(s * w[r]);
  return s;
}

// Forward and reverse in one loop: what one iteration keeps is given back.
// CHECK-LABEL: {{^}}inline long misfit_tape_bytes(
// CHECK:         if (0 < n) {
// CHECK-NEXT:      const long size = ::retrograd::tape_bytes<double>(static_cast<long>(m));
// CHECK-NEXT:      bytes += size;
[[autodiff]] double misfit(const double* d, double a, double b, int n, int m) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    double y = a;
    for (int k = 0; k < m; ++k) y = std::sin(y * b) + d[i];
    s += y * y;
  }
  return s;
}

// Data decide how often this runs, and callees what they keep.
// CHECK-NOT: settled_tape_bytes
// CHECK-NOT: nested_tape_bytes
[[autodiff]] double settled(double x) {
  while (x > 1.5) {
    const double t = std::exp(x);
    x = x - t * t * 0.01;
  }
  return x;
}
[[gnu::noinline]] double inner(double x, int n) {
  for (int i = 0; i < n; ++i) x = std::sin(x * x);
  return x;
}
[[autodiff]] double nested(double x, int n) { return inner(x, n) * inner(x, n + 1); }

// The user's own stays; an overload is another function.
// CHECK-NOT: own_tape_bytes
inline long own_tape_bytes(double, double) { return 7; }
[[autodiff]] double own(double x, double y) { return x * y; }

#ifdef RETROGRAD_TAPE_STATISTICS
static int failures = 0;
template <class Run> void compare(const char* name, long expected, Run run) {
  retrograd::restart_tape_peak();
  run();
  const long held = retrograd::tape_peak();
  if (held == expected) return;
  std::printf("%s: the tape held %ld bytes, not %ld\n", name, held, expected);
  ++failures;
}

int main() {
  std::vector<double> x(64, 0.5), u(64), v(64), x_bar(64), u_bar(64), v_bar(64);
  double a_bar = 0, b_bar = 0;
  for (const int cells : {0, 2, 3, 10, 33})
    for (const int steps : {-1, 0, 1, 7}) {
      compare("heat", heat_tape_bytes(x.data(), 0.1, u.data(), v.data(), cells, steps), [&] {
        heat_adjoint(x.data(), x_bar.data(), 0.1, a_bar, u.data(), u_bar.data(), v.data(), v_bar.data(), cells, steps,
                     1);
      });
      compare("triangle", triangle_tape_bytes(x.data(), cells),
              [&] { triangle_adjoint(x.data(), x_bar.data(), cells, 1); });
      compare("chosen", chosen_tape_bytes(x.data(), cells, steps),
              [&] { chosen_adjoint(x.data(), x_bar.data(), cells, steps, 1); });
      compare("perhaps", perhaps_tape_bytes(x.data(), cells),
              [&] { perhaps_adjoint(x.data(), x_bar.data(), cells, 1); });
      compare("misfit", misfit_tape_bytes(x.data(), 0.3, 0.4, cells, steps),
              [&] { misfit_adjoint(x.data(), x_bar.data(), 0.3, a_bar, 0.4, b_bar, cells, steps, 1); });
    }
  const int offsets[] = {0, 3, 3, 8, 9, 20};
  std::vector<double> w(9, 0.3), w_bar(9);
  compare("sparse", sparse_tape_bytes(x.data(), offsets, 5, w),
          [&] { sparse_adjoint(x.data(), x_bar.data(), offsets, 5, w, w_bar, 1); });
  compare("product", product_tape_bytes(1, 2), [&] { product_adjoint(1, a_bar, 2, b_bar, 1); });
  failures += own_tape_bytes(1, 2) != 7;
  return failures != 0;
}
#endif
