// The parameters of a simulation, without any network: how strong is the wind, how dense the air, from where a ball
// flew?
#include <retrograd/autodiff.h>
#include <retrograd/model.h>
#include <retrograd/optim.h>

#include <cmath>
#include <cstdio>
#include <vector>

using namespace retrograd;

constexpr int seen = 40;  // photographs, one each 0.05 s

struct [[autodiff]] Throw {
  double vx, vy;   // at the start
  double drag;     // of the air, 1/m
  double wind;     // along x
  double gravity;  // m/s^2
};

// Where the ball is at each photograph, by small steps of Heun's method.
[[autodiff]] void fly(const Throw& p, double* places) {
  double x = 0, y = 1.5, vx = p.vx, vy = p.vy;
  const double dt = 0.005;
  for (int photograph = 0; photograph < seen; ++photograph) {
    for (int part = 0; part < 10; ++part) {
      const double speed = std::sqrt((vx - p.wind) * (vx - p.wind) + vy * vy);
      const double ax = -p.drag * speed * (vx - p.wind), ay = -p.gravity - p.drag * speed * vy;
      const double ux = vx + dt * ax, uy = vy + dt * ay;
      const double later = std::sqrt((ux - p.wind) * (ux - p.wind) + uy * uy);
      const double bx = -p.drag * later * (ux - p.wind), by = -p.gravity - p.drag * later * uy;
      x += dt / 2 * (vx + ux);
      y += dt / 2 * (vy + uy);
      vx += dt / 2 * (ax + bx);
      vy += dt / 2 * (ay + by);
    }
    places[2 * photograph] = x;
    places[2 * photograph + 1] = y;
  }
}

[[autodiff]] double misfit(const Throw& p, [[autodiff::passive]] const double* photographs) {
  double places[2 * seen];
  fly(p, places);
  double sum = 0;
  for (int i = 0; i < 2 * seen; ++i) sum += (places[i] - photographs[i]) * (places[i] - photographs[i]);
  return sum;
}

int main() {
  const Throw truth{14, 11, 0.06, -3, 9.81};
  std::vector<double> photographs(2 * seen);
  fly(truth, photographs.data());
  Random random(1);
  for (double& place : photographs) place += 0.002 * random.normal();  // 2 mm
  Throw guess{10, 10, 0.02, 0, 9}, gradient{};
  const auto values = parameters(guess), gradients = parameters(gradient);
  Optimizer optimizer(Lbfgs{.history = 10}, values);
  const auto evaluate = [&] {
    gradient = {};
    return misfit_adjoint(guess, gradient, photographs.data(), 1.0);
  };
  int steps = 0;
  for (; steps < 300; ++steps) {
    const double before = evaluate();
    optimizer.step(values, gradients, before, evaluate);
    if (before - misfit(guess, photographs.data()) < 1e-12 * before) break;
  }
  std::printf("         true    found after %d steps\n", steps);
  const double found[] = {guess.vx, guess.vy, guess.drag, guess.wind, guess.gravity};
  const double right[] = {truth.vx, truth.vy, truth.drag, truth.wind, truth.gravity};
  const char* names[] = {"vx", "vy", "drag", "wind", "gravity"};
  bool as_told = true;
  for (int i = 0; i < 5; ++i) {
    std::printf("%-7s %6.2f   %6.3f\n", names[i], right[i], found[i]);
    as_told = as_told && std::fabs(found[i] - right[i]) < 0.02 * std::fabs(right[i]);
  }
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
