// What the kernels and their derivatives get for std::exp and std::tanh: those that vectorise. The derivatives are
// derived from the real ones; this is seen only when the kernels are compiled. Inside namespace KERNELS `std` is the
// namespace below, and for everything else what it was.
#pragma once

#include "retrograd/fast_math.h"

namespace retrograd::KERNELS::std {
using namespace ::std;
inline REAL exp(REAL x) { return fast::exp(x); }
inline REAL tanh(REAL x) { return fast::tanh(x); }
}  // namespace retrograd::KERNELS::std
