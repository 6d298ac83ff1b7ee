// Loops over rows, cut into blocks: what threads share among them, and what of a row is needed for a while only stays
// in the cache until the next block takes its place.
//
//   Blocks(x.rows(), x.columns()).run([&] {
//     return [&, space = SpaceOf<float>(…)](long begin, long end) mutable { … };   // rows begin to end - 1
//   });
//
// Where blocks begin depends on the sizes alone, and sums over them are added up in order: the result is the same for
// any number of threads.
#pragma once

#include "retrograd/detail/bulk.h"
#include "retrograd/memory.h"

namespace retrograd::detail {

class Blocks {
public:
  // Rows of so many numbers each; 1: elements.
  Blocks(long rows, long columns) : rows_(rows), size_(std::max(numbers / std::max(columns, 1L), least)) {}
  // One, of all rows: for what can't be cut.
  static Blocks whole(long rows) {
    Blocks blocks(rows, 1);
    blocks.size_ = std::max(rows, 1L);
    return blocks;
  }

  long rows() const { return rows_; }
  long count() const { return (rows_ + size_ - 1) / size_; }
  long size() const { return std::min(size_, rows_); }  // rows; the last one's may be fewer
  long number_of(long row) const { return row / size_; }

  // Each thread that takes part calls make() once, and what that gave with (begin, end) for each of its blocks.
  template <class Make> void run(Make make) const {
    parallel(count(), 2, [&](long first, long last) {
      auto work = make();
      for (long i = first; i < last; ++i) work(i * size_, std::min((i + 1) * size_, rows_));
    });
  }

private:
  static constexpr long numbers = parallel_size / 2, least = 8;
  long rows_, size_;
};

template <class T> Buffer<T> zeros(long size) {
  Buffer<T> result(size);
  fill_elements(result.data(), size, T(0));
  return result;
}

// Numbers to which every block adds: each in a place of its own.
template <class T> class SumOfBlocks {
public:
  SumOfBlocks(T* sum, long size, const Blocks& blocks)
      : sum_(sum), size_(size), blocks_(blocks), others_(zeros<T>(std::max(blocks.count() - 1, 0L) * size)) {}
  // Where the block that begins with this row adds.
  T* of(long row) {
    const long number = blocks_.number_of(row);
    return number == 0 ? sum_ : others_.data() + (number - 1) * size_;
  }
  void finish() const {
    for (long at = 0; at < others_.size(); at += size_)
      for (long i = 0; i < size_; ++i) sum_[i] += others_.data()[at + i];
  }

private:
  T* sum_;
  long size_;
  const Blocks& blocks_;
  Buffer<T> others_;
};

}  // namespace retrograd::detail
