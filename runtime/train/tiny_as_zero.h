// Numbers below the smallest normal one (1e-38 as floats) count as zero while an object of this class lives, in its
// thread. The running means of parameters that have no gradient any more decay to them, and arithmetic with them takes
// many times as long.
#pragma once

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace retrograd::detail {

class TinyAsZero {
public:
  TinyAsZero(const TinyAsZero&) = delete;
  TinyAsZero& operator=(const TinyAsZero&) = delete;
#ifdef __SSE2__
  TinyAsZero() { _mm_setcsr(before_ | results_to_zero | operands_to_zero); }
  ~TinyAsZero() { _mm_setcsr(before_); }

private:
  static constexpr unsigned results_to_zero = 0x8000, operands_to_zero = 0x0040;
  const unsigned before_ = _mm_getcsr();
#else
  TinyAsZero() {}
#endif
};

}  // namespace retrograd::detail
