// From tensors to the kernels of layers: sizes, space, and what the rules of layers.h have in common.
#pragma once

#include "retrograd/detail/matrix_product.h"
#include "retrograd/detail/tensor_kernels.h"
#include "retrograd/labels.h"

#include <array>

namespace retrograd::detail {

// The product of dimensions, `dyn` where one is.
template <long... Dims> inline constexpr long product = ((Dims == dyn) || ...) ? dyn : (Dims * ... * 1);

template <class T> Tensor<T, dyn> space(long size) { return Tensor<T, dyn>::uninitialized(size); }

// How often a window of `size` fits into `length` (with both paddings); throws ShapeError where it doesn't.
long count_windows(const char* operation, const std::array<long, 4>& shape, long length, long size, long stride);
void check_convolution(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases, long stride,
                       long padding);
// Throws std::out_of_range for a label that is no row.
Buffer<long> row_places(const char* operation, const Labels& rows, long table_rows, long columns);
void check_attention(std::span<const long> query, std::span<const long> key, std::span<const long> value, long length,
                     long heads);
void check_cell(const char* operation, std::span<const long> state, long gates, std::span<const long> shape);

// A convolution as a product of matrices: what the filters see at each place, a row each, times the filters.
template <class T> class Convolution {
public:
  Convolution(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases, long stride, long padding)
      : x_(x), w_(w), stride_(stride), padding_(padding) {
    check_convolution(x, w, biases, stride, padding);
    height_ = count_windows("conv2d", x, x[1] + 2 * padding, w[0], stride);
    width_ = count_windows("conv2d", x, x[2] + 2 * padding, w[1], stride);
  }
  std::array<long, 4> result_shape() const { return {x_[0], height_, width_, w_[3]}; }

  void forward(const T* x, const T* w, const T* b, T* result) const {
    forward_kernels<T>().repeat_row.forward(b, result, rows(), w_[3]);
    add_products(x, w, result);
  }
  void add_products(const T* x, const T* w, T* result) const {
    const auto seen = patches(x);
    matrix_product(Transpose::No, Transpose::No, rows(), w_[3], inner(), seen.data(), w, T(1), result);
  }
  // Null: not wanted. Uses result_bar up.
  void adjoint(const T* x, T* x_bar, const T* w, T* w_bar, const T* b, T* b_bar, T* result_bar) const {
    if (x_bar != nullptr) {
      auto seen = space<T>(rows() * inner()), seen_bar = seen;
      matrix_product(Transpose::No, Transpose::Yes, rows(), inner(), w_[3], result_bar, w, T(0), seen_bar.data());
      apply(kernels<T>().patches.adjoint, x, x_bar, seen.data(), seen_bar.data());
    }
    if (w_bar != nullptr) {
      const auto seen = patches(x);
      matrix_product(Transpose::Yes, Transpose::No, inner(), w_[3], rows(), seen.data(), result_bar, T(1), w_bar);
    }
    if (b_bar != nullptr) {
      auto recomputed = space<T>(rows() * w_[3]);
      kernels<T>().repeat_row.adjoint(b, b_bar, recomputed.data(), result_bar, rows(), w_[3]);
    }
  }

private:
  long rows() const { return x_[0] * height_ * width_; }
  long inner() const { return w_[0] * w_[1] * w_[2]; }
  Tensor<T, dyn> patches(const T* x) const {
    auto seen = space<T>(rows() * inner());
    apply(forward_kernels<T>().patches.forward, x, seen.data());
    return seen;
  }
  template <class Kernel, class... Pointers> void apply(Kernel kernel, Pointers... pointers) const {
    kernel(pointers..., x_[0], x_[1], x_[2], x_[3], w_[0], w_[1], stride_, padding_, height_, width_);
  }

  std::array<long, 4> x_, w_;
  long stride_, padding_, height_, width_;
};

class Pooling {
public:
  Pooling(const char* operation, const std::array<long, 4>& x, long size, long stride)
      : x_(x),
        size_(size),
        stride_(stride > 0 ? stride : size),
        height_(count_windows(operation, x, x[1], size, stride_)),
        width_(count_windows(operation, x, x[2], size, stride_)) {}

