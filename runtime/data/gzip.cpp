#include "gzip.h"

#include "retrograd/data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace retrograd::data {

GzipReader::GzipReader(const std::filesystem::path& file) : file_(file), buffer_(1 << 18) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) fail("is a folder, a file was expected");
  errno = 0;
  in_.open(file, std::ios::binary);
  if (!in_) fail(fmt::format("cannot open: {}", std::generic_category().message(errno)));
  stream_.next_in = buffer_.data();
  while (stream_.avail_in < 2 && fill()) {
  }
  compressed_ = begins_member();
  if (compressed_ && inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) throw std::bad_alloc();  // 16: gzip's header
}

GzipReader::~GzipReader() {
  if (compressed_) inflateEnd(&stream_);
}

void GzipReader::fail(const std::string& message) const { throw DataError(file_.string() + ": " + message); }

bool GzipReader::fill() {
  std::memmove(buffer_.data(), stream_.next_in, stream_.avail_in);
  stream_.next_in = buffer_.data();
  errno = 0;
  in_.read(reinterpret_cast<char*>(buffer_.data()) + stream_.avail_in,
           static_cast<std::streamsize>(buffer_.size() - stream_.avail_in));
  const auto got = static_cast<std::size_t>(in_.gcount());
  if (in_.bad()) fail(fmt::format("cannot read at offset {}: {}", in_file_, std::generic_category().message(errno)));
  in_file_ += got;
  stream_.avail_in += static_cast<uInt>(got);
  return got > 0;
}

bool GzipReader::begins_member() const {
  return stream_.avail_in >= 2 && stream_.next_in[0] == 0x1f && stream_.next_in[1] == 0x8b;
}

std::size_t GzipReader::read_some(std::uint8_t* to, std::size_t count) {
  std::size_t got = 0;
  if (compressed_) {
    got = inflate_some(to, std::min<std::size_t>(count, 1u << 30));
  } else if (stream_.avail_in > 0 || fill()) {
    got = std::min<std::size_t>(count, stream_.avail_in);
    std::copy_n(stream_.next_in, got, to);
    stream_.next_in += got;
    stream_.avail_in -= static_cast<uInt>(got);
  }
  offset_ += got;
  return got;
}

std::size_t GzipReader::inflate_some(std::uint8_t* to, std::size_t count) {
  stream_.next_out = to;
  stream_.avail_out = static_cast<uInt>(count);
  while (stream_.avail_out == count) {
    if (member_ended_) {
      while (stream_.avail_in < 2 && fill()) {
      }
      if (stream_.avail_in == 0) return 0;
      if (!begins_member())
        fail(fmt::format(
            "size mismatch: expected the end of the gzip data at offset {}, found something else behind it", place()));
      inflateReset(&stream_);
      member_ended_ = false;
    }
    if (stream_.avail_in == 0 && !fill())
      fail(fmt::format(
          "truncated: the compressed file ends at offset {} in the middle of its data ({} bytes decompressed)", place(),
          offset_));
    const int result = inflate(&stream_, Z_NO_FLUSH);
    member_ended_ = result == Z_STREAM_END;
    if (result != Z_OK && !member_ended_ && result != Z_BUF_ERROR)
      fail(fmt::format("corrupt gzip data before offset {} ({} bytes decompressed): {}", place(), offset_,
                       stream_.msg != nullptr ? stream_.msg : "unknown"));
  }
  return count - stream_.avail_out;
}

template <class Byte> std::vector<Byte> GzipReader::read(std::size_t count, const std::string& what) {
  // In steps, so that a header with nonsense in it doesn't ask for more memory than the file has data.
  constexpr std::size_t step = std::size_t(1) << 24;
  std::vector<Byte> bytes;
  while (bytes.size() < count) {
    const std::size_t start = bytes.size();
    bytes.resize(start + std::min(step, count - start));
    std::size_t got = 0;
    for (std::size_t more = 1; more > 0 && start + got < bytes.size(); got += more)
      more = read_some(reinterpret_cast<std::uint8_t*>(bytes.data()) + start + got, bytes.size() - start - got);
    bytes.resize(start + got);
    if (got == 0)
      fail(fmt::format("truncated: expected {} of {} bytes from offset {}, found {}: the data ends at offset {}", what,
                       count, offset_ - start, start, offset_));
  }
  return bytes;
}

template std::vector<std::uint8_t> GzipReader::read(std::size_t, const std::string&);
template std::vector<std::byte> GzipReader::read(std::size_t, const std::string&);

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

std::string read_text(const std::filesystem::path& file) {
  const std::vector<std::uint8_t> bytes = GzipReader(file).read_rest();
  return {bytes.begin(), bytes.end()};
}

void GzipReader::expect_end() {
  std::uint8_t extra = 0;
  const std::size_t end = offset_;
  if (read_some(&extra, 1) != 0)
    fail(fmt::format("size mismatch: expected the end of the data at offset {}, found more", end));
}

}  // namespace retrograd::data
