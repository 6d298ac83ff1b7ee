// Messages: GeneratedOutOfDate, GenerateAgain. A header made from an older version is no wrong derivative, but an error.
// RUN: rm -rf %t && mkdir %t && cp %s %t/subject.cpp
// RUN: %retrograd %t/subject.cpp -o %t/subject.ad.h -- -DFACTOR=2
// RUN: %clang_plugin -DFACTOR=2 -fsyntax-only -Werror %t/subject.cpp
// RUN: not %clang_plugin -DFACTOR=3 -fsyntax-only %t/subject.cpp 2>&1 | FileCheck %s
// CHECK: subject.ad.h:{{[0-9]+}}:{{[0-9]+}}: error: 'f_tangent' was generated from another version of its function
// CHECK: note: run the tool retrograd again, or do not include what it wrote
[[autodiff]] double f(double x) { return FACTOR * x * x; }

#if __has_include("subject.ad.h")
#include "subject.ad.h"
#endif
