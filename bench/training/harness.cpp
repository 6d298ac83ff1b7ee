// Trains each model in a process of its own and writes a table.
//
//   bench_training [--json FILE] [--threads N,M] [--beside PROGRAM] [NAME…]     only models that are named so
//
// --beside runs the same with another tool's program of this harness, row by row: what else the machine does meets
// both.
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

struct Work : Task {
  std::function<Outcome()> run;
};
std::vector<Work>& works() {
  static std::vector<Work> all;
  return all;
}

struct Options {
  std::string json, beside;
  std::vector<int> threads{1, 2};
  bool one_row = false;  // as JSON: what --beside asks the other program for
  std::vector<std::string> words;
};

int used_threads = 1;

// What is measured, of one model with so many threads.
struct Row {
  std::string tool;
  Outcome outcome;
  long megabytes = 0;
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

bool measure(const Work& work, int threads, Row& row) {
  row.tool = TRAINING_TOOL;
  return measure(work, threads, row.outcome, row.megabytes);
}

// The other program's row: it writes tool, value, accuracy and megabytes.
bool measure_beside(const std::string& program, const Work& work, int threads, Row& row) {
  const std::string command =
      "'" + program + "' --one-row --threads " + std::to_string(threads) + " '" + work.name + "'";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return false;
  char tool[32] = "";
  const int read =
      std::fscanf(pipe, "%31s %lf %lf %ld", tool, &row.outcome.value, &row.outcome.accuracy, &row.megabytes);
  row.tool = tool;
  return pclose(pipe) == 0 && read == 4;
}

bool has_accuracy(const Row& row) { return !std::isnan(row.outcome.accuracy); }

std::string json_of(const Task& task, int threads, const Row& row) {
  return format(
      "{\"work\": \"%s\", \"tool\": \"%s\", \"threads\": %d, \"value\": %.6g, \"unit\": \"%s\", "
      "\"goal\": %g, \"accuracy\": %s, \"peak_rss_mb\": %ld}",
      task.name.c_str(), row.tool.c_str(), threads, row.outcome.value, task.unit.c_str(), task.goal,
      has_accuracy(row) ? format("%.4f", row.outcome.accuracy).c_str() : "null", row.megabytes);
}

// With one thread: whether we reach the goal; with more: the gain over the same tool with one.
std::string verdict_of(const Task& task, int threads, const Row& row, const Row* alone) {
  const double value = row.outcome.value;
  if (threads > 1 && alone != nullptr) {
    const double ratio = alone->outcome.value / value;
    return format("%.2f x", task.better == Better::Less ? ratio : 1 / ratio);
  }
  const bool reached = task.better == Better::Less ? value <= task.goal : value >= task.goal;
  return threads == 1 && row.tool == "retrograd" && !reached ? "missed" : "";
}

std::string shown(const Task& task, int threads, const Row& row, const Row* alone) {
  return format("%-30s %-10s %7d %12.4g %-12s %9g %8s %6ld %s", task.name.c_str(), row.tool.c_str(), threads,
                row.outcome.value, task.unit.c_str(), task.goal,
                has_accuracy(row) ? format("%.4f", row.outcome.accuracy).c_str() : "", row.megabytes,
                verdict_of(task, threads, row, alone).c_str());
}

bool is_asked_for(const std::string& name, const std::vector<std::string>& words) {
  return words.empty() ||
         std::any_of(words.begin(), words.end(), [&](const auto& w) { return name.find(w) != std::string::npos; });
}

std::vector<int> numbers(const char* list) {
  std::vector<int> result;
  for (const char* at = list; at != nullptr; at = std::strchr(at, ',')) {
    if (*at == ',') ++at;
    result.push_back(std::atoi(at));
  }
  return result;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json" && i + 1 < argc)
      options.json = argv[++i];
    else if (word == "--beside" && i + 1 < argc)
      options.beside = argv[++i];
    else if (word == "--threads" && i + 1 < argc)
      options.threads = numbers(argv[++i]);
    else if (word == "--one-row")
      options.one_row = true;
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

// One model with each number of threads, by both tools; false where one failed.
bool run(const Work& work, const Options& options, std::vector<std::string>& rows) {
  bool right = true;
  Row alone[2];
  for (const int threads : options.threads)
    for (int tool = 0; tool < (options.beside.empty() ? 1 : 2); ++tool) {
      Row row;
      const bool measured =
          tool == 0 ? measure(work, threads, row) : measure_beside(options.beside, work, threads, row);
      right = right && measured;
      if (threads == 1) alone[tool] = row;
      if (!measured) {
        std::printf("%-30s failed\n", work.name.c_str());
      } else if (options.one_row) {
        std::printf("%s %.17g %g %ld\n", row.tool.c_str(), row.outcome.value, row.outcome.accuracy, row.megabytes);
      } else {
        rows.push_back(json_of(work, threads, row));
        std::printf("%s\n", shown(work, threads, row, alone[tool].tool.empty() ? nullptr : &alone[tool]).c_str());
      }
      std::fflush(stdout);
    }
  return right;
}

}  // namespace

Register::Register(const Task& task, std::function<Outcome()> run) { works().push_back({task, std::move(run)}); }

double now() {
  timespec time{};
  clock_gettime(used_threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

int run(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  if (!options.one_row) {
    if (const char* forced = std::getenv("OPENBLAS_CORETYPE"))
      std::printf("OPENBLAS_CORETYPE is set: OpenBLAS multiplies as on a %s, whatever this processor can do\n", forced);
    std::printf("%-30s %-10s %7s %12s %-12s %9s %8s %6s\n", "work", "tool", "threads", "value", "unit", "goal",
                "accuracy", "MB");
  }
  std::vector<std::string> rows;
  bool right = true;
  for (const Work& work : works())
    if (is_asked_for(work.name, options.words)) right = run(work, options, rows) && right;
  if (!options.json.empty()) write_json(options.json, rows);
  return right ? 0 : 1;
}

}  // namespace training

int main(int argc, char** argv) { return training::run(argc, argv); }
