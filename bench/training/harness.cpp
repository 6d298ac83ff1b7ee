// Trains each model in a process of its own and writes a table.
//
//   bench_training [--json FILE] [--threads N] [--lines] [--merge FILE] [NAME…]     only models that are named so
//
// --lines prints rows as JSON; --merge takes such rows of another program into the file.
#include "harness.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <thread>
#include <vector>

#ifndef TRAINING_TOOL
#define TRAINING_TOOL "retrograd"
#endif
void set_tool_threads(int threads);

namespace training {
namespace {

std::vector<Work>& works() {
  static std::vector<Work> all;
  return all;
}

struct Options {
  std::string json, merge;
  std::vector<int> threads{1};
  bool lines = false;
  std::vector<std::string> words;
};

int used_threads = 1;

// A row as it is written, and whether it reaches its goal.
struct Row {
  std::string json, shown;
};

std::string format(const char* pattern, ...) __attribute__((format(printf, 1, 2)));
std::string format(const char* pattern, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(text, sizeof text, pattern, arguments);
  va_end(arguments);
  return text;
}

bool measure(const Work& work, int threads, Outcome& outcome, long& megabytes) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    used_threads = threads;
    set_tool_threads(threads);
    const Outcome mine = work.run();
    const bool written = write(ends[1], &mine, sizeof mine) == sizeof mine;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  const bool right = read(ends[0], &outcome, sizeof outcome) == sizeof outcome;
  close(ends[0]);
  rusage usage{};
  int status = 0;
  wait4(child, &status, 0, &usage);
  megabytes = usage.ru_maxrss / 1024;
  return right && status == 0;
}

Row row_of(const Work& work, int threads) {
  Outcome outcome;
  long megabytes = 0;
  if (!measure(work, threads, outcome, megabytes)) return {"", format("%-30s failed", work.name.c_str())};
  const bool reached = work.better == Better::Less ? outcome.value <= work.goal : outcome.value >= work.goal;
  const bool accurate = !std::isnan(outcome.accuracy);
  const char* verdict = std::strcmp(TRAINING_TOOL, "retrograd") != 0 || threads != 1 ? "" : reached ? "" : "missed";
  return {format("{\"work\": \"%s\", \"tool\": \"%s\", \"threads\": %d, \"value\": %.6g, \"unit\": \"%s\", "
                 "\"goal\": %g, \"accuracy\": %s, \"peak_rss_mb\": %ld}",
                 work.name.c_str(), TRAINING_TOOL, threads, outcome.value, work.unit.c_str(), work.goal,
                 accurate ? format("%.4f", outcome.accuracy).c_str() : "null", megabytes),
          format("%-30s %-10s %7d %12.4g %-12s %9g %8s %6ld %s", work.name.c_str(), TRAINING_TOOL, threads,
                 outcome.value, work.unit.c_str(), work.goal, accurate ? format("%.4f", outcome.accuracy).c_str() : "",
                 megabytes, verdict)};
}

bool is_asked_for(const std::string& name, const std::vector<std::string>& words) {
  return words.empty() ||
         std::any_of(words.begin(), words.end(), [&](const auto& w) { return name.find(w) != std::string::npos; });
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json" && i + 1 < argc)
      options.json = argv[++i];
    else if (word == "--merge" && i + 1 < argc)
      options.merge = argv[++i];
    else if (word == "--threads" && i + 1 < argc)
      options.threads = {std::atoi(argv[++i])};
    else if (word == "--lines")
      options.lines = true;
    else
      options.words.push_back(word);
  }
  return options;
}

void write_json(const std::string& file, const std::vector<std::string>& rows) {
  std::ofstream out(file);
  out << "{\"threads_of_machine\": " << std::thread::hardware_concurrency() << ", \"rows\": [";
  const char* separator = "\n  ";
  for (const std::string& row : rows) {
    out << separator << row;
    separator = ",\n  ";
  }
  out << "\n]}\n";
}

}  // namespace

Register::Register(Work work) { works().push_back(std::move(work)); }

double now() {
  timespec time{};
  clock_gettime(used_threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

int run(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  if (!options.lines)
    std::printf("%-30s %-10s %7s %12s %-12s %9s %8s %6s\n", "work", "tool", "threads", "value", "unit", "goal",
                "accuracy", "MB");
  std::vector<std::string> rows;
  bool right = true;
  for (const Work& work : works())
    for (const int threads : options.threads) {
      if (!is_asked_for(work.name, options.words)) continue;
      const Row row = row_of(work, threads);
      std::printf("%s\n", (options.lines ? row.json : row.shown).c_str());
      std::fflush(stdout);
      right = right && !row.json.empty();
      rows.push_back(row.json);
    }
  if (!options.merge.empty()) {
    std::ifstream in(options.merge);
    for (std::string line; std::getline(in, line);) rows.push_back(line);
  }
  if (!options.json.empty()) write_json(options.json, rows);
  return right ? 0 : 1;
}

}  // namespace training

int main(int argc, char** argv) { return training::run(argc, argv); }
