// [[autodiff("memory=…")]]: the record stays below the bound, with the fewest steps run again.
// RUN: %retrograd --emit=adjoint --mode=reverse %s | FileCheck %s
// RUN: %clang_plugin -std=c++20 -O1 -fplugin-arg-retrograd-mode=reverse -DRETROGRAD_TAPE_STATISTICS=1 -Wall -Wextra -Werror %s -o %t && %t
#include <retrograd/autodiff.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

// The default: as much as there is.
[[autodiff]] double free_heat(const std::vector<double>& start, double alpha, int steps) {
  std::vector<double> u = start, v(u.size());
  const int cells = static_cast<int>(u.size());
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < cells - 1; ++i) v[i] = u[i] + alpha * u[i] * (u[i - 1] - 2 * u[i] + u[i + 1]);
    for (int i = 1; i < cells - 1; ++i) u[i] = v[i];
  }
  double total = 0;
  for (const double x : u) total += x * x;
  return total;
}

// CHECK-LABEL: {{^}}static inline void heat_step_t(
// CHECK-LABEL: {{^}}static inline void heat_loop_t_forward(
// CHECK:         ::retrograd::snapshots(
// CHECK:         while (at < [[STEPS:steps.*]]) {
// CHECK-NEXT:      tape.push(u);
// CHECK-NEXT:      tape.push(v);
// CHECK-NEXT:      tape.push(at);
// CHECK:           const long next = ::retrograd::next_snapshot(at, [[STEPS]], slots - kept);
// CHECK:           for (long step = at; step < next; ++step) {
// CHECK:             heat_step_t(
// CHECK-LABEL: {{^}}static inline void heat_loop_t_reverse(
// CHECK:         while (0 < end) {
// CHECK-NEXT:      long at = tape.pop<long>();
// CHECK-NEXT:      std::vector<double> v = tape.pop<std::vector<double>>();
// CHECK-NEXT:      std::vector<double> u = tape.pop<std::vector<double>>();
// CHECK:           while (at < end - 1) {
// CHECK:           heat_step_t_adjoint(
// CHECK-LABEL: {{^}}inline double heat_adjoint(
// CHECK:         retrograd::Tape tape;
// CHECK:         heat_loop_t_forward(
// CHECK:         heat_loop_t_reverse(
[[autodiff("memory=64KiB")]] double heat(const std::vector<double>& start, double alpha, int steps) {
  std::vector<double> u = start, v(u.size());
  const int cells = static_cast<int>(u.size());
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < cells - 1; ++i) v[i] = u[i] + alpha * u[i] * (u[i - 1] - 2 * u[i] + u[i + 1]);
    for (int i = 1; i < cells - 1; ++i) u[i] = v[i];
  }
  double total = 0;
  for (const double x : u) total += x * x;
  return total;
}

// Of numbers only.
[[autodiff("memory=512B")]] double recurrence(const double* p, double x, int steps) {
  double y = p[0];
  for (int t = 0; t < steps; ++t) {
    x = std::sin(x * y) + p[1];
    y = y * p[2] + 0.1 * x * x;
  }
  return x * y;
}
[[autodiff]] double free_recurrence(const double* p, double x, int steps) {
  double y = p[0];
  for (int t = 0; t < steps; ++t) {
    x = std::sin(x * y) + p[1];
    y = y * p[2] + 0.1 * x * x;
  }
  return x * y;
}

// What the adjoint of one step keeps counts, too.
// CHECK-LABEL: {{^}}static inline void inner_loop_t_forward(
// CHECK:         const long step_bytes = inner_step_t_tape_bytes(0, p, m, x);
// CHECK-NEXT:    const long slots = ::retrograd::snapshots(2048 - step_bytes, x);
[[autodiff("memory=2KiB")]] double inner(const double* p, double x, int m, int steps) {
  for (int t = 0; t < steps; ++t)
    for (int k = 0; k < m; ++k) x = std::sin(x * p[0]) + p[1] * x;
  return x;
}

#ifdef RETROGRAD_TAPE_STATISTICS
static int failures = 0;
static void expect(const char* what, long steps, bool isRight, long found, long wanted) {
  if (isRight) return;
  std::printf("%s, %ld steps: %ld, not %ld\n", what, steps, found, wanted);
  ++failures;
}

