// From tensors to kernels: what the operations of ops.h and loss.h and their rules have in common.
#pragma once

#include "retrograd/detail/kernels.h"
#include "retrograd/tensor.h"

namespace retrograd {

// A rule's adjoint of a parameter: a pointer, null where nobody wants it. Its type follows from the parameter's own.
template <class X> using Bar = std::type_identity_t<X>*;

}  // namespace retrograd

namespace retrograd::detail {

template <class T, long... Dims>
void check_same_shape(const char* operation, const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& b) {
  if constexpr (!Tensor<T, Dims...>::is_static)
    if (a.shape() != b.shape()) throw_shape_error(operation, "a", a.shape(), "b", b.shape(), "they must be equal");
}

// Gives an adjoint that was default-made (no elements: its shape has `dyn`) the shape of its value, and zeros.
template <class T, long... Dims> void give_shape(Tensor<T, Dims...>* bar, const Tensor<T, Dims...>& value) {
  if (bar != nullptr && bar->size() != value.size()) {
    if (bar->size() != 0)
      throw_shape_error("adjoint", "the adjoint", bar->shape(), "the value", value.shape(), "they must be equal");
    *bar = zero_like(value);
  }
}

// An adjoint that a kernel adds into although nobody may want it: then it goes to memory of its own.
template <class T, long... Dims> class Wanted {
public:
  Wanted(Tensor<T, Dims...>* bar, const Tensor<T, Dims...>& value) : bar_(bar) {
    give_shape(bar_, value);
    if (bar_ == nullptr) unwanted_ = zero_like(value);
  }
  T* data() { return bar_ != nullptr ? bar_->data() : unwanted_.data(); }

private:
  Tensor<T, Dims...>* bar_;
  Tensor<T, Dims...> unwanted_;
};

template <class T, long... Dims> Tensor<T, Dims...> unary(const UnaryKernel<T>& kernel, const Tensor<T, Dims...>& x) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.forward(x.data(), result.data(), x.size());
  return result;
}

template <class T, long... Dims>
Tensor<T, Dims...> unary_tangent(const UnaryKernel<T>& kernel, const Tensor<T, Dims...>& x,
                                 const Tensor<T, Dims...>& x_dot, Tensor<T, Dims...>& result_dot) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  result_dot = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.tangent(x.data(), x_dot.data(), result.data(), result_dot.data(), x.size());
  return result;
}

template <class T, long... Dims>
void unary_adjoint(const UnaryKernel<T>& kernel, const Tensor<T, Dims...>& x, Tensor<T, Dims...>* x_bar,
                   Tensor<T, Dims...>& result_bar) {
  if (x_bar == nullptr) return;
  give_shape(x_bar, x);
  auto recomputed = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.adjoint(x.data(), x_bar->data(), recomputed.data(), result_bar.data(), x.size());
}

template <class T, long... Dims>
Tensor<T, Dims...> binary(const char* operation, const BinaryKernel<T>& kernel, const Tensor<T, Dims...>& a,
                          const Tensor<T, Dims...>& b) {
  check_same_shape(operation, a, b);
  auto result = Tensor<T, Dims...>::uninitialized_of(a.shape());
  kernel.forward(a.data(), b.data(), result.data(), a.size());
  return result;
}

template <class T, long... Dims>
Tensor<T, Dims...> binary_tangent(const char* operation, const BinaryKernel<T>& kernel, const Tensor<T, Dims...>& a,
                                  const Tensor<T, Dims...>& a_dot, const Tensor<T, Dims...>& b,
                                  const Tensor<T, Dims...>& b_dot, Tensor<T, Dims...>& result_dot) {
  check_same_shape(operation, a, b);
  auto result = Tensor<T, Dims...>::uninitialized_of(a.shape());
  result_dot = Tensor<T, Dims...>::uninitialized_of(a.shape());
  kernel.tangent(a.data(), a_dot.data(), b.data(), b_dot.data(), result.data(), result_dot.data(), a.size());
  return result;
}

