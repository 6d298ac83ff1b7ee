// The IDX reader on good files and on every kind of damage: the message names file, expectation, finding, and place.
#include "retrograd/data.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <random>

namespace retrograd::data {
namespace {

using Bytes = std::vector<std::uint8_t>;

class Idx : public testing::Test {
protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("retrograd_idx_" + std::to_string(std::random_device()()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const Bytes& bytes, const std::string& name = "file.idx") {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), long(bytes.size()));
    return path;
  }
  std::filesystem::path write_gzip(const Bytes& bytes, const std::string& name = "file.idx.gz") {
    const auto path = folder_ / name;
    gzFile out = gzopen(path.c_str(), "wb");
    gzwrite(out, bytes.data(), unsigned(bytes.size()));
    gzclose(out);
    return path;
  }
  Bytes read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), {});
  }
  static std::string message(const std::filesystem::path& path, int dimensions = 0) {
    try {
      read_idx(path, dimensions);
    } catch (const DataError& error) {
      return std::string(error.what()).substr(path.string().size());  // each begins with the file's name
    }
    return "no error";
  }

  std::filesystem::path folder_;
  const Bytes good_{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
};

TEST_F(Idx, ReadsPlainAndCompressed) {
  for (const auto& path : {write(good_), write_gzip(good_)}) {
    const Array array = read_idx(path, 2);
    EXPECT_EQ(array.shape, (std::vector<long>{2, 3}));
    EXPECT_EQ((array.to<Tensor<float, 2, 3>>()), (Tensor<float, 2, 3>{1, 2, 3, 4, 5, 6}));
  }
}

TEST_F(Idx, ReadsEveryElementType) {
  const std::pair<std::uint8_t, Bytes> files[] = {{0x08, {200, 3}},
                                                  {0x09, {0xfe, 3}},
                                                  {0x0b, {0xff, 0xfe, 0, 3}},
                                                  {0x0c, {0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 3}},
                                                  {0x0d, {0xc0, 0, 0, 0, 0x40, 0x40, 0, 0}},
                                                  {0x0e, {0xc0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x08, 0, 0, 0, 0, 0, 0}}};
  for (const auto& [type, elements] : files) {
    Bytes file{0, 0, type, 1, 0, 0, 0, 2};
    file.insert(file.end(), elements.begin(), elements.end());
    EXPECT_EQ((read_idx(write(file)).to<Tensor<double, 2>>()), (Tensor<double, 2>{type == 0x08 ? 200.0 : -2.0, 3}))
        << int(type);
    file.pop_back();
    EXPECT_EQ(message(write(file)).find(": truncated: expected the elements of 2 of "), 0u) << int(type);
  }
  EXPECT_EQ(message(write({0, 0, 0x0a, 1, 0, 0, 0, 1, 0})),
            ": wrong magic number at offset 0: expected 00 00 (type: 08, 09, 0b, 0c, 0d or 0e) (number of dimensions) "
            "(an IDX file), found 00 00 0a 01");
}

TEST_F(Idx, MissingFile) {
  EXPECT_EQ(message(folder_ / "none.gz"), ": cannot open: No such file or directory");
  EXPECT_EQ(message(folder_), ": is a folder, a file was expected");
}

TEST_F(Idx, WrongMagicNumber) {
  EXPECT_EQ(message(write({'P', 'K', 3, 4, 0, 0})),
            ": wrong magic number at offset 0: expected 00 00 (type: 08, 09, 0b, 0c, 0d or 0e) (number of dimensions) "
            "(an IDX file), found 50 4b 03 04");
  EXPECT_EQ(message(write(good_), 3),
            ": wrong magic number at offset 0: expected 00 00 (type: 08, 09, 0b, 0c, 0d or 0e) 03 (an IDX file with 3 "
            "dimensions), found 00 00 08 02");
  EXPECT_EQ(message(write({0, 0, 8, 0})),
            ": wrong magic number at offset 0: expected 00 00 (type: 08, 09, 0b, 0c, 0d or 0e) (number of dimensions) "
            "(an IDX file), found 00 00 08 00");
}

TEST_F(Idx, EndsTooEarly) {
  EXPECT_EQ(message(write({})),
            ": truncated: expected the IDX magic number of 4 bytes from offset 0, found 0: the data ends at offset 0");
  EXPECT_EQ(message(write({0, 0, 8, 2, 0, 0})),
            ": truncated: expected dimension 0 of 4 bytes from offset 4, found 2: the data ends at offset 6");
  Bytes shorter(good_.begin(), good_.end() - 2);
  for (const auto& path : {write(shorter), write_gzip(shorter)})
    EXPECT_EQ(
        message(path),
        ": truncated: expected the elements of 2 x 3 of 6 bytes from offset 12, found 4: the data ends at offset 16");
}

TEST_F(Idx, EndsTooLate) {
  Bytes longer = good_;
  longer.push_back(7);
  EXPECT_EQ(message(write_gzip(longer)), ": size mismatch: expected the end of the data at offset 18, found more");
}

