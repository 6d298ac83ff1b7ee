// DenseMatrix: what jacobian and hessian return. Row-major.
//
//   retrograd::DenseMatrix<double> j = retrograd::jacobian<f>(1.0, 2.0);
//   j(0, 1)   // derivative of output 0 by input 1
#pragma once

#include <cstddef>
#include <utility>

namespace retrograd {

template <class T> class DenseMatrix {
public:
  using value_type = T;
  DenseMatrix() = default;
  // Zeros.
  DenseMatrix(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns), elements_(rows * columns > 0 ? new T[rows * columns]() : nullptr) {}
  DenseMatrix(const DenseMatrix& other) : DenseMatrix(other.rows_, other.columns_) {
    for (std::size_t i = 0; i < size(); ++i) elements_[i] = other.elements_[i];
  }
  DenseMatrix(DenseMatrix&& other) noexcept { swap(other); }
  DenseMatrix& operator=(DenseMatrix other) noexcept {
    swap(other);
    return *this;
  }
  ~DenseMatrix() { delete[] elements_; }

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t size() const { return rows_ * columns_; }
  T& operator()(std::size_t row, std::size_t column) { return elements_[row * columns_ + column]; }
  const T& operator()(std::size_t row, std::size_t column) const { return elements_[row * columns_ + column]; }
  T* data() { return elements_; }
  const T* data() const { return elements_; }
  T* begin() { return elements_; }
  T* end() { return elements_ + size(); }
  const T* begin() const { return elements_; }
  const T* end() const { return elements_ + size(); }

private:
  void swap(DenseMatrix& other) noexcept {
    std::swap(rows_, other.rows_);
    std::swap(columns_, other.columns_);
    std::swap(elements_, other.elements_);
  }
  std::size_t rows_ = 0, columns_ = 0;
  T* elements_ = nullptr;
};

}  // namespace retrograd
