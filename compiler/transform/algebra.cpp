#include "transform/algebra.h"

#include "ir/build.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace retrograd::transform {

using namespace ir;

ExpressionPtr literal(double value, const Type* type) {
  char text[40];
  if (!type->isFloat()) {
    std::snprintf(text, sizeof text, "%.0f", value);
    return constant(text, type);
  }
  std::snprintf(text, sizeof text, "%.17g", value);
  std::string spelled = text;
  if (spelled.find_first_of(".e") == std::string::npos) spelled += ".0";
  if (type->bits == 32) spelled += "f";
  if (type->bits == 80) spelled += "L";
  return constant(spelled, type);
}

bool isLiteral(const ExpressionPtr& expression, double value) {
  if (expression && expression->kind == ExpressionKind::Operation && expression->operation == OperationKind::Negate)
    return isLiteral(expression->operands[0], -value);
  if (!expression) return false;
  if (const auto integer = integerLiteral(*expression)) return static_cast<double>(*integer) == value;
  return realLiteral(*expression) == value;
}

bool isOperation(const ExpressionPtr& e, OperationKind kind) {
  return e && e->kind == ExpressionKind::Operation && e->operation == kind;
}

ExpressionPtr negate(const ExpressionPtr& a) {
  if (!a) return nullptr;
  if (isOperation(a, OperationKind::Negate)) return a->operands[0];
  // -(x * y) is (-x) * y: a sign moves to the front, where += turns into -=.
  return operation(OperationKind::Negate, a->type, {a});
}

// The value of an integer literal without suffix.
// Small enough that sums of two are in any type.
static std::optional<long> smallInteger(const ExpressionPtr& e) {
  const auto value = e ? integerLiteral(*e) : std::nullopt;
  return value && *value >= 0 && *value < 1'000'000'000 ? value : std::nullopt;
}

ExpressionPtr add(const ExpressionPtr& a, const ExpressionPtr& b) {
  if (!a) return b;
  if (!b) return a;
  if (smallInteger(a) && smallInteger(b))
    return literal(static_cast<double>(*smallInteger(a) + *smallInteger(b)), a->type);
  if (isOperation(b, OperationKind::Negate)) return subtract(a, b->operands[0]);
  return operation(OperationKind::Add, a->type, {a, b});
}

ExpressionPtr subtract(const ExpressionPtr& a, const ExpressionPtr& b) {
  if (!b) return a;
  if (!a) return negate(b);
  if (smallInteger(a) && smallInteger(b))
    return literal(static_cast<double>(*smallInteger(a) - *smallInteger(b)), a->type);
  if (isOperation(b, OperationKind::Negate)) return add(a, b->operands[0]);
  return operation(OperationKind::Subtract, a->type, {a, b});
}

Offset takeApart(const ExpressionPtr& integer) {
  if (const auto value = integerLiteral(*integer)) return {nullptr, *value};
  if (isOperation(integer, OperationKind::Negate) && integer->type->isSigned)
    if (const auto value = integerLiteral(*integer->operands[0])) return {nullptr, -*value};
  const bool isSum = isOperation(integer, OperationKind::Add),
             isDifference = isOperation(integer, OperationKind::Subtract);
  if (!isSum && !isDifference) return {integer, 0};
  const Offset a = takeApart(integer->operands[0]), b = takeApart(integer->operands[1]);
  if (a.literal == 0 && b.literal == 0) return {integer, 0};
  return isSum ? Offset{add(a.rest, b.rest), a.literal + b.literal}
               : Offset{subtract(a.rest, b.rest), a.literal - b.literal};
}

ExpressionPtr moved(const ExpressionPtr& integer, long by) {
  const Offset parts = takeApart(integer);
  const long sum = parts.literal + by;
  if (!parts.rest) return literal(static_cast<double>(sum), integer->type);
  if (sum == 0) return parts.rest;
  const ExpressionPtr distance = literal(static_cast<double>(std::abs(sum)), integer->type);
  return sum > 0 ? add(parts.rest, distance) : subtract(parts.rest, distance);
}

ExpressionPtr multiply(const ExpressionPtr& a, const ExpressionPtr& b) {
  if (!a || !b) return nullptr;
  if (isLiteral(a, 1)) return b;
  if (isLiteral(b, 1)) return a;
  if (isLiteral(a, -1)) return negate(b);
  if (isLiteral(b, -1)) return negate(a);
  if (isOperation(a, OperationKind::Negate)) return negate(multiply(a->operands[0], b));
  if (isOperation(b, OperationKind::Negate)) return negate(multiply(a, b->operands[0]));
  return operation(OperationKind::Multiply, a->type, {a, b});
}

ExpressionPtr divide(const ExpressionPtr& a, const ExpressionPtr& b) {
  if (!a) return nullptr;
  if (isLiteral(b, 1)) return a;
  if (isOperation(a, OperationKind::Negate)) return negate(divide(a->operands[0], b));
  return operation(OperationKind::Divide, a->type, {a, b});
}

ExpressionPtr select(const ExpressionPtr& condition, const ExpressionPtr& a, const ExpressionPtr& b, const Type* type) {
  if (!a && !b) return nullptr;
  return operation(OperationKind::Select, type, {condition, a ? a : literal(0, type), b ? b : literal(0, type)});
}

ExpressionPtr convert(const ExpressionPtr& a, const Type* type) {
  if (!a || a->type == type) return a;
  return operation(OperationKind::Cast, type, {a});
}

ExpressionPtr scale(const ExpressionPtr& adjoint, const ExpressionPtr& partial, bool strong) {
  if (!adjoint || !partial) return nullptr;
  if (!strong || isLiteral(partial, 1) || isLiteral(partial, -1)) return multiply(adjoint, partial);
  if (isOperation(adjoint, OperationKind::Negate)) return negate(scale(adjoint->operands[0], partial, strong));
  if (isOperation(partial, OperationKind::Negate)) return negate(scale(adjoint, partial->operands[0], strong));
  return operation(OperationKind::StrongMultiply, adjoint->type, {adjoint, partial});
}

bool isTrivial(const ExpressionPtr& expression) {
  if (!expression) return true;
  if (isOperation(expression, OperationKind::Negate)) return isTrivial(expression->operands[0]);
  return expression->kind == ExpressionKind::Constant ||
         (expression->kind == ExpressionKind::Read && expression->place.isVariable());
}

}  // namespace retrograd::transform
