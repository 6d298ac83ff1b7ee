// Tensor<T, Dims...>: numbers in row-major order whose shape is part of the type, as far as it is known.
//
//   Tensor<float, 784, 128> w;                        // zeros
//   auto x = Tensor<float, dyn, 784>::zeros(64);      // 64 x 784: one argument for each `dyn`
//   Tensor<float, dyn, 2> points{1, 2, 3, 4};         // 2 x 2
//   x(3, 5) = 1;                                      // row 3, column 5
//   for (float& v : x) v *= 2;
//
// A tensor is a value: copies are deep, moves are cheap. To the differentiating compiler it is opaque: what is done
// with it inside an [[autodiff]] function are the operations of ops.h and loss.h, which have rules.
#pragma once

#include "retrograd/detail/values.h"
#include "retrograd/memory.h"
#include "retrograd/shape.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <concepts>
#include <initializer_list>
#include <span>
#include <type_traits>

namespace retrograd {

namespace detail {
// The shape of so many elements: a dimension that is `dyn`, one at most, follows from their number.
template <long... Dims>
std::array<long, sizeof...(Dims)> shape_of_as_many(const char* operation, const char* of,
                                                   std::span<const long> shape_of, long elements) {
  static_assert(((Dims == dyn) + ... + 0) <= 1, "the number of elements leaves more than one dyn dimension open");
  constexpr long known = ((Dims == dyn ? 1 : Dims) * ... * 1);
  const std::array<long, sizeof...(Dims)> shape{(Dims == dyn ? elements / known : Dims)...};
  long count = 1;
  for (long dimension : shape) count *= dimension;
  if (count != elements)
    throw_shape_error(operation, "the type", std::array<long, sizeof...(Dims)>{Dims...}, of, shape_of,
                      "their number must fill the shape");
  return shape;
}
}  // namespace detail

template <class T, long... Dims> class [[autodiff::opaque]] Tensor {
  static_assert(sizeof...(Dims) > 0, "Tensor: give at least one dimension, e.g. Tensor<float, 10>");
  static_assert(((Dims > 0 || Dims == dyn) && ...), "Tensor: a dimension is a positive number or retrograd::dyn");
  static constexpr int dynamic_count = ((Dims == dyn) + ... + 0);

public:
  using value_type = T;
  static constexpr int rank = sizeof...(Dims);
  static constexpr std::array<long, rank> static_shape{Dims...};  // `dyn` where not known when compiling
  static constexpr bool is_static = dynamic_count == 0;

  // Zeros; a dimension that is `dyn` is 0.
  Tensor() : Tensor(initial_shape()) { detail::fill_elements(data(), size(), T(0)); }

  // The elements in row-major order; at most one dimension may be `dyn`, it follows from how many there are.
  Tensor(std::initializer_list<T> elements) : Tensor(shape_for(static_cast<long>(elements.size()))) {
    std::copy(elements.begin(), elements.end(), begin());
  }

  // One size for each `dyn`, in order.
  template <std::convertible_to<long>... Sizes> static Tensor uninitialized(Sizes... sizes) {
    static_assert(sizeof...(Sizes) == dynamic_count, "Tensor: give one size for each dyn dimension");
    return Tensor(complete_shape({static_cast<long>(sizes)...}));
  }
  template <std::convertible_to<long>... Sizes> static Tensor filled(T value, Sizes... sizes) {
    Tensor result = uninitialized(sizes...);
    detail::fill_elements(result.data(), result.size(), value);
    return result;
  }
  template <std::convertible_to<long>... Sizes> static Tensor zeros(Sizes... sizes) { return filled(T(0), sizes...); }
  // In row-major order the elements of another tensor; at most one dimension may be `dyn`, it follows from how many.
  template <class Other> static Tensor with_elements_of(const char* operation, const Other& x) {
    Tensor result(detail::shape_of_as_many<Dims...>(operation, "x", x.shape(), x.size()));
    detail::copy_elements(x.data(), result.data(), x.size());
    return result;
  }
  // The full shape, static dimensions included; throws ShapeError where they differ.
  static Tensor uninitialized_of(const std::array<long, rank>& shape) {
    for (int i = 0; i < rank; ++i)
      if (!detail::may_match(static_shape[i], shape[i]) || shape[i] < 0)
        detail::throw_shape_error("Tensor", "the type", static_shape, "the shape", shape, "they must agree");
    return Tensor(shape);
  }

  const std::array<long, rank>& shape() const {
    if constexpr (is_static)
      return static_shape;
    else
      return shape_.value;
  }
  long dim(int i) const { return shape()[static_cast<std::size_t>(i)]; }
  long rows() const { return dim(0); }
  // Elements of one row: 1 for a vector.
  long columns() const {
    long product = 1;
    for (int i = 1; i < rank; ++i) product *= dim(i);
    return product;
  }
  long size() const { return elements_.size(); }

  T* data() { return elements_.data(); }
  const T* data() const { return elements_.data(); }
  T* begin() { return data(); }
  T* end() { return data() + size(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }
  std::span<T> span() { return {data(), static_cast<std::size_t>(size())}; }
  std::span<const T> span() const { return {data(), static_cast<std::size_t>(size())}; }

  // Views: a row's elements. Bounds are checked by assert, here and below.
  std::span<T> row(long i) { return {data() + start_of_row(i), static_cast<std::size_t>(columns())}; }
  std::span<const T> row(long i) const { return {data() + start_of_row(i), static_cast<std::size_t>(columns())}; }

  template <std::convertible_to<long>... Indices> T& operator()(Indices... indices) {
    return data()[offset({static_cast<long>(indices)...})];
  }
  template <std::convertible_to<long>... Indices> const T& operator()(Indices... indices) const {
    return data()[offset({static_cast<long>(indices)...})];
  }

  friend bool operator==(const Tensor& a, const Tensor& b) {
    return a.shape() == b.shape() && std::equal(a.begin(), a.end(), b.begin());
  }

private:
  using Shape = std::array<long, rank>;
  struct StoredShape {
    Shape value;
  };
  struct NoShape {};

  explicit Tensor(const Shape& shape) : elements_(count(shape)) {
    if constexpr (!is_static) shape_.value = shape;
  }

  static long count(const Shape& shape) {
    long product = 1;
    for (long dimension : shape) product *= dimension;
    return product;
  }
  static constexpr Shape initial_shape() { return {(Dims == dyn ? 0 : Dims)...}; }
  static constexpr Shape complete_shape(const std::array<long, dynamic_count>& sizes) {
    Shape shape = static_shape;
    int next = 0;
    for (long& dimension : shape)
      if (dimension == dyn) dimension = sizes[static_cast<std::size_t>(next++)];
    return shape;
  }
  static Shape shape_for(long elements) {
    return detail::shape_of_as_many<Dims...>("Tensor", "the list of elements", std::array<long, 1>{elements}, elements);
  }
  long start_of_row(long i) const {
    assert(i >= 0 && i < rows());
    return i * columns();
  }
  std::size_t offset(const std::array<long, rank>& index) const {
    long position = 0;
    for (int i = 0; i < rank; ++i) {
      assert(index[i] >= 0 && index[i] < dim(i));
      position = position * dim(i) + index[i];
    }
    return static_cast<std::size_t>(position);
  }

  detail::Buffer<T> elements_;
  [[no_unique_address]] std::conditional_t<is_static, NoShape, StoredShape> shape_{};
};

template <class X> inline constexpr bool is_tensor = false;
template <class T, long... Dims> inline constexpr bool is_tensor<Tensor<T, Dims...>> = true;

// retrograd::zero_like(x): a tensor of x's shape full of zeros, what an adjoint starts from.
template <class T, long... Dims> Tensor<T, Dims...> retrograd_zero_like(const Tensor<T, Dims...>& x) {
  auto zero = Tensor<T, Dims...>::uninitialized_of(x.shape());
  detail::fill_elements(zero.data(), zero.size(), T(0));
  return zero;
}

// retrograd check: as many as asked for in each dimension that is `dyn`.
template <class T, long... Dims> void retrograd_resize(Tensor<T, Dims...>& x, std::size_t size) {
  if constexpr (!Tensor<T, Dims...>::is_static)
    x = Tensor<T, Dims...>::uninitialized_of({(Dims == dyn ? static_cast<long>(size) : Dims)...});
}

// retrograd::accumulate(x_bar, y): x_bar += y, element by element. An x_bar without elements (default-made, `dyn`)
// becomes y.
template <class T, long... Dims> void retrograd_accumulate(Tensor<T, Dims...>& x_bar, const Tensor<T, Dims...>& y) {
  if (x_bar.size() == 0) {
    x_bar = y;
    return;
  }
  if (x_bar.shape() != y.shape())
    detail::throw_shape_error("accumulate", "the sum", x_bar.shape(), "the summand", y.shape(), "they must be equal");
  detail::add_elements(y.data(), x_bar.data(), y.size());
}

}  // namespace retrograd
