// Several threads: the same results, whatever they are, and nothing lost.
#include "retrograd/layers.h"
#include "retrograd/optim.h"
#include "retrograd/threads.h"
#include "runtime_check.h"

#include <atomic>
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

// Every operation that is cut into parts, with its adjoint, in doubles: with any number of threads like with one.
struct Results {
  std::vector<Tensor<double, dyn>> all;
  template <long... Dims> void add(const Tensor<double, Dims...>& x) {
    auto copy = Tensor<double, dyn>::uninitialized(x.size());
    std::copy(x.begin(), x.end(), copy.begin());
    all.push_back(std::move(copy));
  }
};

template <long... Dims> Tensor<double, Dims...> random_of(std::uint64_t seed, std::array<long, sizeof...(Dims)> shape) {
  Random random(seed);
  auto x = Tensor<double, Dims...>::uninitialized_of(shape);
  for (double& v : x) v = random.uniform(-1, 1);
  return x;
}

Results operations() {
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
  auto pooled = max_pool2d(pictures, 2);
  results.add(pooled);
  pictures_bar = zero_like(pictures);
  max_pool2d_adjoint(pictures, &pictures_bar, 2, 0, pooled);
  results.add(pictures_bar);
  const auto x = random_of<dyn, dyn>(4, {256, 300});
  const auto w = random_of<dyn, dyn>(5, {300, 200});
  auto product = matmul(x, w);
  results.add(product);
  auto x_bar = zero_like(x), w_bar = zero_like(w);
  matmul_adjoint(x, &x_bar, w, &w_bar, product);
  results.add(x_bar);
  results.add(w_bar);
  auto y = relu(x);
  results.add(y);
  x_bar = zero_like(x);
  relu_adjoint(x, &x_bar, y);
  results.add(x_bar);
  auto sum = add(x, tanh(x));
  results.add(sum);
  auto a_bar = zero_like(x), b_bar = zero_like(x);
  add_adjoint(x, &a_bar, x, &b_bar, sum);
  results.add(a_bar);
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

TEST_F(Threads, ResultsAreThoseOfOneThreadAndTheSameEachTime) {
  const Results one = operations();
  for (int count : {2, 3}) {
    set_threads(count);
    const Results several = operations(), again = operations();
    ASSERT_EQ(one.all.size(), several.all.size());
    for (std::size_t i = 0; i < one.all.size(); ++i) {
      EXPECT_EQ(several.all[i], again.all[i]) << "result " << i << ", " << count << " threads";
      for (long j = 0; j < one.all[i].size(); ++j)
        ASSERT_NEAR(several.all[i](j), one.all[i](j), 1e-10) << "result " << i << ", " << count << " threads";
    }
  }
}

}  // namespace
}  // namespace retrograd
