// Files as a whole: reading one, and replacing one in one go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace retrograd::data {

// Throws DataError "FILE: cannot open: …".
std::vector<std::byte> read_whole_file(const std::filesystem::path& file);

// Written beside its place, synced and renamed by commit(); without it, nothing remains. Throws DataError.
class AtomicFile {
public:
  explicit AtomicFile(const std::filesystem::path& file);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, std::size_t size);
  void commit();

private:
  [[noreturn]] void fail(const char* what);
  std::filesystem::path file_, temporary_;
  int handle_;
};

}  // namespace retrograd::data
