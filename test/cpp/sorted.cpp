// Sorting is a permutation: looked for once, in the forward sweep. The text follows its variables when they get other
// names.
// RUN: %retrograd %s --emit=adjoint -- -std=c++17 | FileCheck %s
#include <retrograd/autodiff.h>

#include <algorithm>
#include <vector>

// CHECK: #include <retrograd/sorting.h>
// CHECK-LABEL: inline double median_adjoint(
[[autodiff]] double median(const std::vector<double>& v, double x) {
  const auto middle = [&](std::vector<double> u) {
    std::nth_element(u.begin(), u.begin() + 1, u.end());
    return u[1];
  };
  // CHECK: const long [[MIDDLE:middle[_0-9]*]] = u.data() + 1L - first;
  // CHECK-NEXT: retrograd::nth_element_order(unsorted, order, [[MIDDLE]]);
  // CHECK-NEXT: for (long k = 0; k < count; ++k) first[k] = unsorted[order[k]];
  // CHECK: unsorted_bar[order[[[K:.*]]]] += first_bar[[[K]]];
  // CHECK-NOT: nth_element
  return middle(v) * x;
}
