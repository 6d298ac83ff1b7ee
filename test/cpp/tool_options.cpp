// What the tool prints for each --emit, and what it says to wrong options.
// RUN: %retrograd --emit=adjoint %s | FileCheck --check-prefix=ADJOINT --implicit-check-not=_tangent %s
// ADJOINT: f_adjoint(
// RUN: %retrograd --emit=tangent %s -- -std=c++17 | FileCheck --check-prefix=TANGENT --implicit-check-not=_adjoint %s
// TANGENT: f_tangent(
// RUN: %retrograd --emit=hvp %s | FileCheck --check-prefix=HVP %s
// HVP: f_hvp(
// RUN: %retrograd --emit=ir %s > %t.ir
// RUN: FileCheck --check-prefix=IR %s < %t.ir
// IR: func f(double x) -> double
// The IR is input, too.
// RUN: %retrograd --emit=adjoint %t.ir | FileCheck --check-prefix=ADJOINT --implicit-check-not=_tangent %s
// RUN: %retrograd --emit=ir %t.ir | diff - %t.ir
// RUN: %retrograd --passes=help | FileCheck --check-prefix=PASSES %s
// PASSES: adjoint
// RUN: %retrograd --version | FileCheck --check-prefix=VERSION %s
// VERSION: retrograd {{[0-9.]+}} (Clang {{[0-9.]+}})
// RUN: not %retrograd --emit=nonsense %s 2>&1 | FileCheck --check-prefix=EMIT %s
// EMIT: retrograd: unknown --emit=nonsense
// RUN: not %retrograd --nonsense %s 2>&1 | FileCheck --check-prefix=OPTION %s
// OPTION: retrograd: unknown option '--nonsense'
// RUN: not %retrograd %t.missing.cpp 2>&1 | FileCheck --check-prefix=MISSING %s
// MISSING: retrograd: no such file: '{{.*}}.missing.cpp'
// RUN: not %retrograd %s -o %t.none/out.h 2>&1 | FileCheck --check-prefix=UNWRITABLE %s
// UNWRITABLE: retrograd: cannot write '{{.*}}out.h': No such file or directory
// A device stays one, a link stays a link.
// RUN: not %retrograd %s -o /dev/full 2>&1 | FileCheck --check-prefix=DEVICE %s
// DEVICE: retrograd: cannot write '/dev/full': No space left on device
// RUN: rm -f %t.link.h %t.linked.h && ln -s %t.linked.h %t.link.h && %retrograd %s -o %t.link.h && test -L %t.link.h
// RUN: FileCheck --check-prefix=ADJOINT %s < %t.linked.h
// RUN: %retrograd %s -o - | FileCheck --check-prefix=ADJOINT %s
// RUN: not sh -c "%retrograd %s > /dev/full" 2>&1 | FileCheck --check-prefix=FULL %s
// FULL: retrograd: cannot write to the standard output
// RUN: %retrograd %s -o %t.dep.h --depfile=%t.d && FileCheck --check-prefix=DEPENDENCIES %s < %t.d
// DEPENDENCIES: .dep.h:
// DEPENDENCIES: tool_options.cpp
// DEPENDENCIES: autodiff.h
// Without an annotated function: a header without functions, as one of many sources of a build gives; what is asked
// about functions is an error.
// RUN: echo "double plain(double x) { return x; }" > %t.plain.cpp
// RUN: %retrograd %t.plain.cpp -o - | FileCheck --check-prefix=EMPTY --implicit-check-not=plain( %s
// EMPTY: #ifndef RETROGRAD_GENERATED_FROM
// RUN: not %retrograd --report %t.plain.cpp 2>&1 | FileCheck --check-prefix=NOTHING %s
// NOTHING: plain.cpp:1:1: error: no function here is marked {{\[\[}}autodiff]]
// RUN: echo "func f(double x) -> double { return x; }" > %t.plain.ir
// RUN: not %retrograd --report %t.plain.ir 2>&1 | FileCheck --check-prefix=NOTHING-IR %s
// NOTHING-IR: plain.ir: error: no function here is marked {{\[\[}}autodiff]]
// Derivatives of functions without an annotation are asked for, too.
// RUN: echo '#include <retrograd/autodiff.h>' > %t.asks.cpp
// RUN: echo 'double f(double x) { return x * x; } double y = retrograd::gradient<f>(2.0);' >> %t.asks.cpp
// RUN: %retrograd --report %t.asks.cpp
#include <retrograd/autodiff.h>

[[autodiff]] double f(double x) { return x * x; }
