// Draws with soft edges: how much of a pixel is covered decides how much of the colour it gets.
#include "../data/image.h"
#include "canvas.h"
#include "letters.h"

#include <algorithm>
#include <cmath>

namespace retrograd::plot {
namespace {

constexpr double scale = 2;  // pixels of a unit
constexpr Colour text_colour = 0x222222;

class PngCanvas final : public Canvas {
public:
  PngCanvas(double width, double height)
      : width_(std::lround(width * scale)),
        height_(std::lround(height * scale)),
        pixels_(static_cast<std::size_t>(3 * width_ * height_), 255),
        covered_(static_cast<std::size_t>(width_ * height_)) {}

  void lines(const std::vector<Line>& lines, Colour colour, double width) override {
    for (const Line& line : lines) {
      if (line.size() == 1) cover_near(line[0], line[0], width / 2);
      for (std::size_t i = 1; i < line.size(); ++i) cover_near(line[i - 1], line[i], width / 2);
    }
    paint(colour);
  }

  void dots(const std::vector<Point>& centres, Colour colour, double radius) override {
    for (const Point& p : centres) cover_near(p, p, radius);
    paint(colour);
  }

  void text(Point at, const std::string& text, Anchor side, Style style) override {
    const std::vector<const Letter*> letters = letters_of(text);
    const double dot = style == Style::Title ? 1.25 : 1, bold = style == Style::Title ? 0.5 : 0;
    const double length = dot * (6 * static_cast<double>(letters.size()) - 1);
    double along = side == Anchor::Start ? 0 : side == Anchor::Middle ? -length / 2 : -length;
    for (const Letter* letter : letters) {
      for (int column = 0; column < 5; ++column)
        for (int row = 0; row < 7; ++row) {
          if (((*letter)[static_cast<std::size_t>(column)] >> row & 1) == 0) continue;
          const double left = along + dot * column, right = left + dot + bold, top = dot * (row - 7);
          if (style == Style::Upwards)
            cover_rectangle({at.x + top, at.y - right}, {at.x + top + dot, at.y - left});
          else
            cover_rectangle({at.x + left, at.y + top}, {at.x + right, at.y + top + dot});
        }
      along += 6 * dot;
    }
    paint(text_colour);
  }

  std::string finish() override {
    return data::write_png(static_cast<std::size_t>(width_), static_cast<std::size_t>(height_), pixels_);
  }

private:
  // The pixels that lie within these limits, or touch them.
  template <class Cover> void for_each_pixel(Point low, Point high, Cover cover) {
    const long left = std::max(std::lround(std::floor(low.x)), 0L), top = std::max(std::lround(std::floor(low.y)), 0L);
    const long right = std::min(std::lround(std::ceil(high.x)), width_);
    const long bottom = std::min(std::lround(std::ceil(high.y)), height_);
    first_ = std::min(first_, top);
    last_ = std::max(last_, bottom);
    for (long y = top; y < bottom; ++y)
      for (long x = left; x < right; ++x) {
        float& covered = covered_[static_cast<std::size_t>(y * width_ + x)];
        covered = std::min(1.0f, cover(static_cast<double>(x), static_cast<double>(y), covered));
      }
  }

  // All that is no farther than so from a straight line.
  void cover_near(Point a, Point b, double distance) {
    a = {a.x * scale, a.y * scale}, b = {b.x * scale, b.y * scale};
    const double reach = distance * scale + 0.5, dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    for_each_pixel({std::min(a.x, b.x) - reach, std::min(a.y, b.y) - reach},
                   {std::max(a.x, b.x) + reach, std::max(a.y, b.y) + reach}, [&](double x, double y, float before) {
                     const double px = x + 0.5 - a.x, py = y + 0.5 - a.y;
                     const double t = square > 0 ? std::clamp((px * dx + py * dy) / square, 0.0, 1.0) : 0;
                     const double from_line = std::hypot(px - t * dx, py - t * dy);
                     return std::max(before, static_cast<float>(std::clamp(reach - from_line, 0.0, 1.0)));
                   });
  }

  void cover_rectangle(Point low, Point high) {
    low = {low.x * scale, low.y * scale}, high = {high.x * scale, high.y * scale};
    for_each_pixel(low, high, [&](double x, double y, float before) {
      const double part =
          (std::min(x + 1, high.x) - std::max(x, low.x)) * (std::min(y + 1, high.y) - std::max(y, low.y));
      return before + static_cast<float>(std::max(part, 0.0));
    });
  }

  // Gives what is covered the colour, and uncovers it.
  void paint(Colour colour) {
    for (long i = first_ * width_; i < last_ * width_; ++i) {
      float& covered = covered_[static_cast<std::size_t>(i)];
      for (int part = 0; part < 3 && covered > 0; ++part) {
        std::uint8_t& now = pixels_[static_cast<std::size_t>(3 * i + part)];
        const auto wanted = static_cast<float>(colour >> (16 - 8 * part) & 255);
        now = static_cast<std::uint8_t>(std::lround(static_cast<float>(now) * (1 - covered) + wanted * covered));
      }
      covered = 0;
    }
    first_ = height_, last_ = 0;
  }

  long width_, height_;
  std::vector<std::uint8_t> pixels_;
  std::vector<float> covered_;       // from 0 to 1
  long first_ = height_, last_ = 0;  // the rows in which it isn't 0
};

}  // namespace

std::unique_ptr<Canvas> png_canvas(double width, double height) { return std::make_unique<PngCanvas>(width, height); }

}  // namespace retrograd::plot
