// What a training run did, epoch by epoch.
//
//   FitReport report = fit<loss, logits>(model, train, {.epochs = 5});
//   std::cout << *report.epochs.back().validation_accuracy << '\n';
//   report.save_json("run.json");
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retrograd {

struct StepReport {
  int epoch = 0;  // counted from 1
  long step = 0;  // in the epoch, counted from 1
  double loss = 0;
  double learning_rate = 0;
};

struct EpochReport {
  int epoch = 0;             // counted from 1
  double training_loss = 0;  // mean over the epoch's batches, each taken before its update
  std::optional<double> validation_loss;
  std::optional<double> validation_accuracy;
  double learning_rate = 0;  // of the last step
  double seconds = 0;        // training only
  double validation_seconds = 0;
};

struct FitReport {
  std::vector<EpochReport> epochs;
  std::string stopped;  // why it ended: "all 5 epochs done", "no improvement for 3 epochs …", "interrupted …"
  int best_epoch = 0;  // lowest validation loss (training loss where there is no validation); the model is the last one
                       // epoch's, or with early stopping this one's
  std::vector<double> restarts;  // with restarts: the best loss of each, of which the smallest is this report's
  double seconds = 0;            // all in all

  void save_json(const std::filesystem::path& file) const;
};

namespace detail {
std::string to_json_line(const EpochReport& epoch);
std::string epochs_to_json(const std::vector<EpochReport>& epochs);
std::vector<EpochReport> epochs_from_json(const std::string& text);  // throws std::exception for what isn't one
}  // namespace detail

// One line: "epoch 2/5  loss 0.3815  validation loss 0.3790  accuracy 86.2 %  0.81 s".
std::string describe(const EpochReport& epoch, int epochs);

}  // namespace retrograd
