// A small model for tests. What the compiler writes for an [[autodiff]] struct is written here by hand, because these
// tests are compiled without it.
#pragma once

#include "retrograd/model.h"

namespace retrograd::test {

struct Layer {
  Tensor<double, 2, 3> weight;
  Tensor<double, 3> bias;
};
struct Model {
  Layer inner;
  std::vector<Tensor<float, dyn>> list;
  double number = 0;
  int count = 7;
};

template <class L, class Visitor>
  requires std::same_as<std::remove_const_t<L>, Layer>
void retrograd_visit(L& layer, Visitor&& visit) {
  visit("weight", layer.weight);
  visit("bias", layer.bias);
}
template <class M, class Visitor>
  requires std::same_as<std::remove_const_t<M>, Model>
void retrograd_visit(M& model, Visitor&& visit) {
  visit("inner", model.inner);
  visit("list", model.list);
  visit("number", model.number);
  visit("count", model.count);
}

}  // namespace retrograd::test
