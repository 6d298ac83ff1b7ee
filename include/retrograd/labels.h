// Labels: one class number for each row of a batch. They carry no derivative.
//
//   Labels y{7, 0, 2};
//   y[1] == 0;
#pragma once

#include "retrograd/memory.h"

#include <algorithm>
#include <cassert>
#include <initializer_list>

namespace retrograd {

class Labels {
public:
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

}  // namespace retrograd
