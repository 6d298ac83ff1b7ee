// IDX: two zero bytes, the element type, the number of dimensions; the dimensions, four bytes each, most significant
// first; the elements, likewise.
#include "byte_order.h"
#include "gzip.h"
#include "retrograd/data.h"

#include <fmt/format.h>

namespace retrograd::data {
namespace {

constexpr std::size_t largest_size = std::size_t(1) << 40;

struct IdxType {
  std::uint8_t code;
  ElementType type;
};
constexpr IdxType types[] = {{0x08, ElementType::UInt8}, {0x09, ElementType::Int8},    {0x0b, ElementType::Int16},
                             {0x0c, ElementType::Int32}, {0x0d, ElementType::Float32}, {0x0e, ElementType::Float64}};

struct Magic {
  ElementType type;
  int dimensions;
};
Magic read_magic(GzipReader& reader, int dimensions) {
  const std::vector<std::uint8_t> magic = reader.read(4, "the IDX magic number");
  const auto* type = std::ranges::find(types, magic[2], &IdxType::code);
  if (magic[0] != 0 || magic[1] != 0 || type == std::end(types) || magic[3] == 0 ||
      (dimensions != 0 && magic[3] != dimensions))
    reader.fail(fmt::format(
        "wrong magic number at offset 0: expected 00 00 (type: 08, 09, 0b, 0c, 0d or 0e) {} (an IDX file{}), "
        "found {:02x} {:02x} {:02x} {:02x}",
        dimensions != 0 ? fmt::format("{:02x}", dimensions) : "(number of dimensions)",
        dimensions != 0 ? fmt::format(" with {} dimensions", dimensions) : "", magic[0], magic[1], magic[2], magic[3]));
  return {type->type, magic[3]};
}

}  // namespace

Array read_idx(const std::filesystem::path& file, int dimensions) {
  GzipReader reader(file);
  const Magic magic = read_magic(reader, dimensions);
  Array array{magic.type, {}, {}};
  std::size_t size = size_of(magic.type);
  for (int i = 0; i < magic.dimensions; ++i) {
    const std::size_t offset = reader.offset();
    const std::vector<std::uint8_t> b = reader.read(4, fmt::format("dimension {}", i));
    const std::size_t dimension = std::size_t(b[0]) << 24 | std::size_t(b[1]) << 16 | std::size_t(b[2]) << 8 | b[3];
    array.shape.push_back(static_cast<long>(dimension));
    if (dimension != 0 && size > largest_size / dimension)
      reader.fail(fmt::format("dimension {} at offset {} is {}: more data than any file holds", i, offset, dimension));
    size *= dimension;
  }
  array.bytes = reader.read<std::byte>(size, fmt::format("the elements of {}", shape_text(array.shape)));
  reader.expect_end();
  to_native_order(array, std::endian::big);
  return array;
}

}  // namespace retrograd::data
