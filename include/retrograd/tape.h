// What generated code uses besides <cmath>. C++17, light.
//
//   retrograd::Tape tape;
//   tape.push(record);                     // forward sweep
//   record = tape.pop<Record>();           // reverse sweep: last in, first out
//
//   double* x = retrograd::reserve<double>(tape, n);   // the same for a loop that runs n times: x[i] = …
//   double* x = retrograd::release<double>(tape, n);   // the last one reserved
//
// With RETROGRAD_TAPE_STATISTICS=1, in every file of a program or in none, retrograd::tape_peak() says how many bytes
// this thread's tapes held at most since retrograd::restart_tape_peak().
#pragma once

#include "retrograd/detail/values.h"

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

// First thing in a block of adjoint sums: they have no order that a user gave them, so they may be reassociated and
// contracted, which lets the vectorizer at them. Nothing outside Clang, where the pragma is unknown.
#if defined(__clang__)
#define RETROGRAD_ADJOINT_SUMS _Pragma("clang fp reassociate(on) contract(fast)")
#define RETROGRAD_GENERATED [[gsl::suppress("retrograd::generated")]]
#else
#define RETROGRAD_ADJOINT_SUMS
#define RETROGRAD_GENERATED
#endif

#if defined(__GNUC__)
#define RETROGRAD_NOINLINE [[gnu::noinline, gnu::cold]]
#else
#define RETROGRAD_NOINLINE
#endif

namespace retrograd {

// adjoint * partial, but 0 where the adjoint is exactly 0: 0 · inf propagates nothing (docs/semantics.md).
template <class T> constexpr T strong_multiply(T adjoint, T partial) {
  return adjoint == T(0) ? T(0) : adjoint * partial;
}

namespace detail {

struct Chunk {
  Chunk* previous;  // the chunk filled before this one; in the pool: any other
  std::byte* top;   // how far it was filled when the next one was begun
  std::size_t size;
  std::byte* end() { return reinterpret_cast<std::byte*>(this) + size; }
};

// What a value costs on the tape: every entry starts where any type may.
constexpr std::size_t tape_alignment = alignof(std::max_align_t);
constexpr std::size_t tape_size(std::size_t size) {
  return (size + tape_alignment - 1) / tape_alignment * tape_alignment;
}

// What a value keeps outside of itself: the elements of vectors in it.
template <class T> std::size_t elements_size([[maybe_unused]] const T& x) {
  std::size_t size = 0;
  if constexpr (std::is_trivially_copyable_v<T>) {
    // nothing
  } else if constexpr (HasAllocator<T>::value) {
    size = static_cast<std::size_t>(x.size()) * sizeof(typename T::value_type);
    if constexpr (!std::is_trivially_copyable_v<typename T::value_type>)
      for (const auto& element : x) size += elements_size(element);
  } else if constexpr (owns_elements<T>) {
    for (const auto& element : x) size += elements_size(element);
  } else if constexpr (IsVisitable<const T>::value) {
    visit(x, [&](const char*, const auto& member) { size += elements_size(member); });
  }
  return size;
}

#ifdef RETROGRAD_TAPE_STATISTICS
constexpr bool measures_tape = true;
struct TapeStatistics {
  std::size_t held = 0, peak = 0;
  long steps = 0;  // checkpoint.h
  void add(std::size_t size) {
    held += size;
    if (held > peak) peak = held;
  }
  void take(std::size_t size) { held -= size; }
  static TapeStatistics& of_thread() {
    static thread_local TapeStatistics statistics;
    return statistics;
  }
};
#else
constexpr bool measures_tape = false;
#endif

// Chunks that no tape uses now, for this thread's next tape: a steady state doesn't allocate.
class ChunkPool {
public:
  ChunkPool() = default;
  ChunkPool(const ChunkPool&) = delete;
  ChunkPool& operator=(const ChunkPool&) = delete;
  ~ChunkPool() {
    while (Chunk* chunk = free_) {
      free_ = chunk->previous;
      ::operator delete(chunk);
    }
  }

  Chunk* take(std::size_t size) {
    for (Chunk** link = &free_; *link; link = &(*link)->previous)
      if ((*link)->size >= size) {
        Chunk* chunk = *link;
        *link = chunk->previous;
        return chunk;
      }
    Chunk* chunk = static_cast<Chunk*>(::operator new(size));
    chunk->size = size;
    return chunk;
  }
  void give(Chunk* chunk) {
    chunk->previous = free_;
    free_ = chunk;
  }

