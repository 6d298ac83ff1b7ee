// The pool: a list of free blocks for each size class, one pool a thread. Sizes are rounded up to one of four steps
// between powers of two, so at most a fifth of a block is unused and a last, smaller batch reuses its own block.
#include "retrograd/memory.h"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define RETROGRAD_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RETROGRAD_ADDRESS_SANITIZER
#endif
#endif
#ifdef RETROGRAD_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace retrograd {
namespace {

struct FreeBlock {
  FreeBlock* next;
};

constexpr int class_count = 4 * 64;
constexpr std::size_t cache_limit = std::size_t(1) << 30;  // more than this is given back to the system

// Trivially destructible: tensors of static storage duration are still given back to it when the thread ends.
struct Pool {
  FreeBlock* free_blocks[class_count];
  MemoryStatistics statistics;
  bool closed;
};
thread_local constinit Pool pool{};

struct SizeClass {
  int index;
  std::size_t bytes;
};

// Under AddressSanitizer only the bytes asked for may be touched, and none of a free block beyond its link.
void allow_access([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes, [[maybe_unused]] std::size_t of) {
#ifdef RETROGRAD_ADDRESS_SANITIZER
  ASAN_POISON_MEMORY_REGION(memory, of);
  ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
#endif
}

SizeClass size_class(std::size_t bytes) {
  if (bytes <= detail::alignment) return {0, detail::alignment};
  int power = std::bit_width(bytes - 1) - 1;  // 2^power < bytes <= 2^(power+1)
  std::size_t base = std::size_t(1) << power, step = base / 4;
  std::size_t steps = (bytes - base + step - 1) / step;  // 1 to 4
  std::size_t rounded = (base + steps * step + detail::alignment - 1) / detail::alignment * detail::alignment;
  return {4 * power + static_cast<int>(steps) - 1, rounded};
}

struct CloseAtThreadEnd {
  bool used = false;
  ~CloseAtThreadEnd() {
    release_cached_memory();
    pool.closed = true;
  }
};
thread_local CloseAtThreadEnd close_at_thread_end;

}  // namespace

MemoryStatistics memory_statistics() { return pool.statistics; }

void release_cached_memory() {
  for (FreeBlock*& list : pool.free_blocks)
    while (list != nullptr) {
      FreeBlock* block = list;
      list = block->next;
      std::free(block);
    }
  pool.statistics.cached_bytes = 0;
}

namespace detail {

void* take_memory(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  if (bytes > PTRDIFF_MAX) throw std::bad_alloc();  // also what a negative size becomes
  auto [index, rounded] = size_class(bytes);
  ++pool.statistics.pool_requests;
  if (FreeBlock* block = pool.free_blocks[index]) {
    pool.free_blocks[index] = block->next;
    pool.statistics.cached_bytes -= rounded;
    allow_access(block, bytes, rounded);
    return block;
  }
  if (!pool.closed) close_at_thread_end.used = true;  // makes the thread run its destructor
  ++pool.statistics.system_allocations;
  void* memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  allow_access(memory, bytes, rounded);
  return memory;
}

void give_memory(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) return;
  auto [index, rounded] = size_class(bytes);
  if (pool.closed || pool.statistics.cached_bytes + rounded > cache_limit) {
    std::free(memory);
    return;
  }
  close_at_thread_end.used = true;
  allow_access(memory, sizeof(FreeBlock), rounded);
  auto* block = static_cast<FreeBlock*>(memory);
  block->next = pool.free_blocks[index];
  pool.free_blocks[index] = block;
  pool.statistics.cached_bytes += rounded;
}

}  // namespace detail
}  // namespace retrograd
