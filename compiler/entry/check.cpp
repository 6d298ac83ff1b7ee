#include "entry/check.h"

#include "clang/Basic/Version.h"
#include "entry/options.h"
#include "frontend/annotations.h"
#include "frontend/output.h"
#include "frontend/source.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"

#include <sys/wait.h>
#include <unistd.h>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace retrograd::entry {

namespace {

namespace fs = std::filesystem;

constexpr const char* usage = R"(usage: retrograd check [options] FILE [-- compiler flags, libraries, object files]

Checks the derivatives of the [[autodiff]] functions in FILE against differences, at points that it generates, and
reverse mode against forward mode. Prints a line for each function: right, wrong (by which parameter, where), or skipped
(why); or stopped, where it crashes. Exits with 1 if one is wrong or stopped.

  --size P=N        parameter P, a pointer, a container or a span, has N elements (containers otherwise: 3)
  --set P=VALUE     the numbers in parameter P have this value (integers otherwise: 1 to 4)
                    F.P instead of P: of the function F only
  --seed=N          other points (default: 1)
  --points=N        so many for each function (default: 3)
  --seconds=N       stop a function that takes longer at one point (default: 60)
  -o FILE           write the program that checks to FILE, and don't compile it
  --depfile=FILE    with -o: also write what the program depends on, as a Makefile rule
)";

struct Arguments {
  pipeline::EmitOptions emit;
  frontend::SourceOptions source;
  std::vector<std::string> linked;  // flags that are for the linker only
};

unsigned long long countIn(const std::string& option, const std::string& text, unsigned long long least,
                           unsigned long long most) {
  const bool isNumber = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  const unsigned long long count = isNumber ? std::stoull(text) : 0;
  if (!isNumber || count < least || count > most)
    fail(option + " wants a number from " + std::to_string(least) + " to " + std::to_string(most) + ": '" + text + "'");
  return count;
}

double numberIn(const std::string& option, const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != 0 || !std::isfinite(number)) fail(option + " wants a number: '" + text + "'");
  return number;
}

// "P=VALUE" of the options --size and --set.
std::pair<std::string, std::string> assignmentIn(const std::string& option, const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos || sign == 0) fail(option + " wants PARAMETER=VALUE: '" + text + "'");
  return {text.substr(0, sign), text.substr(sign + 1)};
}

void setOption(Arguments& arguments, const std::string& name, const std::string& value) {
  constexpr unsigned long long many = 1'000'000'000;
  backend::CheckOptions& check = arguments.emit.check;
  if (name == "-o") {
    arguments.source.output = value;
  } else if (name == "--depfile") {
    arguments.source.depfile = value;
  } else if (name == "--seed") {
    check.seed = countIn(name, value, 0, many);
  } else if (name == "--points") {
    check.points = static_cast<int>(countIn(name, value, 1, 1000));
  } else if (name == "--seconds") {
    check.seconds = static_cast<int>(countIn(name, value, 1, 100'000));
  } else if (name == "--size") {
    const auto [parameter, size] = assignmentIn(name, value);
    check.sizes[parameter] = countIn(name, size, 0, many);
  } else if (name == "--set") {
    const auto [parameter, number] = assignmentIn(name, value);
    check.values[parameter] = numberIn(name, number);
  } else {
    fail("unknown option '" + name + "'; see retrograd check --help");
  }
}

// What only the linker takes would be an input, or unused, where the file is merely read.
bool isForLinker(const std::string& flag) {
  if (flag.rfind("-l", 0) == 0 || flag.rfind("-L", 0) == 0 || flag.rfind("-Wl,", 0) == 0) return true;
  const std::string extension = fs::path(flag).extension().string();
  return flag[0] != '-' && (extension == ".o" || extension == ".a" || flag.find(".so") != std::string::npos);
}

void takeFlags(Arguments& arguments, const std::vector<std::string>& flags) {
  for (const std::string& flag : flags) {
    if (flag.empty()) continue;
    (isForLinker(flag) ? arguments.linked : arguments.source.flags).push_back(flag);
  }
}

Arguments parse(const std::vector<std::string>& words) {
  Arguments result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      takeFlags(result, {words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end()});
      break;
    }
    if (word == "--help" || word == "-h") {
      std::cout << usage;
      std::exit(0);
    }
    const std::size_t sign = word.find('=');
    if (word.size() > 2 && word.rfind("--", 0) == 0 && sign != std::string::npos) {
      setOption(result, word.substr(0, sign), word.substr(sign + 1));
    } else if (word.size() > 1 && word[0] == '-') {
      if (i + 1 == words.size())
        fail("the option " + word + " is unknown, or wants a value; see retrograd check --help");
      setOption(result, word, words[++i]);
    } else if (!result.source.file.empty()) {
      fail("one file at a time: '" + result.source.file + "' and '" + word + "'");
    } else {
      result.source.file = word;
    }
  }
  if (result.source.file.empty()) fail("no input file; see retrograd check --help");
  if (result.source.flags.empty()) result.source.flags = {"-std=c++20"};
  return result;
}

