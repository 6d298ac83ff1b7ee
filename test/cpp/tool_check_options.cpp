// The options of retrograd check, and what it says to input that isn't right.
// RUN: split-file %s %t
// RUN: cd %t && env TMPDIR=%t/none %retrograd check --help | FileCheck --check-prefix=HELP %s
// HELP: usage: retrograd check
//
// A point chosen; another seed chooses others, the same seed the same; nothing is left behind.
// RUN: mkdir -p %t/temporary
// RUN: cd %t && not env TMPDIR=%t/temporary %retrograd check --set x=2 wrong.cpp -- -std=c++17 > %t/first
// RUN: FileCheck --check-prefix=CHOSEN %s < %t/first
// CHOSEN: wrong.cpp:11: wrong: f, by x: generated 2, by differences 3, at x = 2
// CHOSEN-NEXT: 0 right, 1 wrong, 0 stopped, 0 skipped
// RUN: ls %t/temporary | count 0
// RUN: cd %t && %retrograd check --seed=1 wrong.cpp -o one.cpp
// RUN: cd %t && %retrograd check wrong.cpp -o one2.cpp && sed -e s/one2/one/ one2.cpp | diff one.cpp -
// RUN: cd %t && not %retrograd check --seed=2 wrong.cpp | FileCheck --check-prefix=SEED %s
// SEED: by x: generated 2, by differences 3, at x = {{-?[0-9]+[.][0-9]+$}}
//
// A function that doesn't end is stopped; the next one is checked all the same.
// RUN: cd %t && not %retrograd check --seconds=1 --points 1 endless.cpp 2>&1 | FileCheck --check-prefix=ENDLESS %s
// ENDLESS: endless.cpp:1: stopped: endless, it doesn't end in time, at x = {{[-0-9.]+}}
// ENDLESS-NEXT: endless.cpp:7: right: next by x at 1 point, worst error
//
// Functions of headers are checked in their header.
// HEADER: header.h:3: right: from_header by x at 3 points
// RUN: cd %t && %retrograd check includes.cpp | FileCheck --check-prefix=INCLUDES --implicit-check-not=from_header %s
// INCLUDES: includes.cpp:3: right: outer by x at 3 points
//
// Flags and libraries: a function defined elsewhere.
// RUN: cd %t && %clang -c elsewhere.cpp -o elsewhere.o
// RUN: cd %t && %retrograd check calls.cpp -- -std=c++20 -DSCALE=2 elsewhere.o -lm | FileCheck --check-prefix=LINKED %s
// LINKED: right: calls by x
// RUN: cd %t && not %retrograd check calls.cpp -- -std=c++20 -DSCALE=2 2>&1 | FileCheck --check-prefix=UNLINKED %s
// UNLINKED: undefined reference
// UNLINKED: retrograd: the checks of 'calls.cpp' can't be built; behind -- stands what the file needs to be compiled and linked
//
// Nothing to check: an error, but where a build writes a program for each source.
// RUN: cd %t && not %retrograd check elsewhere.cpp 2>&1 | FileCheck --check-prefix=NONE %s
// NONE: elsewhere.cpp:1:1: error: no function here is marked {{\[\[}}autodiff]]
// NONE: note: write {{\[\[}}autodiff]] before each function whose derivatives are wanted; a template counts where it is used
// RUN: cd %t && not %retrograd check only_includes.cpp 2>&1 | FileCheck --check-prefix=INCLUDED %s
// INCLUDED: only_includes.cpp:1:1: error: no function here is marked
// INCLUDED: note: those of headers are checked with their header: retrograd check {{.*}}header.h
// RUN: cd %t && %retrograd check elsewhere.cpp -o written.cpp && %clang_plugin -std=c++17 written.cpp -o written && ./written | FileCheck --check-prefix=WRITTEN %s
// WRITTEN: 0 right, 0 wrong, 0 stopped, 0 skipped: nothing was checked
//
// Damaged and refused sources.
// RUN: cd %t && not %retrograd check damaged.cpp 2>&1 | FileCheck --check-prefix=DAMAGED %s
// DAMAGED: damaged.cpp:2:46: error: expected expression
// RUN: cd %t && not %retrograd check refused.cpp 2>&1 | FileCheck --check-prefix=REFUSED %s
// REFUSED: refused.cpp:2:17: error: cannot differentiate 'refused': the static variable 'calls' keeps its value
// RUN: not %retrograd check %t/none.cpp 2>&1 | FileCheck --check-prefix=MISSING %s
// MISSING: retrograd: no such file: '{{.*}}none.cpp'
// RUN: cd %t && not %retrograd check f.ir 2>&1 | FileCheck --check-prefix=IR %s
// IR: retrograd: check reads C++ source, not IR: 'f.ir'
// RUN: cd %t && not env TMPDIR=%t/none %retrograd check wrong.cpp 2>&1 | FileCheck --check-prefix=TEMPORARY %s
// TEMPORARY: retrograd: cannot make a temporary folder: No such file or directory
//
// RUN: not %retrograd check 2>&1 | FileCheck --check-prefix=FILE %s
// FILE: retrograd: no input file
// RUN: not %retrograd check a.cpp b.cpp 2>&1 | FileCheck --check-prefix=TWO %s
// TWO: retrograd: one file at a time: 'a.cpp' and 'b.cpp'
// RUN: not %retrograd check --size x a.cpp 2>&1 | FileCheck --check-prefix=SIZE %s
// SIZE: retrograd: --size wants PARAMETER=VALUE: 'x'
// RUN: not %retrograd check --size x=many a.cpp 2>&1 | FileCheck --check-prefix=COUNT %s
// COUNT: retrograd: --size wants a number from 0 to 1000000000: 'many'
// RUN: not %retrograd check --set=x=1z a.cpp 2>&1 | FileCheck --check-prefix=SET %s
// SET: retrograd: --set wants a number: '1z'
// RUN: not %retrograd check --points=0 a.cpp 2>&1 | FileCheck --check-prefix=POINTS %s
// POINTS: retrograd: --points wants a number from 1 to 1000: '0'
// RUN: not %retrograd check --nonsense=1 a.cpp 2>&1 | FileCheck --check-prefix=OPTION %s
// OPTION: retrograd: unknown option '--nonsense'; see retrograd check --help
// Names of parameters that aren't there: an error; for all the sources of a build, only a warning.
// RUN: cd %t && not %retrograd check --size q=3 --set endless.y=1 --set next.x=1 endless.cpp 2>&1 | FileCheck --check-prefix=UNKNOWN --implicit-check-not=next.x=… %s
// UNKNOWN: error: --size q=…, --set endless.y=…: no function here has such a parameter
// UNKNOWN-NEXT: note: there are endless.x, next.x
// RUN: cd %t && %retrograd check --size q=3 header.h -o of_many.cpp && %clang_plugin -std=c++17 of_many.cpp -o of_many && ./of_many 2>&1 | FileCheck --check-prefix=UNUSED %s
// UNUSED: retrograd: --size q=…: no function here has this parameter
// UNUSED: 1 right
//
// -o only writes the program; it is C++17, and any compiler takes it with what the tool writes for it.
// RUN: cd %t && %retrograd check header.h -o check_header.cpp --depfile=check_header.d && FileCheck --check-prefix=DEPENDS %s < check_header.d
// DEPENDS: check_header.cpp:
// DEPENDS: header.h
// RUN: cd %t && %retrograd check_header.cpp -o check_header.ad.h -- -std=c++17
// RUN: cd %t && %cxx -std=c++17 -Wall -Wextra check_header.cpp -o check_header && ./check_header | FileCheck --check-prefix=HEADER %s
// RUN: cd %t && %clang_plugin -std=c++17 -Wall -Wextra -Werror -Wno-keyword-macro check_header.cpp -o with_plugin && ./with_plugin | FileCheck --check-prefix=HEADER %s

