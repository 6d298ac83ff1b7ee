// PNG (w3.org/TR/png-3): a signature; chunks of length, type, data, checksum: IHDR the sizes, PLTE a palette, tRNS what
// is transparent, IDAT the deflated rows, IEND. Each row begins with the number of the filter that it went through.
#include "image.h"
#include "zip.h"

#include <zlib.h>

#include <array>
#include <cstdlib>

namespace retrograd::data {
namespace {

enum Colour : std::uint8_t { Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6 };

struct Header {
  std::uint64_t width = 0, height = 0;
  unsigned depth = 0, colour = 0;

  unsigned samples() const {  // of a pixel, as stored
    return colour == Rgb ? 3 : colour == GreyAlpha ? 2 : colour == Rgba ? 4 : 1;
  }
  std::size_t row_bytes() const { return (width * samples() * depth + 7) / 8; }
};

class PngReader {
public:
  explicit PngReader(ByteReader& in) : in_(in) {}

  Picture read() {
    if (in_.take_text(8, "the signature") != "\x89PNG\r\n\x1a\n")
      in_.fail("no PNG, or one damaged as text: wrong signature at offset 0");
    while (read_chunk()) {
    }
    if (header_.width == 0)
      in_.fail(fmt::format("expected an IHDR chunk at offset 8, found none up to offset {}", in_.offset()));
    const std::size_t size = (header_.row_bytes() + 1) * header_.height;
    rows_ = inflate_all(fmt::format("{}: IDAT at offset {}", name_, data_offset_), compressed_.data(),
                        compressed_.size(), size, false);
    for (std::size_t row = 0; row < header_.height; ++row) unfilter(row);
    return to_picture();
  }

private:
  // False behind the last.
  bool read_chunk() {
    const std::size_t offset = in_.offset();
    const auto length = in_.take_big_endian(4, "a chunk's length");
    const std::string type(in_.take_text(4, "a chunk's type"));
    const auto data = in_.take(length, fmt::format("chunk {}", type).c_str());
    const auto sum = crc32_z(crc32_z(0, reinterpret_cast<const Bytef*>(type.data()), 4),
                             reinterpret_cast<const Bytef*>(data.data()), data.size());
    if (in_.take_big_endian(4, "a checksum") != sum)
      in_.fail(fmt::format("damaged: chunk {} at offset {} has another checksum", type, offset));
    if (type == "IHDR") {
      read_header(data, offset);
    } else if (type == "PLTE") {
      assign(palette_, data);
      palette_offset_ = offset;
    } else if (type == "tRNS") {
      assign(transparency_, data);
    } else if (type == "IDAT") {
      if (compressed_.empty()) data_offset_ = offset;
      compressed_.insert(compressed_.end(), data.begin(), data.end());
    } else if (type == "IEND") {
      return false;
    } else if ((type[0] & 0x20) == 0) {
      in_.fail(fmt::format("the chunk {} at offset {} is unknown, and not optional", type, offset));
    }
    return true;
  }

  static void assign(std::vector<std::uint8_t>& to, std::span<const std::byte> from) {
    to.clear();
    for (std::byte byte : from) to.push_back(static_cast<std::uint8_t>(byte));
  }

  void read_header(std::span<const std::byte> data, std::size_t offset) {
    if (data.size() != 13)
      in_.fail(fmt::format("damaged: IHDR at offset {} has {} bytes, not 13", offset, data.size()));
    ByteReader in(name_, data);
    header_.width = in.take_big_endian(4, "the width");
    header_.height = in.take_big_endian(4, "the height");
    header_.depth = static_cast<unsigned>(in.take_big_endian(1, "the depth"));
    header_.colour = static_cast<unsigned>(in.take_big_endian(1, "the colour type"));
    in.take(2, "methods");
    check_picture_size(in_, header_.width, header_.height, offset + 8);
    const unsigned d = header_.depth, c = header_.colour;
    const bool whole = d == 8 || d == 16, part = d == 1 || d == 2 || d == 4;
    const bool known = c == Grey      ? whole || part
                       : c == Palette ? d == 8 || part
                                      : whole && (c == Rgb || c == GreyAlpha || c == Rgba);
    if (!known)
      in_.fail(fmt::format("damaged: depth {} and colour type {} at offset {}", d, header_.colour, offset + 16));
    if (in.take_big_endian(1, "interlacing") != 0)
      in_.fail(fmt::format("is interlaced (Adam7, at offset {}), which is not supported", offset + 20));
  }

