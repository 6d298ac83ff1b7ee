// From tensors to the kernels of norms.h.
#pragma once

#include "retrograd/detail/layer_kernels.h"

#include <cmath>

namespace retrograd::detail {

template <class T> inline constexpr T norm_epsilon = T(1e-5);

// Throws ShapeError unless both have a number for each of x's columns, and x has rows.
void check_norm(const char* operation, std::span<const long> x, long gains, long shifts);
void check_groups(std::span<const long> x, long groups);

// What normalizations have in common: a gain and a shift for each column, which all blocks of rows add to.
template <class X, class Row> class Norm {
public:
  using T = typename X::value_type;
  // kept: how many means, and deviations, the kernel keeps in a block. `sizes`: what it is told of x's shape behind the
  // number of rows.
  Norm(const X& x, const Row& gain, const Row& shift, const Blocks& blocks, long kept)
      : x_(x), gain_(gain), shift_(shift), space_(blocks, kept, kept, 0) {}

  template <class Kernel, class... Sizes> X forward(Kernel kernel, Sizes... sizes) const {
    return space_.forward(kernel, X::uninitialized_of(x_.shape()), [&](auto call, long first, long rows, auto... more) {
      call(row(x_, first), gain_.data(), shift_.data(), more..., norm_epsilon<T>, rows, sizes...);
    });
  }
  template <class Kernel, class... Sizes>
  X tangent(Kernel kernel, const X& x_dot, const Row& gain_dot, const Row& shift_dot, X& result_dot,
            Sizes... sizes) const {
    return space_.tangent(kernel, X::uninitialized_of(x_.shape()), result_dot,
                          [&](auto call, long first, long rows, auto... more) {
                            call(row(x_, first), row(x_dot, first), gain_.data(), gain_dot.data(), shift_.data(),
                                 shift_dot.data(), more..., norm_epsilon<T>, rows, sizes...);
                          });
  }
  template <class Kernel, class... Sizes>
  void adjoint(Kernel kernel, X* x_bar, Row* gain_bar, Row* shift_bar, X& result_bar, Sizes... sizes) const {
    Wanted x(x_bar, x_);
    Wanted gain(gain_bar, gain_), shift(shift_bar, shift_);
    SumOfBlocks<T> gains(gain.data(), gain_.size(), space_.blocks()),
        shifts(shift.data(), shift_.size(), space_.blocks());
    space_.adjoint(kernel, result_bar, [&](auto call, long first, long rows, auto... more) {
      call(row(x_, first), row(x, first), gain_.data(), gains.of(first), shift_.data(), shifts.of(first), more...,
           norm_epsilon<T>, rows, sizes...);
    });
    gains.finish();
    shifts.finish();
  }

private:
  template <class Rows> auto* row(Rows& x, long i) const {
    return x.data() + i * (x_.size() / std::max(space_.blocks().rows(), 1L));
  }

  const X& x_;
  const Row &gain_, &shift_;
  WithSpace<T> space_;
};

// Each row by itself.
template <class X, class Row> Norm<X, Row> row_norm(const X& x, const Row& gain, const Row& shift) {
  check_norm("layer_norm", x.shape(), gain.size(), shift.size());
  const Blocks blocks(x.rows(), x.columns());
  return {x, gain, shift, blocks, blocks.size()};
}
// Each column: a block can't do without the others.
template <class X, class Row> Norm<X, Row> column_norm(const X& x, const Row& gain, const Row& shift) {
  check_norm("batch_norm", x.shape(), gain.size(), shift.size());
  return {x, gain, shift, Blocks::whole(x.size() / gain.size()), gain.size()};
}
// Groups of channels of each picture.
template <class X, class Row> Norm<X, Row> group_norm(const X& x, const Row& gain, const Row& shift, long groups) {
  check_norm("group_norm", x.shape(), gain.size(), shift.size());
  check_groups(x.shape(), groups);
  const Blocks blocks(x.rows(), x.columns());
  return {x, gain, shift, blocks, blocks.size() * groups};
}

}  // namespace retrograd::detail
