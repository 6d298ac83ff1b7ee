#include "retrograd/data.h"

#include <fmt/format.h>

#include <numeric>
#include <vector>

namespace retrograd::data {
namespace {

// name.gz or, where only that is there, name.
std::filesystem::path find(const std::filesystem::path& directory, const std::string& name) {
  const std::filesystem::path plain = directory / name, compressed = directory / (name + ".gz");
  std::error_code ignored;
  if (std::filesystem::exists(compressed, ignored)) return compressed;
  if (std::filesystem::exists(plain, ignored)) return plain;
  throw DataError(
      fmt::format("{}: no such file; Fashion-MNIST has four, of which Debian's package "
                  "dataset-fashion-mnist puts copies into {}",
                  compressed.string(), fashion_mnist_directory));
}

Array read_bytes(const std::filesystem::path& file, int dimensions) {
  Array array = read_idx(file, dimensions);
  if (array.type != ElementType::UInt8)
    throw DataError(fmt::format("{}: expected bytes (U8) at offset 2, found {}", file.string(), name_of(array.type)));
  return array;
}

ByteImages read_images(const std::filesystem::path& directory, const std::string& prefix) {
  const std::filesystem::path images_file = find(directory, prefix + "-images-idx3-ubyte");
  const std::filesystem::path labels_file = find(directory, prefix + "-labels-idx1-ubyte");
  const Array images = read_bytes(images_file, 3);
  if (images.shape[1] != 28 || images.shape[2] != 28)
    throw DataError(fmt::format("{}: expected images of 28 x 28 pixels at offset 8, found {} x {}",
                                images_file.string(), images.shape[1], images.shape[2]));
  const Array labels = read_bytes(labels_file, 1);
  if (labels.shape[0] != images.shape[0])
    throw DataError(fmt::format("{}: expected {} labels, as many as {} has images, found {}", labels_file.string(),
                                images.shape[0], images_file.filename().string(), labels.shape[0]));
  ByteImages result{Tensor<std::uint8_t, dyn, 784>::uninitialized(images.shape[0]),
                    Labels::uninitialized(labels.shape[0])};
  images.convert(result.inputs.span());
  for (std::size_t i = 0; i < labels.bytes.size(); ++i) {
    const int label = static_cast<int>(labels.bytes[i]);
    if (label > 9)
      throw DataError(
          fmt::format("{}: expected a class from 0 to 9 at offset {}, found {}", labels_file.string(), 8 + i, label));
    result.targets[static_cast<long>(i)] = label;
  }
  return result;
}

Images as_numbers(ByteImages bytes) {
  std::vector<long> all(static_cast<std::size_t>(bytes.size()));
  std::iota(all.begin(), all.end(), 0L);
  return {take_rows(bytes.inputs, all), std::move(bytes.targets)};
}

}  // namespace

FashionMnist fashion_mnist(const std::filesystem::path& directory) {
  return {as_numbers(read_images(directory, "train")), as_numbers(read_images(directory, "t10k"))};
}

FashionMnistBytes fashion_mnist_bytes(const std::filesystem::path& directory) {
  return {read_images(directory, "train"), read_images(directory, "t10k")};
}

}  // namespace retrograd::data