volatile std::sig_atomic_t isInterrupted = 0;

// A folder that is gone at the end, also where the user interrupts: signals are only noted.
class TemporaryFolder {
public:
  TemporaryFolder() {
    struct sigaction action = {};
    action.sa_handler = [](int) { isInterrupted = 1; };
    for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
    llvm::SmallString<128> path;
    if (const std::error_code error = llvm::sys::fs::createUniqueDirectory("retrograd-check", path))
      fail("cannot make a temporary folder: " + error.message());
    path_ = std::string(path);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string path() const { return path_.string(); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
  fs::path path_;
};

// The exit status; 128 and more: ended by a signal.
int runProgram(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  std::cout.flush();
  const pid_t child = fork();
  if (child == 0) {
    execvp(pointers[0], pointers.data());
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0)
    if (isInterrupted) kill(child, SIGTERM);
  if (isInterrupted) return 130;
  if (child < 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct Compiler {
  std::string clang, plugin;
};

Compiler findCompiler(const std::string& builtFor) {
  Compiler result{builtFor, findPlugin()};
  if (result.plugin.empty()) fail("compiling the checks needs libretrograd.so, which is not beside this tool");
  std::error_code missing;
  if (fs::exists(builtFor, missing)) return result;
  const std::string name = "clang++-" + std::to_string(CLANG_VERSION_MAJOR);
  const auto found = llvm::sys::findProgramByName(name);
  if (!found) fail("compiling the checks needs " + name + ", which is not in PATH");
  result.clang = *found;
  return result;
}

int fails(const std::string& message) {
  std::cerr << "retrograd: " << message << "\n";
  return 1;
}

int compileAndRun(const Arguments& arguments, const Compiler& compiler, const TemporaryFolder& folder,
                  const std::string& program) {
  std::string error;
  const std::string source = folder.file("check.cpp"), executable = folder.file("check");
  if (!frontend::writeFile(source, program, error)) return fails(error);
  // Bounds of containers are checked, because a subscript may come from a number that was generated.
  std::vector<std::string> command{compiler.clang, "-D_GLIBCXX_ASSERTIONS"};
  command.insert(command.end(), arguments.source.flags.begin(), arguments.source.flags.end());
  command.insert(command.end(), {"-w", "-fplugin=" + compiler.plugin, "-I", arguments.source.includeDirectory, source,
                                 "-o", executable});
  command.insert(command.end(), arguments.linked.begin(), arguments.linked.end());
  const int compiled = runProgram(command);
  if (compiled >= 128) return compiled;
  if (compiled != 0)
    return fails("the checks of '" + arguments.source.file +
                 "' can't be built; behind -- stands what the file needs to be compiled and linked");
  return runProgram({executable});
}

// A source that includes the header that the tool writes for it needs none here: it finds an empty one.
bool provideHeader(Arguments& arguments, const TemporaryFolder& folder) {
  std::string error;
  const std::string name = fs::path(arguments.source.file).stem().string() + ".ad.h";
  arguments.source.flags.insert(arguments.source.flags.end(), {"-idirafter", folder.path()});
  return frontend::writeFile(folder.file(name), "", error);
}

}  // namespace

int check(const std::vector<std::string>& words) {
  Arguments arguments = parse(words);
  frontend::annotations::registerAttributes();
  findHeaders(arguments.source);
  const fs::path file = arguments.source.file;
  if (!fs::exists(file)) fail("no such file: '" + file.string() + "'");
  if (file.extension() == ".ir") fail("check reads C++ source, not IR: '" + file.string() + "'");

  arguments.emit.emit = pipeline::Emit::Check;
  arguments.emit.check.source = fs::absolute(file).lexically_normal().string();
  arguments.emit.check.shown = file.string();
  const std::string& output = arguments.source.output;
  arguments.emit.mustFind = output.empty();  // a build writes a check for each source
  if (!output.empty()) arguments.emit.check.header = fs::path(output).stem().string() + ".ad.h";
  const Compiler compiler = output.empty() ? findCompiler(arguments.source.clang) : Compiler();
  const TemporaryFolder folder;
  if (!provideHeader(arguments, folder)) return fails("cannot write to the temporary folder '" + folder.path() + "'");
  const pipeline::Emitted result = frontend::runOnSource(arguments.source, arguments.emit);
  if (isInterrupted) return 130;
  if (!result.succeeded) return 1;
  if (output.empty()) return compileAndRun(arguments, compiler, folder, result.text);
  std::string error;
  return frontend::writeFile(output, result.text, error) ? 0 : fails(error);
}

}  // namespace retrograd::entry
