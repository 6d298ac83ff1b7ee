// One row of the training table: a model, trained for a while.
//
//   const training::Register mlp(training::mlp, [] { return training::Outcome{…}; });
//
// Each runs in a process of its own, so that its peak memory is its own.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <string>

namespace training {

struct Outcome {
  double value = 0;                                            // in the row's unit
  double accuracy = std::numeric_limits<double>::quiet_NaN();  // of the trained model, where there is such a thing
};

enum class Better { Less, More };

struct Task {
  std::string name, unit;
  double goal = 0;
  Better better = Better::Less;
};

class Register {
public:
  Register(const Task& task, std::function<Outcome()> run);
};

// Seconds: of CPU time with one thread, since others may use the machine, too; else by the clock on the wall.
double now();

// Seconds that one call of `step` takes: the best of several stretches.
template <class Step> double seconds_of(Step step, int calls, int stretches = 8) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < calls; ++i) step();
  for (int stretch = 0; stretch < stretches; ++stretch) {
    const double start = now();
    for (int i = 0; i < calls; ++i) step();
    best = std::min(best, (now() - start) / calls);
  }
  return best;
}

}  // namespace training
