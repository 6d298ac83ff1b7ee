#include "rules/term.h"

#include "rules/math.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

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

// The number that a literal means in its type; none for names and everything else.
static std::optional<long double> literalValue(const ExpressionPtr& expression) {
  if (expression->kind == ir::ExpressionKind::Operation && expression->operation == OperationKind::Negate) {
    const std::optional<long double> magnitude = literalValue(expression->operands[0]);
    return magnitude ? std::optional(-*magnitude) : std::nullopt;
  }
  const std::string& text = expression->text;
  if (expression->kind != ir::ExpressionKind::Constant || !expression->type->isFloat() || text.empty() ||
      (text[0] != '.' && (text[0] < '0' || text[0] > '9')))
    return std::nullopt;
  char* end = nullptr;
  const unsigned bits = expression->type->bits;
  const long double value = bits == 32   ? std::strtof(text.c_str(), &end)
                            : bits == 64 ? std::strtod(text.c_str(), &end)
                                         : std::strtold(text.c_str(), &end);
  const std::string suffix = end;
  const bool plain = suffix.empty() || suffix == "f" || suffix == "F" || suffix == "l" || suffix == "L";
  return plain ? std::optional(value) : std::nullopt;
}

// What an operation on literals comes to, so that pow's partial by x is 3.0 * (x * x) where the exponent is 3.0.
static std::optional<Term> folded(OperationKind kind, const ExpressionPtr& a, const ExpressionPtr& b,
                                  const TermContext* context) {
  const std::optional<long double> left = literalValue(a), right = literalValue(b);
  if (!left) return std::nullopt;
  if (kind == OperationKind::Subtract && right) {
    const long double difference = a->type->bits == 32   ? static_cast<float>(*left) - static_cast<float>(*right)
                                   : a->type->bits == 64 ? static_cast<double>(*left) - static_cast<double>(*right)
                                                         : *left - *right;
    return Term(toExpression(Term(difference), a->type), context);
  }
  if (kind != OperationKind::StrongMultiply) return std::nullopt;
  if (*left == 0) return Term(a, context);
  if (*left == 1) return Term(b, context);
  return Term(ir::operation(OperationKind::Multiply, a->type, {a, b}), context);
}

// Powers with the exponents 2, 1, 0 and -1 without a call.
static ExpressionPtr foldedPower(const ExpressionPtr& base, const ExpressionPtr& exponent) {
  const std::optional<long double> n = literalValue(exponent);
  const Type* type = base->type;
  if (!n) return nullptr;
  if (*n == 0) return toExpression(Term(1), type);
  if (*n == 1) return base;
  if (*n == 2 && base->kind == ir::ExpressionKind::Read)
    return ir::operation(OperationKind::Multiply, type, {base, base});
  if (*n == -1) return ir::operation(OperationKind::Divide, type, {toExpression(Term(1), type), base});
  return nullptr;
}

static bool isComparison(OperationKind kind) {
  return kind == OperationKind::Less || kind == OperationKind::Greater || kind == OperationKind::Equal;
}

Term binary(OperationKind kind, const Term& a, const Term& b) {
  const Term& typed = a.expression ? a : b;
  const Type* type = typed.expression->type;
  const Type* result = isComparison(kind) ? typed.context->types->boolType() : type;
  const ExpressionPtr left = toExpression(a, type), right = toExpression(b, type);
  if (const std::optional<Term> known = folded(kind, left, right, typed.context)) return *known;
  return {ir::operation(kind, result, {left, right}), typed.context};
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
  if (row->name == "pow")
    if (const ExpressionPtr power = foldedPower(operands[0], operands[1])) return {power, context};
  return {ir::math(function, context->real, std::move(operands)), context};
}

}  // namespace retrograd::rules
