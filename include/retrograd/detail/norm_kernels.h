// From tensors to the kernels of norms.h.
#pragma once

#include "retrograd/detail/layer_kernels.h"

#include <cmath>

namespace retrograd::detail {

template <class T> inline constexpr T norm_epsilon = T(1e-5);

// Throws ShapeError unless both have a number for each of x's columns, and x has rows.
void check_norm(const char* operation, std::span<const long> x, long gains, long shifts);
void check_groups(std::span<const long> x, long groups);

// What normalizations have in common. `Sizes`: what the kernel is told of x's shape.
template <class X, class Row> class Norm {
public:
  using T = typename X::value_type;
  using Kernel = TripleMapKernel<T, T, long, long> Kernels<T>::*;
  // means, deviations: how many numbers the kernel keeps of them
  Norm(const char* operation, const X& x, const Row& gain, const Row& shift, long means, long deviations)
      : x_(x), gain_(gain), shift_(shift), space_(means, deviations, 0), columns_(gain.size()) {
    check_norm(operation, x.shape(), gain.size(), shift.size());
  }
  X forward(Kernel kernel) {
    return space_.forward(forward_kernels<T>().*kernel, X::uninitialized_of(x_.shape()), [&](auto call, auto... more) {
      call(x_.data(), gain_.data(), shift_.data(), more..., norm_epsilon<T>, rows(), columns_);
    });
  }
  X tangent(Kernel kernel, const X& x_dot, const Row& gain_dot, const Row& shift_dot, X& result_dot) {
    return space_.tangent(kernels<T>().*kernel, X::uninitialized_of(x_.shape()), result_dot,
                          [&](auto call, auto... more) {
                            call(x_.data(), x_dot.data(), gain_.data(), gain_dot.data(), shift_.data(),
                                 shift_dot.data(), more..., norm_epsilon<T>, rows(), columns_);
                          });
  }
  void adjoint(Kernel kernel, X* x_bar, Row* gain_bar, Row* shift_bar, X& result_bar) {
    Wanted x(x_bar, x_);
    Wanted gain(gain_bar, gain_), shift(shift_bar, shift_);
    space_.adjoint(kernels<T>().*kernel, result_bar, [&](auto call, auto... more) {
      call(x_.data(), x.data(), gain_.data(), gain.data(), shift_.data(), shift.data(), more..., norm_epsilon<T>,
           rows(), columns_);
    });
  }

private:
  long rows() const { return x_.size() / columns_; }

  const X& x_;
  const Row &gain_, &shift_;
  WithSpace<T> space_;
  long columns_;
};

template <class X, class Row> class GroupNorm {
public:
  using T = typename X::value_type;
  GroupNorm(const X& x, const Row& gain, const Row& shift, long groups)
      : x_(x),
        gain_(gain),
        shift_(shift),
        groups_(
            (check_norm("group_norm", x.shape(), gain.size(), shift.size()), check_groups(x.shape(), groups), groups)),
        space_(x.rows() * groups, x.rows() * groups, 0) {}
  X forward() {
    return space_.forward(
        forward_kernels<T>().group_norm, X::uninitialized_of(x_.shape()),
        [&](auto call, auto... more) { apply(call, x_.data(), gain_.data(), shift_.data(), more...); });
  }
  X tangent(const X& x_dot, const Row& gain_dot, const Row& shift_dot, X& result_dot) {
    return space_.tangent(
        kernels<T>().group_norm, X::uninitialized_of(x_.shape()), result_dot, [&](auto call, auto... more) {
          apply(call, x_.data(), x_dot.data(), gain_.data(), gain_dot.data(), shift_.data(), shift_dot.data(), more...);
        });
  }
  void adjoint(X* x_bar, Row* gain_bar, Row* shift_bar, X& result_bar) {
    Wanted x(x_bar, x_);
    Wanted gain(gain_bar, gain_), shift(shift_bar, shift_);
    space_.adjoint(kernels<T>().group_norm, result_bar, [&](auto call, auto... more) {
      apply(call, x_.data(), x.data(), gain_.data(), gain.data(), shift_.data(), shift.data(), more...);
    });
  }

private:
  template <class Call, class... Pointers> void apply(Call call, Pointers... pointers) const {
    call(pointers..., norm_epsilon<T>, x_.dim(0), x_.dim(1) * x_.dim(2), groups_, x_.dim(3) / groups_);
  }

  const X& x_;
  const Row &gain_, &shift_;
  long groups_;
  WithSpace<T> space_;
};

}  // namespace retrograd::detail
