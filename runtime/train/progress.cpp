#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace retrograd {

ProgressPrinter::ProgressPrinter(Progress progress, int epochs, long steps)
    : silent_(progress == Progress::Silent),
      bar_(progress == Progress::Automatic && isatty(STDOUT_FILENO) != 0),
      epochs_(epochs),
      steps_(steps) {}

void ProgressPrinter::step(int epoch, long step, double loss) {
  if (!bar_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  constexpr long width = 30;
  const std::string done(static_cast<std::size_t>(width * step / steps_), '#');
  fmt::print("\repoch {}/{} [{:.<{}}] {}/{}  loss {:.4f} ", epoch, epochs_, done, width, step, steps_, loss);
  std::fflush(stdout);
}

void ProgressPrinter::epoch(const EpochReport& report) { line(describe(report, epochs_)); }

void ProgressPrinter::line(const std::string& text) {
  if (silent_) return;
  fmt::print("{}{}\n", bar_ ? "\r\033[K" : "", text);
  std::fflush(stdout);
}

}  // namespace retrograd
