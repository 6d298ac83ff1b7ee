#include "retrograd/plot.h"

#include "canvas.h"

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
constexpr Colour colours[] = {0x1f77b4, 0xd95f02, 0x2ca02c, 0x9467bd, 0x8c564b, 0xe377c2};
constexpr Colour grid = 0xe4e4e4, frame = 0x444444;

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
  Drawing(Canvas& canvas, const Chart& chart, double offset) : canvas_(canvas), chart_(chart) {
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

  void draw() {
    axes();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) curve(chart_.series[i], colour_of(i));
    legend();
  }

private:
  static Colour colour_of(std::size_t series) { return colours[series % std::size(colours)]; }

  void axes() {
    for_each_mark(y_, [&](double v) {
      const double y = y_.position(v);
      canvas_.lines({{{x_.from, y}, {x_.to, y}}}, grid, 1);
      canvas_.text({x_.from - 8, y + 4}, fmt::format("{:.4g}", v), Anchor::End);
    });
    for_each_mark(x_, [&](double v) {
      const double x = x_.position(v);
      canvas_.lines({{{x, y_.from}, {x, y_.from + 4}}}, frame, 1);
      canvas_.text({x, y_.from + 18}, fmt::format("{:.6g}", v), Anchor::Middle);
    });
    canvas_.lines({{{x_.from, y_.to}, {x_.from, y_.from}, {x_.to, y_.from}}}, frame, 1);
    const double middle = (x_.from + x_.to) / 2, half = (y_.from + y_.to) / 2;
    canvas_.text({middle, 24}, chart_.title, Anchor::Middle, Style::Title);
    canvas_.text({middle, height - 10}, chart_.x_label, Anchor::Middle);
    canvas_.text({x_.from - 48, half}, chart_.y_label, Anchor::Middle, Style::Upwards);
  }

  // A line from point to point, and dots where there are few points.
  void curve(const Series& series, Colour colour) {
    std::vector<Line> lines;
    std::vector<Point> points;
    bool pen_down = false;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!y_.shows(series.y[i]) || !std::isfinite(series.x[i])) {
        pen_down = false;
        continue;
      }
      if (!pen_down) lines.emplace_back();
      pen_down = true;
      points.push_back({x_.position(series.x[i]), y_.position(series.y[i])});
      lines.back().push_back(points.back());
    }
    canvas_.lines(lines, colour, 2);
    if (series.x.size() <= 40) canvas_.dots(points, colour, 3);
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
      canvas_.lines({{{x, y}, {x + 22, y}}}, colour_of(i), 2);
      canvas_.text({x + 28, y + 4}, chart_.series[i].name, Anchor::Start);
    }
  }

  Canvas& canvas_;
  const Chart& chart_;
  Axis x_, y_;
};

template <class MakeCanvas> std::string drawn(MakeCanvas make, const std::vector<Chart>& charts) {
  const std::unique_ptr<Canvas> canvas =
      make(width * static_cast<double>(std::max<std::size_t>(charts.size(), 1)), height);
  for (std::size_t i = 0; i < charts.size(); ++i) Drawing(*canvas, charts[i], width * static_cast<double>(i)).draw();
  return canvas->finish();
}

}  // namespace

std::string svg(const std::vector<Chart>& charts) { return drawn(svg_canvas, charts); }
std::string png(const std::vector<Chart>& charts) { return drawn(png_canvas, charts); }

void save(const std::filesystem::path& file, const std::vector<Chart>& charts) {
  const std::string kind = file.extension().string();
  if (kind != ".svg" && kind != ".png")
    throw std::invalid_argument(fmt::format("plot: {}: the name must end in .svg or .png", file.string()));
  std::ofstream out(file, std::ios::binary);
  out << (kind == ".png" ? png(charts) : svg(charts));
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
  save(file, charts);
}

}  // namespace retrograd::plot