  static ChunkPool& of_thread() {
    static thread_local ChunkPool pool;
    return pool;
  }

private:
  Chunk* free_ = nullptr;
};

}  // namespace detail

// What so many values in a row take on a tape, in bytes.
template <class T> constexpr long tape_bytes(long count) {
  return count > 0 ? static_cast<long>(detail::tape_size(static_cast<std::size_t>(count) * sizeof(T))) : 0;
}

// Memory for what a reverse sweep needs of the forward sweep. Values of classes with destructors are moved in and out;
// what is still there when the tape dies (an exception between the sweeps) is destroyed.
class Tape {
public:
  Tape() = default;
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;
  ~Tape() {
    if constexpr (detail::measures_tape) forget(held_);
    while (owned_) destroy_last();
    while (chunk_) leave_chunk();
    if (spare_) detail::ChunkPool::of_thread().give(spare_);
  }

  template <class T> void push(T&& value) {
    using Value = std::remove_cv_t<std::remove_reference_t<T>>;
    static_assert(alignof(Value) <= detail::tape_alignment, "over-aligned types cannot be kept on the tape");
    if constexpr (detail::measures_tape) note(kept_size(value));
    if constexpr (std::is_array_v<Value>) {
      static_assert(std::is_trivially_copyable_v<Value>, "arrays on the tape are of plain values");
      std::memcpy(allocate(sizeof(Value)), value, sizeof(Value));
    } else if constexpr (std::is_trivially_destructible_v<Value>) {
      new (allocate(sizeof(Value))) Value(std::forward<T>(value));
    } else {
      push_owned<Value>(std::forward<T>(value));
    }
  }

  template <class T> T pop() {
    if constexpr (std::is_trivially_destructible_v<T>) {
      if constexpr (detail::measures_tape) forget(detail::tape_size(sizeof(T)));
      return *static_cast<T*>(release(sizeof(T)));
    } else {
      T value = std::move(static_cast<Owned<T>*>(owned_)->value);
      if constexpr (detail::measures_tape) forget(detail::elements_size(value) + detail::tape_size(sizeof(Owned<T>)));
      destroy_last();
      return value;
    }
  }
  template <class T> void pop(T& into) {
    if constexpr (std::is_array_v<T>) {
      if constexpr (detail::measures_tape) forget(detail::tape_size(sizeof(T)));
      std::memcpy(into, release(sizeof(T)), sizeof(T));
    } else {
      into = pop<T>();
    }
  }

  // Room for that many values in a row, to be filled in; the same again when it is given back, valid until the next
  // push.
  template <class T> T* reserve(long count) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= detail::tape_alignment,
                  "arrays on the tape are of plain values");
    if constexpr (detail::measures_tape) note(static_cast<std::size_t>(tape_bytes<T>(count)));
    return count > 0 ? static_cast<T*>(allocate(static_cast<std::size_t>(count) * sizeof(T))) : nullptr;
  }
  template <class T> T* release(long count) {
    if constexpr (detail::measures_tape) forget(static_cast<std::size_t>(tape_bytes<T>(count)));
    return count > 0 ? static_cast<T*>(release(static_cast<std::size_t>(count) * sizeof(T))) : nullptr;
  }

  // What the value takes here, its elements elsewhere included.
  template <class T> static std::size_t kept_size(const T& value) {
    if constexpr (std::is_trivially_destructible_v<T>)
      return detail::tape_size(sizeof(T));
    else
      return detail::tape_size(sizeof(Owned<T>)) + detail::elements_size(value);
  }

  bool empty() const {
    if (top_ != bottom_) return false;
    for (const detail::Chunk* chunk = chunk_ ? chunk_->previous : nullptr; chunk; chunk = chunk->previous)
      if (chunk->top != reinterpret_cast<const std::byte*>(chunk) + header) return false;
    return true;
  }

