// Where tensors keep their elements: a pool a thread, so that a training step allocates nothing in steady state.
//
//   auto before = retrograd::memory_statistics();
//   step();
//   assert(retrograd::memory_statistics().system_allocations == before.system_allocations);
#pragma once

#include "retrograd/detail/bulk.h"

#include <cstddef>
#include <utility>

namespace retrograd {

// Of the calling thread, since it started.
struct MemoryStatistics {
  std::size_t system_allocations = 0;  // blocks asked of the operating system's allocator
  std::size_t pool_requests = 0;       // blocks asked of the pool
  std::size_t cached_bytes = 0;        // free blocks that the pool holds now
};
MemoryStatistics memory_statistics();

// Gives the calling thread's free blocks back to the system.
void release_cached_memory();

namespace detail {

inline constexpr std::size_t alignment = 64;  // a cache line, the widest vector register

void* take_memory(std::size_t bytes);  // 64-byte aligned; null for 0 bytes; throws std::bad_alloc
void give_memory(void* memory, std::size_t bytes) noexcept;

// `size` elements of T from the pool, uninitialised.
template <class T> class Buffer {
public:
  Buffer() = default;
  explicit Buffer(long size) : data_(static_cast<T*>(take_memory(bytes(size)))), size_(size) {}
  Buffer(const Buffer& other) : Buffer(other.size_) { copy_from(other); }
  Buffer(Buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(const Buffer& other) {
    if (this == &other) return *this;
    if (size_ != other.size_) *this = Buffer(other.size_);
    copy_from(other);
    return *this;
  }
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() { give_memory(data_, bytes(size_)); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  long size() const { return size_; }

private:
  static std::size_t bytes(long size) { return static_cast<std::size_t>(size) * sizeof(T); }
  void copy_from(const Buffer& other) { copy_elements(other.data_, data_, size_); }

  T* data_ = nullptr;
  long size_ = 0;
};

}  // namespace detail
}  // namespace retrograd
