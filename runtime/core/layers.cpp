// Refusals of layers: sizes that don't go together.
#include "retrograd/detail/layer_kernels.h"
#include "retrograd/detail/norm_kernels.h"

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

Buffer<long> row_places(const char* operation, const Labels& rows, long table_rows, long columns) {
  Buffer<long> places(rows.size() * columns);
  long* next = places.data();
  for (long i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0 || rows[i] >= table_rows)
      throw LabelError(fmt::format("{}: label {} of ", operation, rows[i]), i,
                       fmt::format(" is no row of the table: it has {}", table_rows), rows.size());
    for (long j = 0; j < columns; ++j) *next++ = rows[i] * columns + j;
  }
  return places;
}

long transposed_length(const std::array<long, 4>& shape, long length, long size, long stride, long padding) {
  const long result = (length - 1) * stride + size - 2 * padding;
  if (stride < 1 || padding < 0 || size < 1 || result < 1)
    throw ShapeError(fmt::format("transposed_conv2d: a filter of {} with stride {} and padding {} makes nothing of {}",
                                 size, stride, padding, shape_text(shape)));
  return result;
}

void check_transposed(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases) {
  if (x[3] != w[3])
    throw_shape_error("transposed_conv2d", "x", x, "w", w, "the last dimension of x (channels) must be the last of w");
  if (w[2] != biases)
    throw_shape_error("transposed_conv2d", "w", w, "b", std::array<long, 1>{biases},
                      "b must have a number for each channel of the result, the third dimension of w");
}

void check_norm(const char* operation, std::span<const long> x, long gains, long shifts) {
  if (x.back() == gains && gains == shifts && gains > 0 && x[0] > 0) return;
  const long wrong = x.back() != gains ? gains : shifts;
  throw_shape_error(operation, "x", x, x.back() != gains ? "the first of the numbers a column" : "the second",
                    std::array<long, 1>{wrong}, "there must be rows, and as many numbers as x has columns");
}

void check_groups(std::span<const long> x, long groups) {
  if (groups < 1 || x.back() % groups != 0 || x[1] * x[2] == 0)
    throw ShapeError(fmt::format("group_norm: x is {}: {} groups must divide its channels", shape_text(x), groups));
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
