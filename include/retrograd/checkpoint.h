// The schedule by which a long loop is reversed within a bound on memory, for code that [[autodiff("memory=64MiB")]]
// makes. Griewank and Walther, "Algorithm 799: revolve" (2000), doi:10.1145/347837.347846.
//
// A snapshot is the state before one of the steps: whatever the steps change. From it the steps behind it can be run
// again. So many snapshots as fit are kept; the last one is where the reverse sweep is, as the state that it works on.
//
//   0        next            at - 1   at = end - 1
//   |kept ……… |kept ……… free ……|……………| reversed behind here
#pragma once

#include "retrograd/tape.h"

namespace retrograd {

namespace detail {

// (c + r)! / (c! r!): how many steps c snapshots reverse if no step is run again more than r times. Or more than any
// loop has.
constexpr long long reach(long long c, long long r) {
  constexpr long long most = 1LL << 62;
  long long result = 1;
  for (long long i = 1; i <= r; ++i) {
    if (result > most / (c + i)) return most;
    result = result * (c + i) / i;
  }
  return result;
}

// The state before step `at` was kept last, and `free` more can be kept; the steps below `end` are to be reversed. The
// step whose state is to be kept next, so that the fewest steps are run again: end - 1 if it is to be reversed at once.
constexpr long next_snapshot(long at, long end, long free) {
  const long steps = end - at;
  if (steps <= 1) return at + 1;
  if (free <= 0) return end - 1;
  const long long c = free + 1 < steps ? free + 1 : steps;
  long long r = 1;
  while (reach(c, r) < steps) ++r;
  // Each part must be reversible with r - 1 repetitions more, resp. with a snapshot less: any such border is optimal.
  const long long before = reach(c, r - 1), behind = steps - reach(c - 1, r - 1);
  return at + static_cast<long>(before < behind ? before : behind);
}

}  // namespace detail

inline long next_snapshot(long at, long end, long free) {
  const long next = detail::next_snapshot(at, end, free);
#ifdef RETROGRAD_TAPE_STATISTICS
  detail::TapeStatistics::of_thread().steps += next - at;
#endif
  return next;
}

#ifdef RETROGRAD_TAPE_STATISTICS
// How many steps this thread has run forward, reverse sweeps of their own left out.
inline long steps_run() { return detail::TapeStatistics::of_thread().steps; }
#endif

// How many snapshots of the state fit into the memory, beside the one that is being worked on; one in any case.
template <class... States> long snapshots(long memory, const States&... states) {
  const long number = tape_bytes<long>(1), counts = 3 * number;  // which the forward half hands over
  const long state = (0 + ... + static_cast<long>(Tape::kept_size(states))) + number;
  const long fit = (memory - counts) / state;
  return fit > 2 ? fit - 1 : 1;
}

}  // namespace retrograd
