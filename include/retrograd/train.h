// Training: fit<loss> runs an optimizer over mini-batches with the gradient that the compiler generated for `loss`.
//
//   [[autodiff]] float loss(const Mlp& m, [[autodiff::passive]] const Tensor<float, dyn, 784>& x,
//                           [[autodiff::passive]] const Labels& y) {
//     return softmax_cross_entropy(logits(m, x), y);
//   }
//
//   auto model = init<Mlp>({.seed = 1});
//   auto report = fit<loss, logits>(model, train, {.epochs = 5, .batch = 64, .optimizer = Adam{}, .validation = 0.1});
//   std::cout << accuracy<logits>(model, test) << '\n';
//
// The same seed gives the same model, bit for bit, on the same machine.
#pragma once

#include "retrograd/autodiff.h"
#include "retrograd/data.h"
#include "retrograd/detail/metrics.h"
#include "retrograd/detail/training_task.h"
#include "retrograd/loss.h"
#include "retrograd/matrix.h"
#include "retrograd/noise.h"
#include "retrograd/ops.h"
#include "retrograd/predict.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace retrograd {

namespace detail {

template <class Targets> long target_rows(const Targets& targets) {
  if constexpr (is_tensor<Targets>)
    return targets.rows();
  else
    return targets.size();
}

// In how many rows is the label's logit the largest (the first of equals)?
template <class T, long N, long C> long count_correct(const Tensor<T, N, C>& logits, const Labels& labels) {
  const Labels classes = largest(logits);
  long correct = 0;
  for (long i = 0; i < classes.size(); ++i) correct += classes[i] == labels[i];
  return correct;
}

// Calls f with every batch of row numbers from 0 to rows - 1.
template <class F> void for_each_batch(long rows, long batch, F f) {
  std::vector<long> numbers;
  for (long start = 0; start < rows; start += batch) {
    numbers.resize(static_cast<std::size_t>(std::min(batch, rows - start)));
    std::iota(numbers.begin(), numbers.end(), start);
    f(RowNumbers(numbers));
  }
}

template <auto loss, class Model, class Inputs, class Targets>
inline constexpr bool takes_noise = requires(const Model& model, const Inputs& inputs, const Targets& targets) {
  loss(model, inputs, targets, Noise{});
};
// As a trained model is used: dropout does nothing.
template <auto loss, class Model, class Inputs, class Targets>
auto loss_without_noise(const Model& model, const Inputs& inputs, const Targets& targets) {
  if constexpr (takes_noise<loss, Model, Inputs, Targets>)
    return loss(model, inputs, targets, Noise{});
  else
    return loss(model, inputs, targets);
}

// The first of these rows that holds a number that isn't finite, in words; empty if all are.
inline std::string not_finite(const char*, const Labels&, std::span<const long>) { return ""; }
template <class T, long... Dims>
std::string not_finite(const char* what, const Tensor<T, Dims...>& x, std::span<const long> rows) {
  for (const long row : rows) {
    const std::span<const T> numbers = x.row(row);
    const auto found = std::ranges::find_if_not(numbers, [](T number) { return std::isfinite(number); });
    if (found != numbers.end())
      return "row " + std::to_string(row) + " of the " + what + " holds " + (std::isnan(*found) ? "nan" : "infinity") +
             ", in column " + std::to_string(found - numbers.begin());
  }
  return "";
}
template <class Inputs, class Targets>
std::string not_finite(const Dataset<Inputs, Targets>& data, std::span<const long> rows) {
  const std::string found = not_finite("inputs", data.inputs, rows);
  return found.empty() ? not_finite("targets", data.targets, rows) : found;
}

// The batches that are being copied or trained on.
template <class Inputs, class Targets> struct BatchSlots {
  using RowNumbers = std::span<const long>;
  struct Slot {
    decltype(take_rows(std::declval<const Inputs&>(), RowNumbers())) inputs;
    decltype(take_rows(std::declval<const Targets&>(), RowNumbers())) targets;
  };
  std::vector<Slot> slots;
};

template <auto loss, auto logits, class Model, class Inputs, class Targets, class Validation>
TrainingTask training_task(Model& model, Model& gradient, const Dataset<Inputs, Targets>& training,
                           const Validation& validation) {
  check_dataset("fit", training.size(), target_rows(training.targets));
  TrainingTask task;
  task.values = parameters(model);
  task.gradients = parameters(gradient);
  task.initialize = [&model](const InitOptions& options) { retrograd::initialize(model, options); };
  task.training_rows = training.size();
  auto batches = std::make_shared<BatchSlots<Inputs, Targets>>();
  task.make_slots = [batches](std::size_t count) { batches->slots.resize(count); };
  task.make_room = [batches, &training](std::size_t slot, long rows) {
    make_room(batches->slots[slot].inputs, training.inputs, rows);
    make_room(batches->slots[slot].targets, training.targets, rows);
  };
  task.load = [batches, &training](std::size_t slot, RowNumbers rows) {
    copy_rows(batches->slots[slot].inputs, training.inputs, rows);
    copy_rows(batches->slots[slot].targets, training.targets, rows);
  };
  task.step = [batches, &model, &gradient](std::size_t slot, double weight, std::uint64_t noise) -> double {
    const auto& [inputs, targets] = batches->slots[slot];
    using Seed = decltype(loss_without_noise<loss>(model, inputs, targets));
    if constexpr (takes_noise<loss, Model, decltype(inputs), decltype(targets)>)
      return add_gradient<loss, wrt<0>>({model, inputs, targets, Noise{noise, true}}, {gradient},
                                        static_cast<Seed>(weight));
    else
      return add_gradient<loss, wrt<0>>({model, inputs, targets}, {gradient}, static_cast<Seed>(weight));
  };
  task.validation_loss = [&](RowNumbers rows) -> double {
    return loss_without_noise<loss>(model, take_rows(validation.inputs, rows), take_rows(validation.targets, rows));
  };
  task.training_flaw = [&training](RowNumbers rows) { return not_finite(training, rows); };
  task.validation_flaw = [&validation](RowNumbers rows) { return not_finite(validation, rows); };
  if constexpr (!std::same_as<decltype(logits), std::nullptr_t>)
    task.validation_correct = [&](RowNumbers rows) {
      return count_correct(logits(model, take_rows(validation.inputs, rows)), take_rows(validation.targets, rows));
    };
  return task;
}

}  // namespace detail

