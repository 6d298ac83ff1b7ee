// Operations on tensors, each with its derivative rule. Use them in [[autodiff]] functions like any other function:
//
//   [[autodiff]] float loss(const Model& m, [[autodiff::passive]] const Tensor<float, dyn, 784>& x, …) {
//     auto hidden = relu(linear(x, m.w1, m.b1));
//     …
//
// Shapes known when compiling are checked when compiling, the others when running (ShapeError).
// Elementwise work is done by kernels whose derivatives our own compiler derives; the rules here only call them.
// In a rule a null `_bar` pointer means: this adjoint is not wanted.
#pragma once

#include "retrograd/detail/matrix_product.h"
#include "retrograd/detail/tensor_kernels.h"

namespace retrograd {

// ---- matrix products

// x w: the rows of x by the columns of w.
template <class T, long N, long I, long I2, long O>
Tensor<T, N, O> matmul(const Tensor<T, N, I>& x, const Tensor<T, I2, O>& w) {
  static_assert(detail::may_match(I, I2), "matmul: x must have as many columns as w has rows");
  if (x.dim(1) != w.dim(0))
    detail::throw_shape_error("matmul", "x", x.shape(), "w", w.shape(), "x must have as many columns as w has rows");
  auto result = Tensor<T, N, O>::uninitialized_of({x.dim(0), w.dim(1)});
  detail::matrix_product(detail::Transpose::No, detail::Transpose::No, x.dim(0), w.dim(1), x.dim(1), x.data(), w.data(),
                         T(0), result.data());
  return result;
}

template <class T, long N, long I, long I2, long O>
[[autodiff::rule]] Tensor<T, N, O> matmul_tangent(const Tensor<T, N, I>& x, const Tensor<T, N, I>& x_dot,
                                                  const Tensor<T, I2, O>& w, const Tensor<T, I2, O>& w_dot,
                                                  Tensor<T, N, O>& result_dot) {
  result_dot = matmul(x, w_dot);
  detail::matrix_product(detail::Transpose::No, detail::Transpose::No, x.dim(0), w.dim(1), x.dim(1), x_dot.data(),
                         w.data(), T(1), result_dot.data());
  return matmul(x, w);
}

template <class T, long N, long I, long I2, long O>
[[autodiff::rule]] void matmul_adjoint(const Tensor<T, N, I>& x, Bar<Tensor<T, N, I>> x_bar, const Tensor<T, I2, O>& w,
                                       Bar<Tensor<T, I2, O>> w_bar, const Tensor<T, N, O>& result_bar) {
  using enum detail::Transpose;
  const long rows = x.dim(0), inner = x.dim(1), columns = w.dim(1);
  detail::give_shape(x_bar, x);
  detail::give_shape(w_bar, w);
  if (x_bar != nullptr)
    detail::matrix_product(No, Yes, rows, inner, columns, result_bar.data(), w.data(), T(1), x_bar->data());
  if (w_bar != nullptr)
    detail::matrix_product(Yes, No, inner, columns, rows, x.data(), result_bar.data(), T(1), w_bar->data());
}

// x w + b, with b added to every row: a dense layer.
template <class T, long N, long I, long I2, long O, long O2>
Tensor<T, N, detail::known(O, O2)> linear(const Tensor<T, N, I>& x, const Tensor<T, I2, O>& w, const Tensor<T, O2>& b) {
  static_assert(detail::may_match(I, I2), "linear: x must have as many columns as w has rows");
  static_assert(detail::may_match(O, O2), "linear: b must have as many elements as w has columns");
  if (x.dim(1) != w.dim(0))
    detail::throw_shape_error("linear", "x", x.shape(), "w", w.shape(), "x must have as many columns as w has rows");
  if (w.dim(1) != b.dim(0))
    detail::throw_shape_error("linear", "w", w.shape(), "b", b.shape(),
                              "b must have as many elements as w has columns");
  auto result = Tensor<T, N, detail::known(O, O2)>::uninitialized_of({x.dim(0), w.dim(1)});
  detail::kernels<T>().repeat_row.forward(b.data(), result.data(), x.dim(0), w.dim(1));
  detail::matrix_product(detail::Transpose::No, detail::Transpose::No, x.dim(0), w.dim(1), x.dim(1), x.data(), w.data(),
                         T(1), result.data());
  return result;
}

template <class T, long N, long I, long I2, long O, long O2>
[[autodiff::rule]] Tensor<T, N, detail::known(O, O2)> linear_tangent(
    const Tensor<T, N, I>& x, const Tensor<T, N, I>& x_dot, const Tensor<T, I2, O>& w, const Tensor<T, I2, O>& w_dot,
    const Tensor<T, O2>& b, const Tensor<T, O2>& b_dot, Tensor<T, N, detail::known(O, O2)>& result_dot) {
  result_dot = linear(x, w_dot, b_dot);
  detail::matrix_product(detail::Transpose::No, detail::Transpose::No, x.dim(0), w.dim(1), x.dim(1), x_dot.data(),
                         w.data(), T(1), result_dot.data());
  return linear(x, w, b);
}

template <class T, long N, long I, long I2, long O, long O2>
[[autodiff::rule]] void linear_adjoint(const Tensor<T, N, I>& x, Bar<Tensor<T, N, I>> x_bar, const Tensor<T, I2, O>& w,
                                       Bar<Tensor<T, I2, O>> w_bar, const Tensor<T, O2>& b, Bar<Tensor<T, O2>> b_bar,
                                       Tensor<T, N, detail::known(O, O2)>& result_bar) {
  using enum detail::Transpose;
  const long rows = x.dim(0), inner = x.dim(1), columns = w.dim(1);
  detail::give_shape(x_bar, x);
  detail::give_shape(w_bar, w);
  if (x_bar != nullptr)
    detail::matrix_product(No, Yes, rows, inner, columns, result_bar.data(), w.data(), T(1), x_bar->data());
  if (w_bar != nullptr)
    detail::matrix_product(Yes, No, inner, columns, rows, x.data(), result_bar.data(), T(1), w_bar->data());
  detail::give_shape(b_bar, b);
  if (b_bar != nullptr) {  // last: the kernel uses result_bar up
    auto recomputed = Tensor<T, N, detail::known(O, O2)>::uninitialized_of(result_bar.shape());
    detail::kernels<T>().repeat_row.adjoint(b.data(), b_bar->data(), recomputed.data(), result_bar.data(), rows,
                                            columns);
  }
}

// ---- activation functions, element by element

// x > 0 ? x : 0
template <class T, long... Dims> Tensor<T, Dims...> relu(const Tensor<T, Dims...>& x) {
  return detail::unary(detail::kernels<T>().relu, x);
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> relu_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot,
                                                   Tensor<T, Dims...>& result_dot) {
  return detail::unary_tangent(detail::kernels<T>().relu, x, x_dot, result_dot);
}
template <class T, long... Dims>
[[autodiff::rule]] void relu_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,
                                     Tensor<T, Dims...>& result_bar) {
  detail::unary_adjoint(detail::kernels<T>().relu, x, x_bar, result_bar);
}

