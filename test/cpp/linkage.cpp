// Annotated functions that are static, inline, in anonymous and inline namespaces, static members and friends, in a
// header that is read twice, in two units that are linked.
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -Wno-unused-function -c %s -o %t.main.o
// RUN: %clang_plugin -std=c++20 -Wall -Wextra -Werror -Wno-unused-function -DOTHER -c %s -o %t.other.o
// RUN: %clang %t.main.o %t.other.o -o %t
// RUN: %t | FileCheck %s
// RUN: %retrograd %s -o %t.ad.h -- -std=c++20
// RUN: %retrograd %s -o %t.2.ad.h -- -std=c++20 -DOTHER
// RUN: %cxx -std=c++20 -Wall -Wextra -Wno-unused-function -c %s "-DGENERATED=\"%t.ad.h\"" -o %t.gcc.1.o
// RUN: %cxx -std=c++20 -Wall -Wextra -Wno-unused-function -DOTHER "-DGENERATED=\"%t.2.ad.h\"" -c %s -o %t.gcc.2.o
// RUN: %cxx %t.gcc.1.o %t.gcc.2.o -o %t.gcc
// RUN: %t.gcc | FileCheck %s
#include <retrograd/autodiff.h>

#include <cstdio>

#include "Inputs/kinds_of_linkage.h"
// Read twice (the comment keeps clang-format from removing it).
#include "Inputs/kinds_of_linkage.h"
#ifdef GENERATED
#include GENERATED
#endif

#ifdef OTHER
#define PRINT print_other
#else
#define PRINT print_main
#endif
void print_other();
void print_main();

void PRINT() {
  const auto [dx, dy] = retrograd::gradient<sine_times>(0.0, 2.0);
  std::printf("sine %g %g\n", dx, dy);
  std::printf("static %g\n", retrograd::gradient<fixed_power>(2.0));
  std::printf("anonymous %g %g\n", retrograd::gradient<hidden_scale>(2.0), retrograd::gradient<of_this_unit>(2.0));
  std::printf("namespaces %g %g %g\n", retrograd::gradient<shapes::area>(1.0),
              retrograd::gradient<shapes::v1::area>(1.0), retrograd::gradient<shapes::perimeter>(1.0));
  std::printf("static member %g\n", retrograd::gradient<Spring::energy, retrograd::wrt<1>>(2.0, 3.0));
  const auto [spring, by] = retrograd::gradient<stretched>(Spring{2}, 3.0);
  std::printf("friend %g %g\n", spring.stiffness, by);
  std::printf("template %g %g\n", retrograd::gradient<Polynomial<double>::cube>(2.0),
              retrograd::gradient<of_polynomial>(1.0));
  std::printf("second %g\n", retrograd::hessian<of_polynomial>(1.0)(0, 0));
}

#ifndef OTHER
int main() {
  print_main();
  print_other();
}
// CHECK: sine 8 0
// CHECK: static 12
// CHECK: anonymous 24 3
// CHECK: namespaces 6 8 20
// CHECK: static member 6
// CHECK: friend 13.5 27
// CHECK: template 12 4
// CHECK: second 12
// CHECK: sine 8 0
// CHECK: static 12
// CHECK: anonymous 24 20
// CHECK: namespaces 6 8 20
// CHECK: static member 6
// CHECK: friend 13.5 27
// CHECK: template 12 4
// CHECK: second 12
#endif
