#include "retrograd/array.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace retrograd::data {
namespace {

struct Type {
  const char* name;
  std::size_t size;
};
constexpr Type types[] = {{"F16", 2}, {"BF16", 2}, {"F32", 4}, {"F64", 8}, {"I8", 1},  {"I16", 2}, {"I32", 4},
                          {"I64", 8}, {"U8", 1},   {"U16", 2}, {"U32", 4}, {"U64", 8}, {"BOOL", 1}};

const Type& of(ElementType type) { return types[static_cast<std::size_t>(type)]; }

float from_half(std::uint16_t bits) {
  const std::uint32_t sign = std::uint32_t(bits & 0x8000u) << 16, exponent = (bits >> 10) & 31u,
                      fraction = bits & 1023u;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent == 0) {  // zero or below the smallest normal number
    const float value = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -value : value;
  }
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}
float from_bfloat(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t(bits) << 16); }

template <class Stored, class T, class F> void copy(const Array& from, std::span<T> to, F value) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    Stored element;
    std::memcpy(&element, from.bytes.data() + i * sizeof element, sizeof element);
    to[i] = static_cast<T>(value(element));
  }
}

template <class T> void convert_to(const Array& from, std::span<T> to) {
  if (static_cast<long>(to.size()) != from.size())
    throw ShapeError("Array::convert: the target has another number of elements");
  auto as_is = [](auto v) { return v; };
  switch (from.type) {
  case ElementType::Float16: return copy<std::uint16_t>(from, to, from_half);
  case ElementType::BFloat16: return copy<std::uint16_t>(from, to, from_bfloat);
  case ElementType::Float32: return copy<float>(from, to, as_is);
  case ElementType::Float64: return copy<double>(from, to, as_is);
  case ElementType::Int8: return copy<std::int8_t>(from, to, as_is);
  case ElementType::Int16: return copy<std::int16_t>(from, to, as_is);
  case ElementType::Int32: return copy<std::int32_t>(from, to, as_is);
  case ElementType::Int64: return copy<std::int64_t>(from, to, as_is);
  case ElementType::UInt8: return copy<std::uint8_t>(from, to, as_is);
  case ElementType::UInt16: return copy<std::uint16_t>(from, to, as_is);
  case ElementType::UInt32: return copy<std::uint32_t>(from, to, as_is);
  case ElementType::UInt64: return copy<std::uint64_t>(from, to, as_is);
  case ElementType::Bool: return copy<std::uint8_t>(from, to, [](std::uint8_t v) { return v != 0; });
  }
}

}  // namespace

std::size_t size_of(ElementType type) { return of(type).size; }
const char* name_of(ElementType type) { return of(type).name; }

long Array::size() const {
  long product = 1;
  for (long dimension : shape) product *= dimension;
  return product;
}

void Array::convert(std::span<float> to) const { convert_to(*this, to); }
void Array::convert(std::span<double> to) const { convert_to(*this, to); }
void Array::convert(std::span<int> to) const { convert_to(*this, to); }
void Array::convert(std::span<std::uint8_t> to) const { convert_to(*this, to); }

}  // namespace retrograd::data
