// Reading of files that may be compressed.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace retrograd::data {

// Reads a file front to back, decompressing it if it is in gzip format (RFC 1952: one member or several in a row, and
// nothing behind them). Damage is a DataError that names the place.
class GzipReader {
public:
  explicit GzipReader(const std::filesystem::path& file);
  ~GzipReader();
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  // The next `count` bytes; throws if the file ends before. `what` says for the message what they are.
  template <class Byte = std::uint8_t> std::vector<Byte> read(std::size_t count, const std::string& what);
  // Everything that hasn't been read yet.
  std::vector<std::uint8_t> read_rest();
  // Throws unless everything has been read.
  void expect_end();
  std::size_t offset() const { return offset_; }  // in the decompressed data

  // Throws a DataError that begins with the file's name.
  [[noreturn]] void fail(const std::string& message) const;

private:
  std::size_t read_some(std::uint8_t* to, std::size_t count);
  std::size_t inflate_some(std::uint8_t* to, std::size_t count);
  bool fill();  // the buffer, keeping what is in it; false at the end of the file
  bool begins_member() const;
  std::size_t place() const { return in_file_ - stream_.avail_in; }  // in the file

  std::filesystem::path file_;
  std::ifstream in_;
  std::vector<std::uint8_t> buffer_;
  std::size_t in_file_ = 0;  // bytes read from it
  z_stream stream_{};        // what is in the buffer and not yet used, also where nothing is compressed
  bool compressed_ = false, member_ended_ = false;
  std::size_t offset_ = 0;
};

}  // namespace retrograd::data
