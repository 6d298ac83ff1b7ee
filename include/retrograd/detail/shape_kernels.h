// What the operations of shaping.h have in common: types, sizes, and loops over what belongs to an axis.
#pragma once

#include "retrograd/detail/tensor_kernels.h"

namespace retrograd::detail {

// A tensor's type with another dimension at an axis.
template <int axis, long dimension, class X> struct DimensionAt;
template <int axis, long dimension, class T, long... Dims> struct DimensionAt<axis, dimension, Tensor<T, Dims...>> {
  static_assert(axis >= 0 && axis < static_cast<int>(sizeof...(Dims)),
                "the tensor has no such axis: they count from 0");
  template <std::size_t... I>
  static auto type(std::index_sequence<I...>) -> Tensor<T, (static_cast<int>(I) == axis ? dimension : Dims)...>;
  using Type = decltype(type(std::make_index_sequence<sizeof...(Dims)>()));
};
template <int axis, long dimension, class X> using WithDimension = typename DimensionAt<axis, dimension, X>::Type;

void check_slice(std::span<const long> shape, int axis, long first, long count);
void check_concatenation(std::span<const long> a, std::span<const long> b, int axis);

// The elements as a box of outer x size x inner, `size` being that of an axis.
struct Box {
  Box(std::span<const long> shape, int axis);
  // Calls f(where in the box, where in the part, how many elements) for each piece of a part that lies in one; the part
  // are `count` indices from `first` on.
  template <class F> void for_each_piece(long first, long count, F f) const {
    for (long i = 0; i < outer; ++i) f((i * size + first) * inner, i * count * inner, count * inner);
  }
  // Calls f(where in the box, where in the sum along the axis, how many elements).
  template <class F> void for_each_summand(F f) const {
    for (long i = 0; i < outer; ++i)
      for (long k = 0; k < size; ++k) f((i * size + k) * inner, i * inner, inner);
  }
  long outer = 1, size = 1, inner = 1;
};

template <int axis, long dimension, class X> auto with_dimension(const X& x, long size) {
  auto shape = x.shape();
  shape[axis] = size;
  return WithDimension<axis, dimension, X>::uninitialized_of(shape);
}

// `count` indices from `first` on.
template <int axis, long count, class X> WithDimension<axis, count, X> take_part(const X& x, long first, long size) {
  check_slice(x.shape(), axis, first, size);
  auto part = with_dimension<axis, count>(x, size);
  Box(x.shape(), axis).for_each_piece(first, size, [&](long from, long to, long n) {
    std::copy_n(x.data() + from, n, part.data() + to);
  });
  return part;
}
// The other way: what came from `part` is added to `whole_bar`, which belongs to `whole`. Null: not wanted.
template <int axis, class X, class Part> void add_part(const Part& part_bar, const X& whole, X* whole_bar, long first) {
  if (whole_bar == nullptr) return;
  give_shape(whole_bar, whole);
  Box(whole.shape(), axis).for_each_piece(first, part_bar.dim(axis), [&](long to, long from, long n) {
    add_elements(part_bar.data() + from, whole_bar->data() + to, n);
  });
}

constexpr long sum_of_dimensions(long a, long b) { return a == dyn || b == dyn ? dyn : a + b; }
template <int axis, class A, class B>
using Joined = WithDimension<axis, sum_of_dimensions(A::static_shape[axis], B::static_shape[axis]), A>;

}  // namespace retrograd::detail
