#include "retrograd/labels.h"
#include "retrograd/tensor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <thread>

namespace retrograd {
namespace {

TEST(Tensor, StartsWithZerosAndKnowsItsShape) {
  Tensor<float, 3, 4> w;
  EXPECT_EQ(w.size(), 12);
  EXPECT_EQ(w.rows(), 3);
  EXPECT_EQ(w.columns(), 4);
  for (float v : w) EXPECT_EQ(v, 0);
  Tensor<float, dyn, 4> empty;
  EXPECT_EQ(empty.size(), 0);
  EXPECT_EQ(empty.columns(), 4);
}

TEST(Tensor, IsRowMajorAndAligned) {
  Tensor<double, dyn, 3> x{1, 2, 3, 4, 5, 6};
  EXPECT_EQ(x.rows(), 2);
  EXPECT_EQ(x(0, 2), 3);
  EXPECT_EQ(x(1, 0), 4);
  x(1, 2) = 9;
  EXPECT_EQ(x.data()[5], 9);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.data()) % 64, 0u);
}

TEST(Tensor, IsAValue) {
  Tensor<float, 2> a{1, 2};
  Tensor<float, 2> b = a;
  b(0) = 5;
  EXPECT_EQ(a(0), 1);
  a = b;
  EXPECT_EQ(a, b);
  const float* data = a.data();
  Tensor<float, 2> moved = std::move(a);
  EXPECT_EQ(moved.data(), data);
  a = moved;  // a moved-from tensor can be given a value again
  EXPECT_EQ(a, moved);
  a = *&a;
  EXPECT_EQ(a, moved);
}

TEST(Tensor, AssignmentTakesTheNewShape) {
  auto x = Tensor<float, dyn, 2>::filled(1, 3);
  x = Tensor<float, dyn, 2>::filled(2, 5);
  EXPECT_EQ(x.rows(), 5);
  const auto y = Tensor<float, dyn, 2>::filled(3, 1);
  x = y;
  EXPECT_EQ(x, y);
}

TEST(Tensor, SaysWhichShapesDisagree) {
  using Pairs = Tensor<float, dyn, 2>;
  try {
    Pairs odd{1, 2, 3};
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "Tensor: the type is dyn x 2, the list of elements is 3: their number must fill the shape");
  }
  EXPECT_THROW(Pairs::uninitialized_of({4, 3}), ShapeError);
  EXPECT_THROW(Pairs::uninitialized_of({-4, 2}), ShapeError);
  EXPECT_THROW(Pairs::uninitialized(-1), std::bad_alloc);
}

TEST(Tensor, ZeroLikeAndAccumulate) {
  Tensor<float, dyn, 2> x{1, 2, 3, 4};
  auto x_bar = zero_like(x);
  EXPECT_EQ(x_bar, (Tensor<float, dyn, 2>{0, 0, 0, 0}));
  accumulate(x_bar, x);
  accumulate(x_bar, x);
  EXPECT_EQ(x_bar, (Tensor<float, dyn, 2>{2, 4, 6, 8}));
  Tensor<float, dyn, 2> no_shape;
  accumulate(no_shape, x);
  EXPECT_EQ(no_shape, x);
  EXPECT_THROW(accumulate(x_bar, (Tensor<float, dyn, 2>{1, 2})), ShapeError);
}

TEST(Labels, AreAValue) {
  Labels a{3, 1, 4};
  Labels b = a;
  b[1] = 5;
  EXPECT_EQ(a[1], 1);
  EXPECT_EQ(b.size(), 3);
  EXPECT_FALSE(a == b);
  EXPECT_FALSE(a == Labels({3, 1}));
}

TEST(Memory, BlocksAreReused) {
  release_cached_memory();
  {
    auto x = Tensor<float, dyn>::zeros(1000);
  }
  const MemoryStatistics before = memory_statistics();
  EXPECT_GE(before.cached_bytes, 4000u);
  for (int i = 0; i < 10; ++i) {
    auto x = Tensor<float, dyn>::zeros(1000);
    auto smaller = Tensor<float, dyn>::zeros(1);
  }
  const MemoryStatistics after = memory_statistics();
  EXPECT_EQ(after.system_allocations, before.system_allocations + 1);  // `smaller`, once
  EXPECT_EQ(after.pool_requests, before.pool_requests + 20);
  release_cached_memory();
  EXPECT_EQ(memory_statistics().cached_bytes, 0u);
}

TEST(Memory, EveryBlockIsAlignedAndItsOwn) {
  std::vector<Tensor<float, dyn>> all;
  for (long size = 1; size < 5000; size = size * 5 / 4 + 1)
    all.push_back(Tensor<float, dyn>::filled(float(size), size));
  for (const auto& x : all) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.data()) % 64, 0u);
    for (float v : x) ASSERT_EQ(v, float(x.size()));
  }
}

TEST(Memory, MayEndItsLifeInAnotherThread) {
  auto x = Tensor<float, dyn>::filled(1, 100);
  Tensor<float, dyn> made_there;
  std::thread([&, moved = std::move(x)]() mutable {
    made_there = Tensor<float, dyn>::filled(2, 50);
    moved = Tensor<float, dyn>();
  }).join();
  EXPECT_EQ(made_there(49), 2);
}

}  // namespace
}  // namespace retrograd
