// A checkpoint is a safetensors file: the model's tensors under their own names, everything else under names that begin
// with "retrograd/", and in the metadata what is no tensor.
#include "training_state.h"

#include "optimizer_settings.h"
#include "retrograd/safetensors.h"

#include <fmt/format.h>

#include <sstream>

namespace retrograd::detail {
namespace {

constexpr const char* version_key = "retrograd/checkpoint";
constexpr const char* version = "2";
constexpr const char* option_prefix = "retrograd/option/";

void add_prefixed(Parameters& all, const Parameters& more, const std::string& prefix) {
  for (auto parameter : more.float32) {
    parameter.name = prefix + parameter.name;
    all.float32.push_back(parameter);
  }
  for (auto parameter : more.float64) {
    parameter.name = prefix + parameter.name;
    all.float64.push_back(parameter);
  }
}

// Everything that is saved as a tensor. Points into the parts.
Parameters all_tensors(const CheckpointParts& parts, double& optimizer_steps, bool with_best) {
  Parameters all = parts.values;
  add_prefixed(all, parts.optimizer.state(), "retrograd/optimizer/");
  if (with_best) add_prefixed(all, parts.best.parameters(parts.values), "retrograd/best/");
  TrainingState& s = parts.state;
  const std::pair<const char*, double*> numbers[] = {{"optimizer_steps", &optimizer_steps},
                                                     {"epoch", &s.epoch},
                                                     {"step", &s.step},
                                                     {"loss_sum", &s.loss_sum},
                                                     {"rows_done", &s.rows_done},
                                                     {"first_loss", &s.first_loss},
                                                     {"best_loss", &s.best_loss},
                                                     {"best_epoch", &s.best_epoch},
                                                     {"plateau.factor", &s.plateau.factor},
                                                     {"plateau.best", &s.plateau.best},
                                                     {"plateau.waited", &s.plateau.waited}};
  for (const auto& [name, number] : numbers)
    all.float64.push_back({std::string("retrograd/training/") + name, {}, std::span(number, 1)});
  return all;
}

void check_fingerprint(const data::Safetensors& file, const Fingerprint& expected, const std::string& path) {
  const auto found_version = file.metadata.find(version_key);
  if (found_version == file.metadata.end())
    throw data::DataError(path +
                          ": is no checkpoint: it has no training state (load(model, file) reads a model alone)");
  if (found_version->second != version)
    throw data::DataError(
        fmt::format("{}: is a checkpoint of version {}, expected {}", path, found_version->second, version));
  for (const auto& [name, text] : expected) {
    const auto found = file.metadata.find(option_prefix + name);
    if (found == file.metadata.end() || found->second != text)
      throw data::DataError(fmt::format("{}: belongs to another training: {} was {}, it is {}", path, name,
                                        found == file.metadata.end() ? "not set" : found->second, text));
  }
}

struct DescribeSchedule {
  std::string operator()(const Constant&) const { return "Constant"; }
  std::string operator()(const StepDecay& s) const {
    return fmt::format("StepDecay(every {}, factor_each {})", s.every, s.factor_each);
  }
  std::string operator()(const Exponential& s) const {
    return fmt::format("Exponential(factor_each {})", s.factor_each);
  }
  std::string operator()(const Cosine& s) const { return fmt::format("Cosine(last {})", s.last); }
  std::string operator()(const OneCycle& s) const {
    return fmt::format("OneCycle(rise {}, first {}, last {})", s.rise, s.first, s.last);
  }
  std::string operator()(const ReduceOnPlateau& s) const {
    return fmt::format("ReduceOnPlateau(factor_each {}, patience {}, minimum_improvement {}, smallest {})",
                       s.factor_each, s.patience, s.minimum_improvement, s.smallest);
  }
};

std::string describe(const std::vector<ParameterGroup>& groups) {
  std::string text;
  for (const ParameterGroup& group : groups) {
    text += fmt::format("{}'{}' (learning_rate {}", text.empty() ? "" : ", ", group.names, group.learning_rate);
    if (group.weight_decay) text += fmt::format(", weight_decay {}", *group.weight_decay);
    text += group.frozen ? ", frozen)" : ")";
  }
  return text.empty() ? "none" : text;
}

std::string random_text(const std::array<std::uint64_t, 4>& words) {
  return fmt::format("{:x} {:x} {:x} {:x}", words[0], words[1], words[2], words[3]);
}

const std::string& text(const data::Safetensors& file, const std::string& key, const std::string& path) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) throw data::DataError(fmt::format("{}: damaged: '{}' is missing", path, key));
  return found->second;
}

}  // namespace

Fingerprint fingerprint(const FitOptions& options, long training_rows, long validation_rows) {
  const EarlyStopping& stopping = options.early_stopping;
  return {{"batch", std::to_string(options.batch)},
          {"drop_last", std::to_string(options.drop_last)},
          {"accumulate", std::to_string(options.accumulate)},
          {"optimizer", describe(options.optimizer)},
          {"clip", fmt::format("norm {}, value {}", options.clip.norm, options.clip.value)},
          {"groups", describe(options.groups)},
          {"schedule", std::visit(DescribeSchedule{}, options.schedule)},
          {"warm_up", std::to_string(options.warm_up)},
          {"shuffle", std::to_string(options.shuffle)},
          {"seed", std::to_string(options.seed)},
          {"early_stopping",
           fmt::format("patience {}, minimum_improvement {}", stopping.patience, stopping.minimum_improvement)},
          {"explosion", fmt::format("{}", options.explosion)},
          {"training rows", std::to_string(training_rows)},
          {"validation rows", std::to_string(validation_rows)}};
}

void save_checkpoint(const std::filesystem::path& file, const CheckpointParts& parts, const Fingerprint& fingerprint) {
  double steps = static_cast<double>(parts.optimizer.steps());
  std::map<std::string, std::string> metadata{{version_key, version},
                                              {"retrograd/random", random_text(parts.state.random)},
                                              {"retrograd/epochs", epochs_to_json(parts.state.epochs)},
                                              {"retrograd/has_best", parts.best.empty() ? "0" : "1"}};
  for (const auto& [name, value] : fingerprint) metadata[option_prefix + name] = value;
  data::write_safetensors(file, all_tensors(parts, steps, !parts.best.empty()), metadata);
}

void load_checkpoint(const std::filesystem::path& file, const CheckpointParts& parts, const Fingerprint& fingerprint) {
  const std::string path = file.string();
  const data::Safetensors saved = data::read_safetensors(file);
  check_fingerprint(saved, fingerprint, path);
  std::array<std::uint64_t, 4> random{};
  std::istringstream words(text(saved, "retrograd/random", path));
  for (std::uint64_t& word : random) words >> std::hex >> word;
  std::vector<EpochReport> epochs;
  try {
    epochs = epochs_from_json(text(saved, "retrograd/epochs", path));
  } catch (const data::DataError&) {
    throw;
  } catch (const std::exception&) {
    throw data::DataError(path + ": damaged: 'retrograd/epochs' is no list of epochs");
  }
  if (!words) throw data::DataError(path + ": damaged: 'retrograd/random' is not four numbers");
  double steps = 0;
  const bool with_best = text(saved, "retrograd/has_best", path) == "1";
  data::take_values(saved, all_tensors(parts, steps, with_best), file);
  parts.optimizer.set_steps(static_cast<long>(steps));
  parts.state.random = random;
  parts.state.epochs = std::move(epochs);
}

}  // namespace retrograd::detail
