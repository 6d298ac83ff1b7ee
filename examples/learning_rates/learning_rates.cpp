// Gradient descent on one surface with a learning rate that is too small, right, and too large.
#include <retrograd/autodiff.h>
#include <retrograd/optim.h>
#include <retrograd/plot.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

using namespace retrograd;

struct [[autodiff]] Place {
  double x = 0, y = 0;
};

// A bowl, ten times as steep along y as along x: curvatures 1 and 10, so that rates beyond 2 / 10 lead out of it.
[[autodiff]] double surface(const Place& p) { return 0.5 * p.x * p.x + 5 * p.y * p.y; }

struct Descent {
  plot::Series loss, path;
  double end;
};

Descent descend(const char* name, double learning_rate, int steps) {
  Place place{.x = 4, .y = 1}, slope{};
  Parameters values = parameters(place), slopes = parameters(slope);
  Optimizer optimizer(Sgd{.learning_rate = learning_rate}, values);
  Descent descent{{name, {}, {}}, {name, {}, {}}, 0};
  for (int step = 0; step <= steps; ++step) {
    descent.end = add_gradient<surface>({place}, {slope});
    descent.loss.x.push_back(step);
    descent.loss.y.push_back(descent.end);
    descent.path.x.push_back(place.x);
    descent.path.y.push_back(place.y);
    optimizer.step(values, slopes);
  }
  return descent;
}

int main() {
  const Descent small = descend("too small: 0.005", 0.005, 40), right = descend("right: 0.17", 0.17, 40),
                large = descend("too large: 0.21", 0.21, 40);
  std::printf("after 40 steps from %.1f:\n", surface({.x = 4, .y = 1}));
  for (const Descent* descent : {&small, &right, &large})
    std::printf("  %-16s  %.3g\n", descent->loss.name.c_str(), descent->end);
  const auto picture = std::filesystem::absolute("learning_rates.svg");
  plot::save(picture, {{.title = "Loss",
                            .x_label = "step",
                            .y_label = "loss",
                            .series = {small.loss, right.loss, large.loss},
                            .logarithmic = true},
                           {.title = "Way down", .x_label = "x", .y_label = "y", .series = {small.path, right.path}}});
  std::printf("Picture: %s\n", picture.c_str());
  const bool as_told = small.end > 1 && right.end < 1e-4 && large.end > 13;
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
