#include "files.h"

#include "retrograd/array.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace retrograd::data {

std::vector<std::byte> read_whole_file(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) throw DataError(file.string() + ": is a folder, a file was expected");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  const auto size = in ? std::filesystem::file_size(file, error) : 0;
  if (!in || error)
    throw DataError(fmt::format("{}: cannot open: {}", file.string(), std::generic_category().message(errno)));
  std::vector<std::byte> bytes(size);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (in.gcount() != static_cast<std::streamsize>(size))
    throw DataError(fmt::format("{}: cannot read at offset {}", file.string(), in.gcount()));
  return bytes;
}

AtomicFile::AtomicFile(const std::filesystem::path& file) : file_(file), temporary_(file) {
  std::error_code error;
  const std::filesystem::file_status there = std::filesystem::status(file, error);
  if (!file.has_filename() || std::filesystem::is_directory(there))
    throw DataError(file.string() + ": is a folder, a file was expected");
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there))
    throw DataError(file.string() + ": is no ordinary file, which writing would replace");
  if (const auto folder = file.parent_path(); !folder.empty() && !std::filesystem::is_directory(folder, error))
    throw DataError(fmt::format("{}: there is no folder {}", file.string(), folder.string()));
  for (int links = 0; links < 40 && std::filesystem::is_symlink(file_, error); ++links)  // a link stays a link
    file_ = file_.parent_path() / std::filesystem::read_symlink(file_, error);
  temporary_ = file_;
  temporary_ += fmt::format(".{}.part", getpid());
  handle_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (handle_ < 0) fail("open");
}

AtomicFile::~AtomicFile() {
  if (handle_ >= 0) {
    close(handle_);
    unlink(temporary_.c_str());
  }
}

void AtomicFile::fail(const char* what) {
  const int error = errno;
  throw DataError(
      fmt::format("{}: cannot {} it: {}", temporary_.string(), what, std::generic_category().message(error)));
}

void AtomicFile::write(const void* data, std::size_t size) {
  const char* next = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = ::write(handle_, next, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::commit() {
  if (fsync(handle_) != 0) fail("sync");
  const int closed = close(handle_);
  handle_ = -1;
  if (closed != 0 || rename(temporary_.c_str(), file_.c_str()) != 0) {
    const int error = errno;
    unlink(temporary_.c_str());
    errno = error;
    fail("rename");
  }
  // The new name lasts only when its folder is synced, too; some file systems can't.
  const std::filesystem::path folder = file_.has_parent_path() ? file_.parent_path() : std::filesystem::path(".");
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    fsync(directory);
    close(directory);
  }
}

}  // namespace retrograd::data
