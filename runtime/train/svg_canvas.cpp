#include "canvas.h"

#include <fmt/format.h>

#include <iterator>

namespace retrograd::plot {
namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else
      result += c;
  }
  return result;
}

class SvgCanvas final : public Canvas {
public:
  SvgCanvas(double width, double height) {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
        "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#222\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
        width, height);
  }

  void lines(const std::vector<Line>& lines, Colour colour, double width) override {
    std::string path;
    for (const Line& line : lines)
      for (const Point& p : line) path += fmt::format("{}{:.1f} {:.1f}", &p == line.data() ? "M" : "L", p.x, p.y);
    add(R"(<path d="{}" fill="none" stroke="#{:06x}" stroke-width="{}" stroke-linejoin="round"/>)", path, colour,
        width);
  }

  void dots(const std::vector<Point>& centres, Colour colour, double radius) override {
    std::string circles;
    for (const Point& p : centres)
      circles += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>", p.x, p.y, radius);
    add("<g fill=\"#{:06x}\">{}</g>", colour, circles);
  }

  void text(Point at, const std::string& text, Anchor side, Style style) override {
    constexpr const char* anchors[] = {"start", "middle", "end"};
    const std::string place = style == Style::Upwards
                                  ? fmt::format(R"svg(transform="translate({:.1f} {:.1f}) rotate(-90)")svg", at.x, at.y)
                                  : fmt::format(R"(x="{:.1f}" y="{:.1f}")", at.x, at.y);
    add(R"(<text {} text-anchor="{}"{}>{}</text>)", place, anchors[static_cast<int>(side)],
        style == Style::Title ? R"( font-size="15" font-weight="bold")" : "", escaped(text));
  }

  std::string finish() override { return out_ + "</svg>\n"; }

private:
  template <class... Args> void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  std::string out_;
};

}  // namespace

std::unique_ptr<Canvas> svg_canvas(double width, double height) { return std::make_unique<SvgCanvas>(width, height); }

}  // namespace retrograd::plot
