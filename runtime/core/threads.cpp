// Threads that wait for parts of an operation: they look for a while before they sleep, since operations follow each
// other within microseconds.
#include "retrograd/threads.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace retrograd {
namespace {

struct Job {
  long count = 0;
  detail::Part part = nullptr;
  void* context = nullptr;
};

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

class Team {
public:
  ~Team() { resize(1); }

  int size() const { return size_.load(std::memory_order_relaxed); }

  void resize(int size) {
    while (busy_.exchange(true, std::memory_order_acquire)) std::this_thread::yield();
    job_ = {};
    wake();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
    size_ = size;
    const unsigned now = generation_;
    for (int number = 1; number < size; ++number) workers_.emplace_back([this, number, now] { work(number, now); });
    busy_.store(false, std::memory_order_release);
  }

  void run(const Job& job) {
    const int parts = size();
    if (parts == 1 || busy_.exchange(true, std::memory_order_acquire)) {
      // Used by another thread, or by the operation that this one is a part of.
      for (int number = 0; number < parts; ++number) do_part(job, parts, number);
      return;
    }
    job_ = job;
    remaining_ = parts - 1;
    wake();
    try {
      do_part(job, parts, 0);
    } catch (...) {
      keep(std::current_exception());
    }
    for (long look = 0; remaining_.load(std::memory_order_acquire) != 0; ++look)
      look < 20000 ? pause() : std::this_thread::yield();
    const std::exception_ptr failure = std::exchange(failure_, nullptr);
    busy_.store(false, std::memory_order_release);
    if (failure) std::rethrow_exception(failure);
  }

private:
  static void do_part(const Job& job, int parts, int number) {
    const long each = (job.count + parts - 1) / parts;
    const long begin = std::min(job.count, number * each), end = std::min(job.count, begin + each);
    if (begin < end) job.part(job.context, begin, end);
  }

  void work(int number, unsigned seen) {
    while (true) {
      for (int look = 0; look < 20000 && generation_.load(std::memory_order_acquire) == seen; ++look) pause();
      generation_.wait(seen, std::memory_order_acquire);
      seen = generation_.load(std::memory_order_acquire);
      if (!job_.part) return;
      try {
        do_part(job_, size(), number);
      } catch (...) {
        keep(std::current_exception());
      }
      remaining_.fetch_sub(1, std::memory_order_release);
    }
  }

  void wake() {
    generation_.fetch_add(1, std::memory_order_release);
    generation_.notify_all();
  }
  void keep(std::exception_ptr failure) {
    const std::scoped_lock lock(failing_);
    if (!failure_) failure_ = std::move(failure);
  }

  std::atomic<bool> busy_ = false;
  std::mutex failing_;
  std::vector<std::thread> workers_;
  std::atomic<int> size_ = 1;
  std::atomic<unsigned> generation_ = 0;
  std::atomic<int> remaining_ = 0;
  Job job_;
  std::exception_ptr failure_;
};

void check(long count, const char* where) {
  if (count < 1 || count > 256)
    throw std::invalid_argument(fmt::format("{}: {} threads: it must be from 1 to 256", where, count));
}

Team& team() {
  static Team team;
  static const bool ready = [] {
    if (const char* text = std::getenv("RETROGRAD_THREADS")) {
      const long count = std::strtol(text, nullptr, 10);
      check(count, "RETROGRAD_THREADS");
      team.resize(static_cast<int>(count));
    }
    return true;
  }();
  static_cast<void>(ready);
  return team;
}

}  // namespace

void set_threads(int count) {
  check(count, "set_threads");
  if (count != team().size()) team().resize(count);
}
int threads() { return team().size(); }

namespace detail {
void run_parts(long count, Part part, void* context) { team().run({count, part, context}); }
}  // namespace detail

}  // namespace retrograd
