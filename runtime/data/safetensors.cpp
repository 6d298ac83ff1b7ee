// Eight bytes: the header's length, least significant first; the header, JSON: {"name": {"dtype": "F32", "shape": [2,
// 3], "data_offsets": [begin, end]}, …, "__metadata__": {"key": "text"}}; the tensors' bytes, without gaps.
#include "retrograd/safetensors.h"

#include "files.h"

#include <fmt/format.h>
#include <zlib.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <set>

namespace retrograd::data {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t length_bytes = 8;
constexpr std::size_t longest_header = 100'000'000;  // as other readers have it
constexpr const char* metadata_key = "__metadata__";

constexpr const char* checksum_prefix = "crc32 of ";

std::string checksum(const void* data, std::size_t size) {
  return fmt::format("{:08x}", crc32_z(crc32_z(0, nullptr, 0), static_cast<const Bytef*>(data), size));
}

struct Entry {
  std::string name;
  ElementType type;
  std::vector<long> shape;
  std::size_t begin, end;  // behind the header
};

class Reader {
public:
  explicit Reader(const std::filesystem::path& file) : file_(file), bytes_(read_whole_file(file)) {}

  Safetensors read() {
    const Json header = read_header();
    Safetensors result;
    std::vector<Entry> entries;
    for (const auto& [name, value] : header.items()) {
      if (name == metadata_key)
        result.metadata = read_metadata(value);
      else
        entries.push_back(read_entry(name, value));
    }
    check_places(entries);
    for (const Entry& entry : entries) {
      const auto first = bytes_.begin() + static_cast<std::ptrdiff_t>(data_ + entry.begin);
      result.tensors[entry.name] = {
          entry.type, entry.shape, {first, first + static_cast<std::ptrdiff_t>(entry.end - entry.begin)}};
    }
    check_sums(result, entries);
    return result;
  }

private:
  [[noreturn]] void fail(const std::string& message) const { throw DataError(file_.string() + ": " + message); }
  [[noreturn]] void fail(const std::string& tensor, const std::string& message) const {
    fail(fmt::format("tensor '{}': {}", tensor, message));
  }
  [[noreturn]] void fail_header(const std::string& message) const {
    fail(fmt::format("damaged header at offset {}: {}", length_bytes, message));
  }
  [[noreturn]] void fail_header(const std::string& tensor, const std::string& message) const {
    fail_header(fmt::format("tensor '{}': {}", tensor, message));
  }

  Json read_header() {
    if (bytes_.size() < length_bytes)
      fail(fmt::format("truncated: expected the header's length of 8 bytes at offset 0, found {}", bytes_.size()));
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
      length |= std::uint64_t(static_cast<std::uint8_t>(bytes_[i])) << (8 * i);
    if (length > longest_header)
      fail(fmt::format("not a safetensors file: the header's length at offset 0 is {}", length));
    if (length > bytes_.size() - length_bytes)
      fail(fmt::format("truncated: expected a header of {} bytes from offset 8, found {}", length,
                       bytes_.size() - length_bytes));
    data_ = length_bytes + length;
    const char* first = reinterpret_cast<const char*>(bytes_.data()) + length_bytes;
    return parse(first, first + length);
  }

  // A name that is there twice would hide one of the two.
  Json parse(const char* first, const char* last) {
    std::set<std::string> names;
    auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
      if (event == Json::parse_event_t::key && depth == 1 && !names.insert(value.get<std::string>()).second)
        fail_header(fmt::format("'{}' is there twice", value.get<std::string>()));
      return true;
    };
    try {
      Json header = Json::parse(first, last, watch);
      if (!header.is_object()) fail_header("expected a JSON object");
      return header;
    } catch (const Json::parse_error& error) {
      fail(fmt::format("damaged header: no JSON at offset {}: not a safetensors file, or a damaged one",
                       length_bytes + error.byte));
    }
  }

