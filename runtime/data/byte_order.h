// Numbers in a file that has its own order of bytes.
#pragma once

#include "retrograd/array.h"

#include <algorithm>
#include <bit>

namespace retrograd::data {

// From the file's order to that of this machine.
inline void to_native_order(Array& array, std::endian of_file) {
  const auto width = static_cast<std::ptrdiff_t>(size_of(array.type));
  if (of_file == std::endian::native || width == 1) return;
  for (auto at = array.bytes.begin(); at != array.bytes.end(); at += width) std::reverse(at, at + width);
}

}  // namespace retrograd::data
