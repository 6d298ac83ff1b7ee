#include "entry/options.h"

#include "clang/Basic/Version.h"

#include <filesystem>
#include <iostream>

namespace retrograd::entry {

namespace fs = std::filesystem;

void fail(const std::string& message) {
  std::cerr << "retrograd: " << message << "\n";
  std::exit(2);
}

std::optional<std::string> valueOf(const std::string& argument, const std::string& name) {
  const std::string prefix = "--" + name + "=";
  if (argument.rfind(prefix, 0) != 0) return std::nullopt;
  return argument.substr(prefix.size());
}

namespace {

// Where this tool is installed: it is in bin/ there.
fs::path prefix() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path();
}

std::string firstOf(std::initializer_list<fs::path> candidates) {
  std::error_code missing;
  for (const fs::path& candidate : candidates)
    if (fs::exists(candidate, missing)) return candidate.string();
  return std::string();
}

}  // namespace

void findHeaders(frontend::SourceOptions& source) {
  std::error_code ignored;
  const std::string major = std::to_string(CLANG_VERSION_MAJOR);
  source.resourceDirectory = firstOf(
      {RETROGRAD_CLANG_RESOURCE_DIR, prefix() / "lib/clang" / major, "/usr/lib/llvm-" + major + "/lib/clang/" + major});
  if (!fs::exists(prefix() / "include/retrograd", ignored))
    source.includeDirectory = RETROGRAD_SOURCE_INCLUDE;
  else
    source.includeDirectory = (prefix() / "include").string();
  source.clang = RETROGRAD_CLANG_EXECUTABLE;
}

std::string findPlugin() {
  return firstOf({prefix() / RETROGRAD_LIBRARY_DIR / "libretrograd.so", prefix() / "lib/libretrograd.so"});
}

}  // namespace retrograd::entry
