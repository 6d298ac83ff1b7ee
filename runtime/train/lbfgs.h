// L-BFGS over a model's parameters, all taken together as one vector of double.
#pragma once

#include "retrograd/optim.h"

#include <functional>
#include <vector>

namespace retrograd::detail {

class LbfgsMemory {
public:
  LbfgsMemory(int history, std::size_t size);

  // Moves `values` to a point with a smaller loss, or leaves them where there is none to be found; clears `gradients`.
  // On entry `loss` and `gradients` are the values'; `evaluate` gives the loss and adds the gradient where they are
  // then.
  void step(const Lbfgs& settings, const Parameters& values, const Parameters& gradients, double loss,
            const std::function<double()>& evaluate);

  // The pairs of steps and gradient changes, and how many there are, as named tensors.
  void add_state(Parameters& all);

private:
  using Vector = std::vector<double>;

  std::size_t pairs() const { return static_cast<std::size_t>(count_); }
  double* move(std::size_t pair) { return moves_.data() + pair * size_; }
  double* change(std::size_t pair) { return changes_.data() + pair * size_; }
  Vector direction(const Vector& gradient);
  void remember(const Vector& move, const Vector& change);

  std::size_t capacity_, size_;
  double count_ = 0;        // of pairs; a double, to be saved as a tensor
  Vector moves_, changes_;  // oldest first
};

}  // namespace retrograd::detail