// Trains `model` in place. `loss(model, inputs, targets)` is an [[autodiff]] function, with a fourth parameter `Noise
// noise` if it uses dropout; with `logits(model, inputs)` the validation's accuracy is reported too. Throws
// DivergenceError, LabelError for a label that is no class, std::invalid_argument for options out of range.
template <auto loss, auto logits = nullptr, class Model, class Inputs, class Targets>
FitReport fit(Model& model, const Dataset<Inputs, Targets>& training, const FitOptions& options = {}) {
  Model gradient = zero_like(model);
  detail::TrainingTask task = detail::training_task<loss, logits>(model, gradient, training, training);
  return detail::train(task, options);
}

// The same with a validation set of its own. Its type is deduced, so that {} stands for options.
template <auto loss, auto logits = nullptr, class Model, class Inputs, class Targets, class ValidationInputs,
          class ValidationTargets>
FitReport fit(Model& model, const Dataset<Inputs, Targets>& training,
              const Dataset<ValidationInputs, ValidationTargets>& validation, const FitOptions& options = {}) {
  detail::check_dataset("fit: validation set", validation.size(), detail::target_rows(validation.targets));
  Model gradient = zero_like(model);
  detail::TrainingTask task = detail::training_task<loss, logits>(model, gradient, training, validation);
  task.validation_rows = validation.size();
  return detail::train(task, options);
}

