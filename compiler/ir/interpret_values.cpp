// Literals and integers of C++ as values.
#include "ir/build.h"
#include "ir/interpret_compile.h"
#include "ir/print.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace retrograd::ir {

double Value::toDouble() const {
  switch (kind_) {
  case Integer: return static_cast<double>(integer_);
  case Real: return real_;
  case LongReal: return static_cast<double>(longReal_);
  default: return std::numeric_limits<double>::quiet_NaN();
  }
}

Value::Kind cellKind(const Type* type) {
  switch (type->kind) {
  case TypeKind::Bool:
  case TypeKind::Integer: return Value::Integer;
  case TypeKind::Float: return type->bits > 64 ? Value::LongReal : Value::Real;
  case TypeKind::Pointer: return Value::Pointing;
  default: return Value::None;
  }
}

bool zeroCells(const Type* type, std::vector<Value>& cells) {
  switch (cellKind(type)) {
  case Value::Integer: cells.push_back(Value(0)); return true;
  case Value::Real: cells.push_back(Value(0.0)); return true;
  case Value::LongReal: cells.push_back(Value(0.0L)); return true;
  case Value::Pointing: cells.push_back(Value(Pointer{})); return true;
  default: break;
  }
  if (type->isVector()) cells.push_back(Value(Pointer{}));
  if (type->kind == TypeKind::Array) {
    for (std::uint64_t i = 0; i < type->extent; ++i)
      if (!zeroCells(type->element, cells)) return false;
    return true;
  }
  if (type->kind != TypeKind::Record) return type->isVector();
  for (const Field& field : type->fields)
    if (!zeroCells(field.type, cells)) return false;
  return true;
}

std::int64_t wrapped(std::uint64_t value, const Type& type) {
  if (type.kind == TypeKind::Bool) return value != 0;
  if (type.bits >= 64) return static_cast<std::int64_t>(value);
  const unsigned unused = 64 - type.bits;
  const std::uint64_t high = value << unused;
  return type.isSigned ? static_cast<std::int64_t>(high) >> unused : static_cast<std::int64_t>(high >> unused);
}

static Value realValue(long double value, const Type& type) {
  return type.bits > 64    ? Value(value)
         : type.bits == 64 ? Value(static_cast<double>(value))
                           : Value(static_cast<float>(value));
}

static std::optional<Value> floatLiteral(const std::string& digits, const std::string& literal, const Type& type) {
  // Read in the literal's own precision first: 0.1f is not 0.1.
  const long double value = literal == "float"    ? std::strtof(digits.c_str(), nullptr)
                            : literal == "double" ? std::strtod(digits.c_str(), nullptr)
                                                  : std::strtold(digits.c_str(), nullptr);
  return realValue(value, type);
}

static std::optional<Value> wordValue(const std::string& text, const Type& type) {
  if (type.isPointer() && (text == "nullptr" || text == "0")) return Value(Pointer{});
  if (type.isFloat() && text == "INFINITY") return realValue(HUGE_VALL, type);
  if (type.isFloat() && text == "NAN") return realValue(NAN, type);
  if (text == "true" || text == "false") return Value(text == "true");
  return std::nullopt;
}

std::optional<Value> literalValue(const std::string& text, const Type& type) {
  if (const auto word = wordValue(text, type))
    return type.isFloat() && word->kind() == Value::Integer ? realValue(word->integer(), type) : word;
  if (!type.isScalar() || text.empty()) return std::nullopt;
  if (text[0] == '-') {
    const auto positive = literalValue(text.substr(1), type);
    if (!positive) return std::nullopt;
    if (positive->kind() == Value::Integer)
      return Value(wrapped(-static_cast<std::uint64_t>(positive->integer()), type));
    return positive->kind() == Value::Real ? Value(-positive->real()) : Value(-positive->longReal());
  }
  const std::string literal = literalType(text);
  if (literal.empty()) return std::nullopt;
  std::string digits = text;
  digits.erase(std::remove(digits.begin(), digits.end(), '\''), digits.end());
  const bool floating = literal == "float" || literal == "double" || literal == "long double";
  if (floating) return type.isFloat() ? floatLiteral(digits, literal, type) : std::nullopt;
  const bool binary = digits.size() > 2 && (digits[1] == 'b' || digits[1] == 'B');
  const std::uint64_t value =
      binary ? std::strtoull(digits.c_str() + 2, nullptr, 2) : std::strtoull(digits.c_str(), nullptr, 0);
  if (type.isFloat()) return realValue(static_cast<long double>(value), type);
  return Value(wrapped(value, type));
}

std::optional<long> integerLiteral(const Expression& e) {
  if (e.kind != ExpressionKind::Constant || e.type->kind != TypeKind::Integer) return std::nullopt;
  const std::optional<Value> value = literalValue(e.text, *e.type);
  return value ? std::optional<long>(value->integer()) : std::nullopt;
}

std::optional<long> stepOf(const Loop& loop) {
  const bool isNegated = loop.step->kind == ExpressionKind::Operation && loop.step->operation == OperationKind::Negate;
  const std::optional<long> value = integerLiteral(isNegated ? *loop.step->operands[0] : *loop.step);
  if (!value) return std::nullopt;
  const long step = isNegated ? -*value : *value;
  const bool isDown = loop.relation == OperationKind::Greater || loop.relation == OperationKind::GreaterEqual;
  const bool isWrapped = isDown && step > 0 && !loop.step->type->isSigned && loop.step->type->bits < 64;
  return isWrapped ? step - (1L << loop.step->type->bits) : step;
}

std::optional<double> realLiteral(const Expression& e) {
  if (e.kind != ExpressionKind::Constant || !e.type->isFloat()) return std::nullopt;
  const std::optional<Value> value = literalValue(e.text, *e.type);
  return value ? std::optional(value->toDouble()) : std::nullopt;
}

}  // namespace retrograd::ir
