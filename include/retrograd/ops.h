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
  detail::repeat_row(b.data(), result.data(), x.dim(0), w.dim(1));
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
                                       const Tensor<T, N, detail::known(O, O2)>& result_bar) {
  using enum detail::Transpose;
  const long rows = x.dim(0), inner = x.dim(1), columns = w.dim(1);
  detail::give_shape(x_bar, x);
  detail::give_shape(w_bar, w);
  if (x_bar != nullptr)
    detail::matrix_product(No, Yes, rows, inner, columns, result_bar.data(), w.data(), T(1), x_bar->data());
  if (w_bar != nullptr)
    detail::matrix_product(Yes, No, inner, columns, rows, x.data(), result_bar.data(), T(1), w_bar->data());
  detail::give_shape(b_bar, b);
  if (b_bar != nullptr) detail::add_column_sums(result_bar.data(), b_bar->data(), rows, columns);
}

// ---- activation functions, element by element

#define RETROGRAD_UNARY(f)                                                                                        \
  template <class T, long... Dims> Tensor<T, Dims...> f(const Tensor<T, Dims...>& x) {                            \
    return detail::unary(detail::forward_kernels<T>().f, x);                                                      \
  }                                                                                                               \
  template <class T, long... Dims>                                                                                \
  [[autodiff::rule]] Tensor<T, Dims...> f##_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot, \
                                                    Tensor<T, Dims...>& result_dot) {                             \
    return detail::unary_tangent(detail::kernels<T>().f, x, x_dot, result_dot);                                   \
  }                                                                                                               \
  template <class T, long... Dims>                                                                                \
  [[autodiff::rule]] void f##_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,                 \
                                      Tensor<T, Dims...>& result_bar) {                                           \
    detail::unary_adjoint(detail::kernels<T>().f, x, x_bar, result_bar);                                          \
  }

RETROGRAD_UNARY(relu)      // x > 0 ? x : 0
RETROGRAD_UNARY(tanh)      //
RETROGRAD_UNARY(sigmoid)   // 1 / (1 + exp(-x))
RETROGRAD_UNARY(silu)      // x sigmoid(x)
RETROGRAD_UNARY(gelu)      // x (1 + erf(x / sqrt(2))) / 2 (Hendrycks & Gimpel 2016, arXiv:1606.08415)
RETROGRAD_UNARY(softplus)  // log(1 + exp(x)), without overflow
#undef RETROGRAD_UNARY

// gelu's approximation x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2 (same paper): vectorises, as GPT-2 has it
template <class T, long... Dims> Tensor<T, Dims...> gelu_tanh(const Tensor<T, Dims...>& x) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  detail::by_elements<T>(x.size(), [&](long begin, long n, T* power) {
    detail::forward_kernels<T>().gelu_tanh.forward(x.data() + begin, power, result.data() + begin, n);
  });
  return result;
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> gelu_tanh_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot,
                                                        Tensor<T, Dims...>& result_dot) {
  auto power = Tensor<T, Dims...>::uninitialized_of(x.shape()), power_dot = power, result = power;
  result_dot = Tensor<T, Dims...>::uninitialized_of(x.shape());
  detail::kernels<T>().gelu_tanh.tangent(x.data(), x_dot.data(), power.data(), power_dot.data(), result.data(),
                                         result_dot.data(), x.size());
  return result;
}
template <class T, long... Dims>
[[autodiff::rule]] void gelu_tanh_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,
                                          Tensor<T, Dims...>& result_bar) {
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  const detail::Blocks blocks(x.size(), 1);
  blocks.run([&] {
    return [&, power = detail::Buffer<T>(blocks.size()), power_bar = detail::zeros<T>(blocks.size()),
            recomputed = detail::Buffer<T>(blocks.size())](long begin, long end) mutable {
      detail::kernels<T>().gelu_tanh.adjoint(x.data() + begin, x_bar->data() + begin, power.data(), power_bar.data(),
                                             recomputed.data(), result_bar.data() + begin, end - begin);
    };
  });
}

