// Transposed convolution: makes pictures larger, with its rules.
//
//   auto larger = transposed_conv2d(x, m.filters, m.bias, 2);   // 64 x 7 x 7 x 32, 2 x 2 x 16 x 32 -> 64 x 14 x 14 x
//   16
#pragma once

#include "retrograd/detail/layer_kernels.h"

namespace retrograd {
namespace detail {

// (length - 1) stride + size - 2 padding; throws ShapeError where that is nothing.
long transposed_length(const std::array<long, 4>& shape, long length, long size, long stride, long padding);
void check_transposed(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases);

// What the convolution with filters w does to pictures, the other way: a place's channels times the filters give a
// patch of the larger picture, and overlapping patches are added.
template <class T> class TransposedConvolution {
public:
  TransposedConvolution(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases, long stride,
                        long padding)
      : x_(x), w_(w), stride_(stride), padding_(padding) {
    check_transposed(x, w, biases);
    height_ = transposed_length(x, x[1], w[0], stride, padding);
    width_ = transposed_length(x, x[2], w[1], stride, padding);
  }
  std::array<long, 4> result_shape() const { return {x_[0], height_, width_, w_[2]}; }

  void forward(const T* x, const T* w, const T* b, T* result) const {
    repeat_row(b, result, x_[0] * height_ * width_, w_[2]);
    add_patches(x, w, result);
  }
  void add_patches(const T* x, const T* w, T* result) const {
    auto patches = space<T>(rows() * inner());
    matrix_product(Transpose::No, Transpose::Yes, rows(), inner(), x_[3], x, w, T(0), patches.data());
    apply(forward_kernels<T>().add_patches, patches.data(), patch_size(), result, picture_size());
  }
  // Null: not wanted.
  void adjoint(const T* x, T* x_bar, const T* w, T* w_bar, T* b_bar, const T* result_bar) const {
    auto patches = space<T>(rows() * inner());
    apply(forward_kernels<T>().patches, result_bar, picture_size(), patches.data(), patch_size());
    if (x_bar != nullptr)
      matrix_product(Transpose::No, Transpose::No, rows(), x_[3], inner(), patches.data(), w, T(1), x_bar);
    if (w_bar != nullptr)
      matrix_product(Transpose::Yes, Transpose::No, inner(), x_[3], rows(), patches.data(), x, T(1), w_bar);
    if (b_bar != nullptr) add_column_sums(result_bar, b_bar, x_[0] * height_ * width_, w_[2]);
  }

private:
  long rows() const { return x_[0] * x_[1] * x_[2]; }
  long inner() const { return w_[0] * w_[1] * w_[2]; }
  long picture_size() const { return height_ * width_ * w_[2]; }
  long patch_size() const { return x_[1] * x_[2] * inner(); }
  // Picture by picture, `from` and `to` having so many numbers for each.
  template <class Kernel> void apply(Kernel kernel, const T* from, long from_size, T* to, long to_size) const {
    parallel(x_[0], least_rows(patch_size()), [&](long begin, long end) {
      kernel(from + begin * from_size, to + begin * to_size, end - begin, height_, width_, w_[2], w_[0], w_[1], stride_,
             padding_, x_[1], x_[2]);
    });
  }

  std::array<long, 4> x_, w_;
  long stride_, padding_, height_, width_;
};

}  // namespace detail

// x is pictures x height x width x channels, w filter height x filter width x result's channels x channels: the filters
// of the convolution that goes the other way; b has a number for each of the result's channels. Sizes become
// (size - 1) stride + filter size - 2 padding.
template <class T, long N, long H, long W, long C, long P, long Q, long O, long C2, long O2>
Tensor<T, N, dyn, dyn, detail::known(O, O2)> transposed_conv2d(const Tensor<T, N, H, W, C>& x,
                                                               const Tensor<T, P, Q, O, C2>& w, const Tensor<T, O2>& b,
                                                               long stride = 1, long padding = 0) {
  static_assert(detail::may_match(C, C2), "transposed_conv2d: the last dimension of w must be the channels of x");
  static_assert(detail::may_match(O, O2), "transposed_conv2d: b must have as many elements as w's third dimension");
  const detail::TransposedConvolution<T> c(x.shape(), w.shape(), b.dim(0), stride, padding);
  auto result = Tensor<T, N, dyn, dyn, detail::known(O, O2)>::uninitialized_of(c.result_shape());
  c.forward(x.data(), w.data(), b.data(), result.data());
  return result;
}
template <class T, long N, long H, long W, long C, long P, long Q, long O, long C2, long O2>
[[autodiff::rule]] Tensor<T, N, dyn, dyn, detail::known(O, O2)> transposed_conv2d_tangent(
    const Tensor<T, N, H, W, C>& x, const Tensor<T, N, H, W, C>& x_dot, const Tensor<T, P, Q, O, C2>& w,
    const Tensor<T, P, Q, O, C2>& w_dot, const Tensor<T, O2>& b, const Tensor<T, O2>& b_dot, long stride, long padding,
    Tensor<T, N, dyn, dyn, detail::known(O, O2)>& result_dot) {
  const detail::TransposedConvolution<T> c(x.shape(), w.shape(), b.dim(0), stride, padding);
  result_dot = transposed_conv2d(x, w_dot, b_dot, stride, padding);
  c.add_patches(x_dot.data(), w.data(), result_dot.data());
  return transposed_conv2d(x, w, b, stride, padding);
}
template <class T, long N, long H, long W, long C, long P, long Q, long O, long C2, long O2>
[[autodiff::rule]] void transposed_conv2d_adjoint(const Tensor<T, N, H, W, C>& x, Bar<Tensor<T, N, H, W, C>> x_bar,
                                                  const Tensor<T, P, Q, O, C2>& w, Bar<Tensor<T, P, Q, O, C2>> w_bar,
                                                  const Tensor<T, O2>& b, Bar<Tensor<T, O2>> b_bar, long stride,
                                                  long padding,
                                                  const Tensor<T, N, dyn, dyn, detail::known(O, O2)>& result_bar) {
  const detail::TransposedConvolution<T> c(x.shape(), w.shape(), b.dim(0), stride, padding);
  detail::give_shape(x_bar, x);
  detail::give_shape(w_bar, w);
  detail::give_shape(b_bar, b);
  c.adjoint(x.data(), x_bar != nullptr ? x_bar->data() : nullptr, w.data(), w_bar != nullptr ? w_bar->data() : nullptr,
            b_bar != nullptr ? b_bar->data() : nullptr, result_bar.data());
}

}  // namespace retrograd
