// What the readers of pictures have in common.
#pragma once

#include "byte_reader.h"
#include "retrograd/data.h"

namespace retrograd::data {

Picture read_pnm(ByteReader& in);
Picture read_png(ByteReader& in);

// Throws for sizes that are zero or that no picture has.
void check_picture_size(const ByteReader& in, std::uint64_t width, std::uint64_t height, std::size_t offset);

}  // namespace retrograd::data
