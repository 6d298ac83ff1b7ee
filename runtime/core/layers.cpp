// Refusals of layers: sizes that don't go together.
#include "retrograd/detail/layer_kernels.h"

#include <fmt/format.h>

#include <stdexcept>

namespace retrograd::detail {

long count_windows(const char* operation, const std::array<long, 4>& shape, long length, long size, long stride) {
  if (size < 1 || stride < 1 || size > length)
    throw ShapeError(
        fmt::format("{}: a window of {} with stride {} doesn't fit pictures of {} (length with padding: {})", operation,
                    size, stride, shape_text(shape), length));
  return (length - size) / stride + 1;
}

void check_convolution(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases, long stride,
                       long padding) {
  if (x[3] != w[2])
    throw_shape_error("conv2d", "x", x, "w", w, "the last dimension of x (channels) must be the third of w");
  if (w[3] != biases)
    throw_shape_error("conv2d", "w", w, "b", std::array<long, 1>{biases}, "b must have a number for each filter");
  if (stride < 1 || padding < 0)
    throw std::invalid_argument(
        fmt::format("conv2d: stride is {}, padding {}: they must be at least 1 and 0", stride, padding));
}

long first_of_rows(const char* operation, std::span<const long> shape, long first, long count) {
  if (first < 0 || first > shape[0] - count)
    throw std::out_of_range(
        fmt::format("{}: x is {}, it has no {} rows from row {} on", operation, shape_text(shape), count, first));
  long columns = 1;
  for (const long dimension : shape.subspan(1)) columns *= dimension;
  return first * columns;
}

Buffer<long> row_places(const char* operation, const Labels& rows, long table_rows, long columns) {
  Buffer<long> places(rows.size() * columns);
  long* next = places.data();
  for (long i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0 || rows[i] >= table_rows)
      throw std::out_of_range(
          fmt::format("{}: label {} at position {} is no row: there are {}", operation, rows[i], i, table_rows));
    for (long j = 0; j < columns; ++j) *next++ = rows[i] * columns + j;
  }
  return places;
}

void check_attention(std::span<const long> query, std::span<const long> key, std::span<const long> value, long length,
                     long heads) {
  if (!std::ranges::equal(query, key) || !std::ranges::equal(query, value))
    throw_shape_error("attention", "query", query, std::ranges::equal(query, key) ? "value" : "key",
                      std::ranges::equal(query, key) ? value : key, "they must be equal");
  if (length < 1 || heads < 1 || query[0] % length != 0 || query[1] % heads != 0)
    throw ShapeError(fmt::format("attention: query is {}: {} rows a sequence and {} heads must divide it",
                                 shape_text(query), length, heads));
}

void check_cell(const char* operation, std::span<const long> state, long gates, std::span<const long> shape) {
  if (shape[0] != state[0] || shape[1] != gates * state[1])
    throw_shape_error(operation, "the gates", shape, "the state", state,
                      gates == 4 ? "the gates must have four times as many columns"
                                 : "the gates must have three times as many columns");
}

}  // namespace retrograd::detail
