#include "retrograd/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace retrograd {

std::string describe(const EpochReport& epoch, int epochs) {
  std::string line = fmt::format("epoch {}/{}  loss {:.4f}", epoch.epoch, epochs, epoch.training_loss);
  if (epoch.validation_loss) line += fmt::format("  validation loss {:.4f}", *epoch.validation_loss);
  if (epoch.validation_accuracy) line += fmt::format("  accuracy {:.2f} %", 100 * *epoch.validation_accuracy);
  return line + fmt::format("  {:.2f} s", epoch.seconds);
}

void FitReport::save_json(const std::filesystem::path& file) const {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const EpochReport& epoch : epochs) {
    nlohmann::ordered_json row = {{"epoch", epoch.epoch}, {"training_loss", epoch.training_loss}};
    if (epoch.validation_loss) row["validation_loss"] = *epoch.validation_loss;
    if (epoch.validation_accuracy) row["validation_accuracy"] = *epoch.validation_accuracy;
    row["seconds"] = epoch.seconds;
    row["validation_seconds"] = epoch.validation_seconds;
    rows.push_back(row);
  }
  const nlohmann::ordered_json all = {
      {"epochs", rows}, {"stopped", stopped}, {"best_epoch", best_epoch}, {"seconds", seconds}};
  std::ofstream out(file);
  out << all.dump(2) << '\n';
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{}: cannot write", file.string()));
}

}  // namespace retrograd
