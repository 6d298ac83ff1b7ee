// The derivative as a sum over all paths through the graph, and the same sum factored: reverse mode.
#include <retrograd/autodiff.h>

#include <chrono>
#include <cmath>
#include <cstdio>

// A chain of `stages`; from each x to the next lead three edges: 0.4 x, sin(x), and 0.1 x².
[[autodiff]] double chain(double x, int stages) {
  for (int i = 0; i < stages; ++i) x = 0.4 * x + 0.5 * std::sin(x) + 0.1 * x * x;
  return x;
}

// Multiplies along each path from x to the end, and adds the products up: 3^stages of them.
double sum_over_paths(double x, int stages, long& paths) {
  if (stages == 0) {
    ++paths;
    return 1;
  }
  const double next = 0.4 * x + 0.5 * std::sin(x) + 0.1 * x * x;
  const double edges[] = {0.4, 0.5 * std::cos(x), 0.2 * x};
  double sum = 0;
  for (double edge : edges) sum += edge * sum_over_paths(next, stages - 1, paths);
  return sum;
}

template <class F> double microseconds(F f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

int main() {
  const double x = 1.3;
  bool agree = true;
  retrograd::gradient<chain>(x, 14);  // warm
  std::printf("stages      paths   sum over paths     reverse mode    derivative\n");
  for (int stages = 2; stages <= 14; stages += 2) {
    long paths = 0;
    double by_paths = 0, by_reverse = 0;
    const double slow = microseconds([&] { by_paths = sum_over_paths(x, stages, paths); });
    const double fast = microseconds([&] { by_reverse = retrograd::gradient<chain>(x, stages); });
    agree = agree && std::fabs(by_paths - by_reverse) <= 1e-12 * std::fabs(by_reverse);
    std::printf("%6d %10ld %13.1f us %13.2f us  %.10f\n", stages, paths, slow, fast, by_reverse);
  }
  std::printf("%s\n", agree ? "Both are the same number." : "They DISAGREE.");
  return agree ? 0 : 1;
}
