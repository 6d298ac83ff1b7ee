#include "backend/literal.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace retrograd::backend {

using namespace ir;

namespace {

bool isDecimalInteger(const std::string& text) {
  return !text.empty() && text.size() < 20 && (text == "0" || text[0] != '0') &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

// Decimal digits with a point or an exponent, no suffix.
bool isDecimalFraction(const std::string& text) {
  bool fraction = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' || c == 'e' || c == 'E')
      fraction = true;
    else if ((c == '+' || c == '-') && i > 0 && (text[i - 1] == 'e' || text[i - 1] == 'E'))
      continue;
    else if (!std::isdigit(static_cast<unsigned char>(c)))
      return false;
  }
  return fraction;
}

std::string floatSuffix(const Type* type) { return type->bits == 32 ? "f" : type->bits > 64 ? "L" : ""; }

std::string integerSuffix(const Type* type) {
  const std::string& name = type->spelling;
  if (type->bits < 32 || name == "int") return "";
  if (type->bits == 32) return type->isSigned ? "" : "U";
  const bool longLong = name.find("long long") != std::string::npos;
  return (type->isSigned ? "" : "U") + std::string(longLong ? "LL" : "L");
}

std::string floatLiteral(const std::string& text, const Type* type) {
  const std::string limits = "std::numeric_limits<" + type->spelling + ">::";
  if (text == "inf") return limits + "infinity()";
  if (text == "nan") return limits + "quiet_NaN()";
  if (isDecimalInteger(text)) return text + ".0" + floatSuffix(type);
  if (isDecimalFraction(text)) return text + floatSuffix(type);
  return text;
}

}  // namespace

bool isLiteral(const std::string& text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '.' || text == "inf");
}

bool isBuiltinInteger(const Type* type) {
  static const char* const names[] = {
      "char",          "signed char",  "unsigned char", "short",          "unsigned short", "int",
      "unsigned int",  "unsigned",     "long",          "unsigned long",  "long long",      "unsigned long long",
      "size_t",        "std::size_t",  "ptrdiff_t",     "std::ptrdiff_t", "int8_t",         "int16_t",
      "int32_t",       "int64_t",      "uint8_t",       "uint16_t",       "uint32_t",       "uint64_t",
      "std::int8_t",   "std::int16_t", "std::int32_t",  "std::int64_t",   "std::uint8_t",   "std::uint16_t",
      "std::uint32_t", "std::uint64_t"};
  return type->kind == TypeKind::Integer &&
         std::find(std::begin(names), std::end(names), type->spelling) != std::end(names);
}

std::string literal(const std::string& text, const Type* type) {
  const bool negative = text.size() > 1 && text[0] == '-';
  const std::string digits = negative ? text.substr(1) : text;
  if (type->isFloat()) return (negative ? "-" : "") + floatLiteral(digits, type);
  if (isBuiltinInteger(type) && negative) {
    // The smallest integers have no literal: their digits alone are too large for the type.
    if (digits == "2147483648" && type->bits == 32) return "(-2147483647 - 1)";
    if (digits == "9223372036854775808") return "(-9223372036854775807" + integerSuffix(type) + " - 1)";
  }
  if (isBuiltinInteger(type) && isDecimalInteger(digits) && digits.size() >= 10) return text + integerSuffix(type);
  if (type->isPointer() && digits == "0") return "nullptr";
  return text;
}

std::optional<std::string> convertedLiteral(const std::string& text, const Type* from, const Type* to) {
  const bool negative = text.size() > 1 && text[0] == '-';
  const std::string digits = negative ? text.substr(1) : text;
  if (!isBuiltinInteger(from) || !isDecimalInteger(digits)) return std::nullopt;
  // 7 digits fit a float's 24 bits only up to 16777216; 15 fit a double.
  const std::size_t exactDigits = to->bits == 32 ? 7 : 15;
  if (to->isFloat() && digits.size() <= exactDigits) return literal(text, to);
  // Negative to unsigned wraps: left to a cast.
  if (isBuiltinInteger(to) && to->bits >= 32 && digits.size() <= 9 && !(negative && !to->isSigned))
    return text + integerSuffix(to);
  return std::nullopt;
}

}  // namespace retrograd::backend
