// Pictures of curves, as SVG or PNG: the file's name decides.
//
//   plot::save_training_curves(report, "curves.svg");
//   plot::save("ravine.png", {{.title = "loss", .x_label = "step", .series = {{"sgd", steps, losses}}}});
#pragma once

#include "retrograd/report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retrograd::plot {

struct Series {
  std::string name;          // in the legend
  std::vector<double> x, y;  // equally many; where y is not finite the line has a gap
};

struct Chart {
  std::string title, x_label, y_label;
  std::vector<Series> series;
  bool logarithmic = false;  // the y axis; values that are not positive are gaps
};

// The charts side by side; the file's contents.
std::string svg(const std::vector<Chart>& charts);
std::string png(const std::vector<Chart>& charts);
// Throws std::invalid_argument unless the name ends in .svg or .png.
void save(const std::filesystem::path& file, const std::vector<Chart>& charts);

// Loss (training, validation) and, where it was measured, accuracy, over the epochs.
void save_training_curves(const FitReport& report, const std::filesystem::path& file);

}  // namespace retrograd::plot