  std::map<std::string, std::string> read_metadata(const Json& value) {
    std::map<std::string, std::string> result;
    if (!value.is_object()) fail_header("__metadata__ is no JSON object");
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) fail_header(fmt::format("'{}' in __metadata__ is no text", key));
      result[key] = text.get<std::string>();
    }
    return result;
  }

  Entry read_entry(const std::string& name, const Json& value) {
    auto is_list = [](const Json& list) {
      return list.is_array() && std::ranges::all_of(list, [](const Json& n) { return n.is_number_unsigned(); });
    };
    if (!value.is_object() || !value.contains("dtype") || !value["dtype"].is_string() || !value.contains("shape") ||
        !is_list(value["shape"]) || !value.contains("data_offsets") || !is_list(value["data_offsets"]) ||
        value["data_offsets"].size() != 2)
      fail_header(name, "expected dtype, shape and two data_offsets");
    Entry entry{name, read_type(name, value["dtype"].get<std::string>()), value["shape"].get<std::vector<long>>(),
                value["data_offsets"][0].get<std::size_t>(), value["data_offsets"][1].get<std::size_t>()};
    std::size_t size = size_of(entry.type);
    for (long dimension : entry.shape) {
      const auto n = static_cast<std::size_t>(dimension);
      if (dimension < 0 || (n != 0 && size > (std::size_t(1) << 48) / n)) fail_header(name, "impossible shape");
      size *= n;
    }
    if (entry.end < entry.begin || entry.end - entry.begin != size)
      fail_header(name, fmt::format("{} of shape {} are {} bytes, but data_offsets are {} and {}", name_of(entry.type),
                                    shape_text(entry.shape), size, entry.begin, entry.end));
    return entry;
  }

  ElementType read_type(const std::string& name, const std::string& text) {
    for (int i = 0; i <= static_cast<int>(ElementType::Bool); ++i)
      if (text == name_of(static_cast<ElementType>(i))) return static_cast<ElementType>(i);
    fail_header(name, fmt::format("unknown type '{}'", text));
  }

  // Neither gaps nor overlaps, and the file ends where the last tensor does.
  void check_places(std::vector<Entry>& entries) {
    std::ranges::stable_sort(entries, {}, &Entry::begin);
    std::size_t place = 0;
    for (const Entry& entry : entries) {
      if (entry.begin != place)
        fail_header(entry.name, fmt::format("begins at {} where {} was expected", entry.begin, place));
      place = entry.end;
      if (place > bytes_.size() - data_)
        fail(entry.name, fmt::format("truncated: expected {} bytes from offset {}, the file ends at offset {}",
                                     entry.end - entry.begin, data_ + entry.begin, bytes_.size()));
    }
    if (data_ + place != bytes_.size())
      fail(fmt::format("size mismatch: expected the end of the file at offset {}, found {} bytes", data_ + place,
                       bytes_.size()));
  }

  // Checksums are ours: other writers have none.
  void check_sums(Safetensors& all, const std::vector<Entry>& entries) const {
    for (const Entry& entry : entries) {
      const auto sum = all.metadata.find(checksum_prefix + entry.name);
      if (sum == all.metadata.end()) continue;
      const Array& array = all.tensors.at(entry.name);
      const std::string found = checksum(array.bytes.data(), array.bytes.size());
      if (found != sum->second)
        fail(entry.name, fmt::format("damaged: its numbers from offset {} have the checksum {}, expected {}",
                                     data_ + entry.begin, found, sum->second));
      all.metadata.erase(sum);
    }
  }

  std::filesystem::path file_;
  std::vector<std::byte> bytes_;
  std::size_t data_ = 0;  // where the tensors' bytes begin
};

template <class T>
void describe(const std::vector<Parameter<T>>& tensors, const char* type, Json& header, std::size_t& place) {
  for (const Parameter<T>& tensor : tensors) {
    header[metadata_key][checksum_prefix + tensor.name] = checksum(tensor.values.data(), tensor.values.size_bytes());
    const std::size_t end = place + tensor.values.size_bytes();
    if (header.contains(tensor.name)) throw DataError(fmt::format("two tensors are called '{}'", tensor.name));
    header[tensor.name] = {{"dtype", type}, {"shape", tensor.shape}, {"data_offsets", {place, end}}};
    place = end;
  }
}

template <class T>
void check_values(const Safetensors& from, const std::vector<Parameter<T>>& to, ElementType type,
                  const std::filesystem::path& file) {
  for (const Parameter<T>& parameter : to) {
    auto fail = [&](const std::string& message) {
      throw DataError(fmt::format("{}: tensor '{}': {}", file.string(), parameter.name, message));
    };
    const auto found = from.tensors.find(parameter.name);
    if (found == from.tensors.end()) fail("is not in the file");
    const Array& array = found->second;
    if (array.type != type) fail(fmt::format("is {} in the file, {} here", name_of(array.type), name_of(type)));
    if (array.shape != parameter.shape)
      fail(fmt::format("is {} in the file, {} here", array.shape.empty() ? "a number" : shape_text(array.shape),
                       parameter.shape.empty() ? "a number" : shape_text(parameter.shape)));
  }
}

}  // namespace

Safetensors read_safetensors(const std::filesystem::path& file) { return Reader(file).read(); }

void write_safetensors(const std::filesystem::path& file, const Parameters& tensors,
                       const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  header[metadata_key] = Json(metadata);
  std::size_t place = 0;
  describe(tensors.float64, "F64", header, place);  // the wider first: all are aligned then
  describe(tensors.float32, "F32", header, place);
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');
  AtomicFile out(file);
  char length[length_bytes];
  for (std::size_t i = 0; i < length_bytes; ++i) length[i] = static_cast<char>(text.size() >> (8 * i));
  out.write(length, length_bytes);
  out.write(text.data(), text.size());
  for (const auto& tensor : tensors.float64) out.write(tensor.values.data(), tensor.values.size_bytes());
  for (const auto& tensor : tensors.float32) out.write(tensor.values.data(), tensor.values.size_bytes());
  out.commit();
}

void take_values(const Safetensors& from, const Parameters& to, const std::filesystem::path& file) {
  check_values(from, to.float32, ElementType::Float32, file);
  check_values(from, to.float64, ElementType::Float64, file);
  std::set<std::string> names;
  for (const auto& parameter : to.float32) names.insert(parameter.name);
  for (const auto& parameter : to.float64) names.insert(parameter.name);
  for (const auto& [name, array] : from.tensors)
    if (!names.contains(name) && !name.starts_with("retrograd/"))
      throw DataError(fmt::format("{}: tensor '{}': is in the file, but not here", file.string(), name));
  for (const auto& parameter : to.float32) from.tensors.at(parameter.name).convert(parameter.values);
  for (const auto& parameter : to.float64) from.tensors.at(parameter.name).convert(parameter.values);
}

}  // namespace retrograd::data
