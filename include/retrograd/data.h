// Data sets: inputs and targets row by row, read from files.
//
//   auto [train, test] = data::fashion_mnist();     // Debian: apt-get install dataset-fashion-mnist
//   data::IdxArray digits = data::read_idx("train-images-idx3-ubyte.gz");
//
// Whatever is wrong with a file is a DataError that names the file, what was expected, what was found, and where.
#pragma once

#include "retrograd/labels.h"
#include "retrograd/tensor.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <vector>

namespace retrograd {

// Row i of `inputs` belongs to row i of `targets`.
template <class Inputs, class Targets> struct Dataset {
  Inputs inputs;
  Targets targets;

  long size() const { return inputs.rows(); }
};

// The rows named, copied in that order.
template <class T, long N, long... Rest>
Tensor<T, dyn, Rest...> take_rows(const Tensor<T, N, Rest...>& from, std::span<const long> rows) {
  auto shape = from.shape();
  shape[0] = static_cast<long>(rows.size());
  auto result = Tensor<T, dyn, Rest...>::uninitialized_of(shape);
  const long columns = from.columns();
  T* to = result.data();
  for (long row : rows) {
    assert(row >= 0 && row < from.rows());
    to = std::copy_n(from.data() + row * columns, columns, to);
  }
  return result;
}
inline Labels take_rows(const Labels& from, std::span<const long> rows) {
  Labels result = Labels::uninitialized(static_cast<long>(rows.size()));
  int* to = result.data();
  for (long row : rows) *to++ = from[row];
  return result;
}

namespace data {

// A file that is missing, damaged, or not what it should be.
class DataError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// An IDX file of bytes: the format of MNIST (http://yann.lecun.com/exdb/mnist).
struct IdxArray {
  std::vector<long> shape;
  std::vector<std::uint8_t> bytes;
};

// Reads an IDX file, compressed by gzip or not. `dimensions`: how many it must have; 0 takes any.
IdxArray read_idx(const std::filesystem::path& file, int dimensions = 0);

using Images = Dataset<Tensor<float, dyn, 784>, Labels>;  // 28 x 28 pixels from 0 to 1, classes 0 to 9

struct FashionMnist {
  Images train;  // 60,000
  Images test;   // 10,000
};

inline constexpr const char* fashion_mnist_directory = "/usr/share/datasets/fashion-mnist";

// Fashion-MNIST (Xiao, Rasul & Vollgraf 2017) from the four files that Debian's package dataset-fashion-mnist installs:
// {train,t10k}-{images-idx3,labels-idx1}-ubyte.gz, or the same without .gz.
FashionMnist fashion_mnist(const std::filesystem::path& directory = fashion_mnist_directory);

}  // namespace data
}  // namespace retrograd
