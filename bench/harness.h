// One row of the comparison: a function, its gradient as we derive it and as a person writes it.
//
//   const bench::Register softmax([](const std::string&) {
//     return std::vector{bench::Workload{.name = "softmax", .goal = 1.2, .inputs = …,
//                                        .primal = [](const double* x) { return …; },
//                                        .sweeps = {{"retrograd", [](const double* x, double* bar) { …_adjoint(…); }},
//                                                   {"hand", [](const double* x, double* bar) { …ByHand(…); }}},
//                                        .function = bench::Softmax{…}}};
//   });
//
// A sweep adds the gradient to `bar`, which the harness has zeroed, as a caller of an adjoint does.
#pragma once

#include "functions.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bench {

struct Sweep {
  std::string tool;  // "retrograd", "hand", …
  std::function<void(const double* x, double* bar)> add;
};

struct Workload {
  std::string name;
  double goal = 0;  // ratio gradient / primal that we want
  Vector inputs;    // all that is differentiated by, one behind the other
  std::function<double(const double* x)> primal;
  std::vector<Sweep> sweeps;             // ours, by hand, then others
  std::optional<double> published = {};  // sum of the gradient's absolute values, where others have published it
  std::size_t jacobianEntries = 0;       // a sweep adds that many to `bar`; 0: the gradient
  Function function = std::monostate();  // what peers compute; nothing: they leave this workload out
};

// Makes the workloads when the program runs, not before: inputs may come from the folder given with --data.
class Register {
public:
  explicit Register(std::function<std::vector<Workload>(const std::string& data)> make);
};

// Another tool, found when this was built: its sweeps of a workload, as many as make sense.
class RegisterPeer {
public:
  RegisterPeer(const std::string& name, const std::string& version,
               std::function<std::vector<Sweep>(const Workload&)> sweeps);
};

// Values between -scale and scale, the same in each run.
Vector ramp(std::size_t count, double scale = 0.5, double phase = 0.37);

// A size as most programs have it: known when they run. Otherwise the compiler unrolls a short primal for it.
inline int atRunTime(int size) {
  asm volatile("" : "+r"(size));
  return size;
}

}  // namespace bench
