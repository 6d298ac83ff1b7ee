#include "retrograd/loss.h"

#include <fmt/format.h>

#include <stdexcept>

namespace retrograd::detail {

void check_labels(const char* operation, const Labels& labels, long rows, long classes) {
  if (labels.size() != rows || rows == 0)
    throw ShapeError(fmt::format("{}: {} labels for {} rows of logits: {}", operation, labels.size(), rows,
                                 rows == 0 ? "the mean of nothing is not defined" : "one label a row is needed"));
  for (long i = 0; i < rows; ++i)
    if (labels.data()[i] < 0 || labels.data()[i] >= classes)
      throw std::out_of_range(fmt::format("{}: label {} of row {} is not a class: there are classes 0 to {}", operation,
                                          labels.data()[i], i, classes - 1));
}

}  // namespace retrograd::detail
