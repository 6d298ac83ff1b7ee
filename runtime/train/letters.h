// The letters of pictures made of pixels: five columns of seven dots, the top one in the lowest bit.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace retrograd::plot {

using Letter = std::array<std::uint8_t, 5>;

// For each character of UTF-8; those that aren't ASCII become question marks.
std::vector<const Letter*> letters_of(const std::string& text);

}  // namespace retrograd::plot