// Fewest steps forward to reverse so many with so many snapshots, by trying all borders.
static std::vector<std::vector<long>> fewest(long steps, long snapshots) {
  std::vector<std::vector<long>> least(snapshots + 1, std::vector<long>(steps + 1));
  for (long c = 1; c <= snapshots; ++c)
    for (long n = 2; n <= steps; ++n) {
      least[c][n] = n * (n - 1) / 2;
      for (long m = 1; m < n && c > 1; ++m) least[c][n] = std::min(least[c][n], m + least[c - 1][n - m] + least[c][m]);
    }
  return least;
}

int main() {
  const std::vector<double> start = [] {
    std::vector<double> values(100);
    for (int i = 0; i < 100; ++i) values[i] = std::sin(0.1 * i) + 1.5;
    return values;
  }();
  const long state = static_cast<long>(2 * retrograd::Tape::kept_size(start)) + 16;
  const auto least = fewest(300, 64);
  for (const int steps : {0, 1, 2, 5, 30, 37, 38, 39, 100, 300}) {
    std::vector<double> start_bar(100), free_bar(100);
    double alpha_bar = 0, alpha_free = 0;
    const double value = free_heat_adjoint(start, free_bar, 0.1, alpha_free, steps, 1);
    retrograd::restart_tape_peak();
    const long before = retrograd::steps_run();
    const double bounded = heat_adjoint(start, start_bar, 0.1, alpha_bar, steps, 1);
    const long run = retrograd::steps_run() - before, peak = retrograd::tape_peak();
    expect("value", steps, value == bounded, 0, 1);
    expect("alpha", steps, std::abs(alpha_bar - alpha_free) <= 1e-9 * std::abs(alpha_free), 0, 1);
    for (int i = 0; i < 100; ++i)
      expect("start", steps, std::abs(start_bar[i] - free_bar[i]) <= 1e-9 * (1 + std::abs(free_bar[i])), i, i);
    expect("peak", steps, peak <= 64 * 1024, peak, 64 * 1024);
    // One state is the one that is worked on, beside what the adjoint of a step keeps.
    const long slots = (64 * 1024 - 48) / state - 1;
    const long wanted = steps ? least[slots][steps] + 1 : 0;
    expect("steps run", steps, run == wanted, run, wanted);
  }
  for (const int steps : {3, 50, 300}) {
    const double p[] = {0.3, 0.2, 0.7};
    double p_bar[3] = {}, p_free[3] = {}, x_bar = 0, x_free = 0;
    free_recurrence_adjoint(p, p_free, 0.5, x_free, steps, 1);
    retrograd::restart_tape_peak();
    const long before = retrograd::steps_run();
    recurrence_adjoint(p, p_bar, 0.5, x_bar, steps, 1);
    const long run = retrograd::steps_run() - before, peak = retrograd::tape_peak();
    expect("x", steps, std::abs(x_bar - x_free) <= 1e-12, 0, 1);
    for (int i = 0; i < 3; ++i) expect("p", steps, std::abs(p_bar[i] - p_free[i]) <= 1e-9, 0, 1);
    expect("peak", steps, peak <= 512, peak, 512);
    const long slots = (512 - 48) / 48 - 1;
    expect("steps run", steps, run == least[slots][steps] + 1, run, least[slots][steps] + 1);
  }
  for (const int steps : {3, 80, 300}) {
    const double p[] = {1.3, 0.2};
    double p_bar[2] = {}, x_bar = 0;
    retrograd::restart_tape_peak();
    const long before = retrograd::steps_run();
    inner_adjoint(p, p_bar, 0.5, x_bar, 101, steps, 1);
    const long run = retrograd::steps_run() - before, peak = retrograd::tape_peak();
    expect("peak", steps, peak <= 2048 && (steps < 80 || peak > 2048 - 128), peak, 2048);
    const long slots = (2048 - 48 - 102 * 8) / 32 - 1;
    expect("steps run", steps, run == least[slots][steps] + 1, run, least[slots][steps] + 1);
  }
  return failures != 0;
}
#endif
