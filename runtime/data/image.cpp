// PGM and PPM (netpbm.sourceforge.net/doc): "P5", width, height, largest value, all in text with # comments; one white
// space; the samples, a byte each, or two where the largest value exceeds 255, the higher first. P2 and P3: as text.
#include "image.h"

#include "files.h"

#include <cctype>

namespace retrograd::data {
namespace {

// A number in text, behind white space and comments.
std::uint64_t read_number(ByteReader& in, const char* what) {
  for (;;) {
    if (in.peek() == '#')
      while (!in.at_end() && in.peek() != '\n') in.take(1, what);
    else if (std::isspace(static_cast<unsigned char>(in.peek())) == 0)
      break;
    else
      in.take(1, what);
  }
  const std::size_t start = in.offset();
  std::uint64_t value = 0;
  while (std::isdigit(static_cast<unsigned char>(in.peek())) != 0 && value < 1'000'000'000)
    value = value * 10 + static_cast<std::uint64_t>(in.take_text(1, what)[0] - '0');
  if (in.offset() == start) in.fail(fmt::format("expected {} at offset {}", what, start));
  return value;
}

}  // namespace

void check_picture_size(const ByteReader& in, std::uint64_t width, std::uint64_t height, std::size_t offset) {
  constexpr std::uint64_t largest = 1 << 20;
  if (width == 0 || height == 0 || width > largest || height > largest || width * height > (std::uint64_t(1) << 32))
    in.fail(fmt::format("a picture of {} x {} at offset {}: impossible or too large", width, height, offset));
}

Picture read_pnm(ByteReader& in) {
  const std::string_view magic = in.take_text(2, "the magic number");
  const bool text = magic == "P2" || magic == "P3";
  const long channels = magic == "P3" || magic == "P6" ? 3 : 1;
  const std::size_t size_offset = in.offset();
  const auto width = read_number(in, "the width"), height = read_number(in, "the height");
  const std::size_t highest_offset = in.offset();
  const auto highest = read_number(in, "the largest value");
  check_picture_size(in, width, height, size_offset);
  if (highest == 0 || highest > 65535)
    in.fail(fmt::format("the largest value at offset {} is {}, it must be 1 to 65535", highest_offset, highest));
  if (!text) {
    in.take(1, "white space");
    const std::size_t needed = width * height * static_cast<std::size_t>(channels) * (highest > 255 ? 2 : 1);
    const std::size_t start = in.offset();
    in.take(needed, "the samples");
    in.go_to(start, "the samples");
  } else if (width * height > in.size()) {  // each takes a byte and more
    in.fail(fmt::format("truncated: expected {} x {} samples from offset {}, the file ends at offset {}", width, height,
                        in.offset(), in.size()));
  }
  auto picture = Picture::uninitialized(static_cast<long>(height), static_cast<long>(width), channels);
  for (float& sample : picture) {
    const std::size_t offset = in.offset();
    const std::uint64_t value =
        text ? read_number(in, "a sample") : in.take_big_endian(highest > 255 ? 2 : 1, "a sample");
    if (value > highest)
      in.fail(fmt::format("the sample at offset {} is {}, the largest value is {}", offset, value, highest));
    sample = static_cast<float>(value) / static_cast<float>(highest);
  }
  return picture;
}

Picture read_image(const std::filesystem::path& file) {
  const std::vector<std::byte> bytes = read_whole_file(file);
  ByteReader in(file.string(), bytes);
  const std::string_view start = in.take_text(2, "a magic number");
  in.go_to(0, "a magic number");
  if (start == "P2" || start == "P3" || start == "P5" || start == "P6") return read_pnm(in);
  if (start == "\x89P") return read_png(in);
  in.fail(fmt::format("no picture: expected P2, P3, P5, P6 or 89 'PNG' at offset 0, found {:02x} {:02x}",
                      static_cast<unsigned char>(start[0]), static_cast<unsigned char>(start[1])));
}

}  // namespace retrograd::data
