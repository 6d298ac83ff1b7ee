// Losses: a batch to one number, the mean or the sum. Each has its derivative rules.
//
//   return softmax_cross_entropy(linear(h, m.w2, m.b2), labels);                    // classification
//   return softmax_cross_entropy(scores, labels, {.label_smoothing = 0.1, .ignore = -1});
//   return mse(linear(h, m.w2, m.b2), target);                                      // regression
//   return huber(prediction, target, 0.5f, Reduction::Sum);
//
// Shapes that differ are compile errors where they are known, else a ShapeError. The mean of nothing is one, too.
#pragma once

#include "retrograd/detail/loss_kernels.h"

namespace retrograd {

// ---- of two tensors of the same shape, element by element; the mean is over all elements

#define RETROGRAD_PAIR_LOSS(f)                                                                                        \
  template <class Prediction, class Target>                                                                           \
    requires is_tensor<Prediction> && is_tensor<Target>                                                               \
  typename Prediction::value_type f(const Prediction& prediction, const Target& target,                               \
                                    Reduction reduction = Reduction::Mean) {                                          \
    return detail::pair_loss<&detail::Kernels<typename Prediction::value_type>::f>(#f, prediction, target, 0,         \
                                                                                   reduction);                        \
  }                                                                                                                   \
  template <class Prediction, class Target>                                                                           \
    requires is_tensor<Prediction> && is_tensor<Target>                                                               \
  [[autodiff::rule]] typename Prediction::value_type f##_tangent(                                                     \
      const Prediction& prediction, const Prediction& prediction_dot, const Target& target, const Target& target_dot, \
      Reduction reduction, typename Prediction::value_type& result_dot) {                                             \
    return detail::pair_loss_tangent<&detail::Kernels<typename Prediction::value_type>::f>(                           \
        #f, prediction, prediction_dot, target, target_dot, 0, 0, reduction, result_dot);                             \
  }                                                                                                                   \
  template <class Prediction, class Target>                                                                           \
    requires is_tensor<Prediction> && is_tensor<Target>                                                               \
  [[autodiff::rule]] void f##_adjoint(const Prediction& prediction, Bar<Prediction> prediction_bar,                   \
                                      const Target& target, Bar<Target> target_bar, Reduction reduction,              \
                                      typename Prediction::value_type result_bar) {                                   \
    typename Prediction::value_type unwanted = 0;                                                                     \
    detail::pair_loss_adjoint<&detail::Kernels<typename Prediction::value_type>::f>(                                  \
        #f, prediction, prediction_bar, target, target_bar, 0, unwanted, reduction, result_bar);                      \
  }

RETROGRAD_PAIR_LOSS(mse)      // (prediction - target)^2
RETROGRAD_PAIR_LOSS(mae)      // |prediction - target|
RETROGRAD_PAIR_LOSS(kl)       // target (log(target) - prediction), the prediction being a logarithm; 0 for target 0
RETROGRAD_PAIR_LOSS(poisson)  // exp(prediction) - target prediction: Poisson's likelihood, without log(target!)
#undef RETROGRAD_PAIR_LOSS

#define RETROGRAD_PAIR_LOSS_WITH(f, kernel, parameter)                                                                 \
  template <class Prediction, class Target>                                                                            \
    requires is_tensor<Prediction> && is_tensor<Target>                                                                \
  typename Prediction::value_type f(const Prediction& prediction, const Target& target,                                \
                                    typename Prediction::value_type parameter = 1,                                     \
                                    Reduction reduction = Reduction::Mean) {                                           \
    return detail::pair_loss<&detail::Kernels<typename Prediction::value_type>::kernel>(#f, prediction, target,        \
                                                                                        parameter, reduction);         \
  }                                                                                                                    \
  template <class Prediction, class Target>                                                                            \
    requires is_tensor<Prediction> && is_tensor<Target>                                                                \
  [[autodiff::rule]] typename Prediction::value_type f##_tangent(                                                      \
      const Prediction& prediction, const Prediction& prediction_dot, const Target& target, const Target& target_dot,  \
      typename Prediction::value_type parameter, typename Prediction::value_type parameter##_dot, Reduction reduction, \
      typename Prediction::value_type& result_dot) {                                                                   \
    return detail::pair_loss_tangent<&detail::Kernels<typename Prediction::value_type>::kernel>(                       \
        #f, prediction, prediction_dot, target, target_dot, parameter, parameter##_dot, reduction, result_dot);        \
  }                                                                                                                    \
  template <class Prediction, class Target>                                                                            \
    requires is_tensor<Prediction> && is_tensor<Target>                                                                \
  [[autodiff::rule]] void f##_adjoint(                                                                                 \
      const Prediction& prediction, Bar<Prediction> prediction_bar, const Target& target, Bar<Target> target_bar,      \
      typename Prediction::value_type parameter, typename Prediction::value_type* parameter##_bar,                     \
      Reduction reduction, typename Prediction::value_type result_bar) {                                               \
    typename Prediction::value_type unwanted = 0;                                                                      \
    detail::pair_loss_adjoint<&detail::Kernels<typename Prediction::value_type>::kernel>(                              \
        #f, prediction, prediction_bar, target, target_bar, parameter,                                                 \
        parameter##_bar != nullptr ? *parameter##_bar : unwanted, reduction, result_bar);                              \
  }

// d^2 / 2 for d = |prediction - target| up to delta, beyond it delta (d - delta / 2) (Huber 1964). With delta = 1 this
// is what others call smooth L1.
RETROGRAD_PAIR_LOSS_WITH(huber, huber, delta)
// Binary cross-entropy of logits: -(positive_weight t log(s) + (1 - t) log(1 - s)) for s = sigmoid(prediction) and
// targets t from 0 to 1. Logits of any size are safe.
RETROGRAD_PAIR_LOSS_WITH(binary_cross_entropy, bce, positive_weight)
// max(0, margin - target prediction), for targets -1 and 1
RETROGRAD_PAIR_LOSS_WITH(hinge, hinge, margin)
#undef RETROGRAD_PAIR_LOSS_WITH

// 1 - cosine of the angle between the rows of prediction and target; the mean is over the rows.
template <class T, long N, long C>
T cosine_loss(const Tensor<T, N, C>& prediction, const Tensor<T, N, C>& target, Reduction reduction = Reduction::Mean) {
  return detail::CosineLoss(prediction, target, reduction).forward();
}
template <class T, long N, long C>
[[autodiff::rule]] T cosine_loss_tangent(const Tensor<T, N, C>& prediction, const Tensor<T, N, C>& prediction_dot,
                                         const Tensor<T, N, C>& target, const Tensor<T, N, C>& target_dot,
                                         Reduction reduction, std::type_identity_t<T>& result_dot) {
  return detail::CosineLoss(prediction, target, reduction).tangent(prediction_dot, target_dot, result_dot);
}
template <class T, long N, long C>
[[autodiff::rule]] void cosine_loss_adjoint(const Tensor<T, N, C>& prediction, Bar<Tensor<T, N, C>> prediction_bar,
                                            const Tensor<T, N, C>& target, Bar<Tensor<T, N, C>> target_bar,
                                            Reduction reduction, std::type_identity_t<T> result_bar) {
  detail::CosineLoss(prediction, target, reduction).adjoint(prediction_bar, target_bar, result_bar);
}

// ---- of a row of numbers for each label; the mean is over the rows that count, by their weights

// -log(softmax(logits)[label]). Logits of any size are safe: the row's maximum is subtracted.
template <class T, long N, long C>
T softmax_cross_entropy(const Tensor<T, N, C>& logits, const Labels& labels, const LabelOptions& options = {}) {
  return detail::CrossEntropy<T>("softmax_cross_entropy", logits, labels, options).forward(logits);
}
template <class T, long N, long C>
[[autodiff::rule]] T softmax_cross_entropy_tangent(const Tensor<T, N, C>& logits, const Tensor<T, N, C>& logits_dot,
                                                   const Labels& labels, const LabelOptions& options,
                                                   std::type_identity_t<T>& result_dot) {
  return detail::CrossEntropy<T>("softmax_cross_entropy", logits, labels, options)
      .tangent(logits, logits_dot, result_dot);
}
template <class T, long N, long C>
[[autodiff::rule]] void softmax_cross_entropy_adjoint(const Tensor<T, N, C>& logits, Bar<Tensor<T, N, C>> logits_bar,
                                                      const Labels& labels, const LabelOptions& options,
                                                      std::type_identity_t<T> result_bar) {
  detail::CrossEntropy<T>("softmax_cross_entropy", logits, labels, options).adjoint(logits, logits_bar, result_bar);
}

// The same with a weight for each class, which rows of that label have. Not differentiated by the weights: pass them as
// [[autodiff::passive]], else std::logic_error.
template <class T, long N, long C, long C2>
T weighted_softmax_cross_entropy(const Tensor<T, N, C>& logits, const Labels& labels,
                                 const Tensor<T, C2>& class_weights, const LabelOptions& options = {}) {
  return detail::CrossEntropy<T>("weighted_softmax_cross_entropy", logits, labels, options, class_weights.span())
      .forward(logits);
}
template <class T, long N, long C, long C2>
[[autodiff::rule]] T weighted_softmax_cross_entropy_tangent(const Tensor<T, N, C>& logits,
                                                            const Tensor<T, N, C>& logits_dot, const Labels& labels,
                                                            const Tensor<T, C2>& class_weights,
                                                            const Tensor<T, C2>& class_weights_dot,
                                                            const LabelOptions& options,
                                                            std::type_identity_t<T>& result_dot) {
  detail::refuse_class_weights(std::ranges::any_of(class_weights_dot, [](T dot) { return dot != 0; }));
  return detail::CrossEntropy<T>("weighted_softmax_cross_entropy", logits, labels, options, class_weights.span())
      .tangent(logits, logits_dot, result_dot);
}
template <class T, long N, long C, long C2>
[[autodiff::rule]] void weighted_softmax_cross_entropy_adjoint(const Tensor<T, N, C>& logits,
                                                               Bar<Tensor<T, N, C>> logits_bar, const Labels& labels,
                                                               const Tensor<T, C2>& class_weights,
                                                               Bar<Tensor<T, C2>> class_weights_bar,
                                                               const LabelOptions& options,
                                                               std::type_identity_t<T> result_bar) {
  detail::refuse_class_weights(class_weights_bar != nullptr);
  detail::CrossEntropy<T>("weighted_softmax_cross_entropy", logits, labels, options, class_weights.span())
      .adjoint(logits, logits_bar, result_bar);
}

// -log_probabilities[label], for what log_softmax gives; label_smoothing must be 0.
template <class T, long N, long C>
T nll(const Tensor<T, N, C>& log_probabilities, const Labels& labels, const LabelOptions& options = {}) {
  const auto checked = detail::nll_labels(log_probabilities, labels, options);
  return detail::forward_kernels<T>().nll.forward(log_probabilities.data(), checked.labels.data(),
                                                  checked.weights.data(), checked.factor, log_probabilities.dim(0),
                                                  log_probabilities.dim(1));
}
template <class T, long N, long C>
[[autodiff::rule]] T nll_tangent(const Tensor<T, N, C>& log_probabilities, const Tensor<T, N, C>& log_probabilities_dot,
                                 const Labels& labels, const LabelOptions& options,
                                 std::type_identity_t<T>& result_dot) {
  const auto checked = detail::nll_labels(log_probabilities, labels, options);
  return detail::kernels<T>().nll.tangent(log_probabilities.data(), log_probabilities_dot.data(), checked.labels.data(),
                                          checked.weights.data(), checked.factor, log_probabilities.dim(0),
                                          log_probabilities.dim(1), result_dot);
}
template <class T, long N, long C>
[[autodiff::rule]] void nll_adjoint(const Tensor<T, N, C>& log_probabilities,
                                    Bar<Tensor<T, N, C>> log_probabilities_bar, const Labels& labels,
                                    const LabelOptions& options, std::type_identity_t<T> result_bar) {
  if (log_probabilities_bar == nullptr) return;
  detail::give_shape(log_probabilities_bar, log_probabilities);
  const auto checked = detail::nll_labels(log_probabilities, labels, options);
  detail::kernels<T>().nll.adjoint(log_probabilities.data(), log_probabilities_bar->data(), checked.labels.data(),
                                   checked.weights.data(), checked.factor, log_probabilities.dim(0),
                                   log_probabilities.dim(1), result_bar);
}

}  // namespace retrograd
