// Files that are either written whole or not at all.
#pragma once

#include <string>

namespace retrograd::frontend {

// Writes a temporary file beside `file`, or what it links to, and renames it: no reader sees half of it. Devices and
// pipes are written to. "-" is the standard output. False with a message in `error`.
bool writeFile(const std::string& file, const std::string& text, std::string& error);

}  // namespace retrograd::frontend
