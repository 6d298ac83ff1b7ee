// Random numbers that are the same on every machine and with every standard library, for a given seed.
//
//   Random random(1);
//   double u = random.uniform(-1, 1);
//   random.shuffle(std::span(order));
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#if __cplusplus >= 202002L
#include <span>
#endif

namespace retrograd {

// xoshiro256++ (Blackman & Vigna 2019), seeded by splitmix64.
class Random {
public:
  explicit Random(std::uint64_t seed = 0) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = rotated(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  // 0 <= u < 1, in steps of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  // Mean 0, variance 1 (Box-Muller).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

  // 0 <= k < n, every k equally likely; n > 0.
  std::uint64_t below(std::uint64_t n) {
    const std::uint64_t rest = (0 - n) % n;  // 2^64 mod n: that many draws would favour small k
    std::uint64_t draw = next();
    while (draw < rest) draw = next();
    return draw % n;
  }

#if __cplusplus >= 202002L
  template <class T> void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }
#endif

  // Where the sequence stands; put back, it goes on from there.
  const std::array<std::uint64_t, 4>& state() const { return state_; }
  void set_state(const std::array<std::uint64_t, 4>& state) { state_ = state; }

private:
  static std::uint64_t rotated(std::uint64_t bits, int left) { return (bits << left) | (bits >> (64 - left)); }

  std::array<std::uint64_t, 4> state_;
};

}  // namespace retrograd
