// Losses: a batch to one number, the mean over the batch. Each has its derivative rule.
//
//   return softmax_cross_entropy(linear(h, m.w2, m.b2), labels);   // classification
//   return mse(linear(h, m.w2, m.b2), target);                     // regression
#pragma once

#include "retrograd/detail/tensor_kernels.h"
#include "retrograd/labels.h"

namespace retrograd {
namespace detail {

// Throws unless there is one label a row, each from 0 to classes - 1; both messages name what was found.
void check_labels(const char* operation, const Labels& labels, long rows, long classes);

template <class T, long N, long C> Tensor<T, N> row_maximum(const Tensor<T, N, C>& x) {
  auto maximum = Tensor<T, N>::uninitialized_of({x.rows()});
  kernels<T>().row_maximum(x.data(), maximum.data(), x.dim(0), x.dim(1));
  return maximum;
}

template <class A, class B> constexpr bool shapes_may_match() {
  if (A::rank != B::rank) return false;
  for (int i = 0; i < A::rank && i < B::rank; ++i)
    if (!may_match(A::static_shape[i], B::static_shape[i])) return false;
  return true;
}

template <class Prediction, class Target>
void check_pair(const char* operation, const Prediction& prediction, const Target& target) {
  if (!std::ranges::equal(prediction.shape(), target.shape()))
    throw_shape_error(operation, "prediction", prediction.shape(), "target", target.shape(), "they must be equal");
  if (prediction.size() == 0)
    throw_shape_error(operation, "prediction", prediction.shape(), "target", target.shape(),
                      "the mean of nothing is not defined");
}

}  // namespace detail

// Mean over the rows of -log(softmax(logits)[label]). Logits of any size are safe: the row's maximum is subtracted.
template <class T, long N, long C> T softmax_cross_entropy(const Tensor<T, N, C>& logits, const Labels& labels) {
  detail::check_labels("softmax_cross_entropy", labels, logits.dim(0), logits.dim(1));
  auto shift = detail::row_maximum(logits), sums = shift;
  return detail::kernels<T>().softmax_cross_entropy.forward(logits.data(), shift.data(), labels.data(), sums.data(),
                                                            logits.dim(0), logits.dim(1));
}
template <class T, long N, long C>
[[autodiff::rule]] T softmax_cross_entropy_tangent(const Tensor<T, N, C>& logits, const Tensor<T, N, C>& logits_dot,
                                                   const Labels& labels, std::type_identity_t<T>& result_dot) {
  detail::check_labels("softmax_cross_entropy", labels, logits.dim(0), logits.dim(1));
  auto shift = detail::row_maximum(logits), sums = shift, sums_dot = shift;
  return detail::kernels<T>().softmax_cross_entropy.tangent(logits.data(), logits_dot.data(), shift.data(),
                                                            labels.data(), sums.data(), sums_dot.data(), logits.dim(0),
                                                            logits.dim(1), result_dot);
}
template <class T, long N, long C>
[[autodiff::rule]] void softmax_cross_entropy_adjoint(const Tensor<T, N, C>& logits, Bar<Tensor<T, N, C>> logits_bar,
                                                      const Labels& labels, std::type_identity_t<T> result_bar) {
  if (logits_bar == nullptr) return;
  detail::give_shape(logits_bar, logits);
  auto shift = detail::row_maximum(logits), sums = shift, sums_bar = zero_like(shift);
  detail::kernels<T>().softmax_cross_entropy.adjoint(logits.data(), logits_bar->data(), shift.data(), labels.data(),
                                                     sums.data(), sums_bar.data(), logits.dim(0), logits.dim(1),
                                                     result_bar);
}

// Mean of (prediction - target)^2 over all elements of two tensors.
template <class Prediction, class Target>
  requires is_tensor<Prediction> && is_tensor<Target>
typename Prediction::value_type mse(const Prediction& prediction, const Target& target) {
  static_assert(std::same_as<typename Prediction::value_type, typename Target::value_type>,
                "mse: prediction and target must have the same element type");
  static_assert(detail::shapes_may_match<Prediction, Target>(), "mse: prediction and target must have the same shape");
  detail::check_pair("mse", prediction, target);
  return detail::kernels<typename Prediction::value_type>().mse.forward(prediction.data(), target.data(),
                                                                        prediction.size());
}
template <class Prediction, class Target>
  requires is_tensor<Prediction> && is_tensor<Target>
[[autodiff::rule]] typename Prediction::value_type mse_tangent(const Prediction& prediction,
                                                               const Prediction& prediction_dot, const Target& target,
                                                               const Target& target_dot,
                                                               typename Prediction::value_type& result_dot) {
  detail::check_pair("mse", prediction, target);
  return detail::kernels<typename Prediction::value_type>().mse.tangent(
      prediction.data(), prediction_dot.data(), target.data(), target_dot.data(), prediction.size(), result_dot);
}
template <class Prediction, class Target>
  requires is_tensor<Prediction> && is_tensor<Target>
[[autodiff::rule]] void mse_adjoint(const Prediction& prediction, Bar<Prediction> prediction_bar, const Target& target,
                                    Bar<Target> target_bar, typename Prediction::value_type result_bar) {
  detail::Wanted wanted_prediction(prediction_bar, prediction);
  detail::Wanted wanted_target(target_bar, target);
  detail::kernels<typename Prediction::value_type>().mse.adjoint(
      prediction.data(), wanted_prediction.data(), target.data(), wanted_target.data(), prediction.size(), result_bar);
}

}  // namespace retrograd
