// CSV, NumPy's files and pictures: good ones, and each kind of damage with the message that names its place.
#include "retrograd/data.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <functional>
#include <random>

namespace retrograd::data {
namespace {

class Files : public testing::Test {
protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("retrograd_files_" + std::to_string(std::random_device()()));
    std::filesystem::create_directories(folder_);
    file_ = folder_ / "file";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path& write(const std::string& bytes) {
    std::ofstream(file_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file_;
  }
  using Read = std::function<void(const std::filesystem::path&)>;
  std::string message(const std::string& bytes, const Read& read) {
    try {
      read(write(bytes));
    } catch (const DataError& error) {
      return std::string(error.what()).substr(file_.string().size());  // each begins with the file's name
    }
    return "no error";
  }
  // Every shorter file, and every file with one byte changed, is read, or refused by a DataError; never more than that.
  void expect_no_harm(const std::string& bytes, const Read& read, bool truncation_is_damage = true) {
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_TRUE(message(bytes.substr(0, size), read) != "no error" || !truncation_is_damage) << "cut at " << size;
    for (std::size_t place = 0; place < bytes.size(); ++place) {
      std::string other = bytes;
      other[place] ^= "\x01\x20\x80"[place % 3];
      message(other, read);
    }
  }

  std::filesystem::path folder_, file_;
};

TEST_F(Files, Csv) {
  const Csv plain = read_csv(write("1,2.5,-3e2\r\n\r\n+4, 5 ,nan\n"));
  EXPECT_TRUE(plain.names.empty());
  EXPECT_EQ(plain.values.shape(), (std::array<long, 2>{2, 3}));
  EXPECT_EQ(plain.values(0, 2), -300);
  EXPECT_EQ(plain.values(1, 0), 4);
  EXPECT_TRUE(std::isnan(plain.values(1, 2)));
  const Csv named = read_csv(write("\xef\xbb\xbf"
                                   "\"a \"\"b\"\"\";x\n\"1\";2\n3;4"),
                             {.separator = ';'});
  EXPECT_EQ(named.names, (std::vector<std::string>{"a \"b\"", "x"}));
  EXPECT_EQ(named.column("x"), 1);
  const long columns[] = {1, 0, 1};
  EXPECT_EQ(named.columns(columns)(1, 2), 4);
  EXPECT_THROW(named.column("y"), DataError);
}

TEST_F(Files, DamagedCsv) {
  auto read = [](const auto& file) { read_csv(file); };
  EXPECT_EQ(message("a,b\n1,2\n3\n", read), ": line 3, offset 8: expected 2 cells, as in the first row, found 1");
  EXPECT_EQ(message("1,2\n3,x\n", read), ": line 2, offset 6: expected a number in column 2, found 'x'");
  EXPECT_EQ(message("1,2\n\n3,\n", read), ": line 3, offset 7: expected a number in column 2, found ''");
  EXPECT_EQ(message("1,2\n\"3,4\n", read), ": line 2, offset 4: a quote that is never closed");
  EXPECT_EQ(message("1,\"2\"3\n", read), ": line 1, offset 5: expected a separator behind a closing quote");
  EXPECT_EQ(message("a,b\n", read), ": line 2, offset 4: expected a row of numbers, found the end");
  EXPECT_EQ(message("", read), ": line 1, offset 0: expected a row of numbers, found the end");
  expect_no_harm("a,\"b\"\n1,2\n3,4\n", read, false);
}

// A damaged row of numbers must not be lost as names.
TEST_F(Files, CsvWithNumbersAmongTheNames) {
  auto read = [](const auto& file) { read_csv(file); };
  EXPECT_EQ(message("1,2x\n3,4\n5,6\n", read),
            ": line 1, offset 2: expected a number in column 2, found '2x' (a row of names holds names alone, and no "
            "number)");
  EXPECT_EQ(message("\n\"x y\",7\n3,4\n", read).find(": line 2, offset 1: expected a number in column 1, found 'x y'"),
            0u);
  EXPECT_EQ(message("1,\n3,4\n", read).find(": line 1, offset 2: expected a number in column 2, found ''"), 0u);
  EXPECT_EQ(message(" ,\n3,4\n", read).find(": line 1, offset 0: expected a number in column 1, found ' '"), 0u);
  EXPECT_EQ(read_csv(write(",1x1\n3,4\n")).names, (std::vector<std::string>{"", "1x1"}));
}

// `window_bits` as zlib has it: negative for raw data, 16 more for gzip's header.
std::string deflated(const std::string& data, int window_bits) {
  std::string out(compressBound(data.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST_F(Files, GzipMembersInARowAndNothingBehindThem) {
  const auto gzipped = [](const std::string& data) { return deflated(data, MAX_WBITS + 16); };
  auto read = [](const auto& file) { read_csv(file); };
  EXPECT_EQ(read_text(write("plain\n")), "plain\n");
  EXPECT_EQ(read_text(write(gzipped("packed\n"))), "packed\n");
  const std::string first = gzipped("1,2\n"), second = gzipped("3,4\n");
  EXPECT_EQ(read_csv(write(first + second)).values, read_csv(write("1,2\n3,4\n")).values);
  EXPECT_EQ(message(first + "junk", read), ": size mismatch: expected the end of the gzip data at offset " +
                                               std::to_string(first.size()) + ", found something else behind it");
  EXPECT_EQ(message(first + second + "\x1f", read).find(": size mismatch: expected the end of the gzip data"), 0u);
  EXPECT_EQ(message(first + second.substr(0, 2), read).find(": truncated: the compressed file ends at offset "), 0u);
  std::string large;  // more than a buffer
  for (int i = 0; i < 100000; ++i) large += std::to_string(i * 7919L % 1000003) + ",1\n";
  for (const std::string& file : {large, gzipped(large)}) {
    const Csv table = read_csv(write(file));
    ASSERT_EQ(table.values.rows(), 100000);
    EXPECT_EQ(table.values(99999, 0), 99999 * 7919L % 1000003);
  }
  expect_no_harm(first + second, read, false);
}

std::string npy(const std::string& header, const std::string& numbers) {
  std::string text = header;
  text.append((64 - (10 + text.size() + 1) % 64) % 64, ' ');
  text += '\n';
  return std::string("\x93NUMPY\x01\x00", 8) + char(text.size() & 255) + char(text.size() >> 8) + text + numbers;
}
const std::string good_npy = npy("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }",
                                 std::string("\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\xff\xff", 12));

TEST_F(Files, Npy) {
  using Matrix = Tensor<float, dyn, 3>;
  EXPECT_EQ((read_npy(write(good_npy)).to<Matrix>()), (Matrix{1, 2, 3, 4, 5, -1}));
  const auto swapped = npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }",
                           std::string("\x00\x01\x00\x04\x00\x02\x00\x05\x00\x03\x00\x06", 12));
  EXPECT_EQ((read_npy(write(swapped)).to<Matrix>()), (Matrix{1, 2, 3, 4, 5, 6}));
  const Array number = read_npy(write(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (), }", "\x01")));
  EXPECT_TRUE(number.shape.empty());
  EXPECT_EQ(number.size(), 1);
  EXPECT_THROW((read_npy(write(good_npy)).to<Tensor<float, dyn, 2>>()), ShapeError);
  EXPECT_THROW((read_npy(write(good_npy)).to<Tensor<float, dyn>>()), ShapeError);
  const auto halves = npy("{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }",
                          std::string("\x00\x3e\x00\xc0\x01\x00\x00\x7c", 8));
  EXPECT_EQ((read_npy(write(halves)).to<Tensor<float, dyn>>()), (Tensor<float, dyn>{1.5, -2, 0x1p-24f, INFINITY}));
}

TEST_F(Files, DamagedNpy) {
  auto read = [](const auto& file) { read_npy(file); };
  EXPECT_EQ(message("hello, world", read), ": no NumPy file: expected 93 'NUMPY' at offset 0");
  EXPECT_EQ(message(good_npy.substr(0, good_npy.size() - 1), read),
            ": truncated: expected the numbers of 2 x 3 of 12 bytes from offset 128, the file ends at offset 139");
  EXPECT_EQ(message(good_npy + "x", read), ": size mismatch: expected the end at offset 140, found 141 bytes");
  EXPECT_EQ(message(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "x"), read),
            ": header at offset 10: the type '|O' is not supported");
  EXPECT_EQ(message(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (x,), }", "x"), read),
            ": header at offset 10: the shape is no tuple of numbers");
  EXPECT_EQ(message(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999, 9999999,), }", "x"), read),
            ": header at offset 10: the shape 9999999 x 9999999 is larger than any file");
  EXPECT_EQ(message(npy("{'descr': '<f4', 'shape': (0,), }", ""), read),
            ": header at offset 10: has no 'fortran_order'");
  expect_no_harm(good_npy, read);
}

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}
std::string big(std::uint64_t value, int bytes) {
  const std::string text = little(value, bytes);
  return {text.rbegin(), text.rend()};
}
std::uint64_t checksum(const std::string& data) {
  return crc32(0, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(data.size()));
}

// As Python's zipfile writes it: one stored and one deflated member.
std::string zip() {
  std::string members, directory;
  int count = 0;
  for (const auto& [name, method] : {std::pair{"a.npy", 0}, {"b.npy", 8}}) {
    const std::string data = method == 0 ? good_npy : deflated(good_npy, -MAX_WBITS);
    const std::string common = little(0, 2) + little(std::uint64_t(method), 2) + little(0, 4) +
                               little(checksum(good_npy), 4) + little(data.size(), 4) + little(good_npy.size(), 4) +
                               little(5, 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 4) + common + little(0, 2) + little(0, 8) + little(members.size(), 4) + name;
    members += "PK\x03\x04" + little(20, 2) + common + name + data;
    ++count;
  }
  return members + directory + "PK\x05\x06" + little(0, 4) + little(std::uint64_t(count), 2) +
         little(std::uint64_t(count), 2) + little(directory.size(), 4) + little(members.size(), 4) + little(0, 2);
}

TEST_F(Files, Npz) {
  const auto arrays = read_npz(write(zip()));
  ASSERT_EQ(arrays.size(), 2u);
  for (const char* name : {"a", "b"})
    EXPECT_EQ((arrays.at(name).to<Tensor<int, 2, 3>>()), (Tensor<int, 2, 3>{1, 2, 3, 4, 5, -1}));
}

TEST_F(Files, DamagedNpz) {
  auto read = [](const auto& file) { read_npz(file); };
  EXPECT_EQ(message("short", read),
            ": truncated: expected a zip archive's end record of 22 bytes, the file ends at offset 5");
  EXPECT_EQ(
      message(std::string(100, 'x'), read),
      ": no zip archive, or a truncated one: expected an end record (50 4b 05 06) at an offset from 0 to 78, found "
      "none");
  std::string changed = zip();
  changed[35 + 128] ^= 1;  // a number of the first member
  EXPECT_EQ(message(changed, read), ": damaged: member 'a.npy' at offset 0 has another checksum");
  expect_no_harm(zip(), read);
}

TEST_F(Files, Pnm) {
  const Picture grey = read_image(write("P2\n# a comment\n2 1\n4\n1 3\n"));
  EXPECT_EQ(grey.shape(), (std::array<long, 3>{1, 2, 1}));
  EXPECT_EQ(grey(0, 0, 0), 0.25f);
  EXPECT_EQ(grey(0, 1, 0), 0.75f);
  const Picture colour = read_image(write(std::string("P6 1 2 255\n\xff\x00\x33\x00\x00\xff", 17)));
  EXPECT_EQ(colour.shape(), (std::array<long, 3>{2, 1, 3}));
  EXPECT_EQ(colour(0, 0, 0), 1);
  EXPECT_EQ(colour(0, 0, 2), 0.2f);
  EXPECT_EQ(colour(1, 0, 2), 1);
  const Picture deep = read_image(write(std::string("P5 1 1 65535\n\x80\x00", 15)));
  EXPECT_EQ(deep(0, 0, 0), 32768.0f / 65535.0f);
}

TEST_F(Files, DamagedPnm) {
  auto read = [](const auto& file) { read_image(file); };
  EXPECT_EQ(message("BM", read), ": no picture: expected P2, P3, P5, P6 or 89 'PNG' at offset 0, found 42 4d");
  EXPECT_EQ(message("P5 2 2 255\nabc", read),
            ": truncated: expected the samples of 4 bytes from offset 11, the file ends at offset 14");
  EXPECT_EQ(message("P5 0 2 255\n", read), ": a picture of 0 x 2 at offset 2: impossible or too large");
  EXPECT_EQ(message("P5 2 x", read), ": expected the height at offset 5");
  EXPECT_EQ(message("P5 1 1 3\n\x04", read), ": the sample at offset 9 is 4, the largest value is 3");
  EXPECT_EQ(message("P5 1 1 70000\n\x04", read), ": the largest value at offset 6 is 70000, it must be 1 to 65535");
  EXPECT_EQ(message("P2 9 9 3\n1", read),
            ": truncated: expected 9 x 9 samples from offset 8, the file ends at offset 10");
  expect_no_harm("P2\n2 2\n9\n1 2 3 4", read, false);
}

std::string chunk(const std::string& type, const std::string& data) {
  return big(data.size(), 4) + type + data + big(checksum(type + data), 4);
}
std::string png(int width, int height, int depth, int colour, const std::string& rows, const std::string& more = "",
                int interlaced = 0) {
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR", big(std::uint64_t(width), 4) + big(std::uint64_t(height), 4) + char(depth) + char(colour) +
                           std::string(2, '\0') + char(interlaced)) +
         more + chunk("IDAT", deflated(rows, MAX_WBITS)) + chunk("IEND", "");
}

TEST_F(Files, PngFilters) {
  // The same grey row, 10 20 30 50, five times, through each filter.
  const std::string rows = std::string("\x00\x0a\x14\x1e\x32", 5) + "\x01\x0a\x0a\x0a\x14" +
                           std::string("\x02\x00\x00\x00\x00", 5) + "\x03\x05\x05\x05\x0a" +
                           std::string("\x04\x00\x00\x00\x00", 5);
  const Picture picture = read_image(write(png(4, 5, 8, 0, rows)));
  ASSERT_EQ(picture.shape(), (std::array<long, 3>{5, 4, 1}));
  for (long y = 0; y < 5; ++y) {
    const float expected[] = {10, 20, 30, 50};
    for (long x = 0; x < 4; ++x) EXPECT_FLOAT_EQ(picture(y, x, 0) * 255, expected[x]) << y << " " << x;
  }
}

TEST_F(Files, PngColours) {
  EXPECT_EQ(read_image(write(png(1, 1, 16, 0, std::string("\x00\x80\x00", 3))))(0, 0, 0), 32768.0f / 65535.0f);
  const Picture bits = read_image(write(png(3, 1, 1, 0, std::string("\x00\xa0", 2))));
  EXPECT_EQ(bits(0, 0, 0), 1);
  EXPECT_EQ(bits(0, 1, 0), 0);
  EXPECT_EQ(bits(0, 2, 0), 1);
  const Picture rgba = read_image(write(png(1, 1, 8, 6, std::string("\x00\xff\x00\x33\x66", 5))));
  EXPECT_EQ(rgba.dim(2), 4);
  EXPECT_EQ(rgba(0, 0, 3), 0.4f);
  const std::string palette = chunk("PLTE", std::string("\x00\x00\x00\xff\x33\x00", 6)) + chunk("tRNS", "\x33");
  const Picture indexed = read_image(write(png(2, 1, 2, 3, std::string("\x00\x10", 2), palette)));
  EXPECT_EQ(indexed.dim(2), 4);
  EXPECT_EQ(indexed(0, 0, 3), 0.2f);
  EXPECT_EQ(indexed(0, 1, 0), 1);
  EXPECT_EQ(indexed(0, 1, 1), 0.2f);
  EXPECT_EQ(indexed(0, 1, 3), 1);
}

TEST_F(Files, DamagedPng) {
  auto read = [](const auto& file) { read_image(file); };
  const std::string good = png(2, 2, 8, 0, std::string("\x00\x01\x02\x00\x03\x04", 6));
  std::string changed = good;
  changed[20] ^= 1;
  EXPECT_EQ(message(changed, read), ": damaged: chunk IHDR at offset 8 has another checksum");
  EXPECT_EQ(message(good.substr(0, 40), read).find(": truncated: expected "), 0u);
  EXPECT_EQ(message(png(2, 2, 8, 0, std::string("\x00\x01\x02", 3)), read)
                .find(": IDAT at offset 33: damaged: expected 6 bytes "),
            0u);
  EXPECT_EQ(message(png(1, 1, 8, 0, "\x07\x01"), read),
            ": damaged: row 0, decompressed from IDAT at offset 33, has the unknown filter 7");
  EXPECT_EQ(message(png(1, 1, 3, 0, "\x01\x01"), read), ": damaged: depth 3 and colour type 0 at offset 24");
  EXPECT_EQ(message(png(1, 1, 8, 0, std::string("\x00\x01", 2), "", 1), read),
            ": is interlaced (Adam7, at offset 28), which is not supported");
  EXPECT_EQ(message(png(1, 1, 8, 3, std::string("\x00\x05", 2), chunk("PLTE", "abc")), read),
            ": damaged: row 0 uses colour 5, PLTE at offset 33 has 1");
  EXPECT_EQ(message(png(1, 1, 8, 0, std::string("\x00\x01", 2), chunk("ABCD", "")), read),
            ": the chunk ABCD at offset 33 is unknown, and not optional");
  expect_no_harm(good, read);
}

}  // namespace
}  // namespace retrograd::data
