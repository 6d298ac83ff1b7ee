// Normalization: of rows, of columns over a batch, of groups of channels; each with its rules.
//
//   auto h = relu(batch_norm(conv2d(x, m.filters, m.bias), m.gain, m.shift));    // in the loss: the batch's statistics
//   auto h = relu(batch_norm(conv2d(x, m.filters, m.bias), m.gain, m.shift, s.mean, s.variance));   // when it is used
//
// A gain is declared to start at 1, with which init begins: Tensor<float, 32> gain = Tensor<float, 32>::filled(1),
// shift;
//
// A loss has no state, so statistics for using a model are gathered when it is trained, as in algorithm 2 of Ioffe &
// Szegedy 2015 (arXiv:1502.03167), and kept beside the model or in it:
//
//   RunningMoments<float, 32> s;
//   for (…) s.add(conv2d(batch, m.filters, m.bias));
#pragma once

#include "retrograd/detail/norm_kernels.h"

namespace retrograd {

// Each row minus its mean, divided by sqrt(variance + 1e-5), times gain, plus shift (Ba, Kiros & Hinton 2016).
template <class T, long N, long C, long C2>
Tensor<T, N, C> layer_norm(const Tensor<T, N, C>& x, const Tensor<T, C2>& gain, const Tensor<T, C2>& shift) {
  static_assert(detail::may_match(C, C2), "layer_norm: gain and shift must have as many elements as x has columns");
  return detail::row_norm(x, gain, shift).forward(detail::forward_kernels<T>().layer_norm, x.dim(1));
}
template <class T, long N, long C, long C2>
[[autodiff::rule]] Tensor<T, N, C> layer_norm_tangent(const Tensor<T, N, C>& x, const Tensor<T, N, C>& x_dot,
                                                      const Tensor<T, C2>& gain, const Tensor<T, C2>& gain_dot,
                                                      const Tensor<T, C2>& shift, const Tensor<T, C2>& shift_dot,
                                                      Tensor<T, N, C>& result_dot) {
  return detail::row_norm(x, gain, shift)
      .tangent(detail::kernels<T>().layer_norm, x_dot, gain_dot, shift_dot, result_dot, x.dim(1));
}
template <class T, long N, long C, long C2>
[[autodiff::rule]] void layer_norm_adjoint(const Tensor<T, N, C>& x, Bar<Tensor<T, N, C>> x_bar,
                                           const Tensor<T, C2>& gain, Bar<Tensor<T, C2>> gain_bar,
                                           const Tensor<T, C2>& shift, Bar<Tensor<T, C2>> shift_bar,
                                           Tensor<T, N, C>& result_bar) {
  detail::row_norm(x, gain, shift)
      .adjoint(detail::kernels<T>().layer_norm, x_bar, gain_bar, shift_bar, result_bar, x.dim(1));
}

// Each column (each channel of pictures) minus its mean over the batch, divided by sqrt(variance + 1e-5), times gain,
// plus shift. The variance is that of the batch: squares divided by their number.
template <class T, long N, long... Rest, long C>
Tensor<T, N, Rest...> batch_norm(const Tensor<T, N, Rest...>& x, const Tensor<T, C>& gain, const Tensor<T, C>& shift) {
  return detail::column_norm(x, gain, shift).forward(detail::forward_kernels<T>().batch_norm, gain.size());
}
template <class T, long N, long... Rest, long C>
[[autodiff::rule]] Tensor<T, N, Rest...> batch_norm_tangent(const Tensor<T, N, Rest...>& x,
                                                            const Tensor<T, N, Rest...>& x_dot,
                                                            const Tensor<T, C>& gain, const Tensor<T, C>& gain_dot,
                                                            const Tensor<T, C>& shift, const Tensor<T, C>& shift_dot,
                                                            Tensor<T, N, Rest...>& result_dot) {
  return detail::column_norm(x, gain, shift)
      .tangent(detail::kernels<T>().batch_norm, x_dot, gain_dot, shift_dot, result_dot, gain.size());
}
template <class T, long N, long... Rest, long C>
[[autodiff::rule]] void batch_norm_adjoint(const Tensor<T, N, Rest...>& x, Bar<Tensor<T, N, Rest...>> x_bar,
                                           const Tensor<T, C>& gain, Bar<Tensor<T, C>> gain_bar,
                                           const Tensor<T, C>& shift, Bar<Tensor<T, C>> shift_bar,
                                           Tensor<T, N, Rest...>& result_bar) {
  detail::column_norm(x, gain, shift)
      .adjoint(detail::kernels<T>().batch_norm, x_bar, gain_bar, shift_bar, result_bar, gain.size());
}

// The same with statistics that are given, for a trained model. Has no derivative: not for losses.
template <class T, long N, long... Rest, long C>
Tensor<T, N, Rest...> batch_norm(const Tensor<T, N, Rest...>& x, const Tensor<T, C>& gain, const Tensor<T, C>& shift,
                                 const Tensor<T, C>& mean, const Tensor<T, C>& variance) {
  detail::check_norm("batch_norm", x.shape(), gain.size(), shift.size());
  detail::check_norm("batch_norm", x.shape(), mean.size(), variance.size());
  auto result = Tensor<T, N, Rest...>::uninitialized_of(x.shape());
  for (long i = 0; i < x.size(); ++i) {
    const long j = i % gain.size();
    result.data()[i] = (x.data()[i] - mean(j)) / std::sqrt(variance(j) + detail::norm_epsilon<T>) * gain(j) + shift(j);
  }
  return result;
}

// Mean and variance of columns over everything that was added, batch by batch.
template <class T, long C> struct RunningMoments {
  Tensor<T, C> mean, variance;
  long rows = 0;

  template <long N, long... Rest> void add(const Tensor<T, N, Rest...>& x) {
    if (mean.size() == 0) mean = variance = Tensor<T, C>::uninitialized_of({x.shape().back()});
    detail::check_norm("RunningMoments", x.shape(), mean.size(), variance.size());
    const long columns = mean.size(), added = x.size() / columns;
    for (long j = 0; j < columns; ++j) {
      double sum = 0, squares = 0;
      for (long i = 0; i < added; ++i) sum += static_cast<double>(x.data()[i * columns + j]);
      const double own = sum / static_cast<double>(added);
      for (long i = 0; i < added; ++i) {
        const double distance = static_cast<double>(x.data()[i * columns + j]) - own;
        squares += distance * distance;
      }
      // Of two sets from those of each (Chan, Golub & LeVeque 1979).
      const double before = static_cast<double>(rows), all = before + static_cast<double>(added);
      const double old = rows == 0 ? 0 : static_cast<double>(mean(j)), step = own - old;
      const double old_squares = rows == 0 ? 0 : static_cast<double>(variance(j)) * before;
      mean(j) = static_cast<T>(old + step * static_cast<double>(added) / all);
      variance(j) =
          static_cast<T>((old_squares + squares + step * step * before * static_cast<double>(added) / all) / all);
    }
    rows += added;
  }
};

// Pictures: the channels of each, in `groups` side by side, minus their mean, divided by sqrt(variance + 1e-5); each
// channel times its gain, plus its shift (Wu & He 2018, arXiv:1803.08494).
template <class T, long N, long H, long W, long C, long C2>
Tensor<T, N, H, W, C> group_norm(const Tensor<T, N, H, W, C>& x, const Tensor<T, C2>& gain, const Tensor<T, C2>& shift,
                                 long groups) {
  return detail::group_norm(x, gain, shift, groups)
      .forward(detail::forward_kernels<T>().group_norm, x.dim(1) * x.dim(2), groups, x.dim(3) / groups);
}
template <class T, long N, long H, long W, long C, long C2>
[[autodiff::rule]] Tensor<T, N, H, W, C> group_norm_tangent(const Tensor<T, N, H, W, C>& x,
                                                            const Tensor<T, N, H, W, C>& x_dot,
                                                            const Tensor<T, C2>& gain, const Tensor<T, C2>& gain_dot,
                                                            const Tensor<T, C2>& shift, const Tensor<T, C2>& shift_dot,
                                                            long groups, Tensor<T, N, H, W, C>& result_dot) {
  return detail::group_norm(x, gain, shift, groups)
      .tangent(detail::kernels<T>().group_norm, x_dot, gain_dot, shift_dot, result_dot, x.dim(1) * x.dim(2), groups,
               x.dim(3) / groups);
}
template <class T, long N, long H, long W, long C, long C2>
[[autodiff::rule]] void group_norm_adjoint(const Tensor<T, N, H, W, C>& x, Bar<Tensor<T, N, H, W, C>> x_bar,
                                           const Tensor<T, C2>& gain, Bar<Tensor<T, C2>> gain_bar,
                                           const Tensor<T, C2>& shift, Bar<Tensor<T, C2>> shift_bar, long groups,
                                           Tensor<T, N, H, W, C>& result_bar) {
  detail::group_norm(x, gain, shift, groups)
      .adjoint(detail::kernels<T>().group_norm, x_bar, gain_bar, shift_bar, result_bar, x.dim(1) * x.dim(2), groups,
               x.dim(3) / groups);
}

}  // namespace retrograd
