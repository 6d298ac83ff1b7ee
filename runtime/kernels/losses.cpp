// Losses: a batch to one number. `factor` makes a sum a mean.
#include "kernels.h"

#include <cmath>

namespace retrograd::KERNELS {

// factor · sum over rows of weight · (log(sum_j exp(logits_j)) - sum_j target_j logits_j), where the target is
// `right` at the label and `wrong` elsewhere (they sum up to one). A row's weight is its label's; without weights 1.
// The loss is the same for every shift, so it has no derivative with respect to it: the row's maximum keeps exp from
// overflowing. `sums` receives each row's sum: kept there, it needs no tape.
[[autodiff]] REAL softmax_cross_entropy(const REAL* logits, [[autodiff::passive]] const REAL* shift, const int* labels,
                                        [[autodiff::passive]] const REAL* weights, [[autodiff::passive]] REAL right,
                                        [[autodiff::passive]] REAL wrong, [[autodiff::passive]] REAL factor, REAL* sums,
                                        long rows, long classes) {
  REAL total = 0;
  for (long i = 0; i < rows; ++i) {
    REAL sum = 0;
    for (long j = 0; j < classes; ++j) sum += std::exp(logits[i * classes + j] - shift[i]);
    sums[i] = sum;
    REAL everywhere = 0;
    for (long j = 0; j < classes; ++j) everywhere += logits[i * classes + j] - shift[i];
    REAL at_label = logits[i * classes + labels[i]] - shift[i];
    total += weights[i] * (std::log(sums[i]) - wrong * everywhere - (right - wrong) * at_label);
  }
  return factor * total;
}

// factor · sum over rows of -weight · log_probability at the label
[[autodiff]] REAL nll(const REAL* log_probabilities, const int* labels, [[autodiff::passive]] const REAL* weights,
                      [[autodiff::passive]] REAL factor, long rows, long classes) {
  REAL total = 0;
  for (long i = 0; i < rows; ++i) total -= weights[i] * log_probabilities[i * classes + labels[i]];
  return factor * total;
}

// Of two arrays, element by element: factor · sum of …

// (prediction - target)^2
[[autodiff]] REAL mse(const REAL* prediction, const REAL* target, [[maybe_unused]] REAL parameter,
                      [[autodiff::passive]] REAL factor, long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) {
    REAL difference = prediction[i] - target[i];
    total += difference * difference;
  }
  return factor * total;
}

// |prediction - target|
[[autodiff]] REAL mae(const REAL* prediction, const REAL* target, [[maybe_unused]] REAL parameter,
                      [[autodiff::passive]] REAL factor, long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) total += std::fabs(prediction[i] - target[i]);
  return factor * total;
}

// d^2 / 2 for d = |prediction - target| up to delta, from there on the tangent
[[autodiff]] REAL huber(const REAL* prediction, const REAL* target, REAL delta, [[autodiff::passive]] REAL factor,
                        long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) {
    REAL difference = prediction[i] - target[i];
    REAL size = std::fabs(difference);
    total += size <= delta ? difference * difference / 2 : delta * (size - delta / 2);
  }
  return factor * total;
}

// -(positive_weight · target · log(s) + (1 - target) log(1 - s)) for s = sigmoid(prediction), by
// -log(s) = log(1 + exp(-prediction)) in the form that doesn't overflow
[[autodiff]] REAL bce(const REAL* prediction, const REAL* target, REAL positive_weight,
                      [[autodiff::passive]] REAL factor, long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) {
    total +=
        (1 - target[i]) * prediction[i] + (1 + (positive_weight - 1) * target[i]) *
                                              (prediction[i] > 0 ? std::log1p(std::exp(-prediction[i]))
                                                                 : std::log1p(std::exp(prediction[i])) - prediction[i]);
  }
  return factor * total;
}

// target · (log(target) - prediction), the prediction being a logarithm; 0 where the target is 0
[[autodiff]] REAL kl(const REAL* prediction, const REAL* target, [[maybe_unused]] REAL parameter,
                     [[autodiff::passive]] REAL factor, long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) {
    if (target[i] > 0) total += target[i] * (std::log(target[i]) - prediction[i]);
  }
  return factor * total;
}

// max(0, margin - target · prediction), the target being -1 or 1
[[autodiff]] REAL hinge(const REAL* prediction, const REAL* target, REAL margin, [[autodiff::passive]] REAL factor,
                        long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) {
    REAL missing = margin - target[i] * prediction[i];
    total += missing > 0 ? missing : 0;
  }
  return factor * total;
}

// exp(prediction) - target · prediction
[[autodiff]] REAL poisson(const REAL* prediction, const REAL* target, [[maybe_unused]] REAL parameter,
                          [[autodiff::passive]] REAL factor, long n) {
  REAL total = 0;
  for (long i = 0; i < n; ++i) total += std::exp(prediction[i]) - target[i] * prediction[i];
  return factor * total;
}

// factor · sum over rows of 1 - cosine of the angle between prediction and target; a square below `smallest` counts as
// that. `sums` is room for three numbers a row.
[[autodiff]] REAL cosine(const REAL* prediction, const REAL* target, [[autodiff::passive]] REAL smallest,
                         [[autodiff::passive]] REAL factor, REAL* sums, long rows, long columns) {
  REAL total = 0;
  for (long i = 0; i < rows; ++i) {
    REAL product = 0, prediction_square = 0, target_square = 0;
    for (long j = 0; j < columns; ++j) {
      product += prediction[i * columns + j] * target[i * columns + j];
      prediction_square += prediction[i * columns + j] * prediction[i * columns + j];
      target_square += target[i * columns + j] * target[i * columns + j];
    }
    sums[3 * i] = product;
    sums[3 * i + 1] = prediction_square;
    sums[3 * i + 2] = target_square;
    total += 1 - sums[3 * i] / (std::sqrt(std::fmax(sums[3 * i + 1], smallest)) *
                                std::sqrt(std::fmax(sums[3 * i + 2], smallest)));
  }
  return factor * total;
}

}  // namespace retrograd::KERNELS

#ifdef DERIVED
#include DERIVED

namespace retrograd::KERNELS {

template <bool all> void fill_losses(Table& table) {
  ROW(softmax_cross_entropy);
  ROW(nll);
  ROW(mse);
  ROW(mae);
  ROW(huber);
  ROW(bce);
  ROW(kl);
  ROW(hinge);
  ROW(poisson);
  ROW(cosine);
}
template void fill_losses<true>(Table&);
template void fill_losses<false>(Table&);

}  // namespace retrograd::KERNELS
#endif
