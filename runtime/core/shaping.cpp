#include "retrograd/shaping.h"

#include <fmt/format.h>

#include <stdexcept>

namespace retrograd::detail {

Box::Box(std::span<const long> shape, int axis) {
  for (int i = 0; i < static_cast<int>(shape.size()); ++i)
    (i < axis ? outer : i == axis ? size : inner) *= shape[static_cast<std::size_t>(i)];
}

void check_slice(std::span<const long> shape, int axis, long first, long count) {
  if (first < 0 || count < 0 || first > shape[static_cast<std::size_t>(axis)] - count)
    throw std::out_of_range(fmt::format("slice: x is {}, its dimension {} has no {} indices from {} on",
                                        shape_text(shape), axis, count, first));
}

void check_concatenation(std::span<const long> a, std::span<const long> b, int axis) {
  for (int i = 0; i < static_cast<int>(a.size()); ++i)
    if (i != axis && a[static_cast<std::size_t>(i)] != b[static_cast<std::size_t>(i)])
      throw_shape_error("concatenate", "a", a, "b", b, "they may differ in the dimension along which they are joined");
}

}  // namespace retrograd::detail
