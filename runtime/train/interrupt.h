// Ctrl-C while a model is trained.
#pragma once

#include <csignal>

namespace retrograd::detail {

// As long as it lives, the first SIGINT is only noted; the second ends the program. Does nothing where the program has
// a handler of its own.
class InterruptGuard {
public:
  explicit InterruptGuard(bool active);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool interrupted() const;

private:
  bool installed_ = false;
};

}  // namespace retrograd::detail
