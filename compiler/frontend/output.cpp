#include "frontend/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace retrograd::frontend {

bool writeFile(const std::string& file, const std::string& text, std::string& error) {
  if (file == "-") {
    std::cout << text << std::flush;
    if (!std::cout) error = "cannot write to the standard output";
    return error.empty();
  }
  // A device or a pipe takes the text and stays what it is; a link stays a link.
  std::error_code code;
  const std::filesystem::file_status there = std::filesystem::status(file, code);
  const bool isSpecial = std::filesystem::exists(there) && !std::filesystem::is_regular_file(there);
  std::filesystem::path target = file;
  for (int links = 0; !isSpecial && links < 40 && std::filesystem::is_symlink(target, code); ++links)
    target = target.parent_path() / std::filesystem::read_symlink(target, code);
  const std::string temporary = isSpecial ? file : target.string() + "." + std::to_string(getpid()) + ".tmp";
  {
    std::ofstream stream(temporary, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) {
      error = "cannot write '" + file + "': " + std::strerror(errno);
      if (!isSpecial) std::remove(temporary.c_str());
      return false;
    }
  }
  if (isSpecial) return true;
  std::filesystem::rename(temporary, target, code);
  if (!code) return true;
  std::remove(temporary.c_str());
  error = "cannot write '" + file + "': " + code.message();
  return false;
}

}  // namespace retrograd::frontend
