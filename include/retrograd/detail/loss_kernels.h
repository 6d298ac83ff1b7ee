// From tensors and labels to loss kernels: what the losses of loss.h and their rules have in common.
#pragma once

#include "retrograd/detail/tensor_kernels.h"
#include "retrograd/labels.h"

#include <limits>

namespace retrograd {

enum class Reduction { Mean, Sum };

struct LabelOptions {
  [[autodiff::passive]] double label_smoothing = 0;  // this part of the target is spread over all classes
  int ignore = std::numeric_limits<int>::min();      // rows with this label count for nothing; by default none is
  Reduction reduction = Reduction::Mean;
};

}  // namespace retrograd

namespace retrograd::detail {

template <class A, class B> constexpr bool shapes_may_match() {
  if (A::rank != B::rank) return false;
  for (int i = 0; i < A::rank && i < B::rank; ++i)
    if (!may_match(A::static_shape[i], B::static_shape[i])) return false;
  return true;
}

template <class Prediction, class Target>
void check_pair(const char* operation, const Prediction& prediction, const Target& target) {
  static_assert(std::same_as<typename Prediction::value_type, typename Target::value_type>,
                "prediction and target of a loss must have the same element type");
  static_assert(shapes_may_match<Prediction, Target>(), "prediction and target of a loss must have the same shape");
  if (!std::ranges::equal(prediction.shape(), target.shape()))
    throw_shape_error(operation, "prediction", prediction.shape(), "target", target.shape(), "they must be equal");
  if (prediction.size() == 0)
    throw_shape_error(operation, "prediction", prediction.shape(), "target", target.shape(),
                      "the mean of nothing is not defined");
}

template <class T> T factor_of(Reduction reduction, long count) {
  return reduction == Reduction::Mean ? T(1) / static_cast<T>(count) : T(1);
}

// ---- element by element

template <auto kernel, class Prediction, class Target, class T = typename Prediction::value_type>
T pair_loss(const char* operation, const Prediction& prediction, const Target& target,
            std::type_identity_t<T> parameter, Reduction reduction) {
  check_pair(operation, prediction, target);
  const T factor = factor_of<T>(reduction, prediction.size());
  const Blocks blocks(prediction.size(), 1);
  T total = 0;
  SumOfBlocks<T> sum(&total, 1, blocks);
  by_elements(prediction.size(), [&](long begin, long n) {
    *sum.of(begin) +=
        (forward_kernels<T>().*kernel).forward(prediction.data() + begin, target.data() + begin, parameter, factor, n);
  });
  sum.finish();
  return total;
}

template <auto kernel, class Prediction, class Target, class T = typename Prediction::value_type>
T pair_loss_tangent(const char* operation, const Prediction& prediction, const Prediction& prediction_dot,
                    const Target& target, const Target& target_dot, std::type_identity_t<T> parameter,
                    std::type_identity_t<T> parameter_dot, Reduction reduction, T& result_dot) {
  check_pair(operation, prediction, target);
  const long n = prediction.size();
  return (kernels<T>().*kernel)
      .tangent(prediction.data(), prediction_dot.data(), target.data(), target_dot.data(), parameter, parameter_dot,
               factor_of<T>(reduction, n), n, result_dot);
}

template <auto kernel, class Prediction, class Target, class T = typename Prediction::value_type>
void pair_loss_adjoint(const char* operation, const Prediction& prediction, Prediction* prediction_bar,
                       const Target& target, Target* target_bar, std::type_identity_t<T> parameter, T& parameter_bar,
                       Reduction reduction, std::type_identity_t<T> result_bar) {
  check_pair(operation, prediction, target);
  const T factor = factor_of<T>(reduction, prediction.size());
  Wanted wanted_prediction(prediction_bar, prediction);
  Wanted wanted_target(target_bar, target);
  const Blocks blocks(prediction.size(), 1);
  SumOfBlocks<T> sum(&parameter_bar, 1, blocks);
  by_elements(prediction.size(), [&](long begin, long n) {
    (kernels<T>().*kernel)
        .adjoint(prediction.data() + begin, wanted_prediction.data() + begin, target.data() + begin,
                 wanted_target.data() + begin, parameter, *sum.of(begin), factor, n, result_bar);
  });
  sum.finish();
}

// ---- row by row

template <class T, long N, long C> class CosineLoss {
public:
  using Matrix = Tensor<T, N, C>;
  CosineLoss(const Matrix& prediction, const Matrix& target, Reduction reduction)
      : prediction_(prediction),
        target_(target),
        rows_(prediction.dim(0)),
        columns_(prediction.dim(1)),
        factor_(factor_of<T>(reduction, rows_)) {
    check_pair("cosine_loss", prediction, target);
    sums_ = Tensor<T, dyn>::zeros(3 * rows_);
  }
  T forward() {
    return forward_kernels<T>().cosine.forward(prediction_.data(), target_.data(), smallest, factor_, sums_.data(),
                                               rows_, columns_);
  }
  T tangent(const Matrix& prediction_dot, const Matrix& target_dot, T& result_dot) {
    auto sums_dot = sums_;
    return kernels<T>().cosine.tangent(prediction_.data(), prediction_dot.data(), target_.data(), target_dot.data(),
                                       smallest, factor_, sums_.data(), sums_dot.data(), rows_, columns_, result_dot);
  }
  void adjoint(Matrix* prediction_bar, Matrix* target_bar, T result_bar) {
    auto sums_bar = sums_;
    kernels<T>().cosine.adjoint(prediction_.data(), Wanted(prediction_bar, prediction_).data(), target_.data(),
                                Wanted(target_bar, target_).data(), smallest, factor_, sums_.data(), sums_bar.data(),
                                rows_, columns_, result_bar);
  }

private:
  static constexpr T smallest = T(1e-16);  // of a row's sum of squares, instead of 0
  const Matrix &prediction_, &target_;
  long rows_, columns_;
  T factor_;
  Tensor<T, dyn> sums_;
};

// Labels that are known to be classes, the weight of each row, and what makes the weighted sum a mean.
template <class T> struct CheckedLabels {
  Labels labels;           // 0 for ignored rows
  Tensor<T, dyn> weights;  // 0 for ignored rows
  T factor;

  // Throws ShapeError unless there is one label a row and (where there are any) one weight a class, std::out_of_range
  // for a label that is no class, std::invalid_argument where all rows are ignored and for weights and smoothing out of
  // range; the messages name what was found.
  CheckedLabels(const char* operation, const Labels& given, long rows, long classes, const LabelOptions& options,
                std::span<const T> class_weights = {});
};

void refuse_label_smoothing(const LabelOptions& options);

// The same for nll, which has no label_smoothing: std::invalid_argument.
template <class T, long N, long C>
CheckedLabels<T> nll_labels(const Tensor<T, N, C>& log_probabilities, const Labels& labels,
                            const LabelOptions& options) {
  refuse_label_smoothing(options);
  return CheckedLabels<T>("nll", labels, log_probabilities.dim(0), log_probabilities.dim(1), options);
}

void refuse_class_weights(bool active);  // throws std::logic_error

template <class T> class CrossEntropy {
public:
  template <long N, long C>
  CrossEntropy(const char* operation, const Tensor<T, N, C>& logits, const Labels& labels, const LabelOptions& options,
               std::span<const T> class_weights = {})
      : rows_(logits.dim(0)),
        classes_(logits.dim(1)),
        checked_(operation, labels, rows_, classes_, options, class_weights),
        wrong_(static_cast<T>(options.label_smoothing / static_cast<double>(classes_))),
        right_(static_cast<T>(1 - options.label_smoothing) + wrong_),
        shift_(Tensor<T, dyn>::uninitialized(rows_)) {
    row_maximum(logits.data(), shift_.data(), rows_, classes_);
  }
  template <class Matrix> T forward(const Matrix& logits) const {
    const Blocks blocks(rows_, classes_);
    T total = 0;
    SumOfBlocks<T> sum(&total, 1, blocks);
    blocks.run([&] {
      return [&, sums = Buffer<T>(blocks.size())](long begin, long end) mutable {
        *sum.of(begin) += forward_kernels<T>().softmax_cross_entropy.forward(
            logits.data() + begin * classes_, shift_.data() + begin, checked_.labels.data() + begin,
            checked_.weights.data() + begin, right_, wrong_, checked_.factor, sums.data(), end - begin, classes_);
      };
    });
    sum.finish();
    return total;
  }
  template <class Matrix> T tangent(const Matrix& logits, const Matrix& logits_dot, T& result_dot) const {
    auto sums = Buffer<T>(rows_), sums_dot = Buffer<T>(rows_);
    return kernels<T>().softmax_cross_entropy.tangent(
        logits.data(), logits_dot.data(), shift_.data(), checked_.labels.data(), checked_.weights.data(), right_,
        wrong_, checked_.factor, sums.data(), sums_dot.data(), rows_, classes_, result_dot);
  }
  template <class Matrix> void adjoint(const Matrix& logits, Matrix* logits_bar, T result_bar) const {
    if (logits_bar == nullptr) return;
    give_shape(logits_bar, logits);
    const Blocks blocks(rows_, classes_);
    blocks.run([&] {
      return [&, sums = Buffer<T>(blocks.size()), sums_bar = zeros<T>(blocks.size())](long begin, long end) mutable {
        kernels<T>().softmax_cross_entropy.adjoint(
            logits.data() + begin * classes_, logits_bar->data() + begin * classes_, shift_.data() + begin,
            checked_.labels.data() + begin, checked_.weights.data() + begin, right_, wrong_, checked_.factor,
            sums.data(), sums_bar.data(), end - begin, classes_, result_bar);
      };
    });
  }

private:
  long rows_, classes_;
  CheckedLabels<T> checked_;
  T wrong_, right_;
  Tensor<T, dyn> shift_;
};

}  // namespace retrograd::detail
