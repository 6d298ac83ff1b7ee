// What generated code and users include must stay light: no heavy standard header behind autodiff.h and tape.h.
// RUN: %clang -std=c++17 -M %s | FileCheck %s
// CHECK: retrograd/autodiff.h
// CHECK-NOT: {{/(vector|string|iostream|ostream|functional|algorithm|memory|map|cmath)( |$)}}
#include <retrograd/autodiff.h>
