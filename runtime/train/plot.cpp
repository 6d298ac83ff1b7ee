#include "retrograd/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace retrograd::plot {
namespace {

constexpr double width = 480, height = 340, left = 64, right = 16, top = 40, bottom = 48;
constexpr const char* colours[] = {"#1f77b4", "#d95f02", "#2ca02c", "#9467bd", "#8c564b", "#e377c2"};

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

// Maps values to one direction of the picture.
struct Axis {
  double low = std::numeric_limits<double>::infinity(), high = -low;  // of values, after the logarithm
  double from = 0, to = 0;                                            // of the picture
  bool logarithmic = false;

  double value(double v) const { return logarithmic ? std::log10(v) : v; }
  void include(double v) {
    if (!std::isfinite(value(v))) return;
    low = std::min(low, value(v));
    high = std::max(high, value(v));
  }
  double position(double v) const { return from + (value(v) - low) / (high - low) * (to - from); }
  bool shows(double v) const { return std::isfinite(value(v)); }
};

// The distance of the axis' marks: 1, 2 or 5 times a power of ten, for about five of them.
double mark_step(double range) {
  const double power = std::pow(10, std::floor(std::log10(range / 5)));
  for (double factor : {1.0, 2.0, 5.0})
    if (range / (factor * power) <= 6) return factor * power;
  return 10 * power;
}

// Widens an axis to whole marks, and gives it room where there is only one value.
void widen(Axis& axis, bool to_marks) {
  if (!(axis.low <= axis.high)) axis.low = 0, axis.high = 1;
  if (axis.low == axis.high) axis.low -= 0.5, axis.high += 0.5;
  if (!to_marks) return;
  const double step = mark_step(axis.high - axis.low);
  axis.low = std::floor(axis.low / step + 1e-9) * step;
  axis.high = std::ceil(axis.high / step - 1e-9) * step;
}

template <class Draw> void for_each_mark(const Axis& axis, Draw draw) {
  const double step = mark_step(axis.high - axis.low);
  for (double k = std::ceil(axis.low / step - 1e-9); k * step <= axis.high + 1e-9 * step; ++k) {
    const double mark = k * step == 0 ? 0 : k * step;
    draw(axis.logarithmic ? std::pow(10, mark) : mark);
  }
}

class Drawing {
public:
  Drawing(const Chart& chart, double offset) : chart_(chart) {
    x_.from = offset + left;
    x_.to = offset + width - right;
    y_.from = height - bottom;
    y_.to = top;
    y_.logarithmic = chart.logarithmic;
    for (const Series& series : chart.series) {
      if (series.x.size() != series.y.size())
        throw std::invalid_argument(
            fmt::format("plot: series '{}' has {} x and {} y", series.name, series.x.size(), series.y.size()));
      for (std::size_t i = 0; i < series.x.size(); ++i)
        if (y_.shows(series.y[i])) x_.include(series.x[i]), y_.include(series.y[i]);
    }
    widen(x_, false);
    widen(y_, true);
  }

  std::string text() {
    axes();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) curve(chart_.series[i], colours[i % std::size(colours)]);
    legend();
    return out_;
  }

private:
  template <class... Args> void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void axes() {
    for_each_mark(y_, [&](double v) {
      const double y = y_.position(v);
      add(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#e4e4e4"/>)", x_.from, y, x_.to, y);
      add(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{:.4g}</text>)", x_.from - 8, y + 4, v);
    });
    for_each_mark(x_, [&](double v) {
      const double x = x_.position(v);
      add(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#444"/>)", x, y_.from, x, y_.from + 4);
      add(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{:.6g}</text>)", x, y_.from + 18, v);
    });
    add(R"(<path d="M{:.1f} {:.1f}V{:.1f}H{:.1f}" fill="none" stroke="#444"/>)", x_.from, y_.to, y_.from, x_.to);
    const double middle = (x_.from + x_.to) / 2, half = (y_.from + y_.to) / 2;
    add(R"(<text x="{:.1f}" y="24" text-anchor="middle" font-size="15" font-weight="bold">{}</text>)", middle,
        escaped(chart_.title));
    add(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>)", middle, height - 10, escaped(chart_.x_label));
    const double side = x_.from - 48;
    add(R"svg(<text transform="translate({:.1f} {:.1f}) rotate(-90)" text-anchor="middle">{}</text>)svg", side, half,
        escaped(chart_.y_label));
  }

  // A line from point to point, and dots where there are few points.
  void curve(const Series& series, const char* colour) {
    std::string path, dots;
    bool pen_down = false;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!y_.shows(series.y[i]) || !std::isfinite(series.x[i])) {
        pen_down = false;
        continue;
      }
      const double x = x_.position(series.x[i]), y = y_.position(series.y[i]);
      path += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", x, y);
      pen_down = true;
      if (series.x.size() <= 40) dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", x, y);
    }
    add(R"(<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round"/>)", path, colour);
    if (!dots.empty()) add(R"(<g fill="{}">{}</g>)", colour, dots);
  }

  // In the upper corner that fewer points come near.
  void legend() {
    if (chart_.series.size() < 2) return;
    long in_left = 0, in_right = 0;
    for (const Series& series : chart_.series)
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!y_.shows(series.y[i]) || y_.position(series.y[i]) > (y_.from + y_.to) / 2) continue;
        ++(x_.position(series.x[i]) < (x_.from + x_.to) / 2 ? in_left : in_right);
      }
    const double x = in_left < in_right ? x_.from + 14 : x_.to - 110;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const double y = y_.to + 12 + 18 * static_cast<double>(i);
      add(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="2"/>)", x, y, x + 22, y,
          colours[i % std::size(colours)]);
      add(R"(<text x="{:.1f}" y="{:.1f}">{}</text>)", x + 28, y + 4, escaped(chart_.series[i].name));
    }
  }

  const Chart& chart_;
  Axis x_, y_;
  std::string out_;
};

}  // namespace

std::string svg(const std::vector<Chart>& charts) {
  const double total = width * static_cast<double>(std::max<std::size_t>(charts.size(), 1));
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#222\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      total, height);
  for (std::size_t i = 0; i < charts.size(); ++i) text += Drawing(charts[i], width * static_cast<double>(i)).text();
  return text + "</svg>\n";
}

void save_svg(const std::filesystem::path& file, const std::vector<Chart>& charts) {
  std::ofstream out(file);
  out << svg(charts);
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{}: cannot write", file.string()));
}

void save_training_curves(const FitReport& report, const std::filesystem::path& file) {
  Series training{"training", {}, {}}, validation{"validation", {}, {}}, accuracy{"validation", {}, {}};
  for (const EpochReport& epoch : report.epochs) {
    training.x.push_back(epoch.epoch);
    training.y.push_back(epoch.training_loss);
    if (epoch.validation_loss) {
      validation.x.push_back(epoch.epoch);
      validation.y.push_back(*epoch.validation_loss);
    }
    if (epoch.validation_accuracy) {
      accuracy.x.push_back(epoch.epoch);
      accuracy.y.push_back(*epoch.validation_accuracy);
    }
  }
  Chart loss{.title = "Loss", .x_label = "epoch", .y_label = "mean loss", .series = {training}};
  if (!validation.x.empty()) loss.series.push_back(validation);
  std::vector<Chart> charts{loss};
  if (!accuracy.x.empty())
    charts.push_back(
        {.title = "Validation accuracy", .x_label = "epoch", .y_label = "part classified right", .series = {accuracy}});
  save_svg(file, charts);
}

}  // namespace retrograd::plot
