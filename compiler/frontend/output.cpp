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
  const std::string temporary = file + "." + std::to_string(getpid()) + ".tmp";
  {
    std::ofstream stream(temporary, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) {
      error = "cannot write '" + file + "': " + std::strerror(errno);
      std::remove(temporary.c_str());
      return false;
    }
  }
  std::error_code code;
  std::filesystem::rename(temporary, file, code);
  if (!code) return true;
  std::remove(temporary.c_str());
  error = "cannot write '" + file + "': " + code.message();
  return false;
}

}  // namespace retrograd::frontend
