// Broken inputs: text whose tokens were deleted, repeated, exchanged or replaced.
#pragma once

#include "random.h"

#include <string>
#include <vector>

namespace retrograd::fuzz {

// One to a few changes. `words`: tokens that may be put in place of others, besides the text's own.
std::string mangled(const std::string& text, Random& random, const std::vector<std::string>& words);

// What is checked; each program links one.
struct Target {
  std::vector<std::string> words;
  // From a file: the texts that are mangled.
  std::vector<std::string> (*split)(const std::string& text);
  // What is wrong with what the compiler does on this input; empty if nothing. Crashes are the caller's to see.
  std::string (*check)(const std::string& input);
};
const Target& target();

}  // namespace retrograd::fuzz
