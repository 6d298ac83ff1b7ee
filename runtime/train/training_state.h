// Where training stands: what a checkpoint holds.
#pragma once

#include "retrograd/random.h"
#include "retrograd/train_options.h"
#include "snapshot.h"

#include <array>
#include <map>
#include <string>

namespace retrograd::detail {

// Numbers are doubles, so that they are saved as they are.
struct TrainingState {
  double epoch = 0;       // epochs done
  double step = 0;        // optimizer steps done in the epoch after these
  double loss_sum = 0;    // over that epoch's rows so far
  double rows_done = 0;   // how many these are
  double first_loss = 0;  // of all
  double best_loss = 0;   // of an epoch
  double best_epoch = 0;
  PlateauState plateau = {};
  std::array<std::uint64_t, 4> random = {};  // at the beginning of that epoch
  std::vector<EpochReport> epochs;
};

// What must be the same for a checkpoint to be gone on from: name and text of each option.
using Fingerprint = std::map<std::string, std::string>;
Fingerprint fingerprint(const FitOptions& options, long training_rows, long validation_rows);

struct CheckpointParts {
  const Parameters& values;
  Optimizer& optimizer;
  TrainingState& state;
  Snapshot& best;
};

void save_checkpoint(const std::filesystem::path& file, const CheckpointParts& parts, const Fingerprint& fingerprint);
// Throws data::DataError, and leaves everything as it is, unless the file is whole and belongs to this training.
void load_checkpoint(const std::filesystem::path& file, const CheckpointParts& parts, const Fingerprint& fingerprint);

}  // namespace retrograd::detail
