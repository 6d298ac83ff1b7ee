#include "ir/parse_words.h"

#include "ir/print.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>

namespace retrograd::ir {

namespace {
constexpr KnownInteger knownIntegers[] = {{"int", 32, true},
                                          {"long", 64, true},
                                          {"char", 8, true},
                                          {"signed char", 8, true},
                                          {"unsigned char", 8, false},
                                          {"short", 16, true},
                                          {"unsigned short", 16, false},
                                          {"unsigned int", 32, false},
                                          {"unsigned long", 64, false},
                                          {"long long", 64, true},
                                          {"unsigned long long", 64, false}};

constexpr std::string_view reservedWords[] = {"void",   "bool",   "char",     "short", "int",    "long",    "float",
                                              "double", "signed", "unsigned", "const", "true",   "false",   "if",
                                              "else",   "struct", "while",    "for",   "return", "passive", "mutable"};

bool isWordStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool isWordPart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

struct Suffix {
  bool isUnsigned = false;
  unsigned longs = 0;
  bool valid = false;
};

Suffix readSuffix(std::string_view suffix) {
  Suffix result;
  for (std::size_t i = 0; i < suffix.size(); ++i) {
    const char c = suffix[i];
    if ((c == 'u' || c == 'U') && !result.isUnsigned) {
      result.isUnsigned = true;
    } else if ((c == 'l' || c == 'L') && result.longs == 0) {
      result.longs = i + 1 < suffix.size() && suffix[i + 1] == c ? 2 : 1;
      i += result.longs - 1;
    } else {
      return result;
    }
  }
  result.valid = true;
  return result;
}

std::string integerType(std::uint64_t value, bool decimal, const Suffix& suffix) {
  const bool fitsInt = value <= 0x7fffffff, fitsUnsigned = value <= 0xffffffff, fitsLong = value <= INT64_MAX;
  if (suffix.longs == 2) return suffix.isUnsigned || !fitsLong ? "unsigned long long" : "long long";
  if (suffix.isUnsigned) return suffix.longs == 0 && fitsUnsigned ? "unsigned int" : "unsigned long";
  if (suffix.longs == 0 && fitsInt) return "int";
  if (suffix.longs == 0 && fitsUnsigned && !decimal) return "unsigned int";
  if (fitsLong) return "long";
  return decimal ? "" : "unsigned long";
}

std::string integerLiteralType(const std::string& text) {
  const char* begin = text.c_str();
  int base = 10;
  if (text[0] == '0' && text.size() > 1) {
    base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'b' || text[1] == 'B' ? 2 : 8;
    if (base != 8) begin += 2;
    if (base != 8 && !std::isalnum(static_cast<unsigned char>(*begin))) return "";
  }
  char* end = nullptr;
  errno = 0;
  const std::uint64_t value = std::strtoull(begin, &end, base);
  const Suffix suffix = readSuffix(end);
  if (errno || end == begin || !suffix.valid) return "";
  return integerType(value, base == 10, suffix);
}

std::string floatLiteralType(std::string_view text, bool hex) {
  // digits and points, then an exponent, then a suffix.
  std::size_t i = hex ? 2 : 0;
  bool point = false, digit = false, exponent = false;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !point)
      point = true;
    else if (hex ? std::isxdigit(static_cast<unsigned char>(text[i]))
                 : std::isdigit(static_cast<unsigned char>(text[i])))
      digit = true;
    else
      break;
  }
  if (i < text.size() && (hex ? text[i] == 'p' || text[i] == 'P' : text[i] == 'e' || text[i] == 'E')) {
    if (++i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    for (; i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])); ++i) exponent = true;
    if (!exponent) return "";
  }
  if (!digit || (hex && !exponent) || !(point || exponent)) return "";
  const std::string_view suffix = text.substr(i);
  if (suffix.empty()) return "double";
  if (suffix == "f" || suffix == "F") return "float";
  if (suffix == "l" || suffix == "L") return "long double";
  return "";
}
}  // namespace

bool isPlainName(std::string_view text) {
  if (text.substr(0, 2) == "::") text.remove_prefix(2);
  while (true) {
    if (text.empty() || !isWordStart(text[0])) return false;
    std::size_t n = 1;
    while (n < text.size() && isWordPart(text[n])) ++n;
    if (n == text.size()) return true;
    if (text.substr(n, 2) != "::") return false;
    text.remove_prefix(n + 2);
  }
}

bool isReservedWord(std::string_view text) {
  return std::find(std::begin(reservedWords), std::end(reservedWords), text) != std::end(reservedWords);
}

std::string quotedName(std::string_view name) {
  if (isPlainName(name) && !isReservedWord(name)) return std::string(name);
  std::string result = "`";
  for (char c : name) {
    if (c == '`' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else
      result += c;
  }
  return result + '`';
}

std::string quotedText(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else
      result += c;
  }
  return result + '"';
}

const KnownInteger* findKnownInteger(std::string_view spelling) {
  for (const KnownInteger& known : knownIntegers)
    if (known.spelling == spelling) return &known;
  return nullptr;
}

std::string literalType(std::string_view text) {
  if (text == "true" || text == "false") return "bool";
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\'')
      digits += text[i];
    else if (i == 0 || i + 1 == text.size() || !std::isxdigit(static_cast<unsigned char>(text[i - 1])) ||
             !std::isxdigit(static_cast<unsigned char>(text[i + 1])))
      return "";
  }
  const std::string_view view = digits;
  if (view.empty() || !(std::isdigit(static_cast<unsigned char>(view[0])) || view[0] == '.')) return "";
  const bool hex = view.substr(0, 2) == "0x" || view.substr(0, 2) == "0X";
  const bool floating = view.find_first_of(hex ? ".pP" : ".eE") != std::string_view::npos;
  return floating ? floatLiteralType(view, hex) : integerLiteralType(digits);
}

}  // namespace retrograd::ir
