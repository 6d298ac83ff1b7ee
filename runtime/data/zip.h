// Zip archives: enough of them for NumPy's .npz.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace retrograd::data {

// The members of an archive, decompressed, by name. Throws DataError for a damaged one, and for encryption and methods
// other than stored and deflated.
std::map<std::string, std::vector<std::byte>> read_zip(const std::filesystem::path& file);

// Inflates what zlib deflated: with zlib's own header, or raw (zip). `expected` bytes must come out, else a DataError
// that begins with `name`.
std::vector<std::byte> inflate_all(const std::string& name, const std::byte* data, std::size_t size,
                                   std::size_t expected, bool raw);

}  // namespace retrograd::data
