#include "rows.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <thread>

namespace bench {

namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open(const std::string& name) {
  File file(std::fopen(name.c_str(), "w"), std::fclose);
  if (!file) std::perror(name.c_str());
  return file;
}

std::string machine() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

// Pixels.
constexpr int left = 250, width = 560, barHeight = 14, gap = 10, top = 40;
constexpr double smallest = 0.25, largest = 32;  // ratios on the axis

double across(double ratio) {
  const double clamped = std::clamp(ratio, smallest, largest);
  return left + width * std::log(clamped / smallest) / std::log(largest / smallest);
}

const char* colourOf(const std::string& tool) { return tool == "retrograd" ? "#2b6cb0" : tool == "hand" ? "#a0aec0" : "#dd6b20"; }

void drawAxis(std::FILE* out, int bottom) {
  for (double ratio = smallest; ratio <= largest; ratio *= 2) {
    std::fprintf(out, "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='%s'/>\n", across(ratio), top - 6, across(ratio),
                 bottom, ratio == 1 ? "#4a5568" : "#e2e8f0");
    std::fprintf(out, "<text x='%.1f' y='%d' text-anchor='middle'>%g</text>\n", across(ratio), top - 12, ratio);
  }
}

void drawRow(std::FILE* out, const Row& row, int y, bool isFirst) {
  if (isFirst) std::fprintf(out, "<text x='%d' y='%d' text-anchor='end'>%s</text>\n", left - 90, y + 11, row.workload.c_str());
  std::fprintf(out, "<text x='%d' y='%d' text-anchor='end' fill='#4a5568'>%s</text>\n", left - 8, y + 11, row.tool.c_str());
  if (!row.isRight) {
    std::fprintf(out, "<text x='%d' y='%d' fill='#c53030'>wrong</text>\n", left + 4, y + 11);
    return;
  }
  std::fprintf(out, "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>\n", left, y, across(row.ratio()) - left,
               barHeight, colourOf(row.tool));
  std::fprintf(out, "<text x='%.1f' y='%d'>%.2f</text>\n", across(row.ratio()) + 5, y + 11, row.ratio());
  if (row.tool == "retrograd")
    std::fprintf(out, "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#c53030' stroke-width='3'/>\n", across(row.goal),
                 y - 2, across(row.goal), y + barHeight + 2);
}

}  // namespace

void writeJson(const std::string& name, const std::vector<Row>& rows) {
  const File file = open(name);
  if (!file) return;
  std::FILE* out = file.get();
  std::fprintf(out, "{\"machine\": \"%s, %u threads\", \"versions\": {\"clang\": \"%s\"}, \"rows\": [",
               machine().c_str(), std::thread::hardware_concurrency(), __clang_version__);
  const char* separator = "";
  for (const Row& row : rows) {
    std::fprintf(out, "%s\n  {\"workload\": \"%s\", \"tool\": \"%s\", \"primal_s\": %.9g, ", separator,
                 row.workload.c_str(), row.tool.c_str(), row.primal);
    if (row.isRight) std::fprintf(out, "\"gradient_s\": %.9g, \"ratio\": %.4g, ", row.gradient, row.ratio());
    std::fprintf(out, "\"checksum\": %.17g, \"checksum_ok\": %s, \"goal\": %g, \"peak_rss_mb\": %ld}", row.checksum,
                 row.isRight ? "true" : "false", row.goal, row.rssMegabytes);
    separator = ",";
  }
  std::fprintf(out, "\n]}\n");
}

void writePicture(const std::string& name, const std::vector<Row>& rows) {
  const File file = open(name);
  if (!file) return;
  std::vector<int> heights;
  int bottom = top;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i && rows[i].workload != rows[i - 1].workload) bottom += gap;
    heights.push_back(bottom);
    bottom += barHeight + 3;
  }
  std::FILE* out = file.get();
  std::fprintf(out, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>\n",
               left + width + 60, bottom + 40);
  std::fprintf(out, "<rect width='100%%' height='100%%' fill='white'/>\n");
  drawAxis(out, bottom);
  for (std::size_t i = 0; i < rows.size(); ++i)
    drawRow(out, rows[i], heights[i], i == 0 || rows[i].workload != rows[i - 1].workload);
  std::fprintf(out, "<text x='%d' y='%d' fill='#4a5568'>time of a gradient / time of the function; red: our goal</text>\n</svg>\n",
               left, bottom + 24);
}

}  // namespace bench
