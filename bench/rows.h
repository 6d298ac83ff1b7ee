// What was measured of one sweep, and how it is written down.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace bench {

struct Row {
  std::string workload, tool;
  double primal = 0, gradient = 0, checksum = 0, goal = 0;  // seconds, seconds, …, ratio that we want
  bool isRight = false;
  long rssMegabytes = 0;

  double ratio() const { return gradient / primal; }
};

struct Version {
  std::string tool, version;
};

// From one process to another.
void writeLine(std::ostream& out, const Row& row);
bool readLine(std::istream& in, Row& row);

void writeJson(const std::string& file, const std::vector<Version>& versions, const std::vector<Row>& rows);
// For docs/performance.md: a line for each workload, a column for each tool's ratio.
void writeMarkdown(const std::string& file, const std::vector<Row>& rows);
// An SVG: a line for each workload, a mark for each tool's ratio on a logarithmic axis.
void writePicture(const std::string& file, const std::vector<Row>& rows);

}  // namespace bench
