// How another tool joins the comparison. It says how to add the Jacobian of one function,
//
//   struct Tool {
//     template <class F> static constexpr bool takes = …;                       // which functions make sense
//     template <class F> void add(const F& f, int inputs, int outputs, const double* x, double* bar);
//   };
//   const RegisterPeer tool("name", "version", [](const Workload& w) { return sweeps("name", w, Tool()); });
//
// where `bench::evaluate(f, x, y)` computes the function on the tool's numbers.
#pragma once

#include "../harness.h"
#include "evaluate.h"

#include <memory>
#include <type_traits>

namespace bench {

// Functions of few inputs: forward mode makes sense.
template <class F>
concept HasFewInputs = requires { F::inputs; };

// Bundle adjustment's sparse Jacobian is that of many small functions.
template <class Tool> void addJacobian(const Bundle& f, Tool& tool, const double* x, double* bar) {
  constexpr int inputs = Reprojection::inputs, outputs = Reprojection::outputs;
  for (int i = 0; i < f.observations; ++i, bar += inputs * outputs) {
    double in[inputs];
    std::copy_n(f.camera(x, i), 11, in);
    std::copy_n(f.point(x, i), 3, in + 11);
    in[14] = f.weights(x)[i];
    tool.add(f.reprojection, inputs, outputs, in, bar);
  }
  for (int i = 0; i < f.observations; ++i) tool.add(WeightResidual(), 1, 1, f.weights(x) + i, bar + i);
}

template <class Tool> std::vector<Sweep> sweeps(const std::string& name, const Workload& w, Tool made) {
  const auto tool = std::make_shared<Tool>(std::move(made));
  const int inputs = static_cast<int>(w.inputs.size());
  return std::visit(
      [&](const auto& f) -> std::vector<Sweep> {
        using F = std::decay_t<decltype(f)>;
        if constexpr (std::is_same_v<F, Bundle>)
          return {{name, [=](const double* x, double* bar) { addJacobian(f, *tool, x, bar); }}};
        else if constexpr (!std::is_same_v<F, std::monostate> && Tool::template takes<F>)
          return {{name, [=](const double* x, double* bar) { tool->add(f, inputs, 1, x, bar); }}};
        else
          return {};
      },
      w.function);
}

}  // namespace bench
