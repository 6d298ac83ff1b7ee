// Layers beyond linear: convolution, pooling, embedding, attention, LSTM and GRU; each with its rules. Those of norms.h
// and transposed.h belong to them.
//
//   auto h = relu(conv2d(x, m.filters, m.bias, 1, 1));      // 64 x 28 x 28 x 1 -> 64 x 28 x 28 x 32, padded by 1
//   h = max_pool2d(h, 2);                                   // 64 x 14 x 14 x 32
//   return linear(flatten(h), m.w, m.b);
//
// Pictures are height x width x channels. Shapes that don't go together are compile errors where they are known, else a
// ShapeError.
#pragma once

#include "retrograd/detail/layer_kernels.h"
#include "retrograd/norms.h"
#include "retrograd/ops.h"
#include "retrograd/shaping.h"
#include "retrograd/transposed.h"

namespace retrograd {

// ---- pictures

// Each filter at each place, plus its bias: x is pictures x height x width x channels, w filter height x filter width x
// channels x filters, b a number a filter. Sizes become (size + 2 padding - filter size) / stride + 1, rounded down.
template <class T, long N, long H, long W, long C, long P, long Q, long C2, long O, long O2>
Tensor<T, N, dyn, dyn, detail::known(O, O2)> conv2d(const Tensor<T, N, H, W, C>& x, const Tensor<T, P, Q, C2, O>& w,
                                                    const Tensor<T, O2>& b, long stride = 1, long padding = 0) {
  static_assert(detail::may_match(C, C2), "conv2d: the filters w must have as many channels as the pictures x");
  static_assert(detail::may_match(O, O2), "conv2d: b must have as many elements as w has filters");
  const detail::Convolution<T> c(x.shape(), w.shape(), b.dim(0), stride, padding);
  auto result = Tensor<T, N, dyn, dyn, detail::known(O, O2)>::uninitialized_of(c.result_shape());
  c.forward(x.data(), w.data(), b.data(), result.data());
  return result;
}
template <class T, long N, long H, long W, long C, long P, long Q, long C2, long O, long O2>
[[autodiff::rule]] Tensor<T, N, dyn, dyn, detail::known(O, O2)> conv2d_tangent(
    const Tensor<T, N, H, W, C>& x, const Tensor<T, N, H, W, C>& x_dot, const Tensor<T, P, Q, C2, O>& w,
    const Tensor<T, P, Q, C2, O>& w_dot, const Tensor<T, O2>& b, const Tensor<T, O2>& b_dot, long stride, long padding,
    Tensor<T, N, dyn, dyn, detail::known(O, O2)>& result_dot) {
  const detail::Convolution<T> c(x.shape(), w.shape(), b.dim(0), stride, padding);
  result_dot = conv2d(x, w_dot, b_dot, stride, padding);
  c.add_products(x_dot.data(), w.data(), result_dot.data());
  return conv2d(x, w, b, stride, padding);
}
template <class T, long N, long H, long W, long C, long P, long Q, long C2, long O, long O2>
[[autodiff::rule]] void conv2d_adjoint(const Tensor<T, N, H, W, C>& x, Bar<Tensor<T, N, H, W, C>> x_bar,
                                       const Tensor<T, P, Q, C2, O>& w, Bar<Tensor<T, P, Q, C2, O>> w_bar,
                                       const Tensor<T, O2>& b, Bar<Tensor<T, O2>> b_bar, long stride, long padding,
                                       const Tensor<T, N, dyn, dyn, detail::known(O, O2)>& result_bar) {
  const detail::Convolution<T> c(x.shape(), w.shape(), b.dim(0), stride, padding);
  detail::give_shape(x_bar, x);
  detail::give_shape(w_bar, w);
  detail::give_shape(b_bar, b);
  c.adjoint(x.data(), x_bar != nullptr ? x_bar->data() : nullptr, w.data(), w_bar != nullptr ? w_bar->data() : nullptr,
            b_bar != nullptr ? b_bar->data() : nullptr, result_bar.data());
}

// The largest of each size x size square; `stride` 0: squares side by side. The derivative goes to the first of equals.
template <class T, long N, long H, long W, long C>
Tensor<T, N, dyn, dyn, C> max_pool2d(const Tensor<T, N, H, W, C>& x, long size, long stride = 0) {
  const detail::Pooling pooling("max_pool2d", x.shape(), size, stride);
  auto result = Tensor<T, N, dyn, dyn, C>::uninitialized_of(pooling.result_shape());
  pooling.largest(x.data(), result.data());
  return result;
}
template <class T, long N, long H, long W, long C>
[[autodiff::rule]] Tensor<T, N, dyn, dyn, C> max_pool2d_tangent(const Tensor<T, N, H, W, C>& x,
                                                                const Tensor<T, N, H, W, C>& x_dot, long size,
                                                                long stride, Tensor<T, N, dyn, dyn, C>& result_dot) {
  const detail::Pooling pooling("max_pool2d", x.shape(), size, stride);
  auto result = Tensor<T, N, dyn, dyn, C>::uninitialized_of(pooling.result_shape());
  result_dot = Tensor<T, N, dyn, dyn, C>::uninitialized_of(result.shape());
  const auto places = pooling.largest(x.data(), result.data());
  detail::forward_kernels<T>().gather.forward(x_dot.data(), result_dot.data(), places.data(), result.size());
  return result;
}
template <class T, long N, long H, long W, long C>
[[autodiff::rule]] void max_pool2d_adjoint(const Tensor<T, N, H, W, C>& x, Bar<Tensor<T, N, H, W, C>> x_bar, long size,
                                           long stride, Tensor<T, N, dyn, dyn, C>& result_bar) {
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  auto recomputed = Tensor<T, N, dyn, dyn, C>::uninitialized_of(result_bar.shape());
  const auto places = detail::Pooling("max_pool2d", x.shape(), size, stride).largest(x.data(), recomputed.data());
  // Picture by picture: their places differ.
  const long each = result_bar.size() / std::max(x.dim(0), 1L);
  detail::parallel(x.dim(0), detail::least_rows(each), [&](long begin, long end) {
    detail::kernels<T>().gather.adjoint(x.data(), x_bar->data(), recomputed.data() + begin * each,
                                        result_bar.data() + begin * each, places.data() + begin * each,
                                        (end - begin) * each);
  });
}

// The mean of each size x size square.
template <class T, long N, long H, long W, long C>
Tensor<T, N, dyn, dyn, C> average_pool2d(const Tensor<T, N, H, W, C>& x, long size, long stride = 0) {
  const detail::Pooling pooling("average_pool2d", x.shape(), size, stride);
  auto result = Tensor<T, N, dyn, dyn, C>::uninitialized_of(pooling.result_shape());
  pooling.apply(detail::forward_kernels<T>().average_pool.forward, x.data(), result.data());
  return result;
}
template <class T, long N, long H, long W, long C>
[[autodiff::rule]] Tensor<T, N, dyn, dyn, C> average_pool2d_tangent(const Tensor<T, N, H, W, C>& x,
                                                                    const Tensor<T, N, H, W, C>& x_dot, long size,
                                                                    long stride,
                                                                    Tensor<T, N, dyn, dyn, C>& result_dot) {
  const detail::Pooling pooling("average_pool2d", x.shape(), size, stride);
  auto result = Tensor<T, N, dyn, dyn, C>::uninitialized_of(pooling.result_shape());
  result_dot = Tensor<T, N, dyn, dyn, C>::uninitialized_of(result.shape());
  pooling.apply(detail::kernels<T>().average_pool.tangent, x.data(), x_dot.data(), result.data(), result_dot.data());
  return result;
}
template <class T, long N, long H, long W, long C>
[[autodiff::rule]] void average_pool2d_adjoint(const Tensor<T, N, H, W, C>& x, Bar<Tensor<T, N, H, W, C>> x_bar,
                                               long size, long stride, Tensor<T, N, dyn, dyn, C>& result_bar) {
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  auto recomputed = Tensor<T, N, dyn, dyn, C>::uninitialized_of(result_bar.shape());
  detail::Pooling("average_pool2d", x.shape(), size, stride)
      .apply(detail::kernels<T>().average_pool.adjoint, x.data(), x_bar->data(), recomputed.data(), result_bar.data());
}

// Each row's elements side by side: 64 x 7 x 7 x 32 becomes 64 x 1568.
template <class T, long N, long... Rest>
Tensor<T, N, detail::product<Rest...>> flatten(const Tensor<T, N, Rest...>& x) {
  auto result = Tensor<T, N, detail::product<Rest...>>::uninitialized_of({x.rows(), x.columns()});
  detail::copy_elements(x.data(), result.data(), x.size());
  return result;
}
template <class T, long N, long... Rest>
[[autodiff::rule]] Tensor<T, N, detail::product<Rest...>> flatten_tangent(
    const Tensor<T, N, Rest...>& x, const Tensor<T, N, Rest...>& x_dot,
    Tensor<T, N, detail::product<Rest...>>& result_dot) {
  result_dot = flatten(x_dot);
  return flatten(x);
}
template <class T, long N, long... Rest>
[[autodiff::rule]] void flatten_adjoint(const Tensor<T, N, Rest...>& x, Bar<Tensor<T, N, Rest...>> x_bar,
                                        const Tensor<T, N, detail::product<Rest...>>& result_bar) {
  if (x_bar == nullptr) return;
  detail::give_shape(x_bar, x);
  detail::add_elements(result_bar.data(), x_bar->data(), x.size());
}

// ---- sequences

// The rows of a table that the labels name.
template <class T, long V, long C> Tensor<T, dyn, C> embedding(const Tensor<T, V, C>& table, const Labels& rows) {
  const auto places = detail::row_places("embedding", rows, table.dim(0), table.dim(1));
  auto result = Tensor<T, dyn, C>::uninitialized_of({rows.size(), table.dim(1)});
  detail::forward_kernels<T>().gather.forward(table.data(), result.data(), places.data(), result.size());
  return result;
}
template <class T, long V, long C>
[[autodiff::rule]] Tensor<T, dyn, C> embedding_tangent(const Tensor<T, V, C>& table, const Tensor<T, V, C>& table_dot,
                                                       const Labels& rows, Tensor<T, dyn, C>& result_dot) {
  result_dot = embedding(table_dot, rows);
  return embedding(table, rows);
}
template <class T, long V, long C>
[[autodiff::rule]] void embedding_adjoint(const Tensor<T, V, C>& table, Bar<Tensor<T, V, C>> table_bar,
                                          const Labels& rows, Tensor<T, dyn, C>& result_bar) {
  if (table_bar == nullptr) return;
  detail::give_shape(table_bar, table);
  const auto places = detail::row_places("embedding", rows, table.dim(0), table.dim(1));
  auto recomputed = Tensor<T, dyn, C>::uninitialized_of(result_bar.shape());
  detail::kernels<T>().gather.adjoint(table.data(), table_bar->data(), recomputed.data(), result_bar.data(),
                                      places.data(), result_bar.size());
}

// Scaled dot-product attention in `heads` side by side (Vaswani et al. 2017): query, key and value have a row for each
// place of each sequence of `length`; columns are the heads' one after the other. Causal: no place sees those behind
// it.
template <class T, long N, long C>
Tensor<T, N, C> attention(const Tensor<T, N, C>& query, const Tensor<T, N, C>& key, const Tensor<T, N, C>& value,
                          long length, long heads = 1, bool causal = false) {
  return detail::Attention<T, N, C>(query, key, value, length, heads, causal).forward();
}
template <class T, long N, long C>
[[autodiff::rule]] Tensor<T, N, C> attention_tangent(const Tensor<T, N, C>& query, const Tensor<T, N, C>& query_dot,
                                                     const Tensor<T, N, C>& key, const Tensor<T, N, C>& key_dot,
                                                     const Tensor<T, N, C>& value, const Tensor<T, N, C>& value_dot,
                                                     long length, long heads, bool causal,
                                                     Tensor<T, N, C>& result_dot) {
  return detail::Attention<T, N, C>(query, key, value, length, heads, causal)
      .tangent(query_dot, key_dot, value_dot, result_dot);
}
template <class T, long N, long C>
[[autodiff::rule]] void attention_adjoint(const Tensor<T, N, C>& query, Bar<Tensor<T, N, C>> query_bar,
                                          const Tensor<T, N, C>& key, Bar<Tensor<T, N, C>> key_bar,
                                          const Tensor<T, N, C>& value, Bar<Tensor<T, N, C>> value_bar, long length,
                                          long heads, bool causal, Tensor<T, N, C>& result_bar) {
  detail::Attention<T, N, C>(query, key, value, length, heads, causal)
      .adjoint(query_bar, key_bar, value_bar, result_bar);
}

// ---- recurrent cells (Hochreiter & Schmidhuber 1997 with forget gates; Cho et al. 2014)
//
//   auto gates = add(linear(x, m.wx, m.b), matmul(h, m.wh));   // columns: input, forget, candidate, output
//   c = lstm_state(gates, c);
//   h = lstm_output(gates, c);
//
//   h = gru(linear(x, m.wx, m.bx), linear(h, m.wh, m.bh), h);  // columns: reset, update, candidate

#define RETROGRAD_LSTM(f)                                                                                            \
  template <class T, long N, long G, long C>                                                                         \
  Tensor<T, N, C> f(const Tensor<T, N, G>& gates, const Tensor<T, N, C>& state) {                                    \
    return detail::Cell<T, N, C>(#f, state, 4, gates.shape()).forward(detail::forward_kernels<T>().f, gates, state); \
  }                                                                                                                  \
  template <class T, long N, long G, long C>                                                                         \
  [[autodiff::rule]] Tensor<T, N, C> f##_tangent(const Tensor<T, N, G>& gates, const Tensor<T, N, G>& gates_dot,     \
                                                 const Tensor<T, N, C>& state, const Tensor<T, N, C>& state_dot,     \
                                                 Tensor<T, N, C>& result_dot) {                                      \
    return detail::Cell<T, N, C>(#f, state, 4, gates.shape())                                                        \
        .tangent(detail::kernels<T>().f, result_dot, gates, gates_dot, state, state_dot);                            \
  }                                                                                                                  \
  template <class T, long N, long G, long C>                                                                         \
  [[autodiff::rule]] void f##_adjoint(const Tensor<T, N, G>& gates, Bar<Tensor<T, N, G>> gates_bar,                  \
                                      const Tensor<T, N, C>& state, Bar<Tensor<T, N, C>> state_bar,                  \
                                      Tensor<T, N, C>& result_bar) {                                                 \
    detail::Wanted wanted_gates(gates_bar, gates);                                                                   \
    detail::Wanted wanted_state(state_bar, state);                                                                   \
    detail::Cell<T, N, C>(#f, state, 4, gates.shape())                                                               \
        .adjoint(detail::kernels<T>().f, result_bar, gates, wanted_gates, state, wanted_state);                      \
  }

RETROGRAD_LSTM(lstm_state)   // sigmoid(forget) state + sigmoid(input) tanh(candidate)
RETROGRAD_LSTM(lstm_output)  // sigmoid(output) tanh(state)
#undef RETROGRAD_LSTM

// z state + (1 - z) tanh(x_n + r h_n), r = sigmoid(x_r + h_r), z = sigmoid(x_z + h_z)
template <class T, long N, long G, long C>
Tensor<T, N, C> gru(const Tensor<T, N, G>& x, const Tensor<T, N, G>& h, const Tensor<T, N, C>& state) {
  detail::check_same_shape("gru", x, h);
  return detail::Cell<T, N, C>("gru", state, 3, x.shape()).forward(detail::forward_kernels<T>().gru, x, h, state);
}
template <class T, long N, long G, long C>
[[autodiff::rule]] Tensor<T, N, C> gru_tangent(const Tensor<T, N, G>& x, const Tensor<T, N, G>& x_dot,
                                               const Tensor<T, N, G>& h, const Tensor<T, N, G>& h_dot,
                                               const Tensor<T, N, C>& state, const Tensor<T, N, C>& state_dot,
                                               Tensor<T, N, C>& result_dot) {
  return detail::Cell<T, N, C>("gru", state, 3, x.shape())
      .tangent(detail::kernels<T>().gru, result_dot, x, x_dot, h, h_dot, state, state_dot);
}
template <class T, long N, long G, long C>
[[autodiff::rule]] void gru_adjoint(const Tensor<T, N, G>& x, Bar<Tensor<T, N, G>> x_bar, const Tensor<T, N, G>& h,
                                    Bar<Tensor<T, N, G>> h_bar, const Tensor<T, N, C>& state,
                                    Bar<Tensor<T, N, C>> state_bar, Tensor<T, N, C>& result_bar) {
  detail::Wanted wanted_x(x_bar, x);
  detail::Wanted wanted_h(h_bar, h);
  detail::Wanted wanted_state(state_bar, state);
  detail::Cell<T, N, C>("gru", state, 3, x.shape())
      .adjoint(detail::kernels<T>().gru, result_bar, x, wanted_x, h, wanted_h, state, wanted_state);
}

}  // namespace retrograd
