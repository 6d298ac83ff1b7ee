// What every kernel file starts from. A file here is compiled once for each number type and instruction set:
//   REAL     float or double
//   KERNELS  the namespace, e.g. float_avx2
//   DERIVED  the header with this file's derivatives, written by our own compiler in the build
// Kernels are plain forward loops on pointers and sizes, written so that they vectorise. No derivative is hand-written.
// To add one: write it here, add its row to retrograd/detail/kernels.h, and fill that in at the end of its file.
#pragma once

#include "retrograd/detail/kernels.h"

#ifdef DERIVED
#include "fast_math.h"
#endif

namespace retrograd::KERNELS {

using Table = detail::Kernels<REAL>;

// Each file fills in its rows. `all`: with derivatives; without, nothing refers to these, and the linker leaves them
// out.
template <bool all> void fill_activations(Table& table);
template <bool all> void fill_elementwise(Table& table);
template <bool all> void fill_losses(Table& table);
template <bool all> void fill_layers(Table& table);
void fill_optimizers(Table& table);

}  // namespace retrograd::KERNELS

// A row of the table: the kernel and what was derived from it.
#define ROW(kernel)                                              \
  if constexpr (all)                                             \
    table.kernel = {kernel, kernel##_tangent, kernel##_adjoint}; \
  else                                                           \
    table.kernel.forward = kernel
