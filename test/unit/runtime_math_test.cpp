// fast::exp and fast::tanh against those of the standard library.
#include "retrograd/fast_math.h"

#include <gtest/gtest.h>

#include <limits>

namespace {

namespace fast = retrograd::fast;

template <class T> double distance_in_ulp(T value, long double exact) {
  const T rounded = static_cast<T>(exact);
  const T size = std::fabs(rounded);
  const T ulp = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
  return static_cast<double>(std::fabs(value - exact) / ulp);
}

template <class T> void check(T from, T to) {
  for (int i = 0; i <= 200000; ++i) {
    const T x = from + (to - from) * static_cast<T>(i) / 200000;
    ASSERT_LE(distance_in_ulp(fast::exp(x), std::exp(static_cast<long double>(x))), 1.5) << x;
    const T y = x / 40;
    ASSERT_LE(distance_in_ulp(fast::tanh(y), std::tanh(static_cast<long double>(y))), 2) << y;
  }
  const T infinity = std::numeric_limits<T>::infinity();
  EXPECT_EQ(fast::exp(infinity), infinity);
  EXPECT_EQ(fast::exp(-infinity), 0);
  EXPECT_EQ(fast::exp(T(0)), 1);
  EXPECT_EQ(fast::exp(2 * to), infinity);
  EXPECT_EQ(fast::exp(2 * from), 0);
  EXPECT_TRUE(std::isnan(fast::exp(std::numeric_limits<T>::quiet_NaN())));
  EXPECT_EQ(fast::tanh(infinity), 1);
  EXPECT_EQ(fast::tanh(-infinity), -1);
  EXPECT_TRUE(std::isnan(fast::tanh(std::numeric_limits<T>::quiet_NaN())));
  EXPECT_EQ(fast::tanh(std::numeric_limits<T>::denorm_min()), std::numeric_limits<T>::denorm_min());
}

TEST(FastMath, OfFloats) { check<float>(-103, 88); }
TEST(FastMath, OfDoubles) { check<double>(-745, 709); }

}  // namespace
