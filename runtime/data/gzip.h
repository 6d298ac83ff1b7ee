// Reading of files that may be compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

struct gzFile_s;

namespace retrograd::data {

// Reads a file front to back, decompressing it if it is in gzip format. Damage is a DataError that names the place.
class GzipReader {
public:
  explicit GzipReader(const std::filesystem::path& file);
  ~GzipReader();
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  // The next `count` bytes; throws if the file ends before. `what` says for the message what they are.
  std::vector<std::uint8_t> read(std::size_t count, const std::string& what);
  // Everything that hasn't been read yet.
  std::vector<std::uint8_t> read_rest();
  // Throws unless everything has been read.
  void expect_end();
  std::size_t offset() const { return offset_; }  // in the decompressed data

  // Throws a DataError that begins with the file's name.
  [[noreturn]] void fail(const std::string& message) const;

private:
  std::size_t read_some(std::uint8_t* to, std::size_t count);

  std::filesystem::path file_;
  gzFile_s* handle_;
  std::size_t offset_ = 0;
};

}  // namespace retrograd::data
