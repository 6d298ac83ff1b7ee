#include "rules/term.h"

#include "rules/math.h"

#include <charconv>
#include <cmath>

namespace retrograd::rules {

using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Type;

// The shortest text that reads back as the value in this type, with the type's suffix: 1.0f, 0.5, 2.0L, 1 (integer).
static std::string literalText(long double value, const Type* type) {
  if (!type->isFloat()) return std::to_string(static_cast<long long>(value));
  char buffer[64];
  char* const last = buffer + sizeof buffer;
  const std::to_chars_result end = type->bits == 32   ? std::to_chars(buffer, last, static_cast<float>(value))
                                   : type->bits == 64 ? std::to_chars(buffer, last, static_cast<double>(value))
                                                      : std::to_chars(buffer, last, value);
  std::string text(buffer, end.ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + (type->bits == 32 ? "f" : type->bits == 64 ? "" : "L");
}

ExpressionPtr toExpression(const Term& term, const Type* type) {
  if (term.expression) return term.expression;
  const ExpressionPtr magnitude = ir::constant(literalText(std::fabs(term.literal), type), type);
  return term.literal < 0 ? ir::operation(OperationKind::Negate, type, {magnitude}) : magnitude;
}

static bool isComparison(OperationKind kind) {
  return kind == OperationKind::Less || kind == OperationKind::Greater || kind == OperationKind::Equal;
}

Term binary(OperationKind kind, const Term& a, const Term& b) {
  const Term& typed = a.expression ? a : b;
  const Type* type = typed.expression->type;
  const Type* result = isComparison(kind) ? typed.context->types->boolType() : type;
  return {ir::operation(kind, result, {toExpression(a, type), toExpression(b, type)}), typed.context};
}

Term operator-(const Term& a) {
  if (!a.expression) return Term(-a.literal);
  return {ir::operation(OperationKind::Negate, a.expression->type, {a.expression}), a.context};
}

Term select(const Term& condition, const Term& a, const Term& b) {
  const TermContext* context = condition.context;
  return {ir::operation(OperationKind::Select, context->real,
                        {condition.expression, toExpression(a, context->real), toExpression(b, context->real)}),
          context};
}

Term call(const char* function, const std::vector<Term>& arguments) {
  const TermContext* context = nullptr;
  for (const Term& argument : arguments)
    if (argument.expression) context = argument.context;
  const MathFunction* row = findMath(function);
  std::vector<ExpressionPtr> operands;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    operands.push_back(toExpression(arguments[i], row->integerArgument[i] ? context->types->intType() : context->real));
  return {ir::math(function, context->real, std::move(operands)), context};
}

}  // namespace retrograd::rules