// Of a tensor and a number, both of which may be trained.
#define RETROGRAD_WITH_PARAMETER(f, parameter, value)                                                                \
  template <class T, long... Dims>                                                                                   \
  Tensor<T, Dims...> f(const Tensor<T, Dims...>& x, std::type_identity_t<T> parameter value) {                       \
    return detail::with_parameter(detail::forward_kernels<T>().f, x, parameter);                                     \
  }                                                                                                                  \
  template <class T, long... Dims>                                                                                   \
  [[autodiff::rule]] Tensor<T, Dims...> f##_tangent(                                                                 \
      const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot, std::type_identity_t<T> parameter,               \
      std::type_identity_t<T> parameter##_dot, Tensor<T, Dims...>& result_dot) {                                     \
    return detail::with_parameter_tangent(detail::kernels<T>().f, x, x_dot, parameter, parameter##_dot, result_dot); \
  }                                                                                                                  \
  template <class T, long... Dims>                                                                                   \
  [[autodiff::rule]] void f##_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar,                    \
                                      std::type_identity_t<T> parameter, std::type_identity_t<T>* parameter##_bar,   \
                                      Tensor<T, Dims...>& result_bar) {                                              \
    detail::with_parameter_adjoint(detail::kernels<T>().f, x, x_bar, parameter, parameter##_bar, result_bar);        \
  }

RETROGRAD_WITH_PARAMETER(scale, factor, )               // factor x
RETROGRAD_WITH_PARAMETER(leaky_relu, slope, = T(0.01))  // x > 0 ? x : slope x
RETROGRAD_WITH_PARAMETER(elu, alpha, = T(1))            // x > 0 ? x : alpha (exp(x) - 1) (Clevert et al. 2016)
#undef RETROGRAD_WITH_PARAMETER

// ---- row by row

#define RETROGRAD_SOFTMAX(f)                                                                             \
  template <class T, long N, long C> Tensor<T, N, C> f(const Tensor<T, N, C>& x) {                       \
    return detail::softmax(detail::forward_kernels<T>().f, x);                                           \
  }                                                                                                      \
  template <class T, long N, long C>                                                                     \
  [[autodiff::rule]] Tensor<T, N, C> f##_tangent(const Tensor<T, N, C>& x, const Tensor<T, N, C>& x_dot, \
                                                 Tensor<T, N, C>& result_dot) {                          \
    return detail::softmax_tangent(detail::kernels<T>().f, x, x_dot, result_dot);                        \
  }                                                                                                      \
  template <class T, long N, long C>                                                                     \
  [[autodiff::rule]] void f##_adjoint(const Tensor<T, N, C>& x, Bar<Tensor<T, N, C>> x_bar,              \
                                      Tensor<T, N, C>& result_bar) {                                     \
    detail::softmax_adjoint(detail::kernels<T>().f, x, x_bar, result_bar);                               \
  }

RETROGRAD_SOFTMAX(softmax)      // exp(x_j) / sum_k exp(x_k); logits of any size are safe
RETROGRAD_SOFTMAX(log_softmax)  // its logarithm
#undef RETROGRAD_SOFTMAX

// ---- arithmetic, element by element; shapes are broadcast by NumPy's rules (docs/training.md)

#define RETROGRAD_BINARY(f)                                                                                         \
  template <class A, class B>                                                                                       \
    requires is_tensor<A> && is_tensor<B>                                                                           \
  Broadcast<A, B> f(const A& a, const B& b) {                                                                       \
    return detail::binary(#f, detail::forward_kernels<typename A::value_type>().f, a, b);                           \
  }                                                                                                                 \
  template <class A, class B>                                                                                       \
    requires is_tensor<A> && is_tensor<B>                                                                           \
  [[autodiff::rule]] Broadcast<A, B> f##_tangent(const A& a, const A& a_dot, const B& b, const B& b_dot,            \
                                                 Broadcast<A, B>& result_dot) {                                     \
    return detail::binary_tangent(#f, detail::kernels<typename A::value_type>().f, a, a_dot, b, b_dot, result_dot); \
  }                                                                                                                 \
  template <class A, class B>                                                                                       \
    requires is_tensor<A> && is_tensor<B>                                                                           \
  [[autodiff::rule]] void f##_adjoint(const A& a, Bar<A> a_bar, const B& b, Bar<B> b_bar,                           \
                                      Broadcast<A, B>& result_bar) {                                                \
    detail::binary_adjoint(#f, detail::kernels<typename A::value_type>().f, a, a_bar, b, b_bar, result_bar);        \
  }

RETROGRAD_BINARY(add)
RETROGRAD_BINARY(subtract)
RETROGRAD_BINARY(multiply)
RETROGRAD_BINARY(divide)
#undef RETROGRAD_BINARY

}  // namespace retrograd
