// Steps in time and iterations: heat equation, recurrences, Brusselator, Newton's method, n bodies.
#include "harness.h"

#include "primals/steps.h"

#include <retrograd/fixed_point.h>

#include <algorithm>
#include <cmath>

// By what is there at the start only.
[[autodiff]] double heat_fixed(const double* start, [[autodiff::passive]] double alpha, double* u, double* v, int cells,
                               int steps) {
  return heat(start, alpha, u, v, cells, steps);
}

// Newton's by the implicit function theorem.
double newtonStep(double x, double k, double c) { return x - (x + k * std::sin(x) - c) / (1 + k * std::cos(x)); }
[[autodiff]] double newton_fixed(const double* k, const double* c, int count) {
  double total = 0;
  for (int i = 0; i < count; ++i) total += retrograd::fixed_point<newtonStep>(c[i], k[i], c[i]);
  return total;
}

namespace {

using bench::Vector;
using Star = Body<double>;

// With alpha_bar null only the start's adjoint; then nothing of the forward sweep is kept.
double heatByHand(const double* start, double* start_bar, double alpha, double* alpha_bar, int cells, int steps) {
#pragma clang fp reassociate(on) contract(fast)
  const std::size_t n = static_cast<std::size_t>(cells);
  static Vector kept;
  if (alpha_bar) kept.resize(n * static_cast<std::size_t>(steps));
  Vector u(start, start + n), v = u;
  for (int t = 0; t < steps; ++t) {
    if (alpha_bar) std::copy(u.begin(), u.end(), kept.begin() + static_cast<long>(n) * t);
    for (int i = 1; i < cells - 1; ++i) v[i] = u[i] + alpha * (u[i - 1] - 2 * u[i] + u[i + 1]);
    u.swap(v);
  }
  double total = 0;
  for (int i = 0; i < cells; ++i) total += u[i] * u[i];
  for (double& value : u) value *= 2;
  double sum = 0;
  double* next = v.data();
  double* bar = u.data();
  for (int t = steps; t-- > 0;) {
    if (alpha_bar) {
      const double* k = kept.data() + n * static_cast<std::size_t>(t);
      for (int i = 1; i < cells - 1; ++i) sum += bar[i] * (k[i - 1] - 2 * k[i] + k[i + 1]);
    }
    next[0] = bar[0] + alpha * bar[1];
    next[1] = bar[1] + alpha * (bar[2] - 2 * bar[1]);
    for (int i = 2; i < cells - 2; ++i) next[i] = bar[i] + alpha * (bar[i - 1] - 2 * bar[i] + bar[i + 1]);
    next[cells - 2] = bar[cells - 2] + alpha * (bar[cells - 3] - 2 * bar[cells - 2]);
    next[cells - 1] = bar[cells - 1] + alpha * bar[cells - 2];
    std::swap(next, bar);
  }
  for (int i = 0; i < cells; ++i) start_bar[i] += bar[i];
  if (alpha_bar) *alpha_bar += sum;
  return total;
}

// Four tangents at once.
double recurrenceByHand(const double* p, double* p_bar, int steps) {
  double x = 0.3, dot[4] = {};
  for (int i = 0; i < steps; ++i) {
    const double angle = p[2] * x + p[3], sine = std::sin(angle), slope = p[1] * std::cos(angle);
    const double along = p[0] * (1 - 2 * x) + slope * p[2];
    const double direct[4] = {x * (1 - x), sine, slope * x, slope};
    for (int k = 0; k < 4; ++k) dot[k] = along * dot[k] + direct[k];
    x = p[0] * x * (1 - x) + p[1] * sine;
  }
  for (int k = 0; k < 4; ++k) p_bar[k] += dot[k];
  return x;
}

double brusselatorByHand(const double* p, double* p_bar, int steps) {
  const double a = p[0], b = p[1], step = 1e-3;
  double x = p[2], y = p[3];
  double xd[4] = {0, 0, 1, 0}, yd[4] = {0, 0, 0, 1};
  for (int i = 0; i < steps; ++i) {
    const double product = x * x * y, xy = 2 * x * y, xx = x * x;
    const double direct_x[4] = {1, -x, 0, 0}, direct_y[4] = {0, x, 0, 0};
    double dx[4], dy[4];
    for (int k = 0; k < 4; ++k) {
      const double pd = xy * xd[k] + xx * yd[k];
      dx[k] = direct_x[k] + pd - (b + 1) * xd[k];
      dy[k] = direct_y[k] + b * xd[k] - pd;
    }
    for (int k = 0; k < 4; ++k) {
      xd[k] += step * dx[k];
      yd[k] += step * dy[k];
    }
    const double old = x;
    x += step * (a + product - (b + 1) * x);
    y += step * (b * old - product);
  }
  for (int k = 0; k < 4; ++k) p_bar[k] += xd[k] + yd[k];
  return x + y;
}

// By the implicit function theorem, from the derivative that the last step has computed.
double newtonByHand(const double* k, double* k_bar, const double* c, double* c_bar, int count) {
  double total = 0;
  for (int i = 0; i < count; ++i) {
    double x = c[i], sine = std::sin(x);
    double residual = x + k[i] * sine - c[i];
    while (std::abs(residual) > 1e-12) {
      x -= residual / (1 + k[i] * std::cos(x));
      sine = std::sin(x);
      residual = x + k[i] * sine - c[i];
    }
    const double bar = 1 / (1 + k[i] * std::cos(x));
    c_bar[i] += bar;
    k_bar[i] -= bar * sine;
    total += x;
  }
  return total;
}

double scanByHand(const double* x, double* x_bar, const double* w, double* w_bar, int n) {
  static Vector kept;
  kept.resize(static_cast<std::size_t>(n) + 1);
  double carry = 0, total = 0;
  for (int i = 0; i < n; ++i) {
    kept[i] = carry;
    carry = std::tanh(w[0] * carry + w[1] * x[i] + w[2]);
    total += carry * carry;
  }
  kept[n] = carry;
  double bar = 0, w0 = 0, w1 = 0, w2 = 0;
  for (int i = n; i-- > 0;) {
    const double value = kept[i + 1];
    const double inner = (bar + 2 * value) * (1 - value * value);
    w0 += inner * kept[i];
    w1 += inner * x[i];
    w2 += inner;
    x_bar[i] += inner * w[1];
    bar = inner * w[0];
  }
  w_bar[0] += w0;
  w_bar[1] += w1;
  w_bar[2] += w2;
  return total;
}

// Keeps the positions of each step; the rest is computed again.
double bodiesByHand(Star* b, Star* b_bar, int count, int steps, double step, double* step_bar) {
  const std::size_t n = static_cast<std::size_t>(count);
  static std::vector<Star> kept;
  kept.resize(n * static_cast<std::size_t>(steps + 1));
  for (int t = 0; t < steps; ++t) {
    std::copy(b, b + count, kept.begin() + static_cast<long>(n) * t);
    bodies(b, count, 1, step);
  }
  for (int i = 0; i < count; ++i) {
    b_bar[i].mass += 0.5 * (b[i].vx * b[i].vx + b[i].vy * b[i].vy + b[i].vz * b[i].vz);
    b_bar[i].vx += b[i].mass * b[i].vx;
    b_bar[i].vy += b[i].mass * b[i].vy;
    b_bar[i].vz += b[i].mass * b[i].vz;
  }
  std::copy(b, b + count, kept.begin() + static_cast<long>(n) * steps);
  double sum = 0;
  for (int t = steps; t-- > 0;) {
    const Star *old = kept.data() + n * static_cast<std::size_t>(t), *now = old + n;
    for (int i = 0; i < count; ++i) {
      Star& r = b_bar[i];
      sum += r.x * now[i].vx + r.y * now[i].vy + r.z * now[i].vz;
      r.vx += step * r.x;
      r.vy += step * r.y;
      r.vz += step * r.z;
    }
    for (int i = 0; i < count; ++i) {
#pragma clang fp reassociate(on) contract(fast)
      const double gx = b_bar[i].vx, gy = b_bar[i].vy, gz = b_bar[i].vz;
      double xi = 0, yi = 0, zi = 0, slope = 0;
      for (int j = 0; j < count; ++j) {
        const double dx = old[j].x - old[i].x, dy = old[j].y - old[i].y, dz = old[j].z - old[i].z;
        const double square = dx * dx + dy * dy + dz * dz + 0.01;
        const double cube = 1 / (square * std::sqrt(square)), factor = old[j].mass * cube;
        const double along = gx * dx + gy * dy + gz * dz;
        slope += factor * along;
        b_bar[j].mass += step * cube * along;
        const double pull = -3 * step * factor * along / square;
        const double px = step * factor * gx + pull * dx, py = step * factor * gy + pull * dy,
                     pz = step * factor * gz + pull * dz;
        b_bar[j].x += px;
        b_bar[j].y += py;
        b_bar[j].z += pz;
        xi -= px;
        yi -= py;
        zi -= pz;
      }
      b_bar[i].x += xi;
      b_bar[i].y += yi;
      b_bar[i].z += zi;
      sum += slope;
    }
  }
  *step_bar += sum;
  return 0;
}

const int cells = bench::atRunTime(1000), heatSteps = bench::atRunTime(1000);

bench::Workload heatWorkload(bool byAlpha) {
  static Vector u(cells), v(cells), u_bar(cells), v_bar(cells);
  const double given = 0.2;
  Vector inputs = bench::ramp(cells);
  if (byAlpha) inputs.push_back(given);
  const auto alphaOf = [=](const double* x) { return byAlpha ? x[cells] : given; };
  const auto generated = [=](const double* x, double* bar) {
    if (byAlpha)
      heat_adjoint(x, bar, x[cells], bar[cells], u.data(), u_bar.data(), v.data(), v_bar.data(), cells, heatSteps, 1.0);
    else
      heat_fixed_adjoint(x, bar, given, u.data(), u_bar.data(), v.data(), v_bar.data(), cells, heatSteps, 1.0);
  };
  const auto byHand = [=](const double* x, double* bar) {
    heatByHand(x, bar, alphaOf(x), byAlpha ? bar + cells : nullptr, cells, heatSteps);
  };
  return {.name = byAlpha ? "heat_start_alpha" : "heat_start",
          .goal = byAlpha ? 3.0 : 1.0,
          .inputs = inputs,
          .primal = [=](const double* x) { return heat(x, alphaOf(x), u.data(), v.data(), cells, heatSteps); },
          .sweeps = {{"retrograd", generated}, {"hand", byHand}},
          .function = bench::Heat{cells, heatSteps, given, byAlpha}};
}

template <class Primal, class Adjoint, class Hand, class Function>
bench::Workload parameterWorkload(const std::string& name, const Vector& p, Primal primal, Adjoint adjoint, Hand hand,
                                  Function function) {
  const int steps = function.steps;
  return {.name = name,
          .goal = 1.5,
          .inputs = p,
          .primal = [=](const double* x) { return primal(x, steps); },
          .sweeps = {{"retrograd", [=](const double* x, double* bar) { adjoint(x, bar, steps, 1.0); }},
                     {"hand", [=](const double* x, double* bar) { hand(x, bar, steps); }}},
          .function = function};
}

bench::Workload newtonWorkload() {
  const int count = bench::atRunTime(100'000);
  const auto sweep = [=](auto adjoint) {
    return [=](const double* x, double* bar) { adjoint(x, bar, x + count, bar + count, count, 1.0); };
  };
  return {
      .name = "newton_100000",
      .goal = 1.0,
      .inputs = bench::ramp(2 * count),
      .primal = [=](const double* x) { return newton(x, x + count, count); },
      .sweeps = {{"retrograd", sweep(newton_adjoint)},
                 {"hand", [=](const double* x, double* bar) { newtonByHand(x, bar, x + count, bar + count, count); }},
                 {"fixed_point", sweep(newton_fixed_adjoint)}},
      .function = bench::Newton{count}};
}

bench::Workload scanWorkload() {
  const int n = bench::atRunTime(100'000);
  return {.name = "scan_tanh_100000",
          .goal = 1.5,
          .inputs = bench::ramp(n + 3),
          .primal = [=](const double* x) { return scan(x, x + n, n); },
          .sweeps = {{"retrograd", [=](const double* x, double* bar) { scan_adjoint(x, bar, x + n, bar + n, n, 1.0); }},
                     {"hand", [=](const double* x, double* bar) { scanByHand(x, bar, x + n, bar + n, n); }}},
          .function = bench::Scan{n}};
}

bench::Workload bodiesWorkload() {
  const int count = bench::atRunTime(64), steps = bench::atRunTime(100);
  static std::vector<Star> b(count);
  Vector inputs = bench::ramp(7 * count, 1.0);
  for (int i = 0; i < count; ++i) inputs[7 * i + 6] = 0.1;
  inputs.push_back(1e-3);
  const auto start = [=](const double* x) {
    const auto* given = reinterpret_cast<const Star*>(x);
    std::copy(given, given + count, b.begin());
  };
  const auto generated = [=](const double* x, double* bar) {
    start(x);
    bodies_adjoint(b.data(), reinterpret_cast<Star*>(bar), count, steps, x[7 * count], bar[7 * count], 1.0);
  };
  const auto byHand = [=](const double* x, double* bar) {
    start(x);
    bodiesByHand(b.data(), reinterpret_cast<Star*>(bar), count, steps, x[7 * count], bar + 7 * count);
  };
  return {.name = "bodies_64x100",
          .goal = 3,
          .inputs = inputs,
          .primal =
              [=](const double* x) {
                start(x);
                return bodies(b.data(), count, steps, x[7 * count]);
              },
          .sweeps = {{"retrograd", generated}, {"hand", byHand}},
          .function = bench::Bodies{count, steps}};
}

const bench::Register steps([](const std::string&) {
  return std::vector{heatWorkload(true),
                     heatWorkload(false),
                     parameterWorkload("recurrence_1000000", {0.9, 0.1, 0.7, 0.2}, recurrence, recurrence_adjoint,
                                       recurrenceByHand, bench::Recurrence{1'000'000}),
                     parameterWorkload("brusselator_100000", {1, 3, 1.2, 3.1}, brusselator, brusselator_adjoint,
                                       brusselatorByHand, bench::Brusselator{100'000}),
                     newtonWorkload(),
                     scanWorkload(),
                     bodiesWorkload()};
});

}  // namespace
