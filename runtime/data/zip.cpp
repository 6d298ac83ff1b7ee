// The archive ends with a record that says where its directory is; the directory has an entry for each member, which
// says where that is. (PKWARE's APPNOTE.TXT, sections 4.3 and 4.4)
#include "zip.h"

#include "byte_reader.h"
#include "files.h"

#include <zlib.h>

#include <limits>

namespace retrograd::data {
namespace {

constexpr std::uint64_t end_signature = 0x06054b50, entry_signature = 0x02014b50, member_signature = 0x04034b50;
constexpr std::size_t end_size = 22;

struct Member {
  std::string name;
  std::uint64_t flags, method, checksum, compressed, size, offset;
};

// The end record is the last thing in the file, but for a comment of at most 65535 bytes.
void find_end(ByteReader& in) {
  if (in.size() < end_size)
    in.fail(fmt::format("truncated: expected a zip archive's end record of {} bytes, the file ends at offset {}",
                        end_size, in.size()));
  const std::size_t lowest = in.size() > end_size + 65535 ? in.size() - end_size - 65535 : 0;
  for (std::size_t place = in.size() - end_size + 1; place-- > lowest;) {
    in.go_to(place, "the end record");
    if (in.take_little_endian(4, "a signature") == end_signature) return;
  }
  in.fail(fmt::format(
      "no zip archive, or a truncated one: expected an end record (50 4b 05 06) at an offset from {} to {}, found none",
      lowest, in.size() - end_size));
}

Member read_entry(ByteReader& in) {
  const std::size_t start = in.offset();
  if (in.take_little_endian(4, "an entry of the directory") != entry_signature)
    in.fail(fmt::format("damaged: expected an entry of the directory at offset {}", start));
  Member member;
  in.take(4, "versions");
  member.flags = in.take_little_endian(2, "flags");
  member.method = in.take_little_endian(2, "a method");
  in.take(4, "a time");
  member.checksum = in.take_little_endian(4, "a checksum");
  member.compressed = in.take_little_endian(4, "a size");
  member.size = in.take_little_endian(4, "a size");
  const auto name = in.take_little_endian(2, "a name's length"), extra = in.take_little_endian(2, "a length"),
             comment = in.take_little_endian(2, "a length");
  in.take(8, "attributes");
  member.offset = in.take_little_endian(4, "a place");
  member.name = in.take_text(name, "a name");
  in.take(extra + comment, "extra fields");
  if (std::max({member.compressed, member.size, member.offset}) == 0xffffffffu)
    in.fail(fmt::format("member '{}', whose entry is at offset {}, is larger than 4 GB: not supported", member.name,
                        start));
  return member;
}

std::vector<std::byte> read_member(ByteReader& in, const Member& member, const std::string& file) {
  if ((member.flags & 1) != 0)
    in.fail(fmt::format("member '{}' at offset {} is encrypted", member.name, member.offset));
  in.go_to(member.offset, "a member");
  if (in.take_little_endian(4, "a member") != member_signature)
    in.fail(fmt::format("damaged: expected member '{}' at offset {}", member.name, member.offset));
  in.take(22, "a member's head");
  const auto name = in.take_little_endian(2, "a length"), extra = in.take_little_endian(2, "a length");
  in.take(name + extra, "a member's name");
  const auto data = in.take(member.compressed, fmt::format("member '{}'", member.name).c_str());
  std::vector<std::byte> bytes;
  if (member.method == 0)
    bytes.assign(data.begin(), data.end());
  else if (member.method == 8)
    bytes = inflate_all(fmt::format("{}: member '{}' at offset {}", file, member.name, member.offset), data.data(),
                        data.size(), member.size, true);
  else
    in.fail(fmt::format("member '{}' at offset {} is compressed by method {}: only 0 and 8 are supported", member.name,
                        member.offset, member.method));
  if (bytes.size() != member.size ||
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != member.checksum)
    in.fail(fmt::format("damaged: member '{}' at offset {} has another checksum", member.name, member.offset));
  return bytes;
}

}  // namespace

std::vector<std::byte> inflate_all(const std::string& name, const std::byte* data, std::size_t size,
                                   std::size_t expected, bool raw) {
  // What is claimed may be nonsense: no more memory than deflate could fill (a factor of 1032).
  if (expected / 1032 > size + 1)
    throw DataError(fmt::format("{}: damaged: {} bytes can't hold {}", name, size, expected));
  if (size > std::numeric_limits<uInt>::max() || expected >= std::numeric_limits<uInt>::max())
    throw DataError(name + ": more than 4 GB");
  std::vector<std::byte> bytes(expected + 1);  // one more, to notice when there is more
  z_stream stream{};
  if (inflateInit2(&stream, raw ? -MAX_WBITS : MAX_WBITS) != Z_OK) throw std::bad_alloc();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(data));
  stream.avail_in = static_cast<uInt>(size);
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  const int result = inflate(&stream, Z_FINISH);
  const std::string reason = stream.msg != nullptr ? stream.msg : "the data ends too early or too late";
  const std::size_t got = stream.total_out, used = stream.total_in;
  inflateEnd(&stream);
  if (result != Z_STREAM_END || got != expected)
    throw DataError(
        fmt::format("{}: damaged: expected {} bytes decompressed, found {} after {} of {} compressed ones ({})", name,
                    expected, got, used, size, reason));
  bytes.resize(expected);
  return bytes;
}

std::map<std::string, std::vector<std::byte>> read_zip(const std::filesystem::path& file) {
  const std::vector<std::byte> bytes = read_whole_file(file);
  ByteReader in(file.string(), bytes);
  find_end(in);
  in.take(6, "disk numbers");
  const auto count = in.take_little_endian(2, "the number of members");
  in.take(4, "the directory's size");
  in.go_to(in.take_little_endian(4, "the directory's place"), "the directory");
  std::map<std::string, std::vector<std::byte>> members;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Member member = read_entry(in);
    const std::size_t next = in.offset();
    members[member.name] = read_member(in, member, file.string());
    in.go_to(next, "the directory");
  }
  return members;
}

}  // namespace retrograd::data
