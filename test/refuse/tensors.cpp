// What is refused of tensors names the user's line and the true reason.
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h -- -std=c++20 -I%include 2>&1 | FileCheck %s
// RUN: not ls %t.h
#include <retrograd/train.h>

using namespace retrograd;

using Batch = Tensor<double, dyn, 3>;

// CHECK: tensors.cpp:[[#@LINE+4]]:{{[0-9]+}}: error: cannot differentiate 'retrograd::Labels::Labels'
// CHECK: tensors.cpp:[[#@LINE+3]]:{{[0-9]+}}: note: put the numbers into a plain struct
// CHECK: labels.h:{{[0-9]+}}:{{[0-9]+}}: note: it is in the library's code that runs there
[[autodiff]] double labels_made(const Batch& x) {
  return softmax_cross_entropy(x, Labels{0, 1, 2});
}

struct [[autodiff]] State {
  Batch h, c;
};
// CHECK: tensors.cpp:[[#@LINE+6]]:{{[0-9]+}}: error: what 'x' of 'retrograd::tanh<double, -1L, 3L>' leads to is overwritten, or gone, when the rule of 'retrograd::tanh<double, -1L, 3L>' reads it
// CHECK: tensors.cpp:[[#@LINE+5]]:{{[0-9]+}}: note: an object of an opaque class, such as a tensor, is kept for the reverse sweep where it is a variable of its own: use one in place of 'state.c'
[[autodiff]] double member_in_loop(const Batch& x, int n) {
  State state{x, x};
  for (int i = 0; i < n; ++i) {
    state.c = tanh(state.h);
    state.h = tanh(state.c);
  }
  return mse(state.h, x);
}
