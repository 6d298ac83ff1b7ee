#include "batch_loader.h"

#include <algorithm>

namespace retrograd::detail {

BatchLoader::BatchLoader(TrainingTask& task, int threads)
    : task_(task), slots_(static_cast<std::size_t>(threads) + 1), loaded_(slots_, -1) {
  task_.make_slots(slots_);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

RowNumbers BatchLoader::batch(long number) const {
  const auto start = static_cast<std::size_t>(number * batch_);
  return rows_.subspan(start, std::min(static_cast<std::size_t>(batch_), rows_.size() - start));
}

// Makes room for a batch, so that a thread may copy it.
void BatchLoader::offer(long number) {
  if (number >= count_) return;
  task_.make_room(slot(number), static_cast<long>(batch(number).size()));
  offered_ = number + 1;
}

void BatchLoader::start(RowNumbers rows, long batch, long first, long count) {
  {
    std::unique_lock lock(mutex_);
    count_ = taken_ = offered_ = 0;  // nothing new is begun
    changed_.wait(lock, [&] { return working_ == 0; });
    rows_ = rows;
    batch_ = batch;
    count_ = count;
    next_ = taken_ = offered_ = first;
    std::ranges::fill(loaded_, -1);
    for (long number = first; number < first + static_cast<long>(slots_); ++number) offer(number);
  }
  changed_.notify_all();
}

BatchLoader::Loaded BatchLoader::next() {
  const long number = next_++;
  if (threads_.empty()) {
    if (number >= offered_) offer(number);
    task_.load(0, batch(number));
    return {0, static_cast<long>(batch(number).size())};
  }
  std::unique_lock lock(mutex_);
  if (number > 0 && number + static_cast<long>(slots_) - 1 >= offered_) {
    offer(number + static_cast<long>(slots_) - 1);  // in the slot of the batch before
    changed_.notify_all();
  }
  changed_.wait(lock, [&] { return loaded_[slot(number)] == number; });
  return {slot(number), static_cast<long>(batch(number).size())};
}

void BatchLoader::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stop_ || taken_ < offered_; });
    if (stop_) return;
    const long number = taken_++;
    const RowNumbers rows = batch(number);
    ++working_;
    lock.unlock();
    task_.load(slot(number), rows);
    lock.lock();
    --working_;
    loaded_[slot(number)] = number;
    changed_.notify_all();
  }
}

}  // namespace retrograd::detail
