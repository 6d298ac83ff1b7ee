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
#include <retrograd/autodiff.h>

[[autodiff]] double f(double x) { return x * x; }
