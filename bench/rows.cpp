#include "rows.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <limits>
#include <sstream>
#include <thread>

namespace bench {

namespace {

std::string machine() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

// JSON has no word for what isn't finite.
std::string numberOrNull(double value) {
  std::ostringstream text;
  text << std::setprecision(17) << value;
  return std::isfinite(value) ? text.str() : "null";
}

// Streams write "nan" and "inf", but don't read them.
bool readNumber(std::istream& in, double& value) {
  std::string text;
  if (!(in >> text)) return false;
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return *end == '\0';
}

void writeRow(std::ostream& out, const Row& row) {
  out << "{\"workload\": \"" << row.workload << "\", \"tool\": \"" << row.tool << "\", \"primal_s\": " << row.primal;
  if (row.isRight) out << ", \"gradient_s\": " << row.gradient << ", \"ratio\": " << row.ratio();
  out << ", \"checksum\": " << numberOrNull(row.checksum) << ", \"checksum_ok\": " << (row.isRight ? "true" : "false")
      << ", \"goal\": " << row.goal << ", \"peak_rss_mb\": " << row.rssMegabytes << "}";
}

}  // namespace

void writeLine(std::ostream& out, const Row& row) {
  out << std::setprecision(std::numeric_limits<double>::max_digits10) << row.workload << ' ' << row.tool << ' '
      << row.primal << ' ' << row.gradient << ' ' << row.checksum << ' ' << row.goal << ' ' << row.isRight << ' '
      << row.rssMegabytes << '\n';
}

bool readLine(std::istream& in, Row& row) {
  return in >> row.workload >> row.tool && readNumber(in, row.primal) && readNumber(in, row.gradient) &&
         readNumber(in, row.checksum) && readNumber(in, row.goal) && in >> row.isRight >> row.rssMegabytes;
}

void writeJson(const std::string& name, const std::vector<Version>& versions, const std::vector<Row>& rows) {
  std::ofstream out(name);
  out << "{\"machine\": \"" << machine() << ", " << std::thread::hardware_concurrency()
      << " threads\",\n \"versions\": {\"retrograd\": \"" << RETROGRAD_VERSION << "\", \"clang\": \""
      << __clang_version__ << '"';
  for (const Version& peer : versions) out << ", \"" << peer.tool << "\": \"" << peer.version << '"';
  out << "},\n \"rows\": [";
  const char* separator = "\n  ";
  for (const Row& row : rows) {
    out << separator;
    writeRow(out, row);
    separator = ",\n  ";
  }
  out << "\n]}\n";
  if (!out.flush()) std::cerr << "bench: can't write " << name << '\n';
}

void writeMarkdown(const std::string& name, const std::vector<Row>& rows) {
  std::vector<std::string> tools;
  for (const Row& row : rows)
    if (std::find(tools.begin(), tools.end(), row.tool) == tools.end()) tools.push_back(row.tool);
  std::ofstream out(name);
  out << "| workload | function, ms | goal |" << std::fixed;
  for (const std::string& tool : tools) out << ' ' << tool << " |";
  out << "\n|---|---|---|";
  for (std::size_t i = 0; i < tools.size(); ++i) out << "---|";
  for (auto row = rows.begin(); row != rows.end();) {
    const auto next = std::find_if(row, rows.end(), [&](const Row& other) { return other.workload != row->workload; });
    out << "\n| " << row->workload << " | " << std::setprecision(3) << row->primal * 1e3 << " | "
        << std::setprecision(1) << row->goal << " |";
    for (const std::string& tool : tools) {
      const auto cell = std::find_if(row, next, [&](const Row& one) { return one.tool == tool; });
      if (cell == next)
        out << " – |";
      else if (!cell->isRight)
        out << " wrong |";
      else
        out << ' ' << std::setprecision(cell->ratio() < 10 ? 2 : 0) << cell->ratio() << " |";
    }
    row = next;
  }
  out << '\n';
  if (!out.flush()) std::cerr << "bench: can't write " << name << '\n';
}

}  // namespace bench
