// Every layer: its value against its definition, its adjoint against its tangent, its tangent against differences.
#include "retrograd/data.h"
#include "retrograd/layers.h"
#include "retrograd/noise.h"
#include "runtime_check.h"

#include <cmath>

namespace retrograd {
namespace {

using namespace test;

using Pictures = Tensor<double, dyn, dyn, dyn, dyn>;

TEST(Layers, Conv2d) {
  const auto x = random_tensor<dyn, dyn, dyn, dyn>(1, {2, 5, 6, 3});
  const auto w = random_tensor<3, 2, 3, 4>(2, {3, 2, 3, 4});
  const auto b = random_tensor<4>(3, {4});
  for (auto [stride, padding] : {std::pair{1, 0}, {1, 1}, {2, 1}, {3, 2}}) {
    auto f = [&, s = stride, p = padding](const auto& a, const auto& c, const auto& d) {
      return conv2d(a, c, d, s, p);
    };
    const auto y = f(x, w, b);
    ASSERT_EQ(y.dim(1), (5 + 2 * padding - 3) / stride + 1);
    ASSERT_EQ(y.dim(2), (6 + 2 * padding - 2) / stride + 1);
    for (long n = 0; n < 2; ++n)
      for (long i = 0; i < y.dim(1); ++i)
        for (long j = 0; j < y.dim(2); ++j)
          for (long o = 0; o < 4; ++o) {
            double expected = b(o);
            for (long p = 0; p < 3; ++p)
              for (long q = 0; q < 2; ++q) {
                const long row = i * stride + p - padding, column = j * stride + q - padding;
                if (row < 0 || row >= 5 || column < 0 || column >= 6) continue;
                for (long c = 0; c < 3; ++c) expected += x(n, row, column, c) * w(p, q, c, o);
              }
            EXPECT_NEAR(y(n, i, j, o), expected, 1e-13);
          }
    check(
        f,
        [&, s = stride, p = padding](const auto& a, const auto& c, const auto& d, const auto& a_dot, const auto& c_dot,
                                     const auto& d_dot,
                                     auto& y_dot) { return conv2d_tangent(a, a_dot, c, c_dot, d, d_dot, s, p, y_dot); },
        [&, s = stride, p = padding](const auto& a, const auto& c, const auto& d, auto* a_bar, auto* c_bar, auto* d_bar,
                                     auto& y_bar) { conv2d_adjoint(a, a_bar, c, c_bar, d, d_bar, s, p, y_bar); },
        x, w, b);
  }
  EXPECT_THROW(conv2d(x, random_tensor<9, 2, 3, 4>(2, {9, 2, 3, 4}), b), ShapeError);
  EXPECT_THROW(conv2d(x, w, b, 0), std::invalid_argument);
  EXPECT_THROW(conv2d(Pictures::zeros(1, 5, 5, 2), w, b), ShapeError);
}

TEST(Layers, TransposedConv2dIsTheTransposeOfConv2d) {
  const auto w = random_tensor<3, 2, 4, 3>(2, {3, 2, 4, 3});
  const auto b = random_tensor<4>(3, {4}), no_b = zero_like(b);
  const auto no_b3 = Tensor<double, 3>();
  for (auto [stride, padding] : {std::pair{1, 0}, {2, 0}, {2, 1}}) {
    const auto x = random_tensor<dyn, dyn, dyn, dyn>(1, {2, 3, 4, 3});
    const auto y = transposed_conv2d(x, w, b, stride, padding);
    ASSERT_EQ(y.dim(1), 2 * stride + 3 - 2 * padding);
    ASSERT_EQ(y.dim(2), 3 * stride + 2 - 2 * padding);
    // <T x, v> = <x, conv v> for any v
    const auto v = random_like(y, 5);
    const auto product = [](const auto& a, const auto& c) {
      return std::inner_product(a.begin(), a.end(), c.begin(), 0.0);
    };
    EXPECT_NEAR(product(transposed_conv2d(x, w, no_b, stride, padding), v),
                product(x, conv2d(v, w, no_b3, stride, padding)), 1e-11);
    check([&, s = stride, p = padding](const auto& a, const auto& c,
                                       const auto& d) { return transposed_conv2d(a, c, d, s, p); },
          [&, s = stride, p = padding](const auto& a, const auto& c, const auto& d, const auto& a_dot,
                                       const auto& c_dot, const auto& d_dot, auto& y_dot) {
            return transposed_conv2d_tangent(a, a_dot, c, c_dot, d, d_dot, s, p, y_dot);
          },
          [&, s = stride, p = padding](const auto& a, const auto& c, const auto& d, auto* a_bar, auto* c_bar,
                                       auto* d_bar, auto& y_bar) {
            transposed_conv2d_adjoint(a, a_bar, c, c_bar, d, d_bar, s, p, y_bar);
          },
          x, w, b);
  }
  EXPECT_THROW(transposed_conv2d(Pictures::zeros(1, 1, 1, 2), w, b), ShapeError);
  EXPECT_THROW(transposed_conv2d(Pictures::zeros(1, 1, 1, 3), w, b, 1, 2), ShapeError);
}

TEST(Layers, Pooling) {
  const auto x = random_tensor<dyn, dyn, dyn, dyn>(1, {2, 5, 6, 3});
  const auto largest = max_pool2d(x, 2), mean = average_pool2d(x, 2, 1);
  EXPECT_EQ(largest.shape(), (std::array<long, 4>{2, 2, 3, 3}));
  EXPECT_EQ(mean.shape(), (std::array<long, 4>{2, 4, 5, 3}));
  EXPECT_EQ(largest(1, 1, 2, 0), std::max({x(1, 2, 4, 0), x(1, 2, 5, 0), x(1, 3, 4, 0), x(1, 3, 5, 0)}));
  EXPECT_NEAR(mean(1, 3, 2, 0), (x(1, 3, 2, 0) + x(1, 3, 3, 0) + x(1, 4, 2, 0) + x(1, 4, 3, 0)) / 4, 1e-15);
  check([](const auto& a) { return max_pool2d(a, 2); },
        [](const auto& a, const auto& d, auto& r) { return max_pool2d_tangent(a, d, 2, 0, r); },
        [](const auto& a, auto* b, auto& r) { max_pool2d_adjoint(a, b, 2, 0, r); }, x);
  check([](const auto& a) { return average_pool2d(a, 3, 1); },
        [](const auto& a, const auto& d, auto& r) { return average_pool2d_tangent(a, d, 3, 1, r); },
        [](const auto& a, auto* b, auto& r) { average_pool2d_adjoint(a, b, 3, 1, r); }, x);
  check([](const auto& a) { return flatten(a); },
        [](const auto& a, const auto& d, auto& r) { return flatten_tangent(a, d, r); },
        [](const auto& a, auto* b, auto& r) { flatten_adjoint(a, b, r); }, x);
  static_assert(std::same_as<decltype(flatten(Tensor<float, dyn, 2, 3>())), Tensor<float, dyn, 6>>);
  EXPECT_THROW(max_pool2d(x, 7), ShapeError);
}

TEST(Layers, BatchNorm) {
  const auto x = random_tensor<dyn, dyn, dyn, dyn>(1, {3, 2, 2, 5});
  const auto gain = random_vector(5, 2), shift = random_vector(5, 3);
  RunningMoments<double, dyn> moments;
  moments.add(take_rows(x, std::vector<long>{0, 2}));
  moments.add(take_rows(x, std::vector<long>{1}));
  double mean = 0, variance = 0;
  for (long i = 0; i < 12; ++i) mean += x.data()[5 * i + 3] / 12;
  for (long i = 0; i < 12; ++i) variance += (x.data()[5 * i + 3] - mean) * (x.data()[5 * i + 3] - mean) / 12;
  EXPECT_NEAR(moments.mean(3), mean, 1e-14);
  EXPECT_NEAR(moments.variance(3), variance, 1e-14);
  const Pictures y = batch_norm(x, gain, shift);
  EXPECT_NEAR(y(2, 1, 0, 3), (x(2, 1, 0, 3) - mean) / std::sqrt(variance + 1e-5) * gain(3) + shift(3), 1e-13);
  const Pictures used = batch_norm(x, gain, shift, moments.mean, moments.variance);
  for (long i = 0; i < y.size(); ++i) EXPECT_NEAR(used.data()[i], y.data()[i], 1e-12);
  check([](const auto& a, const auto& g, const auto& s) { return batch_norm(a, g, s); },
        [](const auto& a, const auto& g, const auto& s, const auto& da, const auto& dg, const auto& ds, auto& r) {
          return batch_norm_tangent(a, da, g, dg, s, ds, r);
        },
        [](const auto& a, const auto& g, const auto& s, auto* ba, auto* bg, auto* bs, auto& r) {
          batch_norm_adjoint(a, ba, g, bg, s, bs, r);
        },
        x, gain, shift);
  EXPECT_THROW(batch_norm(x, random_vector(4, 1), random_vector(4, 1)), ShapeError);
}

TEST(Layers, GroupNorm) {
  const auto x = random_tensor<dyn, dyn, dyn, dyn>(1, {2, 2, 3, 6});
  const auto gain = random_vector(6, 2), shift = random_vector(6, 3);
  const Pictures y = group_norm(x, gain, shift, 2);
  double mean = 0, variance = 0;
  for (long p = 0; p < 6; ++p)
    for (long c = 3; c < 6; ++c) mean += x.data()[(6 + p) * 6 + c] / 18;
  for (long p = 0; p < 6; ++p)
    for (long c = 3; c < 6; ++c) variance += std::pow(x.data()[(6 + p) * 6 + c] - mean, 2) / 18;
  EXPECT_NEAR(y(1, 1, 0, 4), (x(1, 1, 0, 4) - mean) / std::sqrt(variance + 1e-5) * gain(4) + shift(4), 1e-13);
  check([](const auto& a, const auto& g, const auto& s) { return group_norm(a, g, s, 3); },
        [](const auto& a, const auto& g, const auto& s, const auto& da, const auto& dg, const auto& ds, auto& r) {
          return group_norm_tangent(a, da, g, dg, s, ds, 3, r);
        },
        [](const auto& a, const auto& g, const auto& s, auto* ba, auto* bg, auto* bs, auto& r) {
          group_norm_adjoint(a, ba, g, bg, s, bs, 3, r);
        },
        x, gain, shift);
  EXPECT_THROW(group_norm(x, gain, shift, 4), ShapeError);
}

TEST(Layers, LayerNorm) {
  const auto x = random_matrix(4, 5, 1);
  const auto gain = random_vector(5, 2), shift = random_vector(5, 3);
  const Matrix y = layer_norm(x, gain, shift);
  double mean = 0, variance = 0;
  for (long j = 0; j < 5; ++j) mean += x(2, j) / 5;
  for (long j = 0; j < 5; ++j) variance += (x(2, j) - mean) * (x(2, j) - mean) / 5;
  EXPECT_NEAR(y(2, 3), (x(2, 3) - mean) / std::sqrt(variance + 1e-5) * gain(3) + shift(3), 1e-14);
  check([](const auto& a, const auto& g, const auto& s) { return layer_norm(a, g, s); },
        [](const auto& a, const auto& g, const auto& s, const auto& da, const auto& dg, const auto& ds, auto& r) {
          return layer_norm_tangent(a, da, g, dg, s, ds, r);
        },
        [](const auto& a, const auto& g, const auto& s, auto* ba, auto* bg, auto* bs, auto& r) {
          layer_norm_adjoint(a, ba, g, bg, s, bs, r);
        },
        x, gain, shift);
  EXPECT_THROW(layer_norm(x, random_vector(4, 1), random_vector(4, 1)), ShapeError);
}

TEST(Layers, Embedding) {
  const auto table = random_matrix(4, 3, 1);
  const Labels rows{2, 0, 2};
  const auto y = embedding(table, rows);
  EXPECT_EQ(y(2, 1), table(2, 1));
  check([&](const auto& t) { return embedding(t, rows); },
        [&](const auto& t, const auto& d, auto& r) { return embedding_tangent(t, d, rows, r); },
        [&](const auto& t, auto* b, auto& r) { embedding_adjoint(t, b, rows, r); }, table);
  EXPECT_THROW(embedding(table, Labels{4}), std::out_of_range);
}

TEST(Layers, Attention) {
  constexpr long sequences = 2, length = 3, heads = 2, size = 2;
  const auto q = random_matrix(6, 4, 1), k = random_matrix(6, 4, 2), v = random_matrix(6, 4, 3);
  for (const bool causal : {false, true}) {
    const Matrix y = attention(q, k, v, length, heads, causal);
    for (long s = 0; s < sequences; ++s)
      for (long h = 0; h < heads; ++h)
        for (long i = 0; i < length; ++i) {
          double sum = 0, expected[size] = {};
          for (long j = 0; j < (causal ? i + 1 : length); ++j) {
            double product = 0;
            for (long c = 0; c < size; ++c)
              product += q(s * length + i, h * size + c) * k(s * length + j, h * size + c);
            const double weight = std::exp(product / std::sqrt(double(size)));
            sum += weight;
            for (long c = 0; c < size; ++c) expected[c] += weight * v(s * length + j, h * size + c);
          }
          for (long c = 0; c < size; ++c) EXPECT_NEAR(y(s * length + i, h * size + c), expected[c] / sum, 1e-14);
        }
    check([&](const auto& a, const auto& b, const auto& c) { return attention(a, b, c, length, heads, causal); },
          [&](const auto& a, const auto& b, const auto& c, const auto& da, const auto& db, const auto& dc, auto& r) {
            return attention_tangent(a, da, b, db, c, dc, length, heads, causal, r);
          },
          [&](const auto& a, const auto& b, const auto& c, auto* ba, auto* bb, auto* bc, auto& r) {
            attention_adjoint(a, ba, b, bb, c, bc, length, heads, causal, r);
          },
          q, k, v);
  }
  Matrix large = q;
  for (double& x : large) x *= 1e3;  // exp would overflow
  for (double x : attention(large, large, v, length)) EXPECT_TRUE(std::isfinite(x));
  EXPECT_THROW(attention(q, k, v, 4, heads), ShapeError);
  EXPECT_THROW(attention(q, k, v, length, 3), ShapeError);
}

TEST(Layers, RecurrentCells) {
  auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  const auto gates = random_matrix(2, 12, 1), state = random_matrix(2, 3, 2);
  const Matrix c = lstm_state(gates, state), h = lstm_output(gates, c);
  EXPECT_NEAR(c(1, 2), sigmoid(gates(1, 5)) * state(1, 2) + sigmoid(gates(1, 2)) * std::tanh(gates(1, 8)), 1e-15);
  EXPECT_NEAR(h(1, 2), sigmoid(gates(1, 11)) * std::tanh(c(1, 2)), 1e-15);
  const auto x = random_matrix(2, 9, 3), r = random_matrix(2, 9, 4);
  const Matrix g = gru(x, r, state);
  const double z = sigmoid(x(1, 5) + r(1, 5)), n = std::tanh(x(1, 8) + sigmoid(x(1, 2) + r(1, 2)) * r(1, 8));
  EXPECT_NEAR(g(1, 2), z * state(1, 2) + (1 - z) * n, 1e-15);
#define CHECK_LSTM(f)                                                               \
  check([](const auto& a, const auto& s) { return f(a, s); },                       \
        [](const auto& a, const auto& s, const auto& da, const auto& ds, auto& y) { \
          return f##_tangent(a, da, s, ds, y);                                      \
        },                                                                          \
        [](const auto& a, const auto& s, auto* ba, auto* bs, auto& y) { f##_adjoint(a, ba, s, bs, y); }, gates, state)
  CHECK_LSTM(lstm_state);
  CHECK_LSTM(lstm_output);
  check([](const auto& a, const auto& b, const auto& s) { return gru(a, b, s); },
        [](const auto& a, const auto& b, const auto& s, const auto& da, const auto& db, const auto& ds, auto& y) {
          return gru_tangent(a, da, b, db, s, ds, y);
        },
        [](const auto& a, const auto& b, const auto& s, auto* ba, auto* bb, auto* bs, auto& y) {
          gru_adjoint(a, ba, b, bb, s, bs, y);
        },
        x, r, state);
  EXPECT_THROW(lstm_state(random_matrix(2, 9, 1), state), ShapeError);
  EXPECT_THROW(gru(gates, gates, state), ShapeError);
}

TEST(Layers, Dropout) {
  const Noise noise{5, true};
  const Matrix x = random_matrix(50, 40, 1), y = dropout(x, 0.25, noise);
  long dropped = 0;
  for (long i = 0; i < x.size(); ++i) {
    if (y.data()[i] == 0)
      ++dropped;
    else
      EXPECT_DOUBLE_EQ(y.data()[i], x.data()[i] / 0.75);
  }
  EXPECT_NEAR(static_cast<double>(dropped) / 2000, 0.25, 0.03);
  EXPECT_EQ(dropout(x, 0.25, noise), y);
  EXPECT_FALSE(dropout(x, 0.25, noise, 1) == y);
  EXPECT_FALSE(dropout(x, 0.25, {6, true}) == y);
  EXPECT_EQ(dropout(x, 0.25, {}), x);
  check(
      [&](const auto& a) { return dropout(a, 0.25, noise, 3); },
      [&](const auto& a, const auto& d, auto& r) { return dropout_tangent(a, d, 0.25, 0, noise, 3, r); },
      [&](const auto& a, auto* b, auto& r) { dropout_adjoint(a, b, 0.25, static_cast<double*>(nullptr), noise, 3, r); },
      x);
  double rate_bar = 0;
  Matrix x_bar;
  EXPECT_THROW(dropout_adjoint(x, &x_bar, 0.25, &rate_bar, noise, 0, y), std::logic_error);
  EXPECT_THROW(dropout(x, 1, noise), std::invalid_argument);
}

}  // namespace
}  // namespace retrograd
