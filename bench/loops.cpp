// Gradient / primal of loop kernels: CPU time, minimum over interleaved repetitions. Each gradient is first compared
// with a difference along a direction; a wrong one gets no figure.
#include <retrograd/autodiff.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

[[autodiff]] double matmul(const double* a, const double* b, double* c, int n) {
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      double s = 0;
      for (int k = 0; k < n; ++k) s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
  double total = 0;
  for (int i = 0; i < n * n; ++i) total += c[i] * c[i];
  return total;
}

[[autodiff]] double logsumexp(const double* x, int n) {
  double largest = x[0];
  for (int i = 1; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += std::exp(x[i] - largest);
  return largest + std::log(sum);
}

[[autodiff]] double recurrence(const double* p, int n) {
  double x = 0.3;
  for (int i = 0; i < n; ++i) x = p[0] * x * (1 - x) + p[1] * std::sin(p[2] * x + p[3]);
  return x;
}

namespace {

using Vector = std::vector<double>;

struct Workload {
  std::string name;
  Vector x;
  std::function<double(const Vector&)> primal;
  std::function<void(const Vector&, Vector&)> gradient;  // adds
};

double cpuSeconds(const std::function<void()>& run) {
  const std::clock_t start = std::clock();
  run();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

bool isRight(const Workload& w) {
  Vector bar(w.x.size()), up = w.x, down = w.x;
  w.gradient(w.x, bar);
  double slope = 0;
  const double h = 1e-6;
  for (std::size_t i = 0; i < w.x.size(); ++i) {
    const double direction = std::cos(static_cast<double>(i));
    slope += bar[i] * direction;
    up[i] += h * direction;
    down[i] -= h * direction;
  }
  const double difference = (w.primal(up) - w.primal(down)) / (2 * h);
  return std::abs(slope - difference) <= 1e-4 * std::max({std::abs(slope), std::abs(difference), 1.0});
}

void measure(const Workload& w) {
  if (!isRight(w)) {
    std::printf("%-24s wrong gradient\n", w.name.c_str());
    return;
  }
  Vector bar(w.x.size());
  volatile double sink = 0;
  double primal = 1e9, gradient = 1e9;
  for (int repetition = 0; repetition < 15; ++repetition) {
    primal = std::min(primal, cpuSeconds([&] { sink = w.primal(w.x); }));
    gradient = std::min(gradient, cpuSeconds([&] { w.gradient(w.x, bar); }));
  }
  std::printf("%-24s primal %9.6f s   gradient %9.6f s   ratio %6.2f\n", w.name.c_str(), primal, gradient,
              gradient / primal);
}

Vector ramp(std::size_t n) {
  Vector x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = std::sin(0.37 * static_cast<double>(i)) * 0.5;
  return x;
}

}  // namespace

int main() {
  const int n = 256, cells = n * n;
  Vector c(cells), cBar(cells);
  measure({"matmul 256 i-j-k", ramp(2 * cells),
           [&](const Vector& x) { return matmul(x.data(), x.data() + cells, c.data(), n); },
           [&](const Vector& x, Vector& bar) {
             std::fill(cBar.begin(), cBar.end(), 0.0);
             matmul_adjoint(x.data(), bar.data(), x.data() + cells, bar.data() + cells, c.data(), cBar.data(), n, 1.0);
           }});
  const int many = 1'000'000;
  measure({"logsumexp 10^6", ramp(many), [&](const Vector& x) { return logsumexp(x.data(), many); },
           [&](const Vector& x, Vector& bar) { logsumexp_adjoint(x.data(), bar.data(), many, 1.0); }});
  // The check needs a recurrence that doesn't diverge from its neighbours.
  measure({"recurrence 10^6", {0.9, 0.1, 0.7, 0.2}, [&](const Vector& x) { return recurrence(x.data(), many); },
           [&](const Vector& x, Vector& bar) { recurrence_adjoint(x.data(), bar.data(), many, 1.0); }});
}