// The learning-rate range test (Smith 2017, arXiv:1506.01186, section 3.3). `model` is left as it is.
template <auto loss, class Model, class Inputs, class Targets>
RangeReport learning_rate_range(const Model& model, const Dataset<Inputs, Targets>& training,
                                const RangeOptions& options = {}) {
  Model copy = model;
  Model gradient = zero_like(model);
  detail::TrainingTask task = detail::training_task<loss, nullptr>(copy, gradient, training, training);
  return detail::range_test(task, options);
}

// The part of the rows that `logits(model, inputs)` classifies right, from 0 to 1.
template <auto logits, class Model, class Inputs>
double accuracy(const Model& model, const Dataset<Inputs, Labels>& data, long batch = 1000) {
  detail::check_dataset("accuracy", data.size(), data.targets.size());
  long correct = 0;
  detail::for_each_batch(data.size(), batch, [&](detail::RowNumbers rows) {
    correct += detail::count_correct(logits(model, take_rows(data.inputs, rows)), take_rows(data.targets, rows));
  });
  return static_cast<double>(correct) / static_cast<double>(data.size());
}

// Row: the label, column: what `logits(model, inputs)` takes it for. As many classes as there are logits.
template <auto logits, class Model, class Inputs>
DenseMatrix<long> confusion_matrix(const Model& model, const Dataset<Inputs, Labels>& data, long batch = 1000) {
  detail::check_dataset("confusion_matrix", data.size(), data.targets.size());
  DenseMatrix<long> counts;
  detail::for_each_batch(data.size(), batch, [&](detail::RowNumbers rows) {
    const auto scores = logits(model, take_rows(data.inputs, rows));
    if (counts.size() == 0) {
      const auto classes = static_cast<std::size_t>(scores.columns());
      counts = DenseMatrix<long>(classes, classes);
    }
    const Labels labels = take_rows(data.targets, rows), classes = detail::largest(scores);
    for (long i = 0; i < labels.size(); ++i) {
      if (labels[i] < 0 || labels[i] >= scores.columns())
        throw LabelError("confusion_matrix: label " + std::to_string(labels[i]) + " of ",
                         rows[static_cast<std::size_t>(i)], " is not a class", data.size());
      ++counts(static_cast<std::size_t>(labels[i]), static_cast<std::size_t>(classes[i]));
    }
  });
  return counts;
}

// R^2: 1 - (squares of what `prediction(model, inputs)` misses) / (squares of the targets' distances from their mean),
// over all columns together. 1 is perfect, 0 no better than the mean.
template <auto prediction, class Model, class Inputs, class T, long... Dims>
double r_squared(const Model& model, const Dataset<Inputs, Tensor<T, Dims...>>& data, long batch = 1000) {
  detail::check_dataset("r_squared", data.size(), data.targets.rows());
  detail::SquaredErrors errors(data.targets.span(), data.targets.columns());
  detail::for_each_batch(data.size(), batch, [&](detail::RowNumbers rows) {
    errors.add(prediction(model, take_rows(data.inputs, rows)).span(), take_rows(data.targets, rows).span());
  });
  return errors.r_squared();
}

// The mean of `loss(model, inputs, targets)` over the rows.
template <auto loss, class Model, class Inputs, class Targets>
double evaluate(const Model& model, const Dataset<Inputs, Targets>& data, long batch = 1000) {
  detail::check_dataset("evaluate", data.size(), detail::target_rows(data.targets));
  double sum = 0;
  detail::for_each_batch(data.size(), batch, [&](detail::RowNumbers rows) {
    sum += static_cast<double>(rows.size()) * detail::naming_rows("evaluate: ", rows, [&] {
             return static_cast<double>(
                 detail::loss_without_noise<loss>(model, take_rows(data.inputs, rows), take_rows(data.targets, rows)));
           });
  });
  return sum / static_cast<double>(data.size());
}

}  // namespace retrograd
