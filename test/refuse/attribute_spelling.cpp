// Attributes that Clang would ignore with a warning (messages AttributeUnknown, DidYouMean, KnownAttributes).
// RUN: not %clang_plugin -std=c++20 -fsyntax-only -Wno-unknown-attributes %s 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -Wno-unknown-attributes 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not ls %t.h

// CHECK: attribute_spelling.cpp:[[#@LINE+2]]:{{[0-9]+}}: error: there is no attribute 'autodiff::pasive'
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: note: did you mean 'autodiff::passive'?
[[autodiff]] double f(double x, [[autodiff::pasive]] double y) { return x * y; }
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: error: there is no attribute 'autodif'
// CHECK: note: did you mean 'autodiff'?
[[autodif]] double g(double x) { return x; }
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: error: there is no attribute 'autdiff::rule'
// CHECK: note: did you mean 'autodiff::rule'?
[[autdiff::rule("g", "double(double)")]] void g_rule(double* x_bar, double result_bar);
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: error: there is no attribute 'autodiff::checkpoint'
// CHECK: note: there are autodiff, autodiff::passive, autodiff::rule and autodiff::opaque
[[autodiff::checkpoint]] double h(double x) { return x; }
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: error: there is no attribute 'autodiff::opaqe'
// CHECK: note: did you mean 'autodiff::opaque'?
struct [[using autodiff: opaqe]] S {};
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: error: there is no attribute 'autodiff::autodiff'
// CHECK: note: did you mean 'autodiff'?
[[autodiff::autodiff]] double twice(double x) { return x; }

// Somebody else's, and ours that are right.
[[nodiscard, gnu::always_inline, deprecated("rule")]] inline double others([[maybe_unused]] double x) { return 1; }
[[retrograd::autodiff]] double ours([[retrograd::passive]] double x) { return x; }