template <class T, long... Dims> Tensor<T, Dims...> tanh(const Tensor<T, Dims...>& x) {
  return detail::unary(detail::kernels<T>().tanh, x);
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> tanh_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot,
                                                   Tensor<T, Dims...>& result_dot) {
  return detail::unary_tangent(detail::kernels<T>().tanh, x, x_dot, result_dot);
}
template <class T, long... Dims>
[[autodiff::rule]] void tanh_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,
                                     Tensor<T, Dims...>& result_bar) {
  detail::unary_adjoint(detail::kernels<T>().tanh, x, x_bar, result_bar);
}

// 1 / (1 + exp(-x))
template <class T, long... Dims> Tensor<T, Dims...> sigmoid(const Tensor<T, Dims...>& x) {
  return detail::unary(detail::kernels<T>().sigmoid, x);
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> sigmoid_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot,
                                                      Tensor<T, Dims...>& result_dot) {
  return detail::unary_tangent(detail::kernels<T>().sigmoid, x, x_dot, result_dot);
}
template <class T, long... Dims>
[[autodiff::rule]] void sigmoid_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,
                                        Tensor<T, Dims...>& result_bar) {
  detail::unary_adjoint(detail::kernels<T>().sigmoid, x, x_bar, result_bar);
}

// ---- arithmetic, element by element