  std::uint8_t* row_at(std::size_t row) {
    return reinterpret_cast<std::uint8_t*>(rows_.data()) + row * (header_.row_bytes() + 1) + 1;
  }

  // Section 9: a byte is the difference to what the filter expects from its left, upper and upper left neighbours.
  void unfilter(std::size_t row) {
    std::uint8_t* now = row_at(row);
    const std::uint8_t* above = row > 0 ? row_at(row - 1) : nullptr;
    const std::size_t pixel = std::max<std::size_t>(1, header_.samples() * header_.depth / 8);
    const unsigned filter = now[-1];
    if (filter > 4)
      in_.fail(fmt::format("damaged: row {}, decompressed from IDAT at offset {}, has the unknown filter {}", row,
                           data_offset_, filter));
    for (std::size_t i = 0; i < header_.row_bytes(); ++i) {
      const int left = i >= pixel ? now[i - pixel] : 0, up = above != nullptr ? above[i] : 0;
      const int corner = above != nullptr && i >= pixel ? above[i - pixel] : 0;
      const int expected[] = {0, left, up, (left + up) / 2, paeth(left, up, corner)};
      now[i] = static_cast<std::uint8_t>(now[i] + expected[filter]);
    }
  }
  static int paeth(int left, int up, int corner) {
    const int p = left + up - corner;
    const int by_left = std::abs(p - left), by_up = std::abs(p - up), by_corner = std::abs(p - corner);
    return by_left <= by_up && by_left <= by_corner ? left : by_up <= by_corner ? up : corner;
  }

  unsigned sample(const std::uint8_t* row, std::size_t index) const {
    if (header_.depth == 16) return unsigned(row[2 * index]) << 8 | row[2 * index + 1];
    if (header_.depth == 8) return row[index];
    const std::size_t bit = index * header_.depth;
    return row[bit / 8] >> (8 - header_.depth - bit % 8) & ((1u << header_.depth) - 1);
  }

  Picture to_picture() {
    const bool palette = header_.colour == Palette;
    const unsigned channels = palette ? (transparency_.empty() ? 3 : 4) : header_.samples();
    auto picture =
        Picture::uninitialized(static_cast<long>(header_.height), static_cast<long>(header_.width), long(channels));
    float* to = picture.data();
    const float highest = static_cast<float>((1u << header_.depth) - 1);
    for (std::size_t y = 0; y < header_.height; ++y) {
      const std::uint8_t* row = row_at(y);
      for (std::size_t x = 0; x < header_.width; ++x)
        for (unsigned c = 0; c < channels; ++c)
          *to++ = palette ? from_palette(sample(row, x), c, y)
                          : static_cast<float>(sample(row, x * channels + c)) / highest;
    }
    return picture;
  }
  float from_palette(unsigned index, unsigned channel, std::size_t row) const {
    if (3 * index + 2 >= palette_.size())
      in_.fail(fmt::format("damaged: row {} uses colour {}, PLTE at offset {} has {}", row, index, palette_offset_,
                           palette_.size() / 3));
    if (channel == 3) return index < transparency_.size() ? static_cast<float>(transparency_[index]) / 255 : 1;
    return static_cast<float>(palette_[3 * index + channel]) / 255;
  }

  ByteReader& in_;
  const std::string name_ = in_.name();
  Header header_;
  std::vector<std::uint8_t> palette_, transparency_;
  std::size_t palette_offset_ = 0, data_offset_ = 0;  // of PLTE and the first IDAT
  std::vector<std::byte> compressed_, rows_;
};

}  // namespace

Picture read_png(ByteReader& in) { return PngReader(in).read(); }

}  // namespace retrograd::data
