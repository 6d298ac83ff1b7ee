// What the tests of the IR share.
#pragma once

#include "diag/diagnostics.h"

#include <iterator>
#include <random>
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

// IR text with one to three random edits.
inline std::string damagedText(const std::string& text, std::mt19937& random) {
  static const std::string characters = "(){}[]<>=+-*/&.,;:?!\"`'\\ \n0123xasn_$";
  static const char* const words[] = {"const", "struct", "double", "call", "ref(", "record",
                                      "&",     "long",   "x",      "1.0",  "->",   "::"};
  std::string damaged = text;
  for (unsigned edits = random() % 3 + 1; edits; --edits) {
    const std::size_t at = random() % damaged.size();
    switch (random() % 5) {
    case 0: damaged.erase(at, random() % 8 + 1); break;
    case 1: damaged.insert(at, 1, characters[random() % characters.size()]); break;
    case 2: damaged.insert(at, words[random() % std::size(words)]); break;
    case 3: damaged.insert(at, text.substr(random() % text.size(), random() % 40)); break;
    default: damaged[at] = static_cast<char>(random()); break;
    }
  }
  return damaged;
}

}  // namespace retrograd::test
