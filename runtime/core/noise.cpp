#include "retrograd/noise.h"

#include "retrograd/random.h"

#include <fmt/format.h>

#include <stdexcept>

namespace retrograd::detail {
namespace {

template <class T> void fill(std::span<T> mask, double rate, std::uint64_t seed) {
  if (!(rate >= 0 && rate < 1))
    throw std::invalid_argument(fmt::format("dropout: rate is {}, it must be at least 0 and less than 1", rate));
  const T kept = static_cast<T>(1 / (1 - rate));
  Random random(seed);
  for (T& value : mask) value = random.uniform() < rate ? T(0) : kept;
}

}  // namespace

void fill_dropout_mask(std::span<float> mask, double rate, std::uint64_t seed) { fill(mask, rate, seed); }
void fill_dropout_mask(std::span<double> mask, double rate, std::uint64_t seed) { fill(mask, rate, seed); }

void refuse_dropout_rate(bool active) {
  if (active) throw std::logic_error("dropout: has no derivative by its rate: make that a constant");
}

}  // namespace retrograd::detail
