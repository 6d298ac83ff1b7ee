// What every kernel file starts from. A file here is compiled once for each number type and instruction set:
//   REAL     float or double
//   KERNELS  the namespace, e.g. float_avx2
//   DERIVED  the header with this file's derivatives, written by our own compiler in the build
// Kernels are plain forward loops on pointers and sizes, written so that they vectorise. No derivative is hand-written.
// To add one: write it here, add its row to retrograd/detail/kernels.h, and fill that in at the end of its file.
#pragma once

#include "retrograd/detail/kernels.h"

namespace retrograd::KERNELS {

using Table = detail::Kernels<REAL>;
void fill_activations(Table& table);
void fill_elementwise(Table& table);
void fill_losses(Table& table);
void fill_optimizers(Table& table);

}  // namespace retrograd::KERNELS
