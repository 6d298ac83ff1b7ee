// Optimizers: how a gradient changes the parameters. Each step is one pass over the parameters, and leaves the
// gradient zero, ready for the next adjoint to add to.
//
//   auto values = parameters(model), gradients = parameters(gradient);
//   Optimizer optimizer(Adam{.learning_rate = 1e-3}, values);
//   for (…) {
//     loss_adjoint(model, gradient, x, y, 1.0f);
//     optimizer.step(values, gradients);
//   }
#pragma once

#include "retrograd/model.h"

#include <variant>

namespace retrograd {

// x -= learning_rate * g
struct Sgd {
  double learning_rate = 0.01;
};

// delta_i = learning_rate * g + beta * delta_{i-1}; x -= delta_i; delta_0 = 0
struct Momentum {
  double learning_rate = 0.01;
  double beta = 0.9;
};

// Kingma & Ba 2015 (arXiv:1412.6980), algorithm 1, bias-corrected.
struct Adam {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};

using OptimizerSettings = std::variant<Sgd, Momentum, Adam>;

class Optimizer {
public:
  // Throws std::invalid_argument for settings out of range.
  Optimizer(const OptimizerSettings& settings, const Parameters& shaped_like);

  // Both from models of the shape given to the constructor. The gradient is zero afterwards.
  void step(const Parameters& values, const Parameters& gradients);

  double learning_rate() const;
  void set_learning_rate(double learning_rate);
  long steps() const { return steps_; }

private:
  // What an optimizer remembers of one parameter.
  template <class T> struct State {
    Tensor<T, dyn> first, second;
  };
  template <class T>
  void update(const std::vector<Parameter<T>>& values, const std::vector<Parameter<T>>& gradients,
              std::vector<State<T>>& states);

  OptimizerSettings settings_;
  std::vector<State<float>> float32_;
  std::vector<State<double>> float64_;
  long steps_ = 0;
};

}  // namespace retrograd
