#include "retrograd/shape.h"

#include <fmt/format.h>

namespace retrograd {

std::string shape_text(std::span<const long> shape) {
  std::string text;
  for (long dimension : shape) {
    if (!text.empty()) text += " x ";
    text += dimension == dyn ? "dyn" : std::to_string(dimension);
  }
  return text;
}

namespace detail {

void throw_shape_error(const char* operation, const char* first, std::span<const long> first_shape, const char* second,
                       std::span<const long> second_shape, const char* rule) {
  throw ShapeError(fmt::format("{}: {} is {}, {} is {}: {}", operation, first, shape_text(first_shape), second,
                               shape_text(second_shape), rule));
}

}  // namespace detail
}  // namespace retrograd
