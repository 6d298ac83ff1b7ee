// What was measured of one sweep, and how it is written down.
#pragma once

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

void writeJson(const std::string& file, const std::vector<Row>& rows);
// An SVG: a bar for each ratio, on a logarithmic axis, with a mark at the goal.
void writePicture(const std::string& file, const std::vector<Row>& rows);

}  // namespace bench
