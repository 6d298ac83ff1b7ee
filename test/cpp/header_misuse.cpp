// Misuse of the entry points that types alone reveal: one static_assert that says the way out.
// RUN: split-file %s %t
// RUN: not %clang -std=c++17 -fsyntax-only %t/pointer.cpp 2>&1 | FileCheck --check-prefix=POINTER %s
// RUN: not %cxx -std=c++17 -fsyntax-only %t/pointer.cpp 2>&1 | FileCheck --check-prefix=POINTER %s
// RUN: not %clang -std=c++17 -fsyntax-only %t/order.cpp 2>&1 | FileCheck --check-prefix=ORDER %s
// RUN: not %clang -std=c++17 -fsyntax-only %t/integer.cpp 2>&1 | FileCheck --check-prefix=INTEGER %s
// RUN: not %clang -std=c++17 -fsyntax-only %t/vector_result.cpp 2>&1 | FileCheck --check-prefix=RESULT %s
// POINTER: error: static assertion failed{{.*}}a raw pointer has no length{{.*}}leave it out with wrt{{.*}}call the generated f_adjoint
// POINTER-NOT: error:
// ORDER: error: static assertion failed{{.*}}wrt<…>: name parameters of the function, counted from 0, in ascending order
// INTEGER: error: static assertion failed{{.*}}wrt<…>: this parameter has a type without floating-point numbers
// RUN: not %clang -std=c++17 -fsyntax-only %t/seed.cpp 2>&1 | FileCheck --check-prefix=SEED %s
// RUN: not %cxx -std=c++17 -fsyntax-only %t/seed.cpp 2>&1 | FileCheck --check-prefix=SEED %s
// SEED: error: static assertion failed{{.*}}vjp: the seed must have the type of the function's result; where arguments are written, seeds are a list: {seed of the result, seed of each of these arguments}
// RESULT: error: static assertion failed{{.*}}returns one floating-point number; use vjp, jvp or jacobian for others
// RUN: not %clang_plugin -std=c++17 -fsyntax-only %t/repeated.cpp 2>&1 | FileCheck --check-prefix=REPEATED %s
// REPEATED: error: static assertion failed{{.*}}jacobian and hessian call the function's derivative several times, and it may write through this raw pointer to non-const each time: take a reference, a container or a pointer to const instead, or call jvp, vjp or hvp once for each seed
// REPEATED: repeated.cpp:7:
// REPEATED: error: static assertion failed{{.*}}jacobian and hessian
// REPEATED: repeated.cpp:8:
// REPEATED-NOT: error:

//--- pointer.cpp
#include <retrograd/autodiff.h>
double sum(const double* x, int n);
double use(const double* x) { return *retrograd::gradient<sum>(x, 3); }

//--- order.cpp
#include <retrograd/autodiff.h>
double f(double x, double y);
auto use() { return retrograd::gradient<f, retrograd::wrt<1, 0>>(1.0, 2.0); }

//--- integer.cpp
#include <retrograd/autodiff.h>
double f(double x, int n);
auto use() { return retrograd::gradient<f, retrograd::wrt<1>>(1.0, 2); }

//--- vector_result.cpp
#include <retrograd/autodiff.h>
struct Pair { double a, b; };
Pair f(double x);
auto use() { return retrograd::gradient<f>(1.0); }

//--- seed.cpp
#include <retrograd/autodiff.h>
struct Pair { double a, b; };
Pair f(double x);
auto right() { return retrograd::vjp<f>({1.0}, Pair{1, 0}); }
auto listed() { return retrograd::vjp<f>({1.0}, {{1, 0}}); }
auto use() { return retrograd::vjp<f>({1.0}, "one"); }

//--- repeated.cpp
#include <retrograd/autodiff.h>
[[autodiff]] double counted(double x, int* n) { return x * x * ++*n; }
[[autodiff]] double rows(double x, const double* const* a) { return x * a[0][1]; }
[[autodiff]] double calls(double x, [[autodiff::passive]] int* const* n) { return x * ++**n; }
auto read(const double* const* a) { return retrograd::jacobian<rows, retrograd::wrt<0>>(1.0, a); }
int n = 0;
auto first() { return retrograd::jacobian<counted>(1.0, &n); }
auto second(int* const* at) { return retrograd::hessian<calls>(1.0, at); }
