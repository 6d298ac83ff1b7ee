#include "retrograd/detail/broadcast.h"

namespace retrograd::detail {

BroadcastRuns::BroadcastRuns(const char* operation, std::span<const long> a, std::span<const long> b) {
  const auto rank = std::max(a.size(), b.size());
  long a_step = 1, b_step = 1;
  for (std::size_t i = rank; i-- > 0;) {
    const std::size_t a_missing = rank - a.size(), b_missing = rank - b.size();
    const long a_size = i < a_missing ? 1 : a[i - a_missing], b_size = i < b_missing ? 1 : b[i - b_missing];
    if (a_size != b_size && a_size != 1 && b_size != 1)
      throw_shape_error(operation, "a", a, "b", b, "dimensions, from the last on, must be equal or 1");
    shape_[i] = a_size == 1 ? b_size : a_size;
    a_steps_[i] = a_size == 1 ? 0 : a_step;
    b_steps_[i] = b_size == 1 ? 0 : b_step;
    a_step *= a_size, b_step *= b_size;
  }
  find_run(static_cast<int>(rank));
}

// Through as many of the last dimensions as neither array changes from going forward to staying, or back.
void BroadcastRuns::find_run(int rank) {
  bool begun = false;
  outer_ = rank;
  for (; outer_ > 0; --outer_) {
    const auto i = static_cast<std::size_t>(outer_ - 1);
    if (shape_[i] == 1) continue;
    const bool a = a_steps_[i] != 0, b = b_steps_[i] != 0;
    if (begun && (a != a_moves || b != b_moves)) break;
    begun = true, a_moves = a, b_moves = b;
    run *= shape_[i];
  }
  for (int i = 0; i < outer_; ++i) count_ *= shape_[static_cast<std::size_t>(i)];
  if (run == 0) count_ = 0;
}

}  // namespace retrograd::detail
