// Data sets: inputs and targets row by row, read from files.
//
//   auto [train, test] = data::fashion_mnist();     // Debian: apt-get install dataset-fashion-mnist
//   auto [train, test] = data::fashion_mnist_bytes();   // in a quarter of the memory
//   auto digits = data::read_idx("train-images-idx3-ubyte.gz").to<Tensor<float, dyn, 28, 28>>();
//
//   data::Csv table = data::read_csv("iris.csv");
//   auto x = data::read_npy("x.npy").to<Tensor<float, dyn, 784>>();
//   Tensor<float, dyn, dyn, dyn> picture = data::read_image("cat.png");   // height x width x channels, from 0 to 1
//
// Whatever is wrong with a file is a DataError that names the file, what was expected, what was found, and where.
#pragma once

#include "retrograd/array.h"
#include "retrograd/labels.h"
#include "retrograd/tensor.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace retrograd {

// Row i of `inputs` belongs to row i of `targets`.
template <class Inputs, class Targets> struct Dataset {
  Inputs inputs;
  Targets targets;

  long size() const { return inputs.rows(); }
};

namespace detail {

// Of a data set's bytes, 0 to 255, rows are taken as numbers from 0 to 1.
template <class T> using Taken = std::conditional_t<std::same_as<T, std::uint8_t>, float, T>;

// Gives `to` room for `rows` rows of `from`; the elements are undefined.
template <class T, long N, long... Rest>
void make_room(Tensor<Taken<T>, dyn, Rest...>& to, const Tensor<T, N, Rest...>& from, long rows) {
  auto shape = from.shape();
  shape[0] = rows;
  if (to.shape() != shape) to = Tensor<Taken<T>, dyn, Rest...>::uninitialized_of(shape);
}
inline void make_room(Labels& to, const Labels&, long rows) {
  if (to.size() != rows) to = Labels::uninitialized(rows);
}

template <class T, long N, long... Rest>
void copy_rows(Tensor<Taken<T>, dyn, Rest...>& to, const Tensor<T, N, Rest...>& from, std::span<const long> rows) {
  const long columns = from.columns();
  parallel(static_cast<long>(rows.size()), parallel_size / (columns + 1) + 1, [&](long begin, long end) {
    for (long i = begin; i < end; ++i) {
      const long row = rows[static_cast<std::size_t>(i)];
      assert(row >= 0 && row < from.rows());
      const T* numbers = from.data() + row * columns;
      if constexpr (std::same_as<T, std::uint8_t>)
        std::transform(numbers, numbers + columns, to.data() + i * columns,
                       [](std::uint8_t byte) { return static_cast<float>(byte) / 255; });
      else
        std::copy_n(numbers, columns, to.data() + i * columns);
    }
  });
}
inline void copy_rows(Labels& to, const Labels& from, std::span<const long> rows) {
  int* next = to.data();
  for (long row : rows) *next++ = from[row];
}

}  // namespace detail

// The rows named, copied in that order.
template <class T, long N, long... Rest>
Tensor<detail::Taken<T>, dyn, Rest...> take_rows(const Tensor<T, N, Rest...>& from, std::span<const long> rows) {
  Tensor<detail::Taken<T>, dyn, Rest...> result;
  detail::make_room(result, from, static_cast<long>(rows.size()));
  detail::copy_rows(result, from, rows);
  return result;
}
inline Labels take_rows(const Labels& from, std::span<const long> rows) {
  Labels result = Labels::uninitialized(static_cast<long>(rows.size()));
  detail::copy_rows(result, from, rows);
  return result;
}

namespace data {

// A file's bytes, decompressed if gzip compressed them.
std::string read_text(const std::filesystem::path& file);

// Text: numbers in rows, separated by `separator`. A first row without any number gives the columns' names.
struct CsvOptions {
  char separator = ',';
};
struct Csv {
  std::vector<std::string> names;   // empty where the first row is numbers
  Tensor<double, dyn, dyn> values;  // rows x columns

  // A column by its name, and some of them by number, as a tensor of their own.
  long column(const std::string& name) const;  // throws DataError that lists the names
  Tensor<double, dyn, dyn> columns(std::span<const long> numbers) const;
};
// Compressed by gzip or not. Cells may be quoted ("1,5"); empty lines are skipped; all rows have equally many cells.
Csv read_csv(const std::filesystem::path& file, const CsvOptions& options = {});

// NumPy's files (numpy.org/doc/stable/reference/generated/numpy.lib.format.html), versions 1 to 3, C or Fortran order,
// either byte order: numbers and booleans. An .npz is a zip archive of them, stored or deflated.
Array read_npy(const std::filesystem::path& file);
std::map<std::string, Array> read_npz(const std::filesystem::path& file);

// A picture: height x width x channels (1 grey, 3 colour, with transparency one more), from 0 to 1. PGM and PPM (P2,
// P3, P5, P6), PNG (all depths and colours, not interlaced).
using Picture = Tensor<float, dyn, dyn, dyn>;
Picture read_image(const std::filesystem::path& file);

// An IDX file, the format of MNIST (http://yann.lecun.com/exdb/mnist), of any of its element types; compressed by gzip
// or not. `dimensions`: how many it must have; 0 takes any.
Array read_idx(const std::filesystem::path& file, int dimensions = 0);

using Images = Dataset<Tensor<float, dyn, 784>, Labels>;  // 28 x 28 pixels from 0 to 1, classes 0 to 9

struct FashionMnist {
  Images train;  // 60,000
  Images test;   // 10,000
};

inline constexpr const char* fashion_mnist_directory = "/usr/share/datasets/fashion-mnist";

// Fashion-MNIST (Xiao, Rasul & Vollgraf 2017) from the four files that Debian's package dataset-fashion-mnist installs:
// {train,t10k}-{images-idx3,labels-idx1}-ubyte.gz, or the same without .gz.
FashionMnist fashion_mnist(const std::filesystem::path& directory = fashion_mnist_directory);

// The same with pixels from 0 to 255, which fit, accuracy and the others take as numbers from 0 to 1, batch by batch.
using ByteImages = Dataset<Tensor<std::uint8_t, dyn, 784>, Labels>;
struct FashionMnistBytes {
  ByteImages train, test;
};
FashionMnistBytes fashion_mnist_bytes(const std::filesystem::path& directory = fashion_mnist_directory);

}  // namespace data
}  // namespace retrograd
