// Broadcasting, parts and other shapes: values by NumPy's rules, adjoints against tangents, tangents against
// differences.
#include "retrograd/ops.h"
#include "retrograd/shaping.h"
#include "runtime_check.h"

#include <cmath>

namespace retrograd {
namespace {

using namespace test;

template <class X> long element(const X& x, const std::array<long, 3>& index) {
  long position = 0;
  for (int i = 0; i < X::rank; ++i) {
    const long at = index[static_cast<std::size_t>(i + 3 - X::rank)];
    position = position * x.dim(i) + (x.dim(i) == 1 ? 0 : at);
  }
  return position;
}

#define CHECK_RULES(f, ...)                                                                        \
  check([](const auto& a, const auto& b) { return f(a, b); },                                      \
        [](const auto& a, const auto& b, const auto& a_dot, const auto& b_dot, auto& result_dot) { \
          return f##_tangent(a, a_dot, b, b_dot, result_dot);                                      \
        },                                                                                         \
        [](const auto& a, const auto& b, auto* a_bar, auto* b_bar, auto& result_bar) {             \
          f##_adjoint(a, a_bar, b, b_bar, result_bar);                                             \
        },                                                                                         \
        __VA_ARGS__)

// Every element against its definition, for a result of 2 x 3 x 4, then the rules of each operation.
template <class A, class B> void check_broadcast(const A& a, const B& b) {
  const auto y = subtract(a, b);
  static_assert(std::decay_t<decltype(y)>::rank == 3);
  ASSERT_EQ(shape_text(y.shape()), "2 x 3 x 4");
  for (long i = 0; i < 2; ++i)
    for (long j = 0; j < 3; ++j)
      for (long k = 0; k < 4; ++k)
        EXPECT_EQ(y(i, j, k), a.data()[element(a, {i, j, k})] - b.data()[element(b, {i, j, k})]);
  CHECK_RULES(add, a, b);
  CHECK_RULES(subtract, a, b);
  CHECK_RULES(multiply, a, b);
  auto away_from_zero = b;
  for (double& v : away_from_zero) v = std::copysign(std::fabs(v) + 1, v);
  CHECK_RULES(divide, a, away_from_zero);
}

TEST(Broadcasting, OfEachDimension) {
  const auto whole = random_tensor<2, 3, 4>(1, {2, 3, 4});
  check_broadcast(whole, whole);
  check_broadcast(whole, random_tensor<4>(2, {4}));
  check_broadcast(random_tensor<1>(3, {1}), whole);
  check_broadcast(whole, random_tensor<3, 1>(4, {3, 1}));
  check_broadcast(whole, random_tensor<2, 1, 1>(5, {2, 1, 1}));
  check_broadcast(random_tensor<2, 1, 4>(6, {2, 1, 4}), random_tensor<3, 1>(7, {3, 1}));
  check_broadcast(random_tensor<3, 4>(8, {3, 4}), random_tensor<2, 1, 1>(9, {2, 1, 1}));
  check_broadcast(random_tensor<2, 3, 1>(10, {2, 3, 1}), random_tensor<1, 4>(11, {1, 4}));
}

TEST(Broadcasting, OfDimensionsThatOnlyTheRunKnows) {
  const auto whole = random_tensor<dyn, dyn, 4>(1, {2, 3, 4});
  check_broadcast(whole, random_tensor<dyn>(2, {4}));
  check_broadcast(whole, random_tensor<dyn, dyn>(3, {3, 1}));
  check_broadcast(random_tensor<dyn, dyn, dyn>(4, {2, 1, 4}), random_tensor<dyn, dyn, dyn>(5, {1, 3, 1}));
  check_broadcast(random_tensor<dyn, 3, dyn>(6, {1, 3, 1}), whole);
}

TEST(Broadcasting, TypesKnowWhatCanBeKnown) {
  using A = Tensor<float, dyn, 1, 5>;
  static_assert(std::same_as<Broadcast<A, Tensor<float, 3, dyn>>, Tensor<float, dyn, 3, 5>>);
  static_assert(std::same_as<Broadcast<Tensor<float, 4>, Tensor<float, dyn>>, Tensor<float, 4>>);
  static_assert(std::same_as<Broadcast<Tensor<float, 1>, Tensor<float, dyn>>, Tensor<float, dyn>>);
  const auto empty = add(Tensor<double, dyn, 3>::zeros(0), Tensor<double, 3>{1, 2, 3});
  EXPECT_EQ(empty.size(), 0);
}

TEST(Broadcasting, SaysWhichShapesDisagree) {
  try {
    add(random_matrix(5, 7, 1), random_vector(5, 2));
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(), "add: a is 5 x 7, b is 5: dimensions, from the last on, must be equal or 1");
  }
}

#define CHECK_PART(call, ...)                                       \
  check([](const auto& x) { return call(x, __VA_ARGS__); },         \
        [](const auto& x, const auto& x_dot, auto& result_dot) {    \
          return call##_tangent(x, x_dot, __VA_ARGS__, result_dot); \
        },                                                          \
        [](const auto& x, auto* x_bar, auto& result_bar) { call##_adjoint(x, x_bar, __VA_ARGS__, result_bar); }, box)

TEST(Shaping, Slices) {
  const auto box = random_tensor<dyn, 3, 4>(1, {2, 3, 4});
  const auto part = slice(box, Axis<2>(), 1, Count<2>());
  static_assert(std::same_as<decltype(part), const Tensor<double, dyn, 3, 2>>);
  const auto middle = slice(box, Axis<1>(), 1, 2);
  static_assert(std::same_as<decltype(middle), const Tensor<double, dyn, dyn, 4>>);
  const auto last = rows<1>(box, 1);
  static_assert(std::same_as<decltype(last), const Tensor<double, 1, 3, 4>>);
  for (long i = 0; i < 2; ++i)
    for (long j = 0; j < 3; ++j)
      for (long k = 0; k < 4; ++k) {
        if (k == 1 || k == 2) {
          EXPECT_EQ(part(i, j, k - 1), box(i, j, k));
        }
        if (j >= 1) {
          EXPECT_EQ(middle(i, j - 1, k), box(i, j, k));
        }
        if (i == 1) {
          EXPECT_EQ(last(0, j, k), box(i, j, k));
        }
      }
  CHECK_PART(slice, Axis<0>(), 1, Count<1>());
  CHECK_PART(slice, Axis<1>(), 1, 2);
  CHECK_PART(slice, Axis<2>(), 2, Count<2>());
  check([](const auto& x) { return rows<1>(x, 1); },
        [](const auto& x, const auto& x_dot, auto& result_dot) { return rows_tangent(x, x_dot, 1, result_dot); },
        [](const auto& x, auto* x_bar, auto& result_bar) { rows_adjoint(x, x_bar, 1, result_bar); }, box);
  EXPECT_THROW(rows<2>(box, 1), std::out_of_range);
  EXPECT_THROW(rows<2>(box, -1), std::out_of_range);
  EXPECT_THROW(slice(box, Axis<1>(), 0, -1), std::out_of_range);
  try {
    slice(box, Axis<2>(), 2, Count<3>());
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "slice: x is 2 x 3 x 4, its dimension 2 has no 3 indices from 2 on");
  }
  EXPECT_EQ(slice(box, Axis<1>(), 3, 0).size(), 0);
}

TEST(Shaping, Sums) {
  const auto box = random_tensor<dyn, 3, 4>(1, {2, 3, 4});
  const auto total = sum(box, Axis<1>());
  static_assert(std::same_as<decltype(total), const Tensor<double, dyn, 1, 4>>);
  EXPECT_EQ(total(1, 0, 2), box(1, 0, 2) + box(1, 1, 2) + box(1, 2, 2));
  EXPECT_EQ(sum(box, Axis<2>())(0, 1, 0), box(0, 1, 0) + box(0, 1, 1) + box(0, 1, 2) + box(0, 1, 3));
  CHECK_PART(sum, Axis<0>());
  CHECK_PART(sum, Axis<1>());
  CHECK_PART(sum, Axis<2>());
}

TEST(Shaping, Concatenation) {
  const auto a = random_tensor<dyn, 3, 2>(1, {2, 3, 2});
  const auto b = random_tensor<2, 3, 4>(2, {2, 3, 4});
  const auto both = concatenate(a, b, Axis<2>());
  static_assert(std::same_as<decltype(both), const Tensor<double, dyn, 3, 6>>);
  EXPECT_EQ((slice(both, Axis<2>(), 0, Count<2>())), a);
  EXPECT_TRUE(std::ranges::equal(slice(both, Axis<2>(), 2, Count<4>()), b));
  const auto c = concatenate(both, both, Axis<0>());
  EXPECT_EQ(shape_text(c.shape()), "4 x 3 x 6");
  EXPECT_EQ(c(3, 2, 5), both(1, 2, 5));
  check([](const auto& x, const auto& y) { return concatenate(x, y, Axis<2>()); },
        [](const auto& x, const auto& y, const auto& x_dot, const auto& y_dot, auto& result_dot) {
          return concatenate_tangent(x, x_dot, y, y_dot, Axis<2>(), result_dot);
        },
        [](const auto& x, const auto& y, auto* x_bar, auto* y_bar, auto& result_bar) {
          concatenate_adjoint(x, x_bar, y, y_bar, Axis<2>(), result_bar);
        },
        a, b);
  EXPECT_THROW(concatenate(a, b, Axis<1>()), ShapeError);
}

TEST(Shaping, ReshapeAndTranspose) {
  const auto box = random_tensor<dyn, 6>(1, {4, 6});
  const auto tall = reshape<Tensor<double, dyn, 2>>(box);
  EXPECT_EQ(shape_text(tall.shape()), "12 x 2");
  EXPECT_EQ(tall(4, 1), box(1, 3));
  const auto turned = transpose(box);
  static_assert(std::same_as<decltype(turned), const Tensor<double, 6, dyn>>);
  EXPECT_EQ(turned(5, 2), box(2, 5));
  check([](const auto& x) { return reshape<Tensor<double, 3, dyn>>(x); },
        [](const auto& x, const auto& x_dot, auto& result_dot) { return reshape_tangent(x, x_dot, result_dot); },
        [](const auto& x, auto* x_bar, auto& result_bar) { reshape_adjoint(x, x_bar, result_bar); }, box);
  check([](const auto& x) { return transpose(x); },
        [](const auto& x, const auto& x_dot, auto& result_dot) { return transpose_tangent(x, x_dot, result_dot); },
        [](const auto& x, auto* x_bar, auto& result_bar) { transpose_adjoint(x, x_bar, result_bar); }, box);
  try {
    reshape<Tensor<double, 7, dyn>>(box);
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(), "reshape: the type is 7 x dyn, x is 4 x 6: their number must fill the shape");
  }
}

TEST(Shaping, RowsAreViews) {
  Tensor<double, dyn, 2, 2> x{1, 2, 3, 4, 5, 6, 7, 8};
  x.row(1)[2] = 0;
  EXPECT_EQ(x(1, 1, 0), 0);
  EXPECT_EQ(std::as_const(x).row(0).size(), 4u);
}

}  // namespace
}  // namespace retrograd