//--- wrong.cpp
#include <retrograd/autodiff.h>
double triple(double x) { return 3 * x; }
[[autodiff::rule]] double triple_tangent(double x, double x_dot, double& result_dot) {
  result_dot = 3 * x_dot;
  return 3 * x;
}
[[autodiff::rule]] void triple_adjoint(double* x_bar, double result_bar) {
  if (x_bar) *x_bar += 2 * result_bar;
}
namespace {
[[autodiff]] double f(double x) { return triple(x); }
}
#include "wrong.ad.h"
//--- endless.cpp
[[autodiff]] double endless(double x) {
  int n = 1;
  while (n > 0) n = 1 + n % 7;
  return x;
}

[[autodiff]] double next(double x) { return x * x; }
//--- header.h
#pragma once
#include <retrograd/autodiff.h>
[[autodiff]] inline double from_header(double x) { return x * x * x; }
//--- includes.cpp
#include "header.h"

[[autodiff]] double outer(double x) { return from_header(x) * x; }
//--- only_includes.cpp
#include "header.h"
//--- elsewhere.cpp
double elsewhere(double x) { return x; }
//--- calls.cpp
double elsewhere(double x);
[[autodiff]] double calls(double x, [[autodiff::passive]] double y) { return SCALE * x * elsewhere(y); }
//--- damaged.cpp
// A factor is missing.
[[autodiff]] double f(double x) { return x * ; }
//--- refused.cpp
[[autodiff]] double refused(double x) {
  static double calls = 0;
  return x * ++calls;
}
//--- f.ir
