// The other way of png.cpp.
#include "image.h"

#include <zlib.h>

#include <stdexcept>

namespace retrograd::data {
namespace {

std::string big_endian(std::size_t n) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(n >> shift & 255);
  return bytes;
}

std::string chunk(std::string type, const std::string& data) {
  const std::string contents = type + data;
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(contents.data()), contents.size());
  return big_endian(data.size()) + contents + big_endian(sum);
}

std::string deflated(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string result(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(result.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
               text.size()) != Z_OK)
    throw std::runtime_error("PNG: zlib could not compress the picture");
  result.resize(size);
  return result;
}

}  // namespace

std::string write_png(std::size_t width, std::size_t height, std::span<const std::uint8_t> pixels) {
  std::string rows;
  for (std::size_t row = 0; row < height; ++row) {
    rows += '\0';  // no filter
    rows.append(reinterpret_cast<const char*>(pixels.data()) + 3 * width * row, 3 * width);
  }
  const std::string eight_bits_rgb("\x08\x02\x00\x00\x00", 5);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", big_endian(width) + big_endian(height) + eight_bits_rgb) +
         chunk("IDAT", deflated(rows)) + chunk("IEND", "");
}

}  // namespace retrograd::data
