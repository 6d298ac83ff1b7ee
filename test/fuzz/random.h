// A small random generator that gives the same numbers everywhere (std's distributions don't).
#pragma once

#include <cstdint>

namespace retrograd::fuzz {

class Random {
public:
  explicit Random(std::uint64_t seed) : state_(seed * 0xd1342543de82ef95ull + 0x1234567) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  // 0 … count - 1
  unsigned below(unsigned count) { return static_cast<unsigned>(next() % count); }
  // low … high
  int between(int low, int high) { return low + static_cast<int>(below(static_cast<unsigned>(high - low + 1))); }
  bool chance(unsigned percent) { return below(100) < percent; }
  double real(double low, double high) { return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53; }

private:
  std::uint64_t state_;
};

}  // namespace retrograd::fuzz
