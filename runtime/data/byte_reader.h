// A file's bytes, read front to back; damage is a DataError that names the place.
#pragma once

#include "retrograd/array.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace retrograd::data {

class ByteReader {
public:
  // `name` stands before each message; the bytes must outlive the reader.
  ByteReader(std::string name, std::span<const std::byte> bytes) : name_(std::move(name)), bytes_(bytes) {}

  [[noreturn]] void fail(const std::string& message) const { throw DataError(name_ + ": " + message); }

  const std::string& name() const { return name_; }
  std::size_t offset() const { return offset_; }
  std::size_t size() const { return bytes_.size(); }
  bool at_end() const { return offset_ == bytes_.size(); }
  void go_to(std::size_t offset, const char* what) {
    if (offset > bytes_.size())
      fail(fmt::format("truncated: expected {} at offset {}, the file ends at offset {}", what, offset, bytes_.size()));
    offset_ = offset;
  }

  // The next `count` bytes; `what` says for the message what they are.
  std::span<const std::byte> take(std::size_t count, const char* what) {
    if (count > bytes_.size() - offset_)
      fail(fmt::format("truncated: expected {} of {} bytes from offset {}, the file ends at offset {}", what, count,
                       offset_, bytes_.size()));
    offset_ += count;
    return bytes_.subspan(offset_ - count, count);
  }
  std::string_view take_text(std::size_t count, const char* what) {
    const auto bytes = take(count, what);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::uint64_t take_little_endian(std::size_t count, const char* what) {
    std::uint64_t value = 0;
    const auto bytes = take(count, what);
    for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    return value;
  }
  std::uint64_t take_big_endian(std::size_t count, const char* what) {
    std::uint64_t value = 0;
    for (std::byte byte : take(count, what)) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
  }
  // The next byte as a character, which stays there; at the end 0.
  char peek() const { return at_end() ? '\0' : static_cast<char>(bytes_[offset_]); }

private:
  std::string name_;
  std::span<const std::byte> bytes_;
  std::size_t offset_ = 0;
};

}  // namespace retrograd::data
