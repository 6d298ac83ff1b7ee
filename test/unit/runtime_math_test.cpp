// exp and tanh of the kernels against those of the standard library.
#define REAL float
#define KERNELS float_kernels
#include "../../runtime/kernels/fast_math.h"
#undef REAL
#undef KERNELS

#include <gtest/gtest.h>

#include <limits>

namespace {

namespace fast = retrograd::float_kernels::fast;

template <class T> double distance_in_ulp(T value, long double exact) {
  const T rounded = static_cast<T>(exact);
  const T size = std::fabs(rounded);
  const T ulp = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
  return static_cast<double>(std::fabs(value - exact) / ulp);
}

template <class T> void check(T from, T to) {
  for (int i = 0; i <= 200000; ++i) {
    const T x = from + (to - from) * static_cast<T>(i) / 200000;
    ASSERT_LE(distance_in_ulp(fast::exponential(x), std::exp(static_cast<long double>(x))), 1.5) << x;
    const T y = x / 40;
    ASSERT_LE(distance_in_ulp(fast::hyperbolic_tangent(y), std::tanh(static_cast<long double>(y))), 2) << y;
  }
  const T infinity = std::numeric_limits<T>::infinity();
  EXPECT_EQ(fast::exponential(infinity), infinity);
  EXPECT_EQ(fast::exponential(-infinity), 0);
  EXPECT_EQ(fast::exponential(T(0)), 1);
  EXPECT_EQ(fast::exponential(2 * to), infinity);
  EXPECT_EQ(fast::exponential(2 * from), 0);
  EXPECT_TRUE(std::isnan(fast::exponential(std::numeric_limits<T>::quiet_NaN())));
  EXPECT_EQ(fast::hyperbolic_tangent(infinity), 1);
  EXPECT_EQ(fast::hyperbolic_tangent(-infinity), -1);
  EXPECT_TRUE(std::isnan(fast::hyperbolic_tangent(std::numeric_limits<T>::quiet_NaN())));
  EXPECT_EQ(fast::hyperbolic_tangent(std::numeric_limits<T>::denorm_min()), std::numeric_limits<T>::denorm_min());
}

TEST(FastMath, OfFloats) { check<float>(-103, 88); }
TEST(FastMath, OfDoubles) { check<double>(-745, 709); }

}  // namespace
