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

struct EpochReport {
  int epoch = 0;             // counted from 1
  double training_loss = 0;  // mean over the epoch's batches, each taken before its update
  std::optional<double> validation_loss;
  std::optional<double> validation_accuracy;
  double seconds = 0;  // training only
  double validation_seconds = 0;
};

struct FitReport {
  std::vector<EpochReport> epochs;
  std::string stopped;  // why it ended: "all 5 epochs done", or by early stopping "no improvement for 3 epochs …"
  int best_epoch = 0;  // lowest validation loss (training loss where there is no validation); the model is the last one
                       // epoch's, or with early stopping this one's
  double seconds = 0;  // all in all

  void save_json(const std::filesystem::path& file) const;
};

// One line: "epoch 2/5  loss 0.3815  validation loss 0.3790  accuracy 86.2 %  0.81 s".
std::string describe(const EpochReport& epoch, int epochs);

}  // namespace retrograd
