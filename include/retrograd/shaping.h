// Parts of tensors, and tensors in other shapes, as values with derivatives: a part's adjoint goes to where the part
// came from. Axes count from 0.
//
//   auto left = slice(x, Axis<1>(), 0, Count<8>());   // columns 0 to 7: 64 x 16 -> 64 x 8
//   auto some = slice(x, Axis<0>(), first, n);        // rows, their number known to the run only: dyn x 16
//   auto both = concatenate(left, right, Axis<1>());  // side by side
//   auto tall = reshape<Tensor<float, dyn, 4>>(x);    // the same elements, row by row: 256 x 4
//   auto xt = transpose(x);                           // 16 x 64
//   auto centred = subtract(x, scale(sum(x, Axis<0>()), 1.0f / 64));   // the sum is 1 x 16: it is broadcast
//
// Sizes that don't fit are compile errors where they are known, else a ShapeError or std::out_of_range. Where no
// derivative is needed, x.row(i) is a view: a std::span of row i's elements.
#pragma once

#include "retrograd/detail/shape_kernels.h"

namespace retrograd {

// Numbers that are part of a type: the result's depends on them.
template <int number> struct Axis {};
template <long number> struct Count {};

// ---- parts

// So many indices of an axis from `first` on.
template <class X, int n, long size>
  requires is_tensor<X>
detail::WithDimension<n, size, X> slice(const X& x, [[autodiff::passive]] Axis<n> along, long first,
                                        [[autodiff::passive]] Count<size> number) {
  static_cast<void>(along), static_cast<void>(number);
  return detail::take_part<n, size>(x, first, size);
}
template <class X, int n, long size>
  requires is_tensor<X>
[[autodiff::rule]] detail::WithDimension<n, size, X> slice_tangent(const X& x, const X& x_dot, Axis<n> along,
                                                                   long first, Count<size> number,
                                                                   detail::WithDimension<n, size, X>& result_dot) {
  result_dot = slice(x_dot, along, first, number);
  return slice(x, along, first, number);
}
template <class X, int n, long size>
  requires is_tensor<X>
[[autodiff::rule]] void slice_adjoint(const X& x, Bar<X> x_bar, Axis<n> along, long first, Count<size> number,
                                      const detail::WithDimension<n, size, X>& result_bar) {
  static_cast<void>(along), static_cast<void>(number);
  detail::add_part<n>(result_bar, x, x_bar, first);
}

// The same for a number that isn't known when compiling.
template <class X, int n>
  requires is_tensor<X>
detail::WithDimension<n, dyn, X> slice(const X& x, [[autodiff::passive]] Axis<n> along, long first, long number) {
  static_cast<void>(along);
  return detail::take_part<n, dyn>(x, first, number);
}
template <class X, int n>
  requires is_tensor<X>
[[autodiff::rule]] detail::WithDimension<n, dyn, X> slice_tangent(const X& x, const X& x_dot, Axis<n> along, long first,
                                                                  long number,
                                                                  detail::WithDimension<n, dyn, X>& result_dot) {
  result_dot = slice(x_dot, along, first, number);
  return slice(x, along, first, number);
}
template <class X, int n>
  requires is_tensor<X>
[[autodiff::rule]] void slice_adjoint(const X& x, Bar<X> x_bar, Axis<n> along, long first, long number,
                                      const detail::WithDimension<n, dyn, X>& result_bar) {
  static_cast<void>(along), static_cast<void>(number);
  detail::add_part<n>(result_bar, x, x_bar, first);
}

// `size` rows from row `first` on.
template <long size, class T, long N, long... Rest>
Tensor<T, size, Rest...> rows(const Tensor<T, N, Rest...>& x, long first) {
  static_assert(size > 0, "rows: give their number, e.g. rows<16>(x, first)");
  return detail::take_part<0, size>(x, first, size);
}
template <long size, class T, long N, long... Rest>
[[autodiff::rule]] Tensor<T, size, Rest...> rows_tangent(const Tensor<T, N, Rest...>& x,
                                                         const Tensor<T, N, Rest...>& x_dot, long first,
                                                         Tensor<T, size, Rest...>& result_dot) {
  result_dot = rows<size>(x_dot, first);
  return rows<size>(x, first);
}
template <long size, class T, long N, long... Rest>
[[autodiff::rule]] void rows_adjoint(const Tensor<T, N, Rest...>& x, Bar<Tensor<T, N, Rest...>> x_bar, long first,
                                     const Tensor<T, size, Rest...>& result_bar) {
  detail::add_part<0>(result_bar, x, x_bar, first);
}

// One behind the other along an axis; the other dimensions must be equal.
template <class A, class B, int n>
  requires is_tensor<A> && is_tensor<B>
detail::Joined<n, A, B> concatenate(const A& a, const B& b, [[autodiff::passive]] Axis<n> along) {
  static_cast<void>(along);
  static_assert(A::rank == B::rank, "concatenate: both must have as many dimensions");
  detail::check_concatenation(a.shape(), b.shape(), n);
  auto shape = a.shape();
  shape[n] += b.dim(n);
  auto result = detail::Joined<n, A, B>::uninitialized_of(shape);
  const detail::Box box(shape, n);
  const auto take = [&](const auto& part, long first) {
    box.for_each_piece(first, part.dim(n), [&](long to, long from, long size) {
      std::copy_n(part.data() + from, size, result.data() + to);
    });
  };
  take(a, 0);
  take(b, a.dim(n));
  return result;
}
template <class A, class B, int n>
  requires is_tensor<A> && is_tensor<B>
[[autodiff::rule]] detail::Joined<n, A, B> concatenate_tangent(const A& a, const A& a_dot, const B& b, const B& b_dot,
                                                               Axis<n> along, detail::Joined<n, A, B>& result_dot) {
  result_dot = concatenate(a_dot, b_dot, along);
  return concatenate(a, b, along);
}
template <class A, class B, int n>
  requires is_tensor<A> && is_tensor<B>
[[autodiff::rule]] void concatenate_adjoint(const A& a, Bar<A> a_bar, const B& b, Bar<B> b_bar, Axis<n> along,
                                            const detail::Joined<n, A, B>& result_bar) {
  static_cast<void>(along);
  const detail::Box box(result_bar.shape(), n);
  const auto give_back = [&](auto* bar, const auto& part, long first) {
    if (bar == nullptr) return;
    detail::give_shape(bar, part);
    box.for_each_piece(first, part.dim(n), [&](long from, long to, long size) {
      detail::add_elements(result_bar.data() + from, bar->data() + to, size);
    });
  };
  give_back(a_bar, a, 0);
  give_back(b_bar, b, a.dim(n));
}

// ---- sums

// Along an axis, whose dimension becomes 1: what is left can be broadcast.
template <class X, int n>
  requires is_tensor<X>
detail::WithDimension<n, 1, X> sum(const X& x, [[autodiff::passive]] Axis<n> along) {
  static_cast<void>(along);
  auto result = detail::with_dimension<n, 1>(x, 1);
  std::fill(result.begin(), result.end(), typename X::value_type(0));
  detail::Box(x.shape(), n).for_each_summand([&](long from, long to, long size) {
    detail::add_elements(x.data() + from, result.data() + to, size);
  });
  return result;
}
template <class X, int n>
  requires is_tensor<X>
[[autodiff::rule]] detail::WithDimension<n, 1, X> sum_tangent(const X& x, const X& x_dot, Axis<n> along,
                                                              detail::WithDimension<n, 1, X>& result_dot) {
  result_dot = sum(x_dot, along);
  return sum(x, along);
}
template <class X, int n>
  requires is_tensor<X>
[[autodiff::rule]] void sum_adjoint(const X& x, Bar<X> x_bar, Axis<n> along,
                                    const detail::WithDimension<n, 1, X>& result_bar) {
  static_cast<void>(along);
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  detail::Box(x.shape(), n).for_each_summand([&](long to, long from, long size) {
    detail::add_elements(result_bar.data() + from, x_bar->data() + to, size);
  });
}

// ---- other shapes

// The same elements, row by row, as another type; a dimension that is `dyn`, one at most, follows from their number.
template <class Result, class X>
  requires is_tensor<Result> && is_tensor<X>
Result reshape(const X& x) {
  return Result::with_elements_of("reshape", x);
}
template <class Result, class X>
  requires is_tensor<Result> && is_tensor<X>
[[autodiff::rule]] Result reshape_tangent(const X& x, const X& x_dot, Result& result_dot) {
  result_dot = reshape<Result>(x_dot);
  return reshape<Result>(x);
}
template <class Result, class X>
  requires is_tensor<Result> && is_tensor<X>
[[autodiff::rule]] void reshape_adjoint(const X& x, Bar<X> x_bar, const Result& result_bar) {
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  detail::add_elements(result_bar.data(), x_bar->data(), x.size());
}

template <class T, long N, long C> Tensor<T, C, N> transpose(const Tensor<T, N, C>& x) {
  auto result = Tensor<T, C, N>::uninitialized_of({x.dim(1), x.dim(0)});
  for (long i = 0; i < x.dim(0); ++i)
    for (long j = 0; j < x.dim(1); ++j) result.data()[j * x.dim(0) + i] = x.data()[i * x.dim(1) + j];
  return result;
}
template <class T, long N, long C>
[[autodiff::rule]] Tensor<T, C, N> transpose_tangent(const Tensor<T, N, C>& x, const Tensor<T, N, C>& x_dot,
                                                     Tensor<T, C, N>& result_dot) {
  result_dot = transpose(x_dot);
  return transpose(x);
}
template <class T, long N, long C>
[[autodiff::rule]] void transpose_adjoint(const Tensor<T, N, C>& x, Bar<Tensor<T, N, C>> x_bar,
                                          const Tensor<T, C, N>& result_bar) {
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  for (long i = 0; i < x.dim(0); ++i)
    for (long j = 0; j < x.dim(1); ++j) x_bar->data()[i * x.dim(1) + j] += result_bar.data()[j * x.dim(0) + i];
}

}  // namespace retrograd
