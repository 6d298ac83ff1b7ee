// Destructors run in what active data doesn't reach, as written; what they change is read behind it.
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t && %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>
#include <vector>

static int depth = 1;
struct Guard {
  ~Guard() { ++depth; }
};
struct Plain {
  int level;
  ~Plain() { depth += level; }
};

inline void guarded() { Guard guard; }
inline void temporary() { Guard(); }
inline int levels(int n) {
  const std::vector<Plain> all(n, Plain{10});
  return static_cast<int>(all.size());
}

[[autodiff]] double counted(double x) {
  depth = 1;
  guarded();
  temporary();
  const double before = x * depth;
  return before * levels(2) * depth;
}

int main() {
  const auto [value, slope] = retrograd::value_and_gradient<counted>(3.0);
  // CHECK: 594 198 33 1
  std::printf("%g %g %d %d\n", value, slope, depth, value == counted(3.0));
}
