// A unit with many headers of the standard library and fifty functions, in namespaces of every kind.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Wno-unused-function %s -o %t && %t
#include <retrograd/autodiff.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bitset>
#include <chrono>
#include <cmath>
#include <complex>
#include <deque>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#define ONE(n)                                                                     \
  [[autodiff]] double function_##n(double x) { return std::sin(n * x) * x + n; }    \
  double difference_##n(double x) {                                                \
    return retrograd::gradient<function_##n>(x) - (n * x * std::cos(n * x) + std::sin(n * x)); \
  }
#define FIVE(n) ONE(n##0) ONE(n##1) ONE(n##2) ONE(n##3) ONE(n##4)
#define SUM(n) difference_##n(0.5)
#define SUM_OF_FIVE(n) std::abs(SUM(n##0)) + std::abs(SUM(n##1)) + std::abs(SUM(n##2)) + std::abs(SUM(n##3)) + std::abs(SUM(n##4))

FIVE(1) FIVE(2)
namespace outer {
FIVE(3) FIVE(4)
inline namespace v2 {
FIVE(5) FIVE(6)
}
namespace inner::deep {
FIVE(7) FIVE(8)
}
}  // namespace outer
namespace {
FIVE(9) FIVE(10)
}
using namespace outer::inner::deep;
using namespace outer;

int main() {
  const double sum = SUM_OF_FIVE(1) + SUM_OF_FIVE(2) + SUM_OF_FIVE(3) + SUM_OF_FIVE(4) + SUM_OF_FIVE(5) + SUM_OF_FIVE(6) +
                     SUM_OF_FIVE(7) + SUM_OF_FIVE(8) + SUM_OF_FIVE(9) + SUM_OF_FIVE(10);
  return sum < 1e-12 ? 0 : 1;
}
