// Dropout, and the noise it draws from.
//
//   [[autodiff]] float loss(const Net& m, [[autodiff::passive]] const Images& x, [[autodiff::passive]] const Labels& y,
//                           Noise noise) {
//     auto hidden = dropout(relu(linear(x, m.w1, m.b1)), 0.5, noise);
//     return softmax_cross_entropy(linear(dropout(hidden, 0.2, noise, 1), m.w2, m.b2), y);
//   }
//
// fit passes a new one with each batch, from its seed; where a model is used or validated dropout does nothing.
#pragma once

#include "retrograd/ops.h"

#include <cstdint>

namespace retrograd {

// A number from which others follow; without `active`, no noise.
struct Noise {
  std::uint64_t seed = 0;
  bool active = false;
};

namespace detail {

// 1 / (1 - rate) with probability 1 - rate, else 0, for each element: drawn anew, and the same, whenever it is asked
// for. Throws std::invalid_argument unless 0 <= rate < 1.
void fill_dropout_mask(std::span<float> mask, double rate, std::uint64_t seed);
void fill_dropout_mask(std::span<double> mask, double rate, std::uint64_t seed);
void refuse_dropout_rate(bool active);  // std::logic_error: there is no derivative by the rate

template <class T, long... Dims>
Tensor<T, Dims...> dropout_mask(const Tensor<T, Dims...>& like, double rate, Noise noise, long place) {
  auto mask = Tensor<T, Dims...>::uninitialized_of(like.shape());
  fill_dropout_mask(mask.span(), rate, noise.seed + static_cast<std::uint64_t>(place) * 0x9e3779b97f4a7c15u);
  return mask;
}

}  // namespace detail

// x with each element dropped (zero) with probability `rate`, the others scaled up by 1 / (1 - rate)
// (Srivastava et al. 2014). Give each dropout of a model a `place` of its own, or those of equal size drop the same.
// Not differentiated by the rate: std::logic_error where that is asked for.
template <class T, long... Dims>
Tensor<T, Dims...> dropout(const Tensor<T, Dims...>& x, double rate, Noise noise, long place = 0) {
  return noise.active ? multiply(x, detail::dropout_mask(x, rate, noise, place)) : x;
}
template <class T, long... Dims>
[[autodiff::rule]] Tensor<T, Dims...> dropout_tangent(const Tensor<T, Dims...>& x, const Tensor<T, Dims...>& x_dot,
                                                      double rate, double rate_dot, Noise noise, long place,
                                                      Tensor<T, Dims...>& result_dot) {
  detail::refuse_dropout_rate(rate_dot != 0);
  result_dot = dropout(x_dot, rate, noise, place);
  return dropout(x, rate, noise, place);
}
template <class T, long... Dims>
[[autodiff::rule]] void dropout_adjoint(const Tensor<T, Dims...>& x, Bar<Tensor<T, Dims...>> x_bar, double rate,
                                        double* rate_bar, Noise noise, long place,
                                        const Tensor<T, Dims...>& result_bar) {
  detail::refuse_dropout_rate(rate_bar != nullptr);
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  accumulate(*x_bar, dropout(result_bar, rate, noise, place));
}

}  // namespace retrograd
