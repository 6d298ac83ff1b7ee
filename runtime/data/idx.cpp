// IDX: two zero bytes, the element type, the number of dimensions; the dimensions, four bytes each, most significant
// first; the elements.
#include "gzip.h"
#include "retrograd/data.h"

#include <fmt/format.h>

namespace retrograd::data {
namespace {

constexpr std::uint8_t unsigned_bytes = 0x08;
constexpr std::size_t largest_size = std::size_t(1) << 40;

int read_magic(GzipReader& reader, int dimensions) {
  const std::vector<std::uint8_t> magic = reader.read(4, "the IDX magic number");
  const std::string found = fmt::format("{:02x} {:02x} {:02x} {:02x}", magic[0], magic[1], magic[2], magic[3]);
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != unsigned_bytes || magic[3] == 0 ||
      (dimensions != 0 && magic[3] != dimensions)) {
    const std::string count = dimensions != 0 ? fmt::format("{:02x}", dimensions) : "(number of dimensions)";
    reader.fail(fmt::format("wrong magic number at offset 0: expected 00 00 08 {} (an IDX file of bytes{}), found {}",
                            count, dimensions != 0 ? fmt::format(" with {} dimensions", dimensions) : "", found));
  }
  return magic[3];
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& file, int dimensions) {
  GzipReader reader(file);
  IdxArray array;
  const int count = read_magic(reader, dimensions);
  std::size_t size = 1;
  for (int i = 0; i < count; ++i) {
    const std::size_t offset = reader.offset();
    const std::vector<std::uint8_t> b = reader.read(4, fmt::format("dimension {}", i));
    const std::size_t dimension = std::size_t(b[0]) << 24 | std::size_t(b[1]) << 16 | std::size_t(b[2]) << 8 | b[3];
    array.shape.push_back(static_cast<long>(dimension));
    if (dimension != 0 && size > largest_size / dimension)
      reader.fail(fmt::format("dimension {} at offset {} is {}: more data than any file holds", i, offset, dimension));
    size *= dimension;
  }
  array.bytes = reader.read(size, fmt::format("the elements of {}", shape_text(array.shape)));
  reader.expect_end();
  return array;
}

}  // namespace retrograd::data
