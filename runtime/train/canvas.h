// What a chart is drawn on: the same strokes as text (SVG) or as pixels (PNG). Lengths are in units of which a chart
// has 480 x 340; y goes down.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace retrograd::plot {

struct Point {
  double x, y;
};
using Line = std::vector<Point>;

using Colour = std::uint32_t;  // 0xrrggbb

enum class Anchor { Start, Middle, End };
enum class Style { Plain, Title, Upwards };  // Upwards: turned by a quarter to the left

class Canvas {
public:
  virtual ~Canvas() = default;
  virtual void lines(const std::vector<Line>& lines, Colour colour, double width) = 0;
  virtual void dots(const std::vector<Point>& centres, Colour colour, double radius) = 0;
  // The anchor is at the left, in the middle or at the right of the line that letters stand on.
  virtual void text(Point anchor, const std::string& text, Anchor side, Style style = Style::Plain) = 0;
  // The file's contents.
  virtual std::string finish() = 0;
};

std::unique_ptr<Canvas> svg_canvas(double width, double height);
std::unique_ptr<Canvas> png_canvas(double width, double height);

}  // namespace retrograd::plot
