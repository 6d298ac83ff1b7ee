#include "gzip.h"

#include "retrograd/data.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <system_error>

namespace retrograd::data {

GzipReader::GzipReader(const std::filesystem::path& file) : file_(file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) fail("is a folder, a file was expected");
  errno = 0;
  handle_ = gzopen(file.c_str(), "rb");
  if (handle_ == nullptr)
    fail(fmt::format("cannot open: {}", std::generic_category().message(errno != 0 ? errno : ENOMEM)));
  gzbuffer(handle_, 1 << 18);
}

GzipReader::~GzipReader() { gzclose_r(handle_); }

void GzipReader::fail(const std::string& message) const { throw DataError(file_.string() + ": " + message); }

std::size_t GzipReader::read_some(std::uint8_t* to, std::size_t count) {
  const unsigned step = static_cast<unsigned>(std::min<std::size_t>(count, 1u << 30));
  const int got = gzread(handle_, to, step);
  if (got > 0) {
    offset_ += static_cast<std::size_t>(got);
    return static_cast<std::size_t>(got);
  }
  int error = Z_OK;
  const std::string message = gzerror(handle_, &error);
  const long place = gzoffset(handle_);
  if (error == Z_ERRNO)
    fail(fmt::format("cannot read at offset {}: {}", place, std::generic_category().message(errno)));
  if (error == Z_BUF_ERROR)
    fail(fmt::format(
        "truncated: the compressed file ends at offset {} in the middle of its data ({} bytes decompressed)", place,
        offset_));
  if (error < 0)
    fail(fmt::format("corrupt gzip data before offset {} ({} bytes decompressed): {}", place, offset_,
                     message.substr(message.rfind(": ") == std::string::npos ? 0 : message.rfind(": ") + 2)));
  return 0;
}

std::vector<std::uint8_t> GzipReader::read(std::size_t count, const std::string& what) {
  // In steps, so that a header with nonsense in it doesn't ask for more memory than the file has data.
  constexpr std::size_t step = std::size_t(1) << 24;
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < count) {
    const std::size_t start = bytes.size();
    bytes.resize(start + std::min(step, count - start));
    const std::size_t got = read_some(bytes.data() + start, bytes.size() - start);
    bytes.resize(start + got);
    if (got == 0)
      fail(fmt::format("truncated: expected {} of {} bytes from offset {}, found {}: the data ends at offset {}", what,
                       count, offset_ - start, start, offset_));
  }
  return bytes;
}

std::vector<std::uint8_t> GzipReader::read_rest() {
  constexpr std::size_t step = std::size_t(1) << 20;
  std::vector<std::uint8_t> bytes;
  for (std::size_t got = 1; got > 0;) {
    const std::size_t start = bytes.size();
    bytes.resize(start + step);
    got = read_some(bytes.data() + start, step);
    bytes.resize(start + got);
  }
  return bytes;
}

void GzipReader::expect_end() {
  std::uint8_t extra = 0;
  const std::size_t end = offset_;
  if (read_some(&extra, 1) != 0)
    fail(fmt::format("size mismatch: expected the end of the data at offset {}, found more", end));
}

}  // namespace retrograd::data
