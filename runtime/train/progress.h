// What is printed while a model is trained.
#pragma once

#include "retrograd/report.h"
#include "retrograd/train_options.h"

#include <chrono>

namespace retrograd {

// On a terminal a bar that is redrawn in place and becomes the epoch's line; elsewhere the lines alone.
class ProgressPrinter {
public:
  ProgressPrinter(Progress progress, int epochs, long steps);
  void step(int epoch, long step, double loss);
  void epoch(const EpochReport& report);
  void line(const std::string& text);

private:
  bool silent_, bar_;
  int epochs_;
  long steps_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace retrograd