private:
  // Values with destructors are linked, so that an unwound tape can destroy them.
  struct OwnedBase {
    OwnedBase* previous;
    void (*destroy)(OwnedBase*);
    std::size_t size;
  };
  template <class T> struct Owned : OwnedBase {
    template <class U> Owned(OwnedBase base, U&& u) : OwnedBase(base), value(std::forward<U>(u)) {}
    T value;
  };

  template <class Value, class T> void push_owned(T&& value) {
    static_assert(alignof(Owned<Value>) <= detail::tape_alignment, "over-aligned types cannot be kept on the tape");
    const OwnedBase base{owned_, [](OwnedBase* entry) { static_cast<Owned<Value>*>(entry)->~Owned<Value>(); },
                         sizeof(Owned<Value>)};
    void* memory = allocate(sizeof(Owned<Value>));
    try_construct<Value>(memory, base, std::forward<T>(value));
  }
  // A constructor that throws leaves the tape as it was.
  template <class Value, class T> void try_construct(void* memory, const OwnedBase& base, T&& value) {
    struct Undo {
      Tape* tape;
      ~Undo() {
        if (tape) tape->release(sizeof(Owned<Value>));
      }
    } undo{this};
    owned_ = new (memory) Owned<Value>(base, std::forward<T>(value));
    undo.tape = nullptr;
  }
  void destroy_last() {
    OwnedBase* last = owned_;
    const std::size_t size = last->size;
    owned_ = last->previous;
    last->destroy(last);
    // Plain values above an owned one are dropped with it.
    while (!holds(last)) leave_chunk();
    top_ = reinterpret_cast<std::byte*>(last) + detail::tape_size(size);
    release(size);
  }
  bool holds(const void* memory) const { return bottom_ <= memory && memory < end_; }

  // Statistics: detail::measures_tape.
  void note([[maybe_unused]] std::size_t size) {
#ifdef RETROGRAD_TAPE_STATISTICS
    held_ += size;
    detail::TapeStatistics::of_thread().add(size);
#endif
  }
  void forget([[maybe_unused]] std::size_t size) {
#ifdef RETROGRAD_TAPE_STATISTICS
    held_ -= size;
    detail::TapeStatistics::of_thread().take(size);
#endif
  }

  void* allocate(std::size_t size) {
    const std::size_t space = detail::tape_size(size);
    if (static_cast<std::size_t>(end_ - top_) < space) enter_chunk(space);
    std::byte* memory = top_;
    top_ += space;
    return memory;
  }
  // The memory stays readable until the next push.
  void* release(std::size_t size) {
    while (top_ == bottom_) leave_chunk();
    top_ -= detail::tape_size(size);
    return top_;
  }

  static constexpr std::size_t header = detail::tape_size(sizeof(detail::Chunk));
  static constexpr std::size_t chunk_size = std::size_t{1} << 16;

  void use(detail::Chunk* chunk) {
    chunk_ = chunk;
    bottom_ = chunk ? reinterpret_cast<std::byte*>(chunk) + header : nullptr;
    end_ = chunk ? chunk->end() : nullptr;
  }
  RETROGRAD_NOINLINE void enter_chunk(std::size_t space) {
    detail::Chunk* next = spare_ && spare_->size >= header + space ? std::exchange(spare_, nullptr) : nullptr;
    // Later chunks are larger: long sweeps change chunks rarely.
    const std::size_t grown =
        chunk_ ? (chunk_->size < (chunk_size << 6) ? chunk_->size * 2 : chunk_->size) : chunk_size;
    if (!next) next = detail::ChunkPool::of_thread().take(header + space > grown ? header + space : grown);
    if (chunk_) chunk_->top = top_;
    next->previous = chunk_;
    use(next);
    top_ = bottom_;
  }
  RETROGRAD_NOINLINE void leave_chunk() {
    detail::Chunk* empty = chunk_;
    use(empty->previous);
    top_ = chunk_ ? chunk_->top : nullptr;
    // One is kept at hand, so that a sweep around a border doesn't go to the pool and back each time.
    if (spare_) detail::ChunkPool::of_thread().give(spare_);
    spare_ = empty;
  }

  std::byte* top_ = nullptr;     // where the next value goes
  std::byte* bottom_ = nullptr;  // of this chunk
  std::byte* end_ = nullptr;
  detail::Chunk* chunk_ = nullptr;
  detail::Chunk* spare_ = nullptr;
  OwnedBase* owned_ = nullptr;
#ifdef RETROGRAD_TAPE_STATISTICS
  std::size_t held_ = 0;
#else
  static constexpr std::size_t held_ = 0;
#endif
};

#ifdef RETROGRAD_TAPE_STATISTICS
inline long tape_peak() { return static_cast<long>(detail::TapeStatistics::of_thread().peak); }
inline void restart_tape_peak() {
  auto& statistics = detail::TapeStatistics::of_thread();
  statistics.peak = statistics.held;
}
#endif

template <class T> T* reserve(Tape& tape, long count) { return tape.reserve<T>(count); }
template <class T> T* release(Tape& tape, long count) { return tape.release<T>(count); }

}  // namespace retrograd
