// A row of numbers that owns its memory: the adjoint of a span.
//
//   auto gradient = retrograd::gradient<f>(std::span(x));   // an Elements<double> as long as x
//   std::vector<double> copy(gradient.begin(), gradient.end());
#pragma once

#include <cstddef>
#include <utility>

namespace retrograd {

template <class T> class Elements {
public:
  using value_type = T;
  Elements() = default;
  // Zeros.
  explicit Elements(std::size_t size) : size_(size), elements_(size > 0 ? new T[size]() : nullptr) {}
  template <class Iterator> Elements(Iterator first, Iterator last) : Elements(static_cast<std::size_t>(last - first)) {
    for (std::size_t i = 0; i < size_; ++i) elements_[i] = first[static_cast<std::ptrdiff_t>(i)];
  }
  // A copy of a vector, an array, a span
  template <class Range, class = decltype(std::declval<const Range&>().data() + std::declval<const Range&>().size())>
  Elements(const Range& range) : Elements(range.data(), range.data() + range.size()) {}
  Elements(const Elements& other) : Elements(other.begin(), other.end()) {}
  Elements(Elements&& other) noexcept { swap(other); }
  Elements& operator=(Elements other) noexcept {
    swap(other);
    return *this;
  }
  ~Elements() { delete[] elements_; }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t index) { return elements_[index]; }
  const T& operator[](std::size_t index) const { return elements_[index]; }
  T* data() { return elements_; }
  const T* data() const { return elements_; }
  T* begin() { return elements_; }
  T* end() { return elements_ + size_; }
  const T* begin() const { return elements_; }
  const T* end() const { return elements_ + size_; }

private:
  void swap(Elements& other) noexcept {
    std::swap(size_, other.size_);
    std::swap(elements_, other.elements_);
  }
  std::size_t size_ = 0;
  T* elements_ = nullptr;
};

}  // namespace retrograd
