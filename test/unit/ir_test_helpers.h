// What the tests of the IR share.
#pragma once

#include "diag/diagnostics.h"

#include <string>

namespace retrograd::test {

// Keeps what was reported: "2:7: unknown name 'x'", one a line.
class CollectingSink : public diag::Sink {
public:
  std::string text;

protected:
  void show(diag::Severity, ir::Location location, const std::string& message) override {
    if (!text.empty()) text += '\n';
    text += std::to_string(location.line) + ":" + std::to_string(location.column) + ": " + message;
  }
};

}  // namespace retrograd::test
