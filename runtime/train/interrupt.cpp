#include "interrupt.h"

namespace retrograd::detail {
namespace {

volatile std::sig_atomic_t noted = 0;

}  // namespace

InterruptGuard::InterruptGuard(bool active) {
  struct sigaction now{};
  if (!active || sigaction(SIGINT, nullptr, &now) != 0 || (now.sa_flags & SA_SIGINFO) != 0 || now.sa_handler != SIG_DFL)
    return;
  noted = 0;
  struct sigaction own{};
  own.sa_handler = [](int) { noted = 1; };
  own.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&own.sa_mask);
  installed_ = sigaction(SIGINT, &own, nullptr) == 0;
}

InterruptGuard::~InterruptGuard() {
  if (installed_) std::signal(SIGINT, SIG_DFL);
}

bool InterruptGuard::interrupted() const { return installed_ && noted != 0; }

}  // namespace retrograd::detail
