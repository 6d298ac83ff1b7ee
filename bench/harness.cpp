// Ratios of gradients to primals: CPU time, minimum over interleaved repetitions in one process. A gradient that
// differs from the others, or from a difference along a direction, gets no figure.
//
//   bench [--data DIR] [--json FILE] [--picture FILE] [NAME…]      only workloads whose names contain one of the words
#include "harness.h"

#include "rows.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <limits>

namespace bench {

namespace {

using Maker = std::function<std::vector<Workload>(const std::string&)>;

std::vector<Maker>& makers() {
  static std::vector<Maker> all;
  return all;
}

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

// Short functions are called several times between two looks at the clock.
long callsPerLook(const std::function<void()>& run) {
  const double once = std::max(timeOf(run, 1), 1e-8);
  return std::max(1L, static_cast<long>(2e-3 / once));
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

// Memory that one gradient takes at its peak, measured in a process of its own.
long rssOf(const Workload& w, const Sweep& sweep) {
  const pid_t child = fork();
  if (child == 0) {
    gradientOf(w, sweep);
    _exit(0);
  }
  rusage usage{};
  wait4(child, nullptr, 0, &usage);
  return usage.ru_maxrss / 1024;
}

std::vector<Row> check(const Workload& w) {
  std::vector<Row> rows;
  std::vector<Vector> gradients;
  for (const Sweep& sweep : w.sweeps) {
    gradients.push_back(gradientOf(w, sweep));
    Row row;
    row.workload = w.name;
    row.tool = sweep.tool;
    row.goal = w.goal;
    row.checksum = checksumOf(gradients.back());
    row.isRight = w.jacobianEntries || agreesWithDifference(w, gradients.back());
    if (w.published) row.isRight = std::abs(row.checksum - *w.published) <= 1e-8 * *w.published;
    row.rssMegabytes = rssOf(w, sweep);
    rows.push_back(row);
  }
  for (std::size_t i = 1; i < gradients.size(); ++i)
    if (!agree(gradients[0], gradients[i])) rows[0].isRight = rows[i].isRight = false;
  return rows;
}

std::vector<Row> measure(const Workload& w) {
  std::vector<Row> rows = check(w);
  volatile double sink = 0;
  Vector bar = zeroBar(w);
  std::vector<std::function<void()>> runs{[&] { sink = w.primal(w.inputs.data()); }};
  for (const Sweep& sweep : w.sweeps) runs.push_back([&] { sweep.add(w.inputs.data(), bar.data()); });
  std::vector<long> calls;
  for (const auto& run : runs) calls.push_back(callsPerLook(run));
  std::vector<double> best(runs.size(), std::numeric_limits<double>::infinity());
  const double start = cpuSeconds();
  for (int repetition = 0; repetition < 25 && (repetition < 5 || cpuSeconds() - start < 4); ++repetition)
    for (std::size_t i = 0; i < runs.size(); ++i) {
      std::fill(bar.begin(), bar.end(), 0.0);
      best[i] = std::min(best[i], timeOf(runs[i], calls[i]));
    }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].primal = best[0];
    rows[i].gradient = best[i + 1];
  }
  return rows;
}

void show(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::printf("%-24s %-10s %12.3f %12.3f ", row.workload.c_str(), row.tool.c_str(), row.primal * 1e6,
                row.gradient * 1e6);
    if (!row.isRight)
      std::printf("%7s (checksum %.12g)\n", "wrong", row.checksum);
    else if (row.tool == "retrograd") {
      std::printf("%7.2f %6.1f %s\n", row.ratio(), row.goal, row.ratio() <= row.goal ? "" : "missed");
    } else
      std::printf("%7.2f\n", row.ratio());
  }
  std::fflush(stdout);
}

bool isAskedFor(const std::string& name, const std::vector<std::string>& words) {
  return words.empty() ||
         std::any_of(words.begin(), words.end(), [&](const auto& w) { return name.find(w) != std::string::npos; });
}

}  // namespace

Register::Register(Maker make) { makers().push_back(std::move(make)); }

Vector ramp(std::size_t count, double scale, double phase) {
  Vector x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = std::sin(phase * static_cast<double>(i + 1)) * scale;
  return x;
}

}  // namespace bench

int main(int argc, char** argv) {
  std::string data, json, picture;
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--data") && i + 1 < argc)
      data = argv[++i];
    else if (!std::strcmp(argv[i], "--json") && i + 1 < argc)
      json = argv[++i];
    else if (!std::strcmp(argv[i], "--picture") && i + 1 < argc)
      picture = argv[++i];
    else
      words.push_back(argv[i]);
  }
  std::printf("%-24s %-10s %12s %12s %7s %6s\n", "workload", "tool", "primal µs", "gradient µs", "ratio", "goal");
  std::vector<bench::Row> rows;
  bool right = true;
  for (const auto& make : bench::makers())
    for (const bench::Workload& workload : make(data)) {
      if (!bench::isAskedFor(workload.name, words)) continue;
      const auto measured = bench::measure(workload);
      bench::show(measured);
      for (const bench::Row& row : measured) right = right && row.isRight;
      rows.insert(rows.end(), measured.begin(), measured.end());
    }
  if (!json.empty()) bench::writeJson(json, rows);
  if (!picture.empty()) bench::writePicture(picture, rows);
  return right ? 0 : 1;
}
