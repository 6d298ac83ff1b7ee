// What the words of the IR's text mean: shared by printer and parser, so that they can't differ.
#pragma once

#include <string>
#include <string_view>

namespace retrograd::ir {

// An identifier, possibly with scopes: x, ns::N, ::counter.
bool isPlainName(std::string_view text);
// A word that can't be a name unless it is quoted: the type words and statement words of C++ that the text uses.
bool isReservedWord(std::string_view text);
// The name as written: in backticks unless plain and not reserved.
std::string quotedName(std::string_view name);
// "text" with ", \ and control characters escaped.
std::string quotedText(std::string_view text);

// The integer types that need no declaration.
struct KnownInteger {
  const char* spelling;
  unsigned bits;
  bool isSigned;
};
const KnownInteger* findKnownInteger(std::string_view spelling);

inline constexpr std::string_view tapeTypeName = "retrograd::Tape";
inline constexpr unsigned maximumNesting = 200;  // of blocks, and of parentheses in an expression
inline constexpr unsigned maximumExpressionNodes = 5000;

}  // namespace retrograd::ir