template <class T, long... Dims>
void binary_adjoint(const BinaryKernel<T>& kernel, const Tensor<T, Dims...>& a, Tensor<T, Dims...>* a_bar,
                    const Tensor<T, Dims...>& b, Tensor<T, Dims...>* b_bar, Tensor<T, Dims...>& result_bar) {
  auto recomputed = Tensor<T, Dims...>::uninitialized_of(a.shape());
  kernel.adjoint(a.data(), Wanted(a_bar, a).data(), b.data(), Wanted(b_bar, b).data(), recomputed.data(),
                 result_bar.data(), a.size());
}

template <class T, long... Dims>
Tensor<T, Dims...> with_parameter(const ParameterKernel<T>& kernel, const Tensor<T, Dims...>& x,
                                  std::type_identity_t<T> parameter) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.forward(x.data(), parameter, result.data(), x.size());
  return result;
}

template <class T, long... Dims>
Tensor<T, Dims...> with_parameter_tangent(const ParameterKernel<T>& kernel, const Tensor<T, Dims...>& x,
                                          const Tensor<T, Dims...>& x_dot, std::type_identity_t<T> parameter,
                                          std::type_identity_t<T> parameter_dot, Tensor<T, Dims...>& result_dot) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  result_dot = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.tangent(x.data(), x_dot.data(), parameter, parameter_dot, result.data(), result_dot.data(), x.size());
  return result;
}

template <class T, long... Dims>
void with_parameter_adjoint(const ParameterKernel<T>& kernel, const Tensor<T, Dims...>& x, Tensor<T, Dims...>* x_bar,
                            std::type_identity_t<T> parameter, std::type_identity_t<T>* parameter_bar,
                            Tensor<T, Dims...>& result_bar) {
  T unwanted = 0;
  auto recomputed = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.adjoint(x.data(), Wanted(x_bar, x).data(), parameter, parameter_bar != nullptr ? *parameter_bar : unwanted,
                 recomputed.data(), result_bar.data(), x.size());
}

template <class T, long N, long C> Tensor<T, N> row_maximum(const Tensor<T, N, C>& x) {
  auto maximum = Tensor<T, N>::uninitialized_of({x.rows()});
  forward_kernels<T>().row_maximum(x.data(), maximum.data(), x.dim(0), x.dim(1));
  return maximum;
}

template <class T, long N, long C> Tensor<T, N, C> softmax(const SoftmaxKernel<T>& kernel, const Tensor<T, N, C>& x) {
  auto shift = row_maximum(x), sums = Tensor<T, N>::uninitialized_of(shift.shape());
  auto result = Tensor<T, N, C>::uninitialized_of(x.shape());
  kernel.forward(x.data(), shift.data(), sums.data(), result.data(), x.dim(0), x.dim(1));
  return result;
}

template <class T, long N, long C>
Tensor<T, N, C> softmax_tangent(const SoftmaxKernel<T>& kernel, const Tensor<T, N, C>& x, const Tensor<T, N, C>& x_dot,
                                Tensor<T, N, C>& result_dot) {
  auto shift = row_maximum(x), sums = Tensor<T, N>::uninitialized_of(shift.shape()), sums_dot = sums;
  auto result = Tensor<T, N, C>::uninitialized_of(x.shape());
  result_dot = Tensor<T, N, C>::uninitialized_of(x.shape());
  kernel.tangent(x.data(), x_dot.data(), shift.data(), sums.data(), sums_dot.data(), result.data(), result_dot.data(),
                 x.dim(0), x.dim(1));
  return result;
}

template <class T, long N, long C>
void softmax_adjoint(const SoftmaxKernel<T>& kernel, const Tensor<T, N, C>& x, Tensor<T, N, C>* x_bar,
                     Tensor<T, N, C>& result_bar) {
  if (x_bar == nullptr) return;
  give_shape(x_bar, x);
  auto shift = row_maximum(x), sums = Tensor<T, N>::uninitialized_of(shift.shape()), sums_bar = zero_like(shift);
  auto recomputed = Tensor<T, N, C>::uninitialized_of(x.shape());
  kernel.adjoint(x.data(), x_bar->data(), shift.data(), sums.data(), sums_bar.data(), recomputed.data(),
                 result_bar.data(), x.dim(0), x.dim(1));
}

}  // namespace retrograd::detail
