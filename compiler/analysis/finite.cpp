#include "analysis/finite.h"

#include "ir/build.h"
#include "rules/math.h"

namespace retrograd::analysis {

using namespace ir;

Finite::Finite(const Function& function, const Memory& memory) : memory_(memory), signs_(function, memory) {
  auto mark = [&](const Objects& objects) {
    bool changed = false;
    for (const Object& object : objects) changed |= infinite_.insert(object).second;
    return changed;
  };
  for (bool changed = true; changed;) {
    changed = false;
    forEachStatement(function.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>(); node && node->init && mayBeInfinite(node->init))
        changed |= mark({{node->variable, false}});
      if (const auto* node = statement.as<Assign>(); node && mayBeInfinite(node->value))
        changed |= mark(memory.objectsOf(node->target));
      // What a callee computes is not looked into.
      const auto* call = statement.as<Call>();
      if (!call) return;
      if (call->result) changed |= mark(memory.objectsOf(*call->result));
      for (std::size_t i = 0; i < call->arguments.size(); ++i)
        changed |= mark(memory.reachable(
            call->arguments[i], i < call->callee->parameters.size() ? call->callee->parameters[i] : nullptr, true));
    });
  }
}

bool Finite::mayBeInfinite(const ExpressionPtr& expression) const {
  if (!expression || !(expression->type->isFloat() || expression->type->isAggregate())) return false;
  if (expression->kind == ExpressionKind::Constant)
    return expression->text.find_first_not_of("0123456789.eE+-fFlLxXpPabcdABCD'") != std::string::npos;
  if (expression->kind == ExpressionKind::Read) {
    for (const Object& object : memory_.objectsOf(expression->place))
      if (infinite_.count(object)) return true;
    return false;
  }
  if (expression->kind != ExpressionKind::Operation) return false;
  if (expression->operation == OperationKind::Divide)
    return !(expression->operands[1]->kind == ExpressionKind::Constant || signs_.isPositive(expression->operands[1])) ||
           mayBeInfinite(expression->operands[0]) || mayBeInfinite(expression->operands[1]);
  if (expression->operation == OperationKind::Math) {
    const rules::MathFunction* function = rules::findMath(expression->function);
    if (!function) return true;
    const ExpressionPtr& x = expression->operands[0];
    const bool isFinite =
        (function->finiteFrom0 && signs_.isNonNegative(x)) || (function->tameAbove0 && signs_.isPositive(x));
    if (function->resultMayBeInfinite && !isFinite) return true;
  }
  for (const ExpressionPtr& operand : expression->operands)
    if (mayBeInfinite(operand)) return true;
  return false;
}

bool Finite::partialsMayBeInfinite(const ExpressionPtr& math) const {
  const rules::MathFunction& function = *rules::findMath(math->function);
  const bool isTame = function.tameAbove0 && signs_.isPositive(math->operands[0]);
  return ((function.partialsMayBeInfinite || function.resultMayBeInfinite) && !isTame) || mayBeInfinite(math);
}

}  // namespace retrograd::analysis
