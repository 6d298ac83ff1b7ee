// An annotated function in a header that is read twice, in two units that are linked.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -c %s -o %t.main.o
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -DOTHER -c %s -o %t.other.o
// RUN: %clang %t.main.o %t.other.o -o %t
// RUN: %t | FileCheck %s
#include <retrograd/autodiff.h>

#include "Inputs/twice.h"
#include "Inputs/twice.h"

#ifdef OTHER
double other() { return area_by_width(2, 5); }
#else
#include <cstdio>
double other();
int main() { std::printf("%g %g\n", area_by_width(2, 3), other()); }
// CHECK: 3 5
#endif
