#include "rows.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace bench {

namespace {

// Pixels; ratios on the axis.
constexpr int left = 210, width = 720, lineHeight = 26, top = 86;
constexpr double smallest = 0.25, largest = 1024;

struct Look {
  const char *tool, *colour, *shape;  // the shape: of a mark 10 pixels wide, around the origin
};
constexpr Look looks[] = {
    {"retrograd", "#2b6cb0", "M-5,-5 h10 v10 h-10 z"},
    {"hand", "#4a5568", "M0,-7 L6,5 H-6 z"},
    {"fixed_point", "#63b3ed", "M-5,-5 h10 v10 h-10 z"},
    {"adolc", "#c05621", "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0"},
    {"adolc_replay", "#ed8936", "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0"},
    {"sacado_rad", "#276749", "M0,-6 L6,0 L0,6 L-6,0 z"},
    {"sacado_fad", "#68d391", "M0,-6 L6,0 L0,6 L-6,0 z"},
    {"ceres_jets", "#805ad5", "M0,7 L6,-5 H-6 z"},
};

double across(double ratio) {
  const double clamped = std::clamp(ratio, smallest, largest);
  return left + width * std::log(clamped / smallest) / std::log(largest / smallest);
}

void drawText(std::ostream& out, double x, double y, const char* anchor, const std::string& text) {
  out << "<text x='" << x << "' y='" << y << "' text-anchor='" << anchor << "'>" << text << "</text>\n";
}

void drawMark(std::ostream& out, const std::string& tool, double x, double y) {
  const auto look = std::find_if(std::begin(looks), std::end(looks), [&](const Look& l) { return l.tool == tool; });
  if (look == std::end(looks)) return;
  out << "<path transform='translate(" << x << ',' << y << ")' d='" << look->shape << "' fill='" << look->colour
      << "' fill-opacity='0.85'><title>" << tool << "</title></path>\n";
}

void drawLegend(std::ostream& out, const std::vector<Row>& rows) {
  double x = left;
  for (const Look& look : looks) {
    if (std::none_of(rows.begin(), rows.end(), [&](const Row& row) { return row.tool == look.tool; })) continue;
    drawMark(out, look.tool, x, 40);
    drawText(out, x + 10, 44, "start", look.tool);
    x += 28 + 7.0 * static_cast<double>(std::string(look.tool).size());
  }
  out << "<line x1='" << x << "' y1='32' x2='" << x << "' y2='48' stroke='#c53030' stroke-width='2'/>\n";
  drawText(out, x + 8, 44, "start", "goal");
}

void drawAxis(std::ostream& out, double bottom) {
  for (double ratio = smallest; ratio <= largest; ratio *= 2) {
    out << "<line x1='" << across(ratio) << "' y1='" << top - 8 << "' x2='" << across(ratio) << "' y2='" << bottom
        << "' stroke='" << (ratio == 1 ? "#4a5568" : "#e2e8f0") << "'/>\n";
    std::ostringstream label;
    label << ratio;
    drawText(out, across(ratio), top - 14, "middle", label.str());
  }
}

// The rows [first, last) of one workload. Ours is drawn last: above the others.
void drawWorkload(std::ostream& out, const Row* first, const Row* last, double y) {
  drawText(out, left - 14, y + 4, "end", first->workload);
  out << "<line x1='" << left << "' y1='" << y << "' x2='" << left + width << "' y2='" << y
      << "' stroke='#e2e8f0'/>\n<line x1='" << across(first->goal) << "' y1='" << y - 10 << "' x2='"
      << across(first->goal) << "' y2='" << y + 10 << "' stroke='#c53030' stroke-width='2'/>\n";
  std::string wrong;
  for (const Row* row = last; row-- != first;) {
    if (row->isRight)
      drawMark(out, row->tool, across(row->ratio()), y);
    else
      wrong += (wrong.empty() ? "wrong: " : ", ") + row->tool;
  }
  if (!wrong.empty()) drawText(out, left + width - 4, y - 4, "end", wrong);
  if (!first->isRight) return;
  std::ostringstream ratio;
  ratio << std::fixed << std::setprecision(2) << first->ratio();
  drawText(out, left + width + 50, y + 4, "end", ratio.str());
}

}  // namespace

void writePicture(const std::string& name, const std::vector<Row>& rows) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (i == 0 || rows[i].workload != rows[i - 1].workload) starts.push_back(i);
  const double bottom = top + lineHeight * static_cast<double>(starts.size());
  std::ofstream out(name);
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << left + width + 70 << "' height='" << bottom + 16
      << "' font-family='sans-serif' font-size='12' fill='#1a202c'>\n<rect width='100%' height='100%' fill='white'/>\n";
  drawText(out, left, 20, "start", "time of the gradient / time of the function; on the right: ours");
  drawLegend(out, rows);
  drawAxis(out, bottom);
  starts.push_back(rows.size());
  for (std::size_t i = 0; i + 1 < starts.size(); ++i)
    drawWorkload(out, rows.data() + starts[i], rows.data() + starts[i + 1],
                 top + lineHeight * (static_cast<double>(i) + 0.5));
  out << "</svg>\n";
  if (!out.flush()) std::cerr << "bench: can't write " << name << '\n';
}

}  // namespace bench
