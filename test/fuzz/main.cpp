// retrograd_fuzz [--seconds N] [--seed S] [--count N] [--failures N] [--verbose] [--print SEED] [--show] [file.ir …]
//
// Random programs through the compiler's transforms, judged by oracle.h; failing ones are reduced and printed. With
// files: these programs, with a few inputs each. Programs run in child processes: a crash or hang of the compiler is a
// failure too.
#include "apart.h"
#include "generate.h"
#include "oracle.h"
#include "reduce.h"

#include "ir/print.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace retrograd::fuzz {
namespace {

struct Options {
  unsigned seconds = 60, failures = 3;
  std::uint64_t seed = 1, count = ~std::uint64_t(0);
  bool verbose = false, show = false;
  std::vector<std::string> files;
};

// What a child tells its parent, in shared memory.
struct Progress {
  std::uint64_t current, passed, skipped, refused;
  unsigned reported;
  unsigned ended;  // by a signal, though right when alone
};

volatile std::sig_atomic_t interrupted = 0;

// Ctrl-C: this program still gets its verdict, then comes the count.
void stopOnInterrupt() {
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = 1; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

// Ends this process with SIGPROF when it has used the processor for that long (not: when the machine is busy).
void limitTime(int seconds) {
  const itimerval timer = {{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

std::string programText(std::uint64_t seed) {
  ir::Module module;
  generate(seed, module);
  return ir::print(module);
}

// Judged in a process of its own: "crash" and "hang" are kinds of failure.
std::string isolatedKind(const std::string& text, std::uint64_t seed) {
  const Apart run = runApart([&] {
    limitTime(5);
    const Verdict verdict = judgeText(text, seed);
    return verdict.outcome == Outcome::Failed ? verdict.kind : "";
  });
  if (run.signal) return run.signal == SIGPROF ? "hang" : "crash";
  return run.text;
}

void reportFailure(const std::string& text, std::uint64_t seed, const std::string& kind, const std::string& detail) {
  std::cout << "// FAILED, seed " << seed << ": " << kind << "\n// " << detail << "\n";
  const std::string small =
      reduce(text, [&](const std::string& candidate) { return isolatedKind(candidate, seed) == kind; });
  const Verdict verdict = kind == "crash" || kind == "hang" ? Verdict{} : judgeText(small, seed);
  std::cout << "// reduced: " << verdict.detail << "\n" << small << std::endl;
}

using Clock = std::chrono::steady_clock;

// Runs programs from `progress->current` on until the end of time or count, or the failures are enough.
void runPrograms(const Options& options, Progress* progress, std::uint64_t end, Clock::time_point deadline,
                 std::map<std::string, unsigned>& refusals) {
  for (; !interrupted && progress->current < end && Clock::now() < deadline && progress->reported < options.failures;
       ++progress->current) {
    const std::uint64_t seed = progress->current;
    limitTime(20);
    const Verdict verdict = judgeText(programText(seed), seed);
    limitTime(0);
    if (options.verbose && verdict.outcome != Outcome::Passed)
      std::cout << "// " << seed << (verdict.outcome == Outcome::Skipped ? ": skipped: " : ": ") << verdict.kind
                << std::endl;
    if (verdict.outcome == Outcome::Passed) ++progress->passed;
    if (verdict.outcome == Outcome::Skipped) ++progress->skipped;
    if (verdict.outcome == Outcome::Refused) {
      ++progress->refused;
      ++refusals[verdict.kind];
    }
    if (verdict.outcome != Outcome::Failed) continue;
    ++progress->reported;
    reportFailure(programText(seed), seed, verdict.kind, verdict.detail);
  }
}

int fuzz(const Options& options) {
  void* shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  Progress* progress = new (shared) Progress{options.seed, 0, 0, 0, 0, 0};
  stopOnInterrupt();
  const std::uint64_t end = options.count > ~options.seed ? ~std::uint64_t(0) : options.seed + options.count;
  const Clock::time_point start = Clock::now(), deadline = start + std::chrono::seconds(options.seconds);
  while (!interrupted && progress->current < end && Clock::now() < deadline && progress->reported < options.failures) {
    const pid_t child = fork();
    if (child == 0) {
      std::map<std::string, unsigned> refusals;
      runPrograms(options, progress, end, deadline, refusals);
      for (const auto& [kind, count] : refusals) std::cout << "// refused " << count << " times: " << kind << "\n";
      std::cout.flush();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) continue;
    const std::uint64_t seed = progress->current++;
    const std::string text = programText(seed);
    const std::string kind = WTERMSIG(status) == SIGPROF ? "hang" : isolatedKind(text, seed);
    if (kind.empty()) {  // killed from outside, or for what earlier programs left behind
      ++progress->ended;
      std::cout << "// seed " << seed << ": ended by signal " << WTERMSIG(status) << " (" << strsignal(WTERMSIG(status))
                << "), right when alone" << std::endl;
      continue;
    }
    ++progress->reported;
    reportFailure(text, seed, kind, "");
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (progress->ended) std::printf("%u ended by a signal, though right when alone\n", progress->ended);
  std::printf("%llu programs right, %llu refused, %llu skipped, %u wrong in %.0f s (seeds %llu to %llu)\n",
              static_cast<unsigned long long>(progress->passed), static_cast<unsigned long long>(progress->refused),
              static_cast<unsigned long long>(progress->skipped), progress->reported, seconds,
              static_cast<unsigned long long>(options.seed), static_cast<unsigned long long>(progress->current));
  return progress->reported ? 1 : 0;
}

int judgeFiles(const Options& options) {
  int wrong = 0;
  for (const std::string& file : options.files) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    if (options.show) std::cout << derivativesOf(text.str());
    unsigned right = 0;
    for (std::uint64_t seed = options.seed; seed < options.seed + 40; ++seed) {
      const Verdict verdict = judgeText(text.str(), seed);
      right += verdict.outcome == Outcome::Passed;
      if (verdict.outcome == Outcome::Failed) {
        std::cout << file << ", seed " << seed << ": " << verdict.kind << "\n  " << verdict.detail << "\n";
        ++wrong;
        break;
      }
      if (options.verbose && verdict.outcome != Outcome::Passed) std::cout << file << ": " << verdict.kind << "\n";
    }
    if (right || wrong) continue;
    std::cout << file << ": not one input could be judged\n";
    ++wrong;
  }
  return wrong ? 1 : 0;
}

bool parse(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; ++i) {
    const std::string option = arguments[i];
    if (option == "--verbose") {
      options.verbose = true;
    } else if (option == "--show") {
      options.show = true;
    } else if (!option.starts_with("--")) {
      options.files.push_back(option);
    } else if (i + 1 == count) {
      return false;
    } else {
      const std::uint64_t value = std::strtoull(arguments[++i], nullptr, 10);
      if (option == "--seconds")
        options.seconds = static_cast<unsigned>(value);
      else if (option == "--seed")
        options.seed = value;
      else if (option == "--count")
        options.count = value;
      else if (option == "--failures")
        options.failures = static_cast<unsigned>(value);
      else if (option == "--print")
        std::cout << programText(value);
      else
        return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace retrograd::fuzz

int main(int count, char** arguments) {
  retrograd::fuzz::Options options;
  if (!retrograd::fuzz::parse(count, arguments, options)) {
    std::cerr << "usage: retrograd_fuzz [--seconds N] [--seed S] [--count N] [--failures N] [--verbose] [--print SEED] "
                 "[--show] "
                 "[file.ir …]\n";
    return 2;
  }
  return options.files.empty() ? retrograd::fuzz::fuzz(options) : retrograd::fuzz::judgeFiles(options);
}
