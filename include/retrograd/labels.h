// Labels: one class number for each row of a batch. They carry no derivative.
//
//   Labels y{7, 0, 2};
//   y[1] == 0;
#pragma once

#include "retrograd/memory.h"

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>

namespace retrograd {

class Labels {
public:
  static constexpr int fewest_classes = 2;  // a check that makes labels up takes 0 and 1, which are always there

  Labels() = default;
  Labels(std::initializer_list<int> classes) : classes_(static_cast<long>(classes.size())) {
    std::copy(classes.begin(), classes.end(), begin());
  }
  static Labels uninitialized(long size) {
    Labels labels;
    labels.classes_ = detail::Buffer<int>(size);
    return labels;
  }

  long size() const { return classes_.size(); }
  int* data() { return classes_.data(); }
  const int* data() const { return classes_.data(); }
  int* begin() { return data(); }
  int* end() { return data() + size(); }
  const int* begin() const { return data(); }
  const int* end() const { return data() + size(); }
  int& operator[](long i) {
    assert(i >= 0 && i < size());
    return data()[i];
  }
  int operator[](long i) const {
    assert(i >= 0 && i < size());
    return data()[i];
  }
  friend bool operator==(const Labels& a, const Labels& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

private:
  detail::Buffer<int> classes_;
};

// retrograd check: room for so many.
inline void retrograd_resize(Labels& labels, std::size_t size) {
  labels = Labels::uninitialized(static_cast<long>(size));
}

// A label that is no class; what() says which row it stands in.
class LabelError : public std::out_of_range {
public:
  // `what`: around the row's number. `rows`: how many labels there are.
  LabelError(const std::string& before, long row_number, const std::string& behind, long row_count)
      : std::out_of_range(before + "row " + std::to_string(row_number) + behind),
        row(row_number),
        rows(row_count),
        before_(before),
        behind_(behind) {}

  // Thrown for a batch of these rows: the same error, of the row that the data has. `where`: put before its text.
  LabelError in_rows(const std::string& where, std::span<const long> numbers) const {
    const bool are_these = rows == static_cast<long>(numbers.size());
    return {where + before_, are_these ? numbers[static_cast<std::size_t>(row)] : row,
            are_these ? behind_ : behind_ + "; that row is counted in its batch", rows};
  }

  long row, rows;

private:
  std::string before_, behind_;
};

namespace detail {
// Calls f, which works on these rows of the data, so that its errors name them.
template <class F> auto naming_rows(const char* where, std::span<const long> rows, F f) {
  try {
    return f();
  } catch (const LabelError& error) {
    throw error.in_rows(where, rows);
  }
}
}  // namespace detail

}  // namespace retrograd
