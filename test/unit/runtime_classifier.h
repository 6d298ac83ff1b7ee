// A small classifier for tests of training. The adjoint that the compiler would generate is written here by hand; the
// examples use its own.
#pragma once

#include "retrograd/train.h"

namespace retrograd::test {

struct Classifier {
  Tensor<float, 2, 8> w1;
  Tensor<float, 8> b1;
  Tensor<float, 8, 2> w2;
  Tensor<float, 2> b2;
};
template <class M, class Visitor>
  requires std::same_as<std::remove_const_t<M>, Classifier>
void retrograd_visit(M& m, Visitor&& visit) {
  visit("w1", m.w1);
  visit("b1", m.b1);
  visit("w2", m.w2);
  visit("b2", m.b2);
}

using Points = Tensor<float, dyn, 2>;

inline Tensor<float, dyn, 2> logits(const Classifier& m, const Points& x) {
  return linear(tanh(linear(x, m.w1, m.b1)), m.w2, m.b2);
}
inline float loss(const Classifier& m, const Points& x, const Labels& y) {
  return softmax_cross_entropy(logits(m, x), y);
}

using LossAdjoint = detail::Adjoint<float(const Classifier&, const Points&, const Labels&), loss, retrograd::wrt<0>>;
constexpr detail::Active<true, 0> retrograd_active(LossAdjoint) { return {}; }
inline float retrograd_call(LossAdjoint, const Classifier& m, const Points& x, const Labels& y, Classifier& m_bar,
                            float result_bar) {
  const auto before = linear(x, m.w1, m.b1);
  const auto hidden = tanh(before);
  const auto scores = linear(hidden, m.w2, m.b2);
  auto scores_bar = zero_like(scores);
  auto hidden_bar = zero_like(hidden);
  auto before_bar = zero_like(before);
  softmax_cross_entropy_adjoint(scores, &scores_bar, y, {}, result_bar);
  linear_adjoint(hidden, &hidden_bar, m.w2, &m_bar.w2, m.b2, &m_bar.b2, scores_bar);
  tanh_adjoint(before, &before_bar, hidden_bar);
  linear_adjoint(x, static_cast<Points*>(nullptr), m.w1, &m_bar.w1, m.b1, &m_bar.b1, before_bar);
  return softmax_cross_entropy(scores, y);
}

// Inside or outside of a circle.
inline Dataset<Points, Labels> circle(long rows, std::uint64_t seed) {
  Random random(seed);
  Dataset<Points, Labels> data{Points::uninitialized(rows), Labels::uninitialized(rows)};
  for (long i = 0; i < rows; ++i) {
    const double x = random.uniform(-1, 1), y = random.uniform(-1, 1);
    data.inputs(i, 0) = float(x);
    data.inputs(i, 1) = float(y);
    data.targets[i] = x * x + y * y < 0.6;
  }
  return data;
}

}  // namespace retrograd::test