TEST_F(Idx, NonsenseDimensions) {
  EXPECT_EQ(message(write({0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255})),
            ": dimension 1 at offset 8 is 4294967295: more data than any file holds");
  // Much, but possible: asks for no more memory than there is data.
  EXPECT_EQ(
      message(write({0, 0, 8, 1, 127, 255, 255, 255, 1})),
      ": truncated: expected the elements of 2147483647 of 2147483647 bytes from offset 8, found 1: the data ends at "
      "offset 9");
}

TEST_F(Idx, DamagedCompression) {
  Bytes large(100000);
  std::mt19937 random(1);
  for (auto& byte : large) byte = std::uint8_t(random());
  const Bytes header{0, 0, 8, 1, 0, 1, 0x86, 0xA0};
  std::copy(header.begin(), header.end(), large.insert(large.begin(), header.size(), 0));
  Bytes file = read(write_gzip(large));

  Bytes cut(file.begin(), file.begin() + 50000);
  const std::string truncated = message(write(cut, "cut.gz"));
  EXPECT_NE(truncated.find(": truncated: the compressed file ends at offset 50000"), std::string::npos) << truncated;

  Bytes flipped = file;
  flipped[file.size() - 6] ^= 1;  // in the checksum
  const std::string corrupt = message(write(flipped, "flipped.gz"));
  EXPECT_NE(corrupt.find(": corrupt gzip data before offset"), std::string::npos) << corrupt;
  EXPECT_NE(corrupt.find("incorrect data check"), std::string::npos) << corrupt;
}

TEST_F(Idx, FashionMnistChecksThatItsFilesBelongTogether) {
  auto images = [](long count, int side) {
    Bytes bytes{0, 0, 8, 3, 0, 0, 0, std::uint8_t(count), 0, 0, 0, std::uint8_t(side), 0, 0, 0, std::uint8_t(side)};
    bytes.resize(bytes.size() + std::size_t(count * side * side), 255);
    return bytes;
  };
  auto said = [&] {
    try {
      fashion_mnist(folder_);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(said().find((folder_ / "train-images-idx3-ubyte.gz: no such file").string()), 0u) << said();
  write_gzip(images(2, 28), "train-images-idx3-ubyte.gz");
  write_gzip({0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2}, "train-labels-idx1-ubyte.gz");
  EXPECT_NE(said().find("train-labels-idx1-ubyte.gz: expected 2 labels"), std::string::npos) << said();
  write_gzip({0, 0, 9, 1, 0, 0, 0, 2, 0, 9}, "train-labels-idx1-ubyte.gz");
  EXPECT_NE(said().find("expected bytes (U8) at offset 2, found I8"), std::string::npos) << said();
  write_gzip({0, 0, 8, 1, 0, 0, 0, 2, 0, 10}, "train-labels-idx1-ubyte.gz");
  EXPECT_NE(said().find("expected a class from 0 to 9 at offset 9, found 10"), std::string::npos) << said();
  write_gzip({0, 0, 8, 1, 0, 0, 0, 2, 0, 9}, "train-labels-idx1-ubyte.gz");
  write(images(1, 27), "t10k-images-idx3-ubyte");  // not compressed: found too
  write({0, 0, 8, 1, 0, 0, 0, 1, 4}, "t10k-labels-idx1-ubyte");
  EXPECT_NE(said().find("expected images of 28 x 28 pixels at offset 8, found 27 x 27"), std::string::npos) << said();
  write(images(1, 28), "t10k-images-idx3-ubyte");
  const auto [train, test] = fashion_mnist(folder_);
  EXPECT_EQ(train.size(), 2);
  EXPECT_EQ(train.inputs(1, 783), 1);
  EXPECT_EQ(test.targets, Labels{4});
  const auto bytes = fashion_mnist_bytes(folder_);
  EXPECT_EQ(bytes.train.inputs(1, 783), 255);
  EXPECT_EQ(take_rows(bytes.train.inputs, std::array{0L, 1L}), train.inputs);
  EXPECT_EQ(bytes.test.targets, test.targets);
}

TEST(Rows, AreTakenInTheOrderAskedFor) {
  const Tensor<float, dyn, 2> x{0, 1, 10, 11, 20, 21};
  const long rows[] = {2, 0, 2};
  EXPECT_EQ(take_rows(x, rows), (Tensor<float, dyn, 2>{20, 21, 0, 1, 20, 21}));
  EXPECT_EQ(take_rows(Labels{5, 6, 7}, rows), (Labels{7, 5, 7}));
  const Tensor<std::uint8_t, dyn, 2> bytes{0, 51, 255, 1, 2, 3};
  EXPECT_EQ(take_rows(bytes, std::array{1L, 0L}), (Tensor<float, dyn, 2>{1, 1.0f / 255, 0, 0.2f}));
}

}  // namespace
}  // namespace retrograd::data
