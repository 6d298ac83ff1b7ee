#include "measure.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <limits>
#include <sstream>

namespace bench {

namespace {

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double timeOf(const std::function<void()>& run, long calls) {
  const double start = cpuSeconds();
  for (long i = 0; i < calls; ++i) run();
  return (cpuSeconds() - start) / static_cast<double>(calls);
}

Vector zeroBar(const Workload& w) { return Vector(w.jacobianEntries ? w.jacobianEntries : w.inputs.size()); }

Vector gradientOf(const Workload& w, const Sweep& sweep) {
  Vector bar = zeroBar(w);
  sweep.add(w.inputs.data(), bar.data());
  return bar;
}

double checksumOf(const Vector& gradient) {
  double sum = 0;
  for (const double g : gradient) sum += std::abs(g);
  return sum;
}

bool agreesWithDifference(const Workload& w, const Vector& gradient) {
  Vector up = w.inputs, down = w.inputs;
  double slope = 0, size = 0;
  const double h = 1e-6;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double direction = std::cos(static_cast<double>(i));
    slope += gradient[i] * direction;
    size += std::abs(gradient[i] * direction);
    up[i] += h * direction;
    down[i] -= h * direction;
  }
  const double difference = (w.primal(up.data()) - w.primal(down.data())) / (2 * h);
  return std::abs(slope - difference) <= 1e-5 * std::max(size, 1.0);
}

bool agree(const Vector& a, const Vector& b) {
  double distance = 0, size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    distance += std::abs(a[i] - b[i]);
    size += std::abs(b[i]);
  }
  return distance <= 1e-9 * size;
}

// Memory that one gradient takes at its peak, measured in a process of its own; nothing where that ends early.
std::optional<long> rssOf(const Workload& w, const Sweep& sweep) {
  const pid_t child = fork();
  if (child == 0) {
    gradientOf(w, sweep);
    _exit(0);
  }
  rusage usage{};
  int status = 0;
  wait4(child, &status, 0, &usage);
  return status == 0 ? std::optional(usage.ru_maxrss / 1024) : std::nullopt;
}

bool isRight(const Workload& w, const Vector& gradient, double checksum, const Vector& byHand) {
  if (!agree(gradient, byHand)) return false;
  if (w.published) return std::abs(checksum - *w.published) <= 1e-8 * *w.published;
  return w.jacobianEntries || agreesWithDifference(w, gradient);
}

// A row for each sweep that comes to an end; the others are left out of the workload.
std::vector<Row> check(Workload& w) {
  std::vector<Row> rows;
  std::erase_if(w.sweeps, [&](const Sweep& sweep) {
    const std::optional<long> rss = rssOf(w, sweep);  // before anything is kept here
    if (rss)
      rows.push_back({.workload = w.name, .tool = sweep.tool, .goal = w.goal, .rssMegabytes = *rss});
    else
      std::fprintf(stderr, "bench: %s of %s ended early: too little memory?\n", sweep.tool.c_str(), w.name.c_str());
    return !rss;
  });
  const auto hand = std::find_if(w.sweeps.begin(), w.sweeps.end(), [](const Sweep& s) { return s.tool == "hand"; });
  if (hand == w.sweeps.end()) return {};
  const Vector byHand = gradientOf(w, *hand);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Vector gradient = gradientOf(w, w.sweeps[i]);
    rows[i].checksum = checksumOf(gradient);
    rows[i].isRight = isRight(w, gradient, rows[i].checksum, byHand);
  }
  return rows;
}

// What takes turns with the others.
struct Run {
  std::function<void()> once;
  long calls = 1;    // between two looks at the clock
  double spent = 0;  // seconds in all
  double least = std::numeric_limits<double>::infinity();

  explicit Run(std::function<void()> run) : once(std::move(run)) {
    calls = std::max(1L, static_cast<long>(2e-3 / std::max(timeOf(once, 1), 1e-8)));
  }
  void measure() {
    const double seconds = timeOf(once, calls);
    spent += seconds * static_cast<double>(calls);
    least = std::min(least, seconds);
  }
};

}  // namespace

std::vector<Row> measure(Workload w) {
  constexpr int most = 25, fewest = 3;
  constexpr double enough = 1.5;  // seconds for one tool
  std::vector<Row> rows = check(w);
  if (rows.empty()) return rows;
  volatile double sink = 0;
  Vector bar = zeroBar(w);
  Run primal([&] { sink = w.primal(w.inputs.data()); });
  std::vector<Run> runs;
  for (const Sweep& sweep : w.sweeps) runs.emplace_back([&] { sweep.add(w.inputs.data(), bar.data()); });
  for (int repetition = 0; repetition < most; ++repetition) {
    primal.measure();
    for (Run& run : runs) {
      if (repetition >= fewest && run.spent > enough) continue;
      std::fill(bar.begin(), bar.end(), 0.0);
      run.measure();
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].primal = primal.least;
    rows[i].gradient = runs[i].least;
  }
  return rows;
}

std::vector<Row> measureApart(const Workload& w) {
  std::string folder = (std::filesystem::temp_directory_path() / "retrograd_bench_XXXXXX").string();
  int ends[2];
  if (!mkdtemp(folder.data()) || pipe(ends)) return {};
  std::fflush(nullptr);  // nothing is printed twice
  const pid_t child = fork();
  if (child == 0) {
    std::filesystem::current_path(folder);
    std::ostringstream text;
    for (const Row& row : measure(w)) writeLine(text, row);
    const std::string all = text.str();
    _exit(write(ends[1], all.data(), all.size()) == static_cast<ssize_t>(all.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string all;
  char part[4096];
  for (ssize_t got; (got = read(ends[0], part, sizeof part)) > 0;) all.append(part, static_cast<std::size_t>(got));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  std::filesystem::remove_all(folder);
  std::vector<Row> rows;
  std::istringstream lines(all);
  for (Row row; readLine(lines, row);) rows.push_back(row);
  return rows;
}

}  // namespace bench
