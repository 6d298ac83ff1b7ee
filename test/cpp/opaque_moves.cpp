// Tensors are costly to copy: the result of a call that is an argument of another one gets no second name, and what the
// reverse sweep needs is moved into its record when it has been read for the last time.
//
// RUN: %retrograd %s --emit=adjoint -- -std=c++20 | FileCheck %s
#include <retrograd/autodiff.h>
#include <retrograd/loss.h>
#include <retrograd/ops.h>

using namespace retrograd;
using Matrix = Tensor<float, 4, 4>;

// CHECK: static inline {{.*}}logits_forward(
// CHECK-NOT: temporary
// CHECK: matmul_result = ::retrograd::matmul
// CHECK: h = ::retrograd::tanh<float, 4L, 4L>(matmul_result);
// CHECK-NEXT: matmul_result_2 = ::retrograd::matmul<float, 4L, 4L, 4L, 4L>(h, w);
// CHECK: record.matmul_result = std::move(matmul_result);
// CHECK-NEXT: record.h = std::move(h);
// The result is returned, too: a copy.
// CHECK-NEXT: record.matmul_result_2 = matmul_result_2;
// CHECK-NEXT: tape.push(std::move(record));
// CHECK-NEXT: return matmul_result_2;
[[autodiff]] Matrix logits(const Matrix& w, [[autodiff::passive]] const Matrix& x) {
  auto h = tanh(matmul(x, w));
  return matmul(h, w);
}

[[autodiff]] float loss(const Matrix& w, [[autodiff::passive]] const Matrix& x) { return mse(logits(w, x), x); }
