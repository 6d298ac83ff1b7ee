#include "retrograd/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <limits>
#include <stdexcept>

namespace retrograd {

std::string describe(const EpochReport& epoch, int epochs) {
  std::string line = fmt::format("epoch {}/{}  loss {:.4f}", epoch.epoch, epochs, epoch.training_loss);
  if (epoch.validation_loss) line += fmt::format("  validation loss {:.4f}", *epoch.validation_loss);
  if (epoch.validation_accuracy) line += fmt::format("  accuracy {:.2f} %", 100 * *epoch.validation_accuracy);
  return line + fmt::format("  {:.2f} s", epoch.seconds);
}

namespace detail {
namespace {

nlohmann::ordered_json to_json(const EpochReport& epoch) {
  nlohmann::ordered_json row = {{"epoch", epoch.epoch}, {"training_loss", epoch.training_loss}};
  if (epoch.validation_loss) row["validation_loss"] = *epoch.validation_loss;
  if (epoch.validation_accuracy) row["validation_accuracy"] = *epoch.validation_accuracy;
  row["learning_rate"] = epoch.learning_rate;
  row["seconds"] = epoch.seconds;
  row["validation_seconds"] = epoch.validation_seconds;
  return row;
}

// Numbers that are not finite are null in JSON.
double number(const nlohmann::ordered_json& row, const char* key) {
  const auto& value = row.at(key);
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

nlohmann::ordered_json rows_of(const std::vector<EpochReport>& epochs) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const EpochReport& epoch : epochs) rows.push_back(to_json(epoch));
  return rows;
}

}  // namespace

std::string to_json_line(const EpochReport& epoch) { return to_json(epoch).dump(); }
std::string epochs_to_json(const std::vector<EpochReport>& epochs) { return rows_of(epochs).dump(); }

std::vector<EpochReport> epochs_from_json(const std::string& text) {
  std::vector<EpochReport> epochs;
  for (const auto& row : nlohmann::ordered_json::parse(text)) {
    EpochReport& epoch = epochs.emplace_back();
    epoch.epoch = row.at("epoch").get<int>();
    epoch.training_loss = number(row, "training_loss");
    if (row.contains("validation_loss")) epoch.validation_loss = number(row, "validation_loss");
    if (row.contains("validation_accuracy")) epoch.validation_accuracy = number(row, "validation_accuracy");
    epoch.learning_rate = number(row, "learning_rate");
    epoch.seconds = number(row, "seconds");
    epoch.validation_seconds = number(row, "validation_seconds");
  }
  return epochs;
}

}  // namespace detail

void FitReport::save_json(const std::filesystem::path& file) const {
  nlohmann::ordered_json all = {
      {"epochs", detail::rows_of(epochs)}, {"stopped", stopped}, {"best_epoch", best_epoch}, {"seconds", seconds}};
  if (!restarts.empty()) all["restarts"] = restarts;
  std::ofstream out(file);
  out << all.dump(2) << '\n';
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{}: cannot write", file.string()));
}

}  // namespace retrograd
