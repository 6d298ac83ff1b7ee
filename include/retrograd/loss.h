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

template <class T, long N, long C>
Tensor<T, N> row_maximum(const Tensor<T, N, C>& x) {
  auto maximum = Tensor<T, N>::uninitialized_of({x.rows()});
  kernels<T>().row_maximum(x.data(), maximum.data(), x.dim(0), x.dim(1));
  return maximum;
}

template <class T, long... P, long... Q>
void check_pair(const char* operation, const Tensor<T, P...>& prediction, const Tensor<T, Q...>& target) {
  if (prediction.shape() != target.shape())
    throw_shape_error(operation, "prediction", prediction.shape(), "target", target.shape(), "they must be equal");
  if (prediction.size() == 0)
    throw_shape_error(operation, "prediction", prediction.shape(), "target", target.shape(),
                      "the mean of nothing is not defined");
}

}  // namespace detail

// Mean over the rows of -log(softmax(logits)[label]). Logits of any size are safe: the row's maximum is subtracted.
template <class T, long N, long C>
T softmax_cross_entropy(const Tensor<T, N, C>& logits, const Labels& labels) {
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

// Mean of (prediction - target)^2 over all elements.
template <class T, long... P, long... Q>
T mse(const Tensor<T, P...>& prediction, const Tensor<T, Q...>& target) {
  static_assert(sizeof...(P) == sizeof...(Q), "mse: prediction and target must have equally many dimensions");
  static_assert((detail::may_match(P, Q) && ...), "mse: prediction and target must have the same shape");
  detail::check_pair("mse", prediction, target);
  return detail::kernels<T>().mse.forward(prediction.data(), target.data(), prediction.size());
}
template <class T, long... P, long... Q>
[[autodiff::rule]] T mse_tangent(const Tensor<T, P...>& prediction, const Tensor<T, P...>& prediction_dot,
                                 const Tensor<T, Q...>& target, const Tensor<T, Q...>& target_dot,
                                 std::type_identity_t<T>& result_dot) {
  detail::check_pair("mse", prediction, target);
  return detail::kernels<T>().mse.tangent(prediction.data(), prediction_dot.data(), target.data(), target_dot.data(),
                                          prediction.size(), result_dot);
}
template <class T, long... P, long... Q>
[[autodiff::rule]] void mse_adjoint(const Tensor<T, P...>& prediction, Bar<Tensor<T, P...>> prediction_bar,
                                    const Tensor<T, Q...>& target, Bar<Tensor<T, Q...>> target_bar,
                                    std::type_identity_t<T> result_bar) {
  detail::kernels<T>().mse.adjoint(prediction.data(), detail::Wanted(prediction_bar, prediction).data(), target.data(),
                                   detail::Wanted(target_bar, target).data(), prediction.size(), result_bar);
}

}  // namespace retrograd
