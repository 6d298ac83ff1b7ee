// Mangled C++: the frontend as the tool runs it, and what it writes must compile. Headers are read once, precompiled.
#include "mangle.h"

#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"
#include "frontend/annotations.h"
#include "frontend/source.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace retrograd::fuzz {
namespace {
namespace fs = std::filesystem;

const char* const prelude = R"(
#include <retrograd/autodiff.h>
#include <algorithm>
#include <cmath>
#include <utility>
#define DIFFERENTIATE [[autodiff]]
#define PASSIVE [[autodiff::passive]]
#define FIELDS(...)
using LongDouble = long double;
)";

const std::vector<std::string>& flags() {
  static const std::vector<std::string> all = {"-std=c++20", "-w", "-ferror-limit=5", "-I" RETROGRAD_SOURCE_INCLUDE,
                                               "-resource-dir=" RETROGRAD_CLANG_RESOURCE_DIR};
  return all;
}

// A folder of this process; the prelude in it, precompiled once.
const fs::path& folder() {
  static const fs::path path = [] {
    std::string name = (fs::temp_directory_path() / "retrograd_mangle_XXXXXX").string();
    if (!mkdtemp(name.data())) std::exit(2);
    std::ofstream(name + "/prelude.h") << prelude;
    std::string command =
        RETROGRAD_CLANG_EXECUTABLE " -x c++-header " + name + "/prelude.h -o " + name + "/prelude.pch";
    for (const std::string& flag : flags()) command += " " + flag;
    if (std::system(command.c_str()) != 0) std::exit(2);
    return fs::path(name);
  }();
  static const struct Remover {
    pid_t owner = getpid();
    ~Remover() {
      std::error_code ignored;
      if (getpid() == owner) fs::remove_all(path, ignored);
    }
  } remover;
  return path;
}

// Standard error while this exists.
class Captured {
public:
  explicit Captured(const fs::path& file) : file_(file), old_(dup(2)) {
    const int handle = open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    dup2(handle, 2);
    close(handle);
  }
  ~Captured() { stop(); }
  std::string text() {
    stop();
    std::ifstream stream(file_);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

private:
  void stop() {
    if (old_ < 0) return;
    dup2(old_, 2);
    close(old_);
    old_ = -1;
  }
  fs::path file_;
  int old_;
};

bool compiles(const std::string& text, std::string& errors) {
  std::vector<std::string> arguments = flags();
  arguments.insert(arguments.end(), {"-include-pch", (folder() / "prelude.pch").string(), "-Wno-undefined-inline"});
  Captured captured(folder() / ("errors" + std::to_string(getpid())));
  const bool good = clang::tooling::runToolOnCodeWithArgs(std::make_unique<clang::SyntaxOnlyAction>(), text, arguments,
                                                          "input.cpp", RETROGRAD_CLANG_EXECUTABLE);
  errors = captured.text();
  return good;
}

std::string checkSource(const std::string& input) {
  const std::string name = (folder() / ("input" + std::to_string(getpid()))).string();
  std::ofstream(name + ".cpp") << input;
  frontend::SourceOptions source;
  source.file = name + ".cpp";
  source.flags = flags();
  source.flags.insert(source.flags.end(), {"-include-pch", (folder() / "prelude.pch").string()});
  source.clang = RETROGRAD_CLANG_EXECUTABLE;
  source.resourceDirectory = RETROGRAD_CLANG_RESOURCE_DIR;
  std::string messages;
  pipeline::Emitted emitted;
  {
    Captured captured(name + ".errors");
    emitted = frontend::runOnSource(source, {});
    messages = captured.text();
  }
  if (messages.find("internal error") != std::string::npos) return messages;
  std::string errors;
  if (!emitted.succeeded) {
    const bool silent = messages.find("error:") == std::string::npos;
    return silent ? "refused without a message: " + messages : "";
  }
  if (!compiles(input + "\n" + emitted.text, errors)) return "what is written does not compile: " + errors;
  return "";
}

// A corpus file: its records and a few functions each. Other files: as they are, without their includes.
std::vector<std::string> splitSource(const std::string& text) {
  std::string kept;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!std::regex_search(line, std::regex("^ *#include|^CASE|^// (RUN|CHECK)"))) kept += line + "\n";
  const std::size_t start = kept.find("#ifndef CORPUS_CASES"), end = kept.find("\n#else");
  if (start == std::string::npos || end == std::string::npos) return {kept};
  std::vector<std::string> bases;
  std::string common, block;
  unsigned inBlock = 0;
  std::istringstream body(kept.substr(kept.find('\n', start) + 1, end - kept.find('\n', start)) + "\n\n");
  std::string paragraph;
  for (std::string line; std::getline(body, line);) {
    paragraph += line + "\n";
    if (!line.empty()) continue;
    if (paragraph.find("DIFFERENTIATE") == std::string::npos) {
      common += paragraph;  // helpers and records
    } else {
      block += paragraph;
      ++inBlock;
    }
    paragraph.clear();
    if (inBlock < 3) continue;
    bases.push_back(common + block);
    block.clear();
    inBlock = 0;
  }
  if (!block.empty()) bases.push_back(common + block);
  return bases;
}
}  // namespace

const Target& target() {
  static const Target source = [] {
    frontend::annotations::registerAttributes();
    folder();
    return Target{{"double",    "float",
                   "int",       "unsigned",
                   "bool",      "void",
                   "auto",      "const",
                   "static",    "for",
                   "while",     "if",
                   "else",      "return",
                   "break",     "continue",
                   "switch",    "case",
                   "do",        "goto",
                   "struct",    "this",
                   "sizeof",    "nullptr",
                   "&",         "*",
                   "&&",        "||",
                   "?",         ":",
                   "=",         "+=",
                   "++",        "[[autodiff]]",
                   "0",         "1",
                   "0.5",       "long",
                   "template",  "typename",
                   "constexpr", "volatile",
                   "new",       "delete",
                   "throw",     "reinterpret_cast<double*>"},
                  splitSource,
                  checkSource};
  }();
  return source;
}

}  // namespace retrograd::fuzz
