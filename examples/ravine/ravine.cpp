// Momentum and the adaptive methods in a ravine, where plain gradient descent goes back and forth between the walls.
#include <retrograd/autodiff.h>
#include <retrograd/optim.h>
#include <retrograd/plot.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

using namespace retrograd;

struct [[autodiff]] Place {
  double x = -1.2, y = 1;
};

// Rosenbrock's banana-shaped valley: its floor is nearly flat and leads to (1, 1), its walls are steep.
[[autodiff]] double valley(const Place& p) {
  const double floor = p.y - p.x * p.x, rest = 1 - p.x;
  return rest * rest + 100 * floor * floor;
}

struct Way {
  plot::Series loss, path;
  double end;
};

Way descend(const char* name, const OptimizerSettings& settings, int steps) {
  Place place, slope{0, 0};
  Parameters values = parameters(place), slopes = parameters(slope);
  Optimizer optimizer(settings, values);
  auto evaluate = [&] { return add_gradient<valley>({place}, {slope}); };
  Way way{{name, {}, {}}, {name, {}, {}}, 0};
  for (int step = 0; step <= steps; ++step) {
    way.end = evaluate();
    way.loss.x.push_back(step);
    way.loss.y.push_back(way.end > 1e-12 ? way.end : 1e-12);
    way.path.x.push_back(place.x);
    way.path.y.push_back(place.y);
    optimizer.step(values, slopes, way.end, evaluate);
  }
  return way;
}

int main() {
  const std::pair<const char*, OptimizerSettings> methods[] = {
      {"Sgd", Sgd{.learning_rate = 1e-3}},
      {"Momentum", Momentum{.learning_rate = 1e-3, .beta = 0.9}},
      {"Nesterov", Nesterov{.learning_rate = 1e-3, .beta = 0.9}},
      {"RmsProp", RmsProp{.learning_rate = 1e-2}},
      {"Adam", Adam{.learning_rate = 3e-2}},
      {"L-BFGS", Lbfgs{}},
  };
  plot::Chart losses{.title = "Loss", .x_label = "step", .y_label = "loss", .series = {}, .logarithmic = true};
  plot::Chart paths{.title = "Ways through the valley", .x_label = "x", .y_label = "y", .series = {}};
  std::vector<double> ends;
  std::printf("loss after 500 steps, from %.1f:\n", valley({}));
  for (const auto& [name, settings] : methods) {
    Way way = descend(name, settings, 500);
    std::printf("  %-9s %.2e\n", name, way.end);
    losses.series.push_back(way.loss);
    paths.series.push_back(way.path);
    ends.push_back(way.end);
  }
  const auto picture = std::filesystem::absolute("ravine.svg");
  plot::save(picture, {losses, paths});
  std::printf("Picture: %s\n", picture.c_str());
  const bool as_told = ends[1] < ends[0] / 5 && ends[2] < ends[0] / 5 && ends[4] < ends[0] / 2 && ends[5] < 1e-10;
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
