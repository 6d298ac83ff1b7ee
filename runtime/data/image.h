// What the readers of pictures have in common.
#pragma once

#include "byte_reader.h"
#include "retrograd/data.h"

#include <cstdint>
#include <span>
#include <string>

namespace retrograd::data {

Picture read_pnm(ByteReader& in);
Picture read_png(ByteReader& in);

// The contents of a PNG file of 8-bit red, green, blue, row by row.
std::string write_png(std::size_t width, std::size_t height, std::span<const std::uint8_t> pixels);

// Throws for sizes that are zero or that no picture has.
void check_picture_size(const ByteReader& in, std::uint64_t width, std::uint64_t height, std::size_t offset);

}  // namespace retrograd::data
