// A neural ODE: a small network is the slope of a trajectory, and is trained until the trajectory follows a spiral.
#include <retrograd/model.h>
#include <retrograd/optim.h>
#include <retrograd/plot.h>

#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>
#include <vector>

using namespace retrograd;

constexpr int steps = 100;
constexpr double h = 0.03;

// y' = w2 tanh(w1 y + b1) + b2, after Chen et al. 2018 (arXiv:1806.07366).
struct [[autodiff]] Field {
  double w1[2][16], b1[16], w2[16][2], b2[2];
};

[[autodiff]] void slope(const Field& m, const double* y, double* result) {
  double hidden[16];
  for (int j = 0; j < 16; ++j) hidden[j] = std::tanh(m.w1[0][j] * y[0] + m.w1[1][j] * y[1] + m.b1[j]);
  for (int i = 0; i < 2; ++i) {
    double sum = m.b2[i];
    for (int j = 0; j < 16; ++j) sum += m.w2[j][i] * hidden[j];
    result[i] = sum;
  }
}

// The classical Runge-Kutta method, step by step; `way` receives where it comes by.
[[autodiff]] void follow(const Field& m, double* way) {
  double y[2] = {2, 0};
  for (int step = 0; step < steps; ++step) {
    double k1[2], k2[2], k3[2], k4[2], at[2];
    slope(m, y, k1);
    for (int i = 0; i < 2; ++i) at[i] = y[i] + h / 2 * k1[i];
    slope(m, at, k2);
    for (int i = 0; i < 2; ++i) at[i] = y[i] + h / 2 * k2[i];
    slope(m, at, k3);
    for (int i = 0; i < 2; ++i) at[i] = y[i] + h * k3[i];
    slope(m, at, k4);
    for (int i = 0; i < 2; ++i) {
      y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
      way[2 * step + i] = y[i];
    }
  }
}

[[autodiff]] double loss(const Field& m, [[autodiff::passive]] const double* targets) {
  double way[2 * steps];
  follow(m, way);
  double sum = 0;
  for (int i = 0; i < 2 * steps; ++i) sum += (way[i] - targets[i]) * (way[i] - targets[i]);
  return sum / steps;
}

// A spiral around the origin.
std::vector<double> spiral() {
  std::vector<double> points;
  for (int step = 1; step <= steps; ++step) {
    const double t = h * step;
    points.push_back(2 * std::exp(-0.1 * t) * std::cos(2 * t));
    points.push_back(2 * std::exp(-0.1 * t) * std::sin(2 * t));
  }
  return points;
}

plot::Series series(const char* name, const std::vector<double>& points) {
  plot::Series result{name, {}, {}};
  for (std::size_t i = 0; i < points.size(); i += 2) {
    result.x.push_back(points[i]);
    result.y.push_back(points[i + 1]);
  }
  return result;
}

int main() {
  const std::vector<double> targets = spiral();
  Field model{};
  Random random(1);
  for (auto& row : model.w1)
    for (double& w : row) w = 0.5 * random.normal();
  for (auto& row : model.w2)
    for (double& w : row) w = 0.1 * random.normal();
  Field gradient{};
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(Adam{.learning_rate = 0.01}, values, {.clip = {.norm = 1}});
  const double before = loss(model, targets.data());
  std::vector<double> way(2 * steps);
  follow(model, way.data());
  const plot::Series first = series("before", way);
  for (int step = 0; step < 2000; ++step) {
    loss_adjoint(model, gradient, targets.data(), 1.0);
    optimizer.step(values, gradients);
  }
  const double after = loss(model, targets.data());
  follow(model, way.data());
  std::printf("mean square of the distance: %.3g before, %.3g after 2000 steps\n", before, after);
  plot::save("neural_ode.svg", {{.title = "Trajectory",
                                     .x_label = "y0",
                                     .y_label = "y1",
                                     .series = {series("target", targets), first, series("after", way)}}});
  const bool as_told = after < before / 20;
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
