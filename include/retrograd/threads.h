// How many threads tensor operations, their derivatives and optimizers use.
//
//   retrograd::set_threads(2);
//
// One unless it is set here or by the environment's RETROGRAD_THREADS: for the same number of threads a result is the
// same bit for bit, on one machine or with fewer processors than threads. Small operations stay in the calling thread.
#pragma once

#include <memory>
#include <type_traits>

namespace retrograd {

void set_threads(int count);  // throws std::invalid_argument unless 1 <= count <= 256
int threads();

namespace detail {

using Part = void (*)(void* context, long begin, long end);
// Cuts 0 … count into as many parts as there are threads, equal but for the last; each is worked on by one thread.
void run_parts(long count, Part part, void* context);

// Calls work(begin, end) for parts of 0 … count: one, if they would be smaller than `least`. Parts must not write to
// the same memory. What work throws is thrown here.
template <class Work> void parallel(long count, long least, Work&& work) {
  if (count < 2 * least || threads() == 1) return work(0L, count);
  using Plain = std::remove_reference_t<Work>;
  run_parts(
      count, [](void* context, long begin, long end) { (*static_cast<Plain*>(context))(begin, end); },
      const_cast<void*>(static_cast<const void*>(std::addressof(work))));
}

// Elements, or operations on them, below which another thread isn't worth it.
inline constexpr long parallel_size = 16384;

}  // namespace detail
}  // namespace retrograd
