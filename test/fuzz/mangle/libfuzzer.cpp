// The same check for libFuzzer, which finds inputs by what they cover: with RETROGRAD_FUZZERS (CMake, Clang).
//   fuzz_ir -max_total_time=600 -timeout=10 corpus/ test/pass test/ir
#include "mangle.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace retrograd::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string problem = target().check(std::string(reinterpret_cast<const char*>(data), size));
  if (problem.empty()) return 0;
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::abort();
}

extern "C" std::size_t LLVMFuzzerMutate(unsigned char* data, std::size_t size, std::size_t largest);

// Tokens three times out of four, bytes else.
extern "C" std::size_t LLVMFuzzerCustomMutator(unsigned char* data, std::size_t size, std::size_t largest,
                                               unsigned seed) {
  if (seed % 4 == 0 || size < 4) return LLVMFuzzerMutate(data, size, largest);
  Random random(seed);
  const std::string text = mangled(std::string(reinterpret_cast<const char*>(data), size), random, target().words);
  if (text.size() > largest) return size;
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
