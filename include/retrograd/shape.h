// Dimensions of tensors: known when compiling, or `dyn` (known at run time).
#pragma once

#include <span>
#include <stdexcept>
#include <string>

namespace retrograd {

// A dimension that is known only at run time: Tensor<float, dyn, 784>.
inline constexpr long dyn = -1;

// Shapes that don't go together, found at run time. what() names the operation and both shapes.
class ShapeError : public std::invalid_argument {
public:
  using std::invalid_argument::invalid_argument;
};

// "64 x 784"
std::string shape_text(std::span<const long> shape);

namespace detail {

// May dimensions a and b be equal? Where one is `dyn` that is decided at run time.
constexpr bool may_match(long a, long b) { return a == dyn || b == dyn || a == b; }
// Of two dimensions that must be equal, the one that is known when compiling.
constexpr long known(long a, long b) { return a == dyn ? b : a; }

// Throws ShapeError: "linear: x is 64 x 784, w is 785 x 128: the columns of x must be the rows of w".
[[noreturn]] void throw_shape_error(const char* operation, const char* first, std::span<const long> first_shape,
                                    const char* second, std::span<const long> second_shape, const char* rule);

}  // namespace detail
}  // namespace retrograd
