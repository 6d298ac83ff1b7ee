#include "retrograd/labels.h"

#include "retrograd/detail/counted.h"
#include "retrograd/detail/loss_kernels.h"

#include <fmt/format.h>

#include <stdexcept>

namespace retrograd::detail {
namespace {

void check_sizes(const char* operation, const Labels& labels, long rows, long classes, std::size_t weights) {
  if (labels.size() != rows || rows == 0)
    throw ShapeError(fmt::format("{}: {} for {} of logits: {}", operation, counted(labels.size(), "label"),
                                 counted(rows, "row"),
                                 rows == 0 ? "the mean of nothing is not defined" : "one label a row is needed"));
  if (weights != 0 && static_cast<long>(weights) != classes)
    throw ShapeError(
        fmt::format("{}: {} for {} classes", operation, counted(static_cast<long>(weights), "class weight"), classes));
}

}  // namespace

template <class T>
CheckedLabels<T>::CheckedLabels(const char* operation, const Labels& given, long rows, long classes,
                                const LabelOptions& options, std::span<const T> class_weights)
    : labels(given), weights(Tensor<T, dyn>::uninitialized(rows)) {
  check_sizes(operation, given, rows, classes, class_weights.size());
  if (!(options.label_smoothing >= 0 && options.label_smoothing < 1))
    throw std::invalid_argument(fmt::format("{}: label_smoothing is {}, it must be at least 0 and less than 1",
                                            operation, options.label_smoothing));
  double total = 0;
  for (long i = 0; i < rows; ++i) {
    const int label = given.data()[i];
    const bool ignored = label == options.ignore;
    if (!ignored && (label < 0 || label >= classes))
      throw LabelError(fmt::format("{}: label {} of ", operation, label), i,
                       fmt::format(" is not a class: there are classes 0 to {}", classes - 1), rows);
    labels.data()[i] = ignored ? 0 : label;
    weights.data()[i] = ignored ? T(0) : class_weights.empty() ? T(1) : class_weights[static_cast<std::size_t>(label)];
    total += static_cast<double>(weights.data()[i]);
  }
  if (options.reduction == Reduction::Mean && !(total > 0))
    throw std::invalid_argument(
        fmt::format("{}: the weights of all rows add up to {}: their mean is not defined", operation, total));
  factor = options.reduction == Reduction::Mean ? static_cast<T>(1 / total) : T(1);
}
template struct CheckedLabels<float>;
template struct CheckedLabels<double>;

void refuse_label_smoothing(const LabelOptions& options) {
  if (options.label_smoothing != 0)
    throw std::invalid_argument(
        fmt::format("nll: label_smoothing is {}, but it can't smooth: use softmax_cross_entropy on the logits",
                    options.label_smoothing));
}

void refuse_class_weights(bool active) {
  if (active)
    throw std::logic_error(
        "weighted_softmax_cross_entropy: has no derivative by its class weights: mark them [[autodiff::passive]]");
}

}  // namespace retrograd::detail
