// Numbers of things, in messages.
#pragma once

#include <string>

namespace retrograd::detail {

// "1 step", "3 steps"
inline std::string counted(long long number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

}  // namespace retrograd::detail