  std::array<long, 4> result_shape() const { return {x_[0], height_, width_, x_[3]}; }
  template <class Kernel, class... Pointers> void apply(Kernel kernel, Pointers... pointers) const {
    kernel(pointers..., x_[0], x_[1], x_[2], x_[3], size_, stride_, height_, width_);
  }
  template <class T> Buffer<long> largest_places(const T* x) const {
    Buffer<long> places(x_[0] * height_ * width_ * x_[3]);
    apply(forward_kernels<T>().largest_places, x, places.data());
    return places;
  }

private:
  std::array<long, 4> x_;
  long size_, stride_, height_, width_;
};

// A kernel of the PairMapKernel's or TripleMapKernel's shape with its space: three arrays of these sizes.
template <class T> class WithSpace {
public:
  WithSpace(long u, long v, long w) : u_(space<T>(u)), v_(space<T>(v)), w_(space<T>(w)) {}

  template <class Kernel, class Result, class Call> Result forward(Kernel kernel, Result result, Call call) {
    call(kernel.forward, u_.data(), v_.data(), w_.data(), result.data());
    return result;
  }
  template <class Kernel, class Result, class Call>
  Result tangent(Kernel kernel, Result result, Result& result_dot, Call call) {
    auto u_dot = u_, v_dot = v_, w_dot = w_;
    result_dot = result;
    call(kernel.tangent, u_.data(), u_dot.data(), v_.data(), v_dot.data(), w_.data(), w_dot.data(), result.data(),
         result_dot.data());
    return result;
  }
  template <class Kernel, class Result, class Call> void adjoint(Kernel kernel, Result& result_bar, Call call) {
    auto u_bar = zero_like(u_), v_bar = zero_like(v_), w_bar = zero_like(w_);
    auto recomputed = Result::uninitialized_of(result_bar.shape());
    call(kernel.adjoint, u_.data(), u_bar.data(), v_.data(), v_bar.data(), w_.data(), w_bar.data(), recomputed.data(),
         result_bar.data());
  }

private:
  Tensor<T, dyn> u_, v_, w_;
};

template <class T, long N, long C, long C2> class LayerNorm {
public:
  using Matrix = Tensor<T, N, C>;
  using Row = Tensor<T, C2>;
  LayerNorm(const Matrix& x, const Row& gain, const Row& shift)
      : x_(x), gain_(gain), shift_(shift), space_(x.rows(), x.rows(), 0) {
    if (gain.dim(0) != x.dim(1) || shift.dim(0) != x.dim(1))
      throw_shape_error("layer_norm", "x", x.shape(), gain.dim(0) != x.dim(1) ? "gain" : "shift",
                        gain.dim(0) != x.dim(1) ? gain.shape() : shift.shape(),
                        "it must have as many elements as x has columns");
  }
  Matrix forward() {
    return space_.forward(forward_kernels<T>().layer_norm, Matrix::uninitialized_of(x_.shape()),
                          [&](auto kernel, auto... more) {
                            kernel(x_.data(), gain_.data(), shift_.data(), more..., epsilon, x_.dim(0), x_.dim(1));
                          });
  }
  Matrix tangent(const Matrix& x_dot, const Row& gain_dot, const Row& shift_dot, Matrix& result_dot) {
    return space_.tangent(kernels<T>().layer_norm, Matrix::uninitialized_of(x_.shape()), result_dot,
                          [&](auto kernel, auto... more) {
                            kernel(x_.data(), x_dot.data(), gain_.data(), gain_dot.data(), shift_.data(),
                                   shift_dot.data(), more..., epsilon, x_.dim(0), x_.dim(1));
                          });
  }
  void adjoint(Matrix* x_bar, Row* gain_bar, Row* shift_bar, Matrix& result_bar) {
    Wanted x(x_bar, x_);
    Wanted gain(gain_bar, gain_), shift(shift_bar, shift_);
    space_.adjoint(kernels<T>().layer_norm, result_bar, [&](auto kernel, auto... more) {
      kernel(x_.data(), x.data(), gain_.data(), gain.data(), shift_.data(), shift.data(), more..., epsilon, x_.dim(0),
             x_.dim(1));
    });
  }

private:
  static constexpr T epsilon = T(1e-5);
  const Matrix& x_;
  const Row &gain_, &shift_;
  WithSpace<T> space_;
};

template <class T, long N, long C> class Attention {
public:
  using Matrix = Tensor<T, N, C>;
  Attention(const Matrix& query, const Matrix& key, const Matrix& value, long length, long heads, bool causal)
      : query_(query),
        key_(key),
        value_(value),
        length_(length),
        heads_(heads),
        causal_(causal ? 1 : 0),
        space_((check_attention(query.shape(), key.shape(), value.shape(), length, heads), rows() * length), rows(),
               rows() * length),
        shift_(space<T>(rows())) {
    forward_kernels<T>().attention_shift(query.data(), key.data(), shift_.data(), sequences(), length, heads, size(),
                                         causal_);
  }
  Matrix forward() {
    return space_.forward(forward_kernels<T>().attention, Matrix::uninitialized_of(query_.shape()),
                          [&](auto kernel, auto... more) {
                            kernel(query_.data(), key_.data(), value_.data(), more..., shift_.data(), sequences(),
                                   length_, heads_, size(), causal_);
                          });
  }
  Matrix tangent(const Matrix& query_dot, const Matrix& key_dot, const Matrix& value_dot, Matrix& result_dot) {
    return space_.tangent(
        kernels<T>().attention, Matrix::uninitialized_of(query_.shape()), result_dot, [&](auto kernel, auto... more) {
          kernel(query_.data(), query_dot.data(), key_.data(), key_dot.data(), value_.data(), value_dot.data(), more...,
                 shift_.data(), sequences(), length_, heads_, size(), causal_);
        });
  }
  void adjoint(Matrix* query_bar, Matrix* key_bar, Matrix* value_bar, Matrix& result_bar) {
    Wanted query(query_bar, query_), key(key_bar, key_), value(value_bar, value_);
    space_.adjoint(kernels<T>().attention, result_bar, [&](auto kernel, auto... more) {
      kernel(query_.data(), query.data(), key_.data(), key.data(), value_.data(), value.data(), more..., shift_.data(),
             sequences(), length_, heads_, size(), causal_);
    });
  }

private:
  long sequences() const { return query_.dim(0) / length_; }
  long size() const { return query_.dim(1) / heads_; }
  long rows() const { return query_.dim(0) * heads_; }

  const Matrix &query_, &key_, &value_;
  long length_, heads_, causal_;
  WithSpace<T> space_;
  Tensor<T, dyn> shift_;
};

// The elementwise part of a recurrent cell.
template <class T, long N, long C> class Cell {
public:
  using Matrix = Tensor<T, N, C>;
  Cell(const char* operation, const Matrix& state, long gates, std::span<const long> gates_shape)
      : shape_(state.shape()), space_(state.size(), state.size(), state.size()) {
    check_cell(operation, state.shape(), gates, gates_shape);
  }
  template <class Kernel, class... Inputs> Matrix forward(Kernel kernel, const Inputs&... inputs) {
    return space_.forward(kernel, Matrix::uninitialized_of(shape_),
                          [&](auto call, auto... more) { call(inputs.data()..., more..., shape_[0], shape_[1]); });
  }
  template <class Kernel, class... Inputs>
  Matrix tangent(Kernel kernel, Matrix& result_dot, const Inputs&... inputs_and_dots) {
    return space_.tangent(kernel, Matrix::uninitialized_of(shape_), result_dot, [&](auto call, auto... more) {
      call(inputs_and_dots.data()..., more..., shape_[0], shape_[1]);
    });
  }
  template <class Kernel, class... Pointers>
  void adjoint(Kernel kernel, Matrix& result_bar, Pointers... inputs_and_bars) {
    space_.adjoint(kernel, result_bar,
                   [&](auto call, auto... more) { call(inputs_and_bars..., more..., shape_[0], shape_[1]); });
  }

private:
  std::array<long, 2> shape_;
  WithSpace<T> space_;
};

}  // namespace retrograd::detail
