// Copies batches ahead of the training, in threads of its own.
#pragma once

#include "retrograd/detail/training_task.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace retrograd::detail {

// Batch number n lies in slot n mod (threads + 1), whoever copied it and whenever: the result depends on neither.
class BatchLoader {
public:
  BatchLoader(TrainingTask& task, int threads);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  // From here on the batches `first` to `count` - 1 of these rows, which must stay as they are until all are taken, or
  // until the next start.
  void start(RowNumbers rows, long batch, long first, long count);

  struct Loaded {
    std::size_t slot;
    long rows;
  };
  // The next batch. The one before it is given up.
  Loaded next();

private:
  RowNumbers batch(long number) const;
  std::size_t slot(long number) const { return static_cast<std::size_t>(number) % slots_; }
  void offer(long number);
  void work();

  TrainingTask& task_;
  const std::size_t slots_;
  RowNumbers rows_;
  long batch_ = 1, count_ = 0;
  long next_ = 0;     // number of the batch that next() gives
  long offered_ = 0;  // batches below this have room
  long taken_ = 0;    // batches below this are being copied by a thread, or were
  int working_ = 0;   // threads that copy
  bool stop_ = false;
  std::vector<long> loaded_;  // for each slot: the batch in it
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> threads_;
};

}  // namespace retrograd::detail
