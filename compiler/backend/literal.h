// C++ literals: constants of the IR as text of exactly their type.
#pragma once

#include "ir/ir.h"

#include <optional>
#include <string>

namespace retrograd::backend {

// The constant `text` of type `type` as C++ writes it: suffixes that the type asks for ("1" as float is "1.0f"),
// the smallest integers, infinity and NaN. Names pass unchanged.
std::string literal(const std::string& text, const ir::Type* type);

// The literal `text` converted to another type, when that is exact: an int's "1" as double is "1.0", as long "1L".
std::optional<std::string> convertedLiteral(const std::string& text, const ir::Type* from, const ir::Type* to);

// Begins like a number.
bool isLiteral(const std::string& text);

// int, unsigned long, char, std::size_t, …: not an enumeration, which converts differently.
bool isBuiltinInteger(const ir::Type* type);

}  // namespace retrograd::backend
