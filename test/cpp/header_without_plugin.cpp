// Without the plugin everything type-checks, as an editor's language server sees it; generating code gives one error
// for each use, in plain words, and names the function.
// RUN: %clang -std=c++17 -Wall -Wextra -Werror -fsyntax-only %s
// RUN: %clang -std=c++20 -Wall -Wextra -Werror -fsyntax-only %s
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror -fsyntax-only %s
// RUN: not %clang -std=c++17 -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %cxx -std=c++17 -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %cxx -std=c++17 -O2 -c %s -o %t.o 2>&1 | FileCheck %s
#include <retrograd/autodiff.h>

#include <tuple>
#include <type_traits>

// AUTODIFF stands for [[autodiff]].
AUTODIFF double f(double x, const double (&y)[2]) { return x * y[0] * y[1]; }

struct Pair {
  double first, second;
};
AUTODIFF Pair swapped(const Pair& p, float& scale, int n);

using std::is_same_v;
template <auto* function> using Gradient = decltype(retrograd::gradient<function>);

const double y[2] = {1, 2};
static_assert(is_same_v<decltype(retrograd::gradient<f>(1.0, y)), std::tuple<double, retrograd::Array<double, 2>>>);
static_assert(is_same_v<decltype(retrograd::gradient<f, retrograd::wrt<1>>(1.0, y)), retrograd::Array<double, 2>>);
static_assert(is_same_v<decltype(retrograd::hessian<f>(1.0, y)), retrograd::DenseMatrix<double>>);
static_assert(is_same_v<decltype(retrograd::jvp<f>({1.0, y}, {1.0, {0.0, 1.0}}).tangent), double>);
static_assert(!std::is_invocable_v<Gradient<f>, double>);               // an argument is missing
static_assert(!std::is_invocable_v<Gradient<f>, double, const char*>);  // or of the wrong type

float scale = 2;
static_assert(is_same_v<decltype(retrograd::jvp<swapped>({{1.0, 2.0}, scale, 3}, {{1.0, 0.0}, scale}).value), Pair>);
static_assert(is_same_v<decltype(retrograd::vjp<swapped>({{1.0, 2.0}, scale, 3}, {{1.0, 0.0}, 1.0f}).adjoints), std::tuple<Pair, float>>);
static_assert(is_same_v<decltype(retrograd::jacobian<swapped>({1.0, 2.0}, scale, 3)), retrograd::DenseMatrix<float>>);

int main() {
  // CHECK: error: {{.*}}this function was not compiled with Retrograd: mark it {{.*}}autodiff{{.*}} and compile this file with -fplugin=libretrograd.so, or include the header that the tool retrograd writes for it
  // CHECK-NOT: error:
  auto [x_bar, y_bar] = retrograd::gradient<f>(1.0, y);
  return x_bar + y_bar[0] > 0;
}
