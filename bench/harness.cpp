// Ratios of gradients to primals (measure.h), as a table, as JSON, as a table for documents and as a picture.
//
//   bench [--data DIR] [--json FILE] [--markdown FILE] [--picture FILE] [NAME…]      only workloads whose names contain
//   one of the words
#include "harness.h"

#include "measure.h"
#include "rows.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace bench {

namespace {

using Maker = std::function<std::vector<Workload>(const std::string&)>;
using Peer = std::function<std::vector<Sweep>(const Workload&)>;

template <class T> std::vector<T>& all() {
  static std::vector<T> list;
  return list;
}

void show(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::printf("%-24s %-12s %12.3f %12.3f ", row.workload.c_str(), row.tool.c_str(), row.primal * 1e6,
                row.gradient * 1e6);
    if (!row.isRight)
      std::printf("  wrong %6s %6ld   checksum %.12g\n", "", row.rssMegabytes, row.checksum);
    else if (row.tool == "retrograd")
      std::printf("%7.2f %6.1f %6ld %s\n", row.ratio(), row.goal, row.rssMegabytes,
                  row.ratio() <= row.goal ? "" : "missed");
    else
      std::printf("%7.2f %6s %6ld\n", row.ratio(), "", row.rssMegabytes);
  }
  std::fflush(stdout);
}

struct Options {
  std::string data, json, markdown, picture;
  std::vector<std::string> words;

  Options(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const auto given = [&](const char* name) { return !std::strcmp(argv[i], name) && i + 1 < argc; };
      if (given("--data"))
        data = argv[++i];
      else if (given("--json"))
        json = argv[++i];
      else if (given("--markdown"))
        markdown = argv[++i];
      else if (given("--picture"))
        picture = argv[++i];
      else
        words.push_back(argv[i]);
    }
  }
  bool asksFor(const std::string& name) const {
    return words.empty() ||
           std::any_of(words.begin(), words.end(), [&](const auto& w) { return name.find(w) != std::string::npos; });
  }
};

// Measures what is asked for; false where something is wrong.
bool run(const Options& options, std::vector<Row>& rows) {
  bool right = true;
  std::printf("%-24s %-12s %12s %12s %7s %6s %6s\n", "workload", "tool", "primal µs", "gradient µs", "ratio", "goal",
              "MB");
  for (const Maker& make : all<Maker>())
    for (Workload& workload : make(options.data)) {
      if (!options.asksFor(workload.name)) continue;
      for (const Peer& peer : all<Peer>())
        for (const Sweep& sweep : peer(workload)) workload.sweeps.push_back(sweep);
      const std::vector<Row> measured = measureApart(workload);
      const bool hasOurs = !measured.empty() && measured[0].tool == "retrograd";
      if (!hasOurs) std::printf("%-24s ended early\n", workload.name.c_str());
      show(measured);
      right =
          right && hasOurs && std::all_of(measured.begin(), measured.end(), [](const Row& row) { return row.isRight; });
      rows.insert(rows.end(), measured.begin(), measured.end());
    }
  return right;
}

}  // namespace

Register::Register(Maker make) { all<Maker>().push_back(std::move(make)); }

RegisterPeer::RegisterPeer(const std::string& name, const std::string& version, Peer sweeps) {
  all<Peer>().push_back(std::move(sweeps));
  all<Version>().push_back({name, version});
}

Vector ramp(std::size_t count, double scale, double phase) {
  Vector x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = std::sin(phase * static_cast<double>(i + 1)) * scale;
  return x;
}

}  // namespace bench

int main(int argc, char** argv) {
  const bench::Options options(argc, argv);
  std::vector<bench::Row> rows;
  const bool right = bench::run(options, rows);
  if (!options.json.empty()) bench::writeJson(options.json, bench::all<bench::Version>(), rows);
  if (!options.markdown.empty()) bench::writeMarkdown(options.markdown, rows);
  if (!options.picture.empty()) bench::writePicture(options.picture, rows);
  return right ? 0 : 1;
}
