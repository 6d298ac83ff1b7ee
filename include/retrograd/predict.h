// Using a trained model, without anything of training: no derivative and no optimizer is in a program that includes
// this and calls no more than this.
//
//   Net net;
//   load(net, "net.safetensors");
//   Labels classes = predict<logits>(net, inputs);
#pragma once

#include "retrograd/labels.h"
#include "retrograd/safetensors.h"
#include "retrograd/tensor.h"

#include <algorithm>

namespace retrograd {
namespace detail {

// The place of each row's largest number, the first of equals.
template <class T, long N, long C> Labels largest(const Tensor<T, N, C>& scores) {
  Labels labels = Labels::uninitialized(scores.rows());
  for (long i = 0; i < scores.rows(); ++i) {
    const T* row = scores.data() + i * scores.columns();
    labels[i] = static_cast<int>(std::max_element(row, row + scores.columns()) - row);
  }
  return labels;
}

}  // namespace detail

// The class with the largest logit, for each row of the inputs.
template <auto logits, class Model, class T, long... Dims>
Labels predict(const Model& model, const Tensor<T, Dims...>& inputs) {
  return detail::largest(logits(model, inputs));
}

}  // namespace retrograd
