// NumPy's files: "\x93NUMPY", two bytes of version, the header's length, the header, the numbers. The header is a
// Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
#include "byte_order.h"
#include "byte_reader.h"
#include "files.h"
#include "retrograd/data.h"
#include "zip.h"

#include <charconv>

namespace retrograd::data {
namespace {

class NpyReader {
public:
  NpyReader(const std::string& name, std::span<const std::byte> bytes) : in_(name, bytes) {}

  Array read() {
    read_header();
    Array array;
    array.type = read_type();
    array.shape = read_shape();
    std::size_t size = size_of(array.type);
    for (long dimension : array.shape) {
      const auto n = static_cast<std::size_t>(dimension);
      if (n != 0 && size > (std::size_t(1) << 48) / n)
        fail_header(fmt::format("the shape {} is larger than any file", shape_text(array.shape)));
      size *= n;
    }
    const auto numbers = in_.take(size, fmt::format("the numbers of {}", shape_text(array.shape)).c_str());
    if (!in_.at_end())
      in_.fail(fmt::format("size mismatch: expected the end at offset {}, found {} bytes", in_.offset(), in_.size()));
    array.bytes.assign(numbers.begin(), numbers.end());
    to_native_order(array, order_);
    if (value_of("fortran_order").starts_with("True")) to_rows(array);
    return array;
  }

private:
  void read_header() {
    if (in_.take_text(6, "NumPy's magic word") != "\x93NUMPY")
      in_.fail("no NumPy file: expected 93 'NUMPY' at offset 0");
    const auto version = in_.take_little_endian(1, "a version");
    in_.take(1, "a version");
    if (version < 1 || version > 3) in_.fail(fmt::format("unknown version {} at offset 6", version));
    const auto length = in_.take_little_endian(version == 1 ? 2 : 4, "the header's length");
    header_start_ = in_.offset();
    header_ = in_.take_text(length, "the header");
  }

  [[noreturn]] void fail_header(const std::string& message) const {
    in_.fail(fmt::format("header at offset {}: {}", header_start_, message));
  }

  // What stands behind 'key':, up to the header's end.
  std::string_view value_of(const std::string& key) const {
    const std::string quoted = "'" + key + "'";
    const auto found = header_.find(quoted);
    if (found == std::string_view::npos) fail_header("has no " + quoted);
    const auto value = header_.find_first_not_of(": ", found + quoted.size());
    if (value == std::string_view::npos) fail_header("has no value for " + quoted);
    return header_.substr(value);
  }

  ElementType read_type() {
    const std::string_view value = value_of("descr");
    const auto end = value.size() > 1 ? value.find('\'', 1) : std::string_view::npos;
    if (value[0] != '\'' || end == std::string_view::npos) fail_header("the type is no plain number (a record?)");
    const std::string text(value.substr(1, end - 1));
    static const std::map<std::string, ElementType, std::less<>> types = {
        {"f2", ElementType::Float16}, {"f4", ElementType::Float32}, {"f8", ElementType::Float64},
        {"i1", ElementType::Int8},    {"i2", ElementType::Int16},   {"i4", ElementType::Int32},
        {"i8", ElementType::Int64},   {"u1", ElementType::UInt8},   {"u2", ElementType::UInt16},
        {"u4", ElementType::UInt32},  {"u8", ElementType::UInt64},  {"b1", ElementType::Bool}};
    const auto found = types.find(text.empty() ? text : text.substr(1));
    if (found == types.end()) fail_header(fmt::format("the type '{}' is not supported", text));
    order_ = text[0] == '>' ? std::endian::big : text[0] == '<' ? std::endian::little : std::endian::native;
    return found->second;
  }

  std::vector<long> read_shape() const {
    const std::string_view value = value_of("shape");
    const auto end = value.find(')');
    if (value[0] != '(' || end == std::string_view::npos) fail_header("the shape is no tuple");
    std::vector<long> shape;
    const char* next = value.data() + 1;
    const char* last = value.data() + end;
    while (next < last) {
      if (*next == ' ' || *next == ',') {
        ++next;
        continue;
      }
      long dimension = 0;
      const auto [behind, error] = std::from_chars(next, last, dimension);
      if (error != std::errc() || dimension < 0) fail_header("the shape is no tuple of numbers");
      shape.push_back(dimension);
      next = behind;
    }
    return shape;
  }

  // From columns first (the first index changes fastest) to rows first.
  static void to_rows(Array& array) {
    const std::vector<std::byte> from = array.bytes;
    const std::size_t width = size_of(array.type);
    std::vector<long> index(array.shape.size());
    for (std::size_t to = 0; to < from.size(); to += width) {
      std::size_t place = 0;
      for (std::size_t d = index.size(); d-- > 0;)
        place = place * static_cast<std::size_t>(array.shape[d]) + static_cast<std::size_t>(index[d]);
      std::memcpy(array.bytes.data() + to, from.data() + place * width, width);
      for (std::size_t d = index.size(); d-- > 0;) {
        if (++index[d] < array.shape[d]) break;
        index[d] = 0;
      }
    }
  }

  ByteReader in_;
  std::size_t header_start_ = 0;
  std::string_view header_;
  std::endian order_ = std::endian::native;
};

}  // namespace

Array read_npy(const std::filesystem::path& file) {
  const std::vector<std::byte> bytes = read_whole_file(file);
  return NpyReader(file.string(), bytes).read();
}

std::map<std::string, Array> read_npz(const std::filesystem::path& file) {
  std::map<std::string, Array> arrays;
  for (const auto& [name, bytes] : read_zip(file)) {
    const std::string plain = name.ends_with(".npy") ? name.substr(0, name.size() - 4) : name;
    arrays[plain] = NpyReader(fmt::format("{}: member '{}'", file.string(), name), bytes).read();
  }
  return arrays;
}

}  // namespace retrograd::data
