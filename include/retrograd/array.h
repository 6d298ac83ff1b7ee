// Numbers as a file has them: their type and shape are known when it is read.
//
//   data::Array array = data::read_npy("x.npy");
//   auto x = array.to<Tensor<float, dyn, 784>>();     // converted; another shape is a ShapeError
#pragma once

#include "retrograd/tensor.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace retrograd::data {

// A file that is missing, damaged, or not what it should be.
class DataError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

enum class ElementType {
  Float16,
  BFloat16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Bool
};
std::size_t size_of(ElementType type);  // in bytes
const char* name_of(ElementType type);  // "F32", as safetensors has it

struct Array {
  ElementType type = ElementType::Float32;
  std::vector<long> shape;
  std::vector<std::byte> bytes;  // row by row, in the byte order of this machine

  long size() const;  // elements

  // As a tensor of numbers; each is converted as by static_cast.
  template <class TensorType> TensorType to() const {
    if (shape.size() != TensorType::rank)
      retrograd::detail::throw_shape_error("Array", "the file's array", shape, "the tensor", TensorType::static_shape,
                                           "they must have as many dimensions");
    std::array<long, TensorType::rank> sizes{};
    std::copy(shape.begin(), shape.end(), sizes.begin());
    auto tensor = TensorType::uninitialized_of(sizes);
    convert(tensor.span());
    return tensor;
  }

  void convert(std::span<float> to) const;  // of size() elements
  void convert(std::span<double> to) const;
  void convert(std::span<int> to) const;
  void convert(std::span<std::uint8_t> to) const;
};

}  // namespace retrograd::data
