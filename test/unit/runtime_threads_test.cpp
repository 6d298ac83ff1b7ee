// Several threads: the same results, whatever they are, and nothing lost.
#include "retrograd/data.h"
#include "retrograd/layers.h"
#include "retrograd/loss.h"
#include "retrograd/optim.h"
#include "retrograd/threads.h"
#include "runtime_check.h"

#include <array>
#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>
#include <vector>

namespace retrograd {
namespace {

using namespace test;

class Threads : public testing::Test {
protected:
  void TearDown() override { set_threads(1); }
};

TEST_F(Threads, EachElementIsWorkedOnOnce) {
  for (int count : {1, 2, 3, 7}) {
    set_threads(count);
    EXPECT_EQ(threads(), count);
    for (long size : {0L, 1L, 5L, 1000L}) {
      std::vector<int> hits(static_cast<std::size_t>(size));
      detail::parallel(size, 1, [&](long begin, long end) {
        for (long i = begin; i < end; ++i) ++hits[static_cast<std::size_t>(i)];
      });
      EXPECT_EQ(std::accumulate(hits.begin(), hits.end(), 0L), size);
    }
  }
}

TEST_F(Threads, WhatAPartThrowsArrives) {
  set_threads(3);
  for (long wrong : {0L, 50L, 99L})
    EXPECT_THROW(detail::parallel(100, 1,
                                  [&](long begin, long end) {
                                    if (begin <= wrong && wrong < end) throw std::runtime_error("wrong");
                                  }),
                 std::runtime_error);
  std::atomic<long> done = 0;
  detail::parallel(100, 1, [&](long begin, long end) { done += end - begin; });
  EXPECT_EQ(done, 100);
}

TEST_F(Threads, PartsInsideOfPartsAndFromSeveralThreads) {
  set_threads(2);
  std::atomic<long> done = 0;
  const auto count = [&] {
    detail::parallel(64, 1, [&](long begin, long end) {
      for (long i = begin; i < end; ++i) detail::parallel(10, 1, [&](long from, long to) { done += to - from; });
    });
  };
  std::thread other(count);
  count();
  other.join();
  EXPECT_EQ(done, 2 * 640);
}

TEST_F(Threads, NumbersOutOfRangeAreRefused) {
  EXPECT_THROW(set_threads(0), std::invalid_argument);
  EXPECT_THROW(set_threads(1000), std::invalid_argument);
}

// Every operation that is cut into parts, with its adjoint, in doubles.
struct Results {
  std::vector<Tensor<double, dyn>> all;
  template <long... Dims> void add(const Tensor<double, Dims...>& x) {
    auto copy = Tensor<double, dyn>::uninitialized(x.size());
    std::copy(x.begin(), x.end(), copy.begin());
    all.push_back(std::move(copy));
  }
  void add(double x) { all.push_back({x}); }
};

template <long... Dims> Tensor<double, Dims...> random_of(std::uint64_t seed, std::array<long, sizeof...(Dims)> shape) {
  Random random(seed);
  auto x = Tensor<double, Dims...>::uninitialized_of(shape);
  for (double& v : x) v = random.uniform(-1, 1);
  return x;
}

// Those with matrix products, which libraries may sum up otherwise in smaller parts.
Results products() {
  Results results;
  const auto pictures = random_of<dyn, dyn, dyn, dyn>(1, {6, 32, 32, 8});
  const auto filters = random_of<3, 3, 8, 8>(2, {3, 3, 8, 8});
  const auto bias = random_of<8>(3, {8});
  auto seen = conv2d(pictures, filters, bias, 1, 1);
  results.add(seen);
  auto pictures_bar = zero_like(pictures);
  auto filters_bar = zero_like(filters);
  auto bias_bar = zero_like(bias);
  conv2d_adjoint(pictures, &pictures_bar, filters, &filters_bar, bias, &bias_bar, 1, 1, seen);
  results.add(pictures_bar);
  results.add(filters_bar);
  results.add(bias_bar);
  const auto x = random_of<dyn, dyn>(4, {256, 300});
  const auto w = random_of<dyn, dyn>(5, {300, 200});
  const auto b = random_of<dyn>(6, {200});
  auto product = linear(x, w, b);
  results.add(product);
  auto x_bar = zero_like(x), w_bar = zero_like(w);
  auto b_bar = zero_like(b);
  linear_adjoint(x, &x_bar, w, &w_bar, b, &b_bar, product);
  results.add(x_bar);
  results.add(w_bar);
  results.add(b_bar);
  const auto q = random_of<dyn, dyn>(6, {512, 32}), k = random_of<dyn, dyn>(7, {512, 32}),
             v = random_of<dyn, dyn>(8, {512, 32});
  const auto attended = attention(q, k, v, 64, 4, true);
  results.add(attended);
  auto q_bar = zero_like(q), k_bar = zero_like(k), v_bar = zero_like(v);
  auto attended_bar = attended;
  attention_adjoint(q, &q_bar, k, &k_bar, v, &v_bar, 64, 4, true, attended_bar);
  results.add(q_bar);
  results.add(k_bar);
  results.add(v_bar);
  return results;
}

// y = f(x), and what f_adjoint makes of y as the adjoint of itself.
template <class X, class F, class Adjoint> void add_map(Results& results, const X& x, F f, Adjoint adjoint) {
  auto y = f(x);
  results.add(y);
  auto x_bar = zero_like(x);
  adjoint(x, &x_bar, y);
  results.add(x_bar);
}
#define ADD_MAP(f)                                      \
  add_map(                                              \
      results, x, [](const auto& of) { return f(of); }, \
      [](const auto& of, auto* of_bar, auto& y_bar) { f##_adjoint(of, of_bar, y_bar); })

Results by_elements() {
  Results results;
  const auto x = random_of<dyn, dyn>(4, {301, 300}), other = random_of<dyn, dyn>(5, {301, 300});
  ADD_MAP(relu);
  ADD_MAP(gelu);
  ADD_MAP(gelu_tanh);
  auto sum = add(x, other);
  results.add(sum);
  auto a_bar = zero_like(x), b_bar = zero_like(x);
  multiply_adjoint(x, &a_bar, other, &b_bar, sum);
  results.add(a_bar);
  results.add(b_bar);
  auto scaled = scale(x, 0.3);
  results.add(scaled);
  double factor_bar = 1;
  scale_adjoint(x, &a_bar, 0.3, &factor_bar, scaled);
  results.add(a_bar);
  results.add(factor_bar);
  results.add(huber(x, other, 0.5));
  double delta_bar = 0;
  huber_adjoint(x, &a_bar, other, &b_bar, 0.5, &delta_bar, Reduction::Mean, 1);
  results.add(a_bar);
  results.add(b_bar);
  results.add(delta_bar);
  accumulate(a_bar, x);
  results.add(a_bar);
  auto copy = x;
  results.add(copy);
  std::vector<long> numbers(300);
  for (long i = 0; i < 300; ++i) numbers[static_cast<std::size_t>(i)] = i * 7 % 301;
  results.add(take_rows(x, numbers));
  return results;
}

template <class X, class Norm, class Adjoint>
void add_norm(Results& results, const X& x, long columns, Norm norm, Adjoint adjoint) {
  const auto gain = random_of<dyn>(9, {columns}), shift = random_of<dyn>(10, {columns});
  auto y = norm(x, gain, shift);
  results.add(y);
  auto x_bar = zero_like(x);
  auto gain_bar = zero_like(gain), shift_bar = zero_like(shift);
  adjoint(x, &x_bar, gain, &gain_bar, shift, &shift_bar, y);
  results.add(x_bar);
  results.add(gain_bar);
  results.add(shift_bar);
}

Results by_rows() {
  Results results;
  const auto x = random_of<dyn, dyn>(4, {301, 300});
  ADD_MAP(softmax);
  ADD_MAP(log_softmax);
  add_norm(
      results, x, 300, [](auto&... all) { return layer_norm(all...); },
      [](auto&&... all) { layer_norm_adjoint(all...); });
  add_norm(
      results, x, 300, [](auto&... all) { return batch_norm(all...); },
      [](auto&&... all) { batch_norm_adjoint(all...); });
  const auto pictures = random_of<dyn, dyn, dyn, dyn>(1, {36, 9, 9, 8});
  add_norm(
      results, pictures, 8, [](auto&... all) { return group_norm(all..., 4); },
      [](auto& of, auto* of_bar, auto& gain, auto* gain_bar, auto& shift, auto* shift_bar, auto& y_bar) {
        group_norm_adjoint(of, of_bar, gain, gain_bar, shift, shift_bar, 4, y_bar);
      });
  auto pooled = max_pool2d(pictures, 2);
  results.add(pooled);
  auto pictures_bar = zero_like(pictures);
  max_pool2d_adjoint(pictures, &pictures_bar, 2, 0, pooled);
  results.add(pictures_bar);
  Labels labels = Labels::uninitialized(301);
  for (long i = 0; i < 301; ++i) labels[i] = static_cast<int>(i * 11 % 300);
  results.add(softmax_cross_entropy(x, labels));
  auto x_bar = zero_like(x);
  softmax_cross_entropy_adjoint(x, &x_bar, labels, {}, 1);
  results.add(x_bar);
  return results;
}

Results cells() {
  Results results;
  const auto gates = random_of<dyn, dyn>(1, {301, 400}), state = random_of<dyn, dyn>(2, {301, 100});
  auto next = lstm_state(gates, state);
  results.add(next);
  auto gates_bar = zero_like(gates), state_bar = zero_like(state);
  lstm_state_adjoint(gates, &gates_bar, state, &state_bar, next);
  results.add(gates_bar);
  results.add(state_bar);
  const auto x = random_of<dyn, dyn>(3, {301, 300}), h = random_of<dyn, dyn>(4, {301, 300});
  next = gru(x, h, state);
  results.add(next);
  auto x_bar = zero_like(x), h_bar = zero_like(h);
  gru_adjoint(x, &x_bar, h, &h_bar, state, &state_bar, next);
  results.add(x_bar);
  results.add(h_bar);
  results.add(state_bar);
  return results;
}

// Parameters of sizes that don't divide, some frozen, after a few steps.
Results optimized() {
  Results results;
  std::vector<Tensor<double, dyn>> values, gradients;
  Parameters all, all_gradients;
  for (const long size : {30011L, 7L, 0L, 50000L, 1L, 16385L}) {
    values.push_back(random_of<dyn>(1, {size}));
    gradients.push_back(random_of<dyn>(2, {size}));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    all.float64.push_back({"p" + std::to_string(i), {values[i].size()}, values[i].span()});
    all_gradients.float64.push_back({"p" + std::to_string(i), {values[i].size()}, gradients[i].span()});
  }
  Optimizer optimizer(Adam{.learning_rate = 0.1}, all, {.groups = {{.names = "p3", .frozen = true}}});
  for (int step = 0; step < 3; ++step) {
    for (auto& gradient : gradients)
      for (long i = 0; i < gradient.size(); ++i) gradient(i) = std::sin(static_cast<double>(i + step));
    optimizer.step(all, all_gradients);
  }
  for (const auto& value : values) results.add(value);
  for (const auto& gradient : gradients) results.add(gradient);
  return results;
}

// With any number of threads like with one, to `tolerance`.
void expect_same_results(Results (*operations)(), double tolerance) {
  set_threads(1);
  const Results one = operations();
  for (int count : {2, 3, 5}) {
    set_threads(count);
    const Results several = operations(), again = operations();
    ASSERT_EQ(one.all.size(), several.all.size());
    for (std::size_t i = 0; i < one.all.size(); ++i) {
      EXPECT_EQ(several.all[i], again.all[i]) << "result " << i << ", " << count << " threads";
      for (long j = 0; j < one.all[i].size(); ++j)
        ASSERT_NEAR(several.all[i](j), one.all[i](j), tolerance) << "result " << i << ", " << count << " threads";
    }
  }
}

TEST_F(Threads, NoneAllocatesInSteadyState) {
  set_threads(2);
  const auto allocations = [] {
    std::array<std::size_t, 2> all{};
    detail::parallel(2, 1, [&](long begin, long end) {
      for (long i = begin; i < end; ++i) all[static_cast<std::size_t>(i)] = memory_statistics().system_allocations;
    });
    return all;
  };
  const auto work = [] { products(), by_elements(), by_rows(), cells(); };
  work();
  const auto before = allocations();
  work();
  EXPECT_EQ(allocations(), before);
}

TEST_F(Threads, ProductsAreTheSameEachTime) { expect_same_results(products, 1e-10); }
TEST_F(Threads, ElementsAreThoseOfOneThread) { expect_same_results(by_elements, 0); }
TEST_F(Threads, RowsAreThoseOfOneThread) { expect_same_results(by_rows, 0); }
TEST_F(Threads, CellsAreThoseOfOneThread) { expect_same_results(cells, 0); }
TEST_F(Threads, OptimizedParametersAreThoseOfOneThread) { expect_same_results(optimized, 0); }

}  // namespace
}  // namespace retrograd
