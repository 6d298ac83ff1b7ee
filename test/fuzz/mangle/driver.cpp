// mangle_… [--seconds N] [--seed S] [--count N] [--print SEED] [--show] FILE…
//
// Files as they are (regression inputs), then mangled ones until the end of time or count: never a crash, a hang or an
// internal error. Inputs run in child processes; one that fails is made smaller and printed.
#include "apart.h"
#include "mangle.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace retrograd::fuzz {
namespace {

struct Options {
  unsigned seconds = 30;
  std::uint64_t seed = 1, count = ~std::uint64_t(0);
  bool show = false;
  std::vector<std::string> files;
};

constexpr rlim_t inputSeconds = 10;  // of the processor

volatile std::sig_atomic_t interrupted = 0;

std::string nameOf(int signal) { return signal == SIGXCPU || signal == SIGKILL ? "hangs" : strsignal(signal); }

// What is wrong with the input, found in a process of its own; empty if nothing.
std::string problemOf(const std::string& input) {
  const Apart run = runApart([&] {
    const rlimit limit = {inputSeconds, inputSeconds + 1};
    setrlimit(RLIMIT_CPU, &limit);
    return target().check(input);
  });
  if (run.signal) return interrupted ? "" : nameOf(run.signal);
  return run.text;
}

// The same for many: forking for each takes as long as the work. True if one of them fails.
bool anyFails(const std::vector<std::string>& inputs) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit = {inputSeconds, inputSeconds + 1};
    setrlimit(RLIMIT_CPU, &limit);
    for (const std::string& input : inputs)
      if (!target().check(input).empty()) _exit(1);
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  return status != 0;
}

// Without parts, as long as it fails.
std::string smaller(std::string input) {
  unsigned tries = 200;
  auto fails = [&](const std::string& text) { return tries > 0 && tries-- && !problemOf(text).empty(); };
  for (std::size_t length = input.size() / 2; length > 0 && tries; length /= 2)
    for (std::size_t begin = 0; begin + length <= input.size();) {
      const std::string candidate = input.substr(0, begin) + input.substr(begin + length);
      if (fails(candidate))
        input = candidate;
      else
        begin += length;
    }
  return input;
}

std::string readFile(const std::string& name) {
  std::ifstream stream(name, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool report(const std::string& what, const std::string& input) {
  const std::string problem = problemOf(input);
  if (problem.empty()) return false;
  std::cout << "// FAILED: " << what << ": " << problem << std::endl;
  const std::string small = smaller(input);
  std::cout << "// reduced: " << problemOf(small) << "\n" << small << std::endl;
  return true;
}

std::string inputAt(std::uint64_t seed, const std::vector<std::string>& bases) {
  Random random(seed);
  return mangled(bases[random.below(static_cast<unsigned>(bases.size()))], random, target().words);
}

int run(const Options& options) {
  std::vector<std::string> bases;
  unsigned wrong = 0;
  for (const std::string& file : options.files) {
    const std::string text = readFile(file);
    for (const std::string& base : target().split(text)) {
      bases.push_back(base);
      wrong += report(file, base);
    }
  }
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now(), deadline = start + std::chrono::seconds(options.seconds);
  std::uint64_t done = 0;
  while (!interrupted && done < options.count && Clock::now() < deadline && wrong < 3 && !bases.empty()) {
    std::vector<std::string> inputs;
    for (unsigned i = 0; i < 50 && done + i < options.count; ++i)
      inputs.push_back(inputAt(options.seed + done + i, bases));
    if (anyFails(inputs))
      for (std::size_t i = 0; i < inputs.size() && !interrupted; ++i)
        wrong += report("seed " + std::to_string(options.seed + done + i), inputs[i]);
    done += inputs.size();
  }
  std::printf("%zu inputs as they are and %llu mangled, %u wrong in %.0f s\n", bases.size(),
              static_cast<unsigned long long>(done), wrong,
              std::chrono::duration<double>(Clock::now() - start).count());
  return wrong ? 1 : 0;
}

int fuzz(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string option = arguments[i];
    if (!option.starts_with("--")) {
      options.files.push_back(option);
      continue;
    }
    const std::uint64_t value = i + 1 < count ? std::strtoull(arguments[++i], nullptr, 10) : 0;
    if (option == "--seconds")
      options.seconds = static_cast<unsigned>(value);
    else if (option == "--seed")
      options.seed = value;
    else if (option == "--count")
      options.count = value;
    else
      return std::cerr << "usage: " << arguments[0] << " [--seconds N] [--seed S] [--count N] FILE…\n", 2;
  }
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = 1; };
  sigaction(SIGINT, &action, nullptr);
  return run(options);
}

}  // namespace
}  // namespace retrograd::fuzz

int main(int count, char** arguments) { return retrograd::fuzz::fuzz(count, arguments); }
