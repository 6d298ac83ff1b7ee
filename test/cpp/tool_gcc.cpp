// The tool end to end: what it writes compiles as C++17 with another compiler, without a warning.
// RUN: rm -rf %t && mkdir %t && cp %s %t/subject.cpp
// RUN: %retrograd %t/subject.cpp -o %t/subject.ad.h -- -std=c++17
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror %t/subject.cpp -o %t/program
// RUN: %t/program | FileCheck %s
// Once more: the older version of its own output is not read.
// RUN: cp %t/subject.ad.h %t/first.h
// RUN: %retrograd %t/subject.cpp -o %t/subject.ad.h -- -std=c++17
// RUN: diff %t/first.h %t/subject.ad.h
// The same file under plain Clang, and under the plugin, which uses what it finds.
// RUN: %clang -std=c++17 -Wall -Wextra -Werror %t/subject.cpp -o %t/program
// RUN: %t/program | FileCheck %s
// RUN: %clang_plugin -std=c++17 -Wall -Wextra -Werror %t/subject.cpp -o %t/program
// RUN: %t/program | FileCheck %s
// RUN: FileCheck --check-prefix=HEADER %s < %t/subject.ad.h
// HEADER: // {{.*}} subject.cpp
// HEADER-NEXT: #ifndef
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

namespace shop {

struct Point {
  double x, y;
};

[[autodiff]] double norm(const Point& p) { return std::sqrt(p.x * p.x + p.y * p.y); }

[[autodiff]] void scale(double* values, int n, double factor) {
  for (int i = 0; i < n; ++i) values[i] *= factor;
}

[[autodiff]] double loss(double a, [[autodiff::passive]] const double* data, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    const double residual = std::exp(a * data[i]) - data[i];
    sum += residual * residual;
  }
  return sum;
}

}  // namespace shop

int main() {
  const shop::Point p = retrograd::gradient<shop::norm>({3.0, 4.0});
  std::printf("%.2f %.2f\n", p.x, p.y);
  // CHECK: 0.60 0.80
}

#if __has_include("subject.ad.h")
#include "subject.ad.h"
#endif
