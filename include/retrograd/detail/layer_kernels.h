// From tensors to the kernels of layers: sizes, space, and what the rules of layers.h have in common.
#pragma once

#include "retrograd/detail/matrix_product.h"
#include "retrograd/detail/tensor_kernels.h"
#include "retrograd/labels.h"

#include <array>
#include <cmath>

namespace retrograd::detail {

// The product of dimensions, `dyn` where one is.
template <long... Dims> inline constexpr long product = ((Dims == dyn) || ...) ? dyn : (Dims * ... * 1);

// How many rows of so many numbers are worth a thread.
inline long least_rows(long size) { return parallel_size / (size + 1) + 1; }

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

// A convolution as a product of matrices: what the filters see at each place, a row each, times the filters. That goes
// by a few pictures at a time, whose rows stay in the cache.
template <class T> class Convolution {
public:
  Convolution(const std::array<long, 4>& x, const std::array<long, 4>& w, long biases, long stride, long padding)
      : x_(x), w_(w), stride_(stride), padding_(padding) {
    check_convolution(x, w, biases, stride, padding);
    height_ = count_windows("conv2d", x, x[1] + 2 * padding, w[0], stride);
    width_ = count_windows("conv2d", x, x[2] + 2 * padding, w[1], stride);
  }
  std::array<long, 4> result_shape() const { return {x_[0], height_, width_, w_[3]}; }

  void forward(const T* x, const T* w, const T* b, T* result) const { add_products(x, w, result, b); }
  // Adds the products to the result, or to the biases, where they are given.
  void add_products(const T* x, const T* w, T* result, const T* b = nullptr) const {
    parallel(x_[0], least_rows(patch_size()), [&](long begin, long end) {
      auto seen = space<T>(group() * patch_size());
      for_each_group(begin, end, [&](long first, long count) {
        T* to = result + first * result_size();
        if (b != nullptr) forward_kernels<T>().repeat_row(b, to, count * places(), w_[3]);
        rearrange(forward_kernels<T>().patches, x + first * picture_size(), seen.data(), count);
        matrix_product(Transpose::No, Transpose::No, count * places(), w_[3], inner(), seen.data(), w, T(1), to);
      });
    });
  }
  // Null: not wanted.
  void adjoint(const T* x, T* x_bar, const T* w, T* w_bar, T* b_bar, const T* result_bar) const {
    if (x_bar != nullptr) add_to_pictures(x_bar, w, result_bar);
    if (w_bar != nullptr) add_to_filters(x, w_bar, result_bar);
    if (b_bar != nullptr) add_column_sums(result_bar, b_bar, x_[0] * places(), w_[3]);
  }

private:
  long places() const { return height_ * width_; }  // in a picture
  long inner() const { return w_[0] * w_[1] * w_[2]; }
  long picture_size() const { return x_[1] * x_[2] * x_[3]; }
  long patch_size() const { return places() * inner(); }
  long result_size() const { return places() * w_[3]; }
  // Pictures at a time, whose patches take about half a megabyte.
  long group() const {
    return std::max(std::min(524288 / static_cast<long>(sizeof(T)) / (patch_size() + 1), x_[0]), 1L);
  }
  template <class F> void for_each_group(long begin, long end, F f) const {
    for (long first = begin; first < end; first += group()) f(first, std::min(group(), end - first));
  }
  template <class Kernel> void rearrange(Kernel kernel, const T* from, T* to, long pictures) const {
    kernel(from, to, pictures, x_[1], x_[2], x_[3], w_[0], w_[1], stride_, padding_, height_, width_);
  }

  void add_to_pictures(T* x_bar, const T* w, const T* result_bar) const {
    parallel(x_[0], least_rows(patch_size()), [&](long begin, long end) {
      auto seen_bar = space<T>(group() * patch_size());
      for_each_group(begin, end, [&](long first, long count) {
        matrix_product(Transpose::No, Transpose::Yes, count * places(), inner(), w_[3],
                       result_bar + first * result_size(), w, T(0), seen_bar.data());
        rearrange(kernels<T>().add_patches, seen_bar.data(), x_bar + first * picture_size(), count);
      });
    });
  }

  // Each thread has a sum of its own; they are added in order.
  void add_to_filters(const T* x, T* w_bar, const T* result_bar) const {
    const long parts = x_[0] < 2 * least_rows(patch_size()) ? 1 : threads(), each = (x_[0] + parts - 1) / parts;
    const long size = inner() * w_[3];
    auto sums = space<T>((parts - 1) * size);
    std::fill(sums.begin(), sums.end(), T(0));
    parallel(parts, 1, [&](long first_part, long last_part) {
      auto seen = space<T>(group() * patch_size());
      for (long part = first_part; part < last_part; ++part)
        for_each_group(part * each, std::min((part + 1) * each, x_[0]), [&](long first, long count) {
          rearrange(forward_kernels<T>().patches, x + first * picture_size(), seen.data(), count);
          matrix_product(Transpose::Yes, Transpose::No, inner(), w_[3], count * places(), seen.data(),
                         result_bar + first * result_size(), T(1), part == 0 ? w_bar : sums.data() + (part - 1) * size);
        });
    });
    for (long part = 1; part < parts; ++part)
      for (long i = 0; i < size; ++i) w_bar[i] += sums.data()[(part - 1) * size + i];
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
  // The largest of each square go to y; where they are is what comes back.
  template <class T> Buffer<long> largest(const T* x, T* y) const {
    Buffer<long> places(x_[0] * height_ * width_ * x_[3]);
    const long to = height_ * width_ * x_[3], from = x_[1] * x_[2] * x_[3];
    parallel(x_[0], least_rows(from), [&](long begin, long end) {
      forward_kernels<T>().largest(x + begin * from, y + begin * to, places.data() + begin * to, end - begin, x_[1],
                                   x_[2], x_[3], size_, stride_, height_, width_);
      for (long i = begin * to; i < end * to; ++i) places.data()[i] += begin * from;
    });
    return places;
  }

private:
  std::array<long, 4> x_;
  long size_, stride_, height_, width_;
};

// A kernel of the PairMapKernel's or TripleMapKernel's shape by blocks of rows, with its space: three arrays of these
// sizes for a block. `call` is told its rows: call(kernel's function, first row, how many, space and result…).
template <class T> class WithSpace {
public:
  WithSpace(const Blocks& blocks, long u, long v, long w) : blocks_(blocks), u_(u), v_(v), w_(w) {}
  const Blocks& blocks() const { return blocks_; }

  template <class Kernel, class Result, class Call> Result forward(Kernel kernel, Result result, Call call) const {
    blocks_.run([&] {
      return [&, u = Buffer<T>(u_), v = Buffer<T>(v_), w = Buffer<T>(w_)](long begin, long end) mutable {
        call(kernel.forward, begin, end - begin, u.data(), v.data(), w.data(), row(result, begin));
      };
    });
    return result;
  }
  template <class Kernel, class Result, class Call>
  Result tangent(Kernel kernel, Result result, Result& result_dot, Call call) const {
    result_dot = Result::uninitialized_of(result.shape());
    blocks_.run([&] {
      return [&, u = Buffer<T>(u_), v = Buffer<T>(v_), w = Buffer<T>(w_), u_dot = Buffer<T>(u_), v_dot = Buffer<T>(v_),
              w_dot = Buffer<T>(w_)](long begin, long end) mutable {
        call(kernel.tangent, begin, end - begin, u.data(), u_dot.data(), v.data(), v_dot.data(), w.data(), w_dot.data(),
             row(result, begin), row(result_dot, begin));
      };
    });
    return result;
  }
  // The spaces' bars are zero again after each block, as the next one needs them.
  template <class Kernel, class Result, class Call> void adjoint(Kernel kernel, Result& result_bar, Call call) const {
    blocks_.run([&] {
      return [&, u = Buffer<T>(u_), v = Buffer<T>(v_), w = Buffer<T>(w_), u_bar = zeros<T>(u_), v_bar = zeros<T>(v_),
              w_bar = zeros<T>(w_),
              recomputed = Buffer<T>(blocks_.size() * columns(result_bar))](long begin, long end) mutable {
        call(kernel.adjoint, begin, end - begin, u.data(), u_bar.data(), v.data(), v_bar.data(), w.data(), w_bar.data(),
             recomputed.data(), row(result_bar, begin));
      };
    });
  }

private:
  template <class Result> long columns(const Result& x) const { return x.size() / std::max(blocks_.rows(), 1L); }
  template <class Result> T* row(Result& x, long i) const { return x.data() + i * columns(x); }

  Blocks blocks_;
  long u_, v_, w_;
};

// Of each sequence and head, whose columns lie side by side, weights = softmax(factor · query key'), result = weights
// value. Products are matrix products, the softmax's derivatives are derived.
template <class T, long N, long C> class Attention {
public:
  using Matrix = Tensor<T, N, C>;
  Attention(const Matrix& query, const Matrix& key, const Matrix& value, long length, long heads, bool causal)
      : query_(query), key_(key), value_(value), length_(length), heads_(heads), causal_(causal ? 1 : 0) {
    check_attention(query.shape(), key.shape(), value.shape(), length, heads);
    products_ = products(query, key);
    shift_ = space<T>(rows());
    row_maximum(products_.data(), shift_.data(), rows(), length_);
  }
  Matrix forward() {
    weigh(forward_kernels<T>().attention_weights.forward);
    return applied(weights_, value_);
  }
  Matrix tangent(const Matrix& query_dot, const Matrix& key_dot, const Matrix& value_dot, Matrix& result_dot) {
    auto products_dot = products(query_dot, key_), weights_dot = space<T>(places());
    add_products(query_, key_dot, products_dot);
    auto exponentials_dot = space<T>(places()), sums_dot = space<T>(rows());
    make_space();
    kernels<T>().attention_weights.tangent(products_.data(), products_dot.data(), shift_.data(), exponentials_.data(),
                                           exponentials_dot.data(), sums_.data(), sums_dot.data(), weights_.data(),
                                           weights_dot.data(), factor(), rows(), length_, causal_);
    result_dot = applied(weights_dot, value_);
    add_applied(weights_, value_dot, result_dot);
    return applied(weights_, value_);
  }
  void adjoint(Matrix* query_bar, Matrix* key_bar, Matrix* value_bar, const Matrix& result_bar) {
    give_shape(query_bar, query_);
    give_shape(key_bar, key_);
    give_shape(value_bar, value_);
    auto weights_bar = products(result_bar, value_);
    auto products_bar = zero_like(products_), exponentials_bar = zero_like(products_), sums_bar = zero_like(shift_);
    make_space();
    parallel(sequences() * heads_, least_rows(length_ * length_), [&](long begin, long end) {
      const long row = begin * length_, at = row * length_;
      kernels<T>().attention_weights.adjoint(
          products_.data() + at, products_bar.data() + at, shift_.data() + row, exponentials_.data() + at,
          exponentials_bar.data() + at, sums_.data() + row, sums_bar.data() + row, weights_.data() + at,
          weights_bar.data() + at, factor(), (end - begin) * length_, length_, causal_);
    });
    if (value_bar != nullptr) add_transposed(weights_, result_bar, *value_bar);
    if (query_bar != nullptr) add_applied(products_bar, key_, *query_bar);
    if (key_bar != nullptr) add_transposed(products_bar, query_, *key_bar);
  }

private:
  using Space = Tensor<T, dyn>;
  long sequences() const { return query_.dim(0) / length_; }
  long size() const { return query_.dim(1) / heads_; }
  long rows() const { return query_.dim(0) * heads_; }
  long places() const { return rows() * length_; }
  T factor() const { return 1 / std::sqrt(static_cast<T>(size())); }

  void make_space() {
    exponentials_ = space<T>(places());
    sums_ = space<T>(rows());
    weights_ = space<T>(places());
  }
  template <class Kernel> void weigh(Kernel kernel) {
    make_space();
    parallel(sequences() * heads_, least_rows(length_ * length_), [&](long begin, long end) {
      const long row = begin * length_, place = row * length_;
      kernel(products_.data() + place, shift_.data() + row, exponentials_.data() + place, sums_.data() + row,
             weights_.data() + place, factor(), (end - begin) * length_, length_, causal_);
    });
  }

  // Calls f(where a head's columns start in a matrix, where its square of length x length starts) for each.
  template <class F> void for_each_head(F f) const {
    parallel(sequences() * heads_, least_rows(length_ * length_ * size() / 16), [&](long begin, long end) {
      for (long i = begin; i < end; ++i)
        f(i / heads_ * length_ * heads_ * size() + i % heads_ * size(), i * length_ * length_);
    });
  }
  // Squares: a b' of each head.
  Space products(const Matrix& a, const Matrix& b) const {
    auto result = space<T>(places());
    multiply_rows(a, b, T(0), result);
    return result;
  }
  void add_products(const Matrix& a, const Matrix& b, Space& sum) const { multiply_rows(a, b, T(1), sum); }
  void multiply_rows(const Matrix& a, const Matrix& b, T keep, Space& result) const {
    const long columns = query_.dim(1);
    for_each_head([&](long at, long square) {
      matrix_product(Transpose::No, Transpose::Yes, length_, length_, size(), a.data() + at, b.data() + at, keep,
                     result.data() + square, {columns, columns, length_});
    });
  }
  // The squares times the heads' columns.
  Matrix applied(const Space& squares, const Matrix& x) const {
    Matrix result = Matrix::uninitialized_of(x.shape());
    apply(Transpose::No, squares, x, T(0), result);
    return result;
  }
  void add_applied(const Space& squares, const Matrix& x, Matrix& sum) const {
    apply(Transpose::No, squares, x, T(1), sum);
  }
  void add_transposed(const Space& squares, const Matrix& x, Matrix& sum) const {
    apply(Transpose::Yes, squares, x, T(1), sum);
  }
  void apply(Transpose transpose, const Space& squares, const Matrix& x, T keep, Matrix& result) const {
    const long columns = query_.dim(1);
    for_each_head([&](long at, long square) {
      matrix_product(transpose, Transpose::No, length_, size(), length_, squares.data() + square, x.data() + at, keep,
                     result.data() + at, {length_, columns, columns});
    });
  }

  const Matrix &query_, &key_, &value_;
  long length_, heads_, causal_;
  Space products_, shift_, exponentials_, sums_, weights_;
};

// The elementwise part of a recurrent cell.
template <class T, long N, long C> class Cell {
public:
  using Matrix = Tensor<T, N, C>;
  Cell(const char* operation, const Matrix& state, long gates, std::span<const long> gates_shape)
      : shape_(state.shape()), space_(blocks(), each(), each(), each()) {
    check_cell(operation, state.shape(), gates, gates_shape);
  }
  template <class Kernel, class... Inputs> Matrix forward(Kernel kernel, const Inputs&... inputs) {
    return space_.forward(kernel, Matrix::uninitialized_of(shape_),
                          [&](auto call, long first, long rows, auto... more) {
                            call(inputs.data() + first * inputs.dim(1)..., more..., rows, shape_[1]);
                          });
  }
  template <class Kernel, class... Inputs>
  Matrix tangent(Kernel kernel, Matrix& result_dot, const Inputs&... inputs_and_dots) {
    return space_.tangent(kernel, Matrix::uninitialized_of(shape_), result_dot,
                          [&](auto call, long first, long rows, auto... more) {
                            call(inputs_and_dots.data() + first * inputs_and_dots.dim(1)..., more..., rows, shape_[1]);
                          });
  }
  template <class Kernel, class... Inputs>
  void adjoint(Kernel kernel, Matrix& result_bar, Inputs&&... inputs_and_bars) {
    space_.adjoint(kernel, result_bar, [&](auto call, long first, long rows, auto... more) {
      call(inputs_and_bars.data() + first * inputs_and_bars.dim(1)..., more..., rows, shape_[1]);
    });
  }

private:
  Blocks blocks() const { return {shape_[0], shape_[1]}; }
  long each() const { return blocks().size() * shape_[1]; }

  std::array<long, 2> shape_;
  WithSpace<T> space_;
};

}  // namespace retrograd::detail
