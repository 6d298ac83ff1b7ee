// Optimizers: how a gradient changes the parameters. Each step is one pass over the parameters (clipping by norm needs
// one more over the gradient), and leaves the gradient zero, ready for the next adjoint to add to.
//
//   auto values = parameters(model), gradients = parameters(gradient);
//   Optimizer optimizer(AdamW{.learning_rate = 1e-3}, values, {.clip = {.norm = 1}});
//   for (…) {
//     loss_adjoint(model, gradient, x, y, 1.0f);
//     optimizer.step(values, gradients);
//   }
//
// In the formulas x is a parameter, g its gradient, a the learning rate. `weight_decay` times x is added to g, after
// clipping.
#pragma once

#include "retrograd/model.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace retrograd {

// x -= a g
struct Sgd {
  double learning_rate = 0.01;
  double weight_decay = 0;
};

// delta_i = a g + beta delta_{i-1}; x -= delta_i; delta_0 = 0 (Rumelhart, Hinton & Williams 1986, equation 9)
struct Momentum {
  double learning_rate = 0.01;
  double beta = 0.9;
  double weight_decay = 0;
};

// delta_i = a g + beta delta_{i-1}; x -= a g + beta delta_i: Nesterov's method in the variables of
// Bengio, Boulanger-Lewandowski & Pascanu 2012 (arXiv:1212.0901, equation 7), where g is taken at x itself.
struct Nesterov {
  double learning_rate = 0.01;
  double beta = 0.9;
  double weight_decay = 0;
};

// s += g^2; x -= a g / (sqrt(s) + epsilon) (Duchi, Hazan & Singer 2011, diagonal form)
struct AdaGrad {
  double learning_rate = 0.01;
  double epsilon = 1e-10;
  double weight_decay = 0;
};

// s = keep s + (1 - keep) g^2; delta_i = a g / (sqrt(s) + epsilon) + momentum delta_{i-1}; x -= delta_i
// (Tieleman & Hinton 2012, lecture 6e). `centred`: sqrt(s - m^2) in place of sqrt(s), m being the running mean of g
// likewise (Graves 2013, arXiv:1308.0850, equations 38 to 41).
struct RmsProp {
  double learning_rate = 0.01;
  double keep = 0.99;
  double epsilon = 1e-8;
  double momentum = 0;
  bool centred = false;
  double weight_decay = 0;
};

// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; x -= a m' / (sqrt(v') + epsilon), where
// m' = m / (1 - beta1^t), v' = v / (1 - beta2^t): Kingma & Ba 2015 (arXiv:1412.6980), algorithm 1.
// `amsgrad`: the largest v so far in place of v (Reddi, Kale & Kumar 2018, algorithm 2), corrected by 1 - beta2^t, too.
struct Adam {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  bool amsgrad = false;
  double weight_decay = 0;
};

// Adam, and apart from the gradient x -= a weight_decay x (Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2).
struct AdamW {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  bool amsgrad = false;
  double weight_decay = 0.01;
};

// L-BFGS: Nocedal & Wright 2006, algorithms 7.4 and 7.5, with a line search for the strong Wolfe conditions (algorithms
// 3.5 and 3.6, cubic interpolation). For losses without noise: fit takes it only with all rows in one batch (batch = 0).
// A step evaluates the loss several times.
struct Lbfgs {
  double learning_rate = 1;  // the length tried first, of the quasi-Newton step
  int history = 10;          // steps remembered
  int evaluations = 25;      // at most, a step
  double sufficient_decrease = 1e-4;
  double curvature = 0.9;
};

using OptimizerSettings = std::variant<Sgd, Momentum, Nesterov, AdaGrad, RmsProp, Adam, AdamW, Lbfgs>;

// Of the gradient, before anything else is done with it; 0: off.
struct Clipping {
  double norm = 0;   // all gradients together are scaled down to this Euclidean norm (Pascanu, Mikolov & Bengio 2013)
  double value = 0;  // each number is cut off at ±this, after that
};

// Settings for the parameters whose names match: {"*.bias", .weight_decay = 0}, {"encoder.*", .frozen = true}.
struct ParameterGroup {
  std::string names;         // * stands for any characters, ? for one
  double learning_rate = 1;  // a factor on the optimizer's
  std::optional<double> weight_decay = {};
  bool frozen = false;
};

struct OptimizerOptions {
  Clipping clip = {};
  std::vector<ParameterGroup> groups = {};  // the first that matches counts
};

namespace detail {
class LbfgsMemory;
struct GroupSettings {
  double learning_rate = 1;
  std::optional<double> weight_decay;
  bool frozen = false;
};
}  // namespace detail

class Optimizer {
public:
  // Throws std::invalid_argument for settings out of range, and for a group that matches no parameter.
  Optimizer(const OptimizerSettings& settings, const Parameters& shaped_like, const OptimizerOptions& options = {});
  Optimizer(Optimizer&&) noexcept;
  Optimizer& operator=(Optimizer&&) noexcept;
  ~Optimizer();

  // Both from models of the shape given to the constructor, else ShapeError. The gradient is zero afterwards.
  // Not for Lbfgs: std::logic_error.
  void step(const Parameters& values, const Parameters& gradients);

  // The same for every optimizer. `loss` and `gradients` belong to `values`; `evaluate` gives the loss of what `values`
  // are when it is called, and adds its gradient to `gradients`.
  void step(const Parameters& values, const Parameters& gradients, double loss,
            const std::function<double()>& evaluate);

  double learning_rate() const;
  void set_learning_rate(double learning_rate);
  long steps() const { return steps_; }

  // What the optimizer remembers, as named tensors ("w1.first"), and for how many steps: with both put back into an
  // optimizer of the same settings and shapes, it goes on as if it had never stopped.
  Parameters state();
  void set_steps(long steps) { steps_ = steps; }

private:
  // What an optimizer remembers of one parameter, and what it needs to know about it.
  template <class T> struct State {
    std::string name;
    long size;
    detail::GroupSettings group;
    Tensor<T, dyn> tensors[3];
  };
  template <class T> void make_states(const std::vector<Parameter<T>>& parameters, const OptimizerOptions& options);
  template <class T>
  void check(const std::vector<Parameter<T>>& values, const std::vector<Parameter<T>>& gradients) const;
  template <class T>
  void update(const std::vector<Parameter<T>>& values, const std::vector<Parameter<T>>& gradients, double scale);
  template <class T> double sum_of_squares(const std::vector<Parameter<T>>& gradients) const;
  template <class T> void clear_frozen(const std::vector<Parameter<T>>& gradients) const;
  template <class T> std::vector<State<T>>& states();
  template <class T> const std::vector<State<T>>& states() const;

  OptimizerSettings settings_;
  Clipping clip_;
  std::vector<State<float>> float32_;
  std::vector<State<double>> float64_;
  std::unique_ptr<detail::LbfgsMemory> lbfgs_;
  long steps_ = 0;
};

}  // namespace retrograd
