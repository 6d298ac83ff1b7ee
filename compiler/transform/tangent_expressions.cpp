#include "transform/tangent_expressions.h"

#include "ir/build.h"
#include "rules/math.h"
#include "transform/algebra.h"

namespace retrograd::transform {

using namespace ir;

ExpressionPtr TangentExpressions::derivative(const ExpressionPtr& expression, const Place* stored) {
  if (!expression || !expression->type->canBeActive() || expression->type->isPointer()) return nullptr;
  if (expression->kind == ExpressionKind::Read)
    return activity_.isActive(expression->place) ? read(companions_.place(expression->place)) : nullptr;
  if (expression->kind != ExpressionKind::Operation) return nullptr;
  const std::vector<ExpressionPtr>& operands = expression->operands;
  auto dot = [&](std::size_t i) { return derivative(operands[i], nullptr); };
  switch (expression->operation) {
  case OperationKind::Negate: return negate(dot(0));
  case OperationKind::Cast: return convert(dot(0), expression->type);
  case OperationKind::Add: return add(dot(0), dot(1));
  case OperationKind::Subtract: return subtract(dot(0), dot(1));
  case OperationKind::Multiply:
  case OperationKind::StrongMultiply:
    return add(scale(dot(0), operands[1], isStrong(operands[1])), scale(dot(1), operands[0], isStrong(operands[0])));
  case OperationKind::Divide: return ofQuotient(expression, stored);
  case OperationKind::Select: return select(operands[0], dot(1), dot(2), expression->type);
  case OperationKind::Math: return ofMath(expression, stored);
  case OperationKind::ZeroLike: return nullptr;
  default:
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (dot(i))
        sink_.report(diag::Message::NoDerivative, expression->location,
                     {operationInfo(expression->operation).spelling});
    return nullptr;
  }
}

// (a / b)_dot = (a_dot - b_dot * (a / b)) / b; zero where the numerator is.
ExpressionPtr TangentExpressions::ofQuotient(const ExpressionPtr& expression, const Place* stored) {
  const ExpressionPtr &a = expression->operands[0], &b = expression->operands[1];
  const ExpressionPtr quotient = stored ? read(*stored) : expression;
  const ExpressionPtr bDot = derivative(b, nullptr);
  const ExpressionPtr numerator = subtract(derivative(a, nullptr), scale(bDot, quotient, isStrong(quotient)));
  if (!numerator || !isStrong(expression)) return divide(numerator, b);
  // Not a select, which would have no derivative of its own where the numerator is zero.
  return scale(numerator, divide(literal(1, expression->type), b), true);
}

ExpressionPtr TangentExpressions::ofMath(const ExpressionPtr& expression, const Place* stored) {
  const rules::MathFunction& function = *rules::findMath(expression->function);
  const ExpressionPtr result = stored ? read(*stored) : expression;
  const bool strong = !strict_ && finite_.partialsMayBeInfinite(expression);
  ExpressionPtr sum;
  for (unsigned i = 0; i < function.arity; ++i) {
    const ExpressionPtr dot = derivative(expression->operands[i], nullptr);
    if (!dot) continue;
    const ExpressionPtr partial = rules::partial(function, i, expression->operands, result, expression->type, types_);
    sum = add(sum, scale(dot, partial, strong));
  }
  return sum;
}

ExpressionPtr nameResult(const ExpressionPtr& value, Function& function, Block& out) {
  const rules::MathFunction* math =
      isOperation(value, OperationKind::Math) ? rules::findMath(value->function) : nullptr;
  if (!math || !math->expensive || !rules::usesResult(*math)) return value;
  Variable* result = function.newVariable(value->function + "_value", value->type);
  result->isConst = true;
  out.push_back({Declare{result, value}, value->location});
  return read(result);
}

}  // namespace retrograd::transform