template <class T, long... Dims> Tensor<T, Dims...> add(const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& b) {
  return detail::binary("add", detail::kernels<T>().add, a, b);
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> add_tangent(const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& a_dot,
                                                  const Tensor<T, Dims...>& b, const Tensor<T, Dims...>& b_dot,
                                                  Tensor<T, Dims...>& result_dot) {
  return detail::binary_tangent("add", detail::kernels<T>().add, a, a_dot, b, b_dot, result_dot);
}
template <class T, long... Dims>
[[autodiff::rule]] void add_adjoint(const Tensor<T, Dims...>& a, Bar<Tensor<T, Dims...>> a_bar,
                                    const Tensor<T, Dims...>& b, Bar<Tensor<T, Dims...>> b_bar,
                                    Tensor<T, Dims...>& result_bar) {
  detail::binary_adjoint(detail::kernels<T>().add, a, a_bar, b, b_bar, result_bar);
}

template <class T, long... Dims> Tensor<T, Dims...> subtract(const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& b) {
  return detail::binary("subtract", detail::kernels<T>().subtract, a, b);
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> subtract_tangent(const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& a_dot,
                                                       const Tensor<T, Dims...>& b, const Tensor<T, Dims...>& b_dot,
                                                       Tensor<T, Dims...>& result_dot) {
  return detail::binary_tangent("subtract", detail::kernels<T>().subtract, a, a_dot, b, b_dot, result_dot);
}
template <class T, long... Dims>
[[autodiff::rule]] void subtract_adjoint(const Tensor<T, Dims...>& a, Bar<Tensor<T, Dims...>> a_bar,
                                         const Tensor<T, Dims...>& b, Bar<Tensor<T, Dims...>> b_bar,
                                         Tensor<T, Dims...>& result_bar) {
  detail::binary_adjoint(detail::kernels<T>().subtract, a, a_bar, b, b_bar, result_bar);
}

template <class T, long... Dims> Tensor<T, Dims...> multiply(const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& b) {
  return detail::binary("multiply", detail::kernels<T>().multiply, a, b);
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> multiply_tangent(const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& a_dot,
                                                       const Tensor<T, Dims...>& b, const Tensor<T, Dims...>& b_dot,
                                                       Tensor<T, Dims...>& result_dot) {
  return detail::binary_tangent("multiply", detail::kernels<T>().multiply, a, a_dot, b, b_dot, result_dot);
}
template <class T, long... Dims>
[[autodiff::rule]] void multiply_adjoint(const Tensor<T, Dims...>& a, Bar<Tensor<T, Dims...>> a_bar,
                                         const Tensor<T, Dims...>& b, Bar<Tensor<T, Dims...>> b_bar,
                                         Tensor<T, Dims...>& result_bar) {
  detail::binary_adjoint(detail::kernels<T>().multiply, a, a_bar, b, b_bar, result_bar);
}

// factor * x
template <class T, long... Dims> Tensor<T, Dims...> scale(const Tensor<T, Dims...>& x, std::type_identity_t<T> factor) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  detail::kernels<T>().scale.forward(x.data(), factor, result.data(), x.size());
  return result;
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> scale_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot,
                                                    std::type_identity_t<T> factor, std::type_identity_t<T> factor_dot,
                                                    Tensor<T, Dims...>& result_dot) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  result_dot = Tensor<T, Dims...>::uninitialized_of(x.shape());
  detail::kernels<T>().scale.tangent(x.data(), x_dot.data(), factor, factor_dot, result.data(), result_dot.data(),
                                     x.size());
  return result;
}
template <class T, long... Dims>
[[autodiff::rule]] void scale_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,
                                      std::type_identity_t<T> factor, std::type_identity_t<T>* factor_bar,
                                      Tensor<T, Dims...>& result_bar) {
  T unwanted = 0;
  auto recomputed = Tensor<T, Dims...>::uninitialized_of(x.shape());
  detail::kernels<T>().scale.adjoint(x.data(), detail::Wanted(x_bar, x).data(), factor,
                                     factor_bar != nullptr ? *factor_bar : unwanted, recomputed.data(),
                                     result_bar.data(), x.size());
}

}  // namespace retrograd
