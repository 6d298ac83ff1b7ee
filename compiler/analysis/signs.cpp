#include "analysis/signs.h"

#include "ir/build.h"
#include "rules/math.h"

#include <cstdlib>

namespace retrograd::analysis {

using namespace ir;

// From the assumption that every local is positive, whatever contradicts it is taken back until nothing does.
Signs::Signs(const Function& function, const Memory& memory) : memory_(memory) {
  for (bool changed = true; changed;) {
    changed = false;
    forEachStatement(function.body, [&](const Statement& statement) { changed |= mark(statement); });
    for (const Write& write : memory.writes())
      if (!write.statement->as<Assign>() && !write.statement->as<Declare>())
        changed |= mark(write.objects, true, true);
  }
}

bool Signs::mark(const Objects& objects, bool negative, bool zero) {
  bool changed = false;
  for (const Object& object : objects) {
    if (negative) changed |= maybeNegative_.insert(object).second;
    if (negative || zero) changed |= maybeNotPositive_.insert(object).second;
  }
  return changed;
}

bool Signs::mark(const Statement& statement) {
  if (const auto* node = statement.as<Declare>(); node && (node->init || node->zero))
    return mark({{node->variable, false}}, node->init && !isNonNegative(node->init),
                node->zero || !isPositive(node->init));
  const auto* node = statement.as<Assign>();
  if (!node) return false;
  // A positive number stays positive when something is added that isn't negative.
  const bool isNegative = !isNonNegative(node->value);
  return mark(memory_.objectsOf(node->target), isNegative, !node->accumulate && !isPositive(node->value));
}

bool Signs::allIn(const Place& place, const Objects& exceptions) const {
  const Objects objects = memory_.objectsOf(place);
  if (objects.empty()) return false;
  for (const Object& object : objects)
    if (object.pointee || object.variable->role != VariableRole::Local || exceptions.count(object)) return false;
  return true;
}

static double valueOf(const Expression& constant) { return std::strtod(constant.text.c_str(), nullptr); }

static const rules::MathFunction* mathOf(const Expression& e) {
  return e.operation == OperationKind::Math ? rules::findMath(e.function) : nullptr;
}

bool Signs::isNonNegative(const ExpressionPtr& e) const {
  if (!e || !e->type->isFloat()) return false;
  if (e->kind == ExpressionKind::Constant) return valueOf(*e) > 0 || e->text.find_first_not_of("0.fFlL") == std::string::npos;
  if (e->kind == ExpressionKind::Read) return allIn(e->place, maybeNegative_);
  if (e->kind != ExpressionKind::Operation) return false;
  const auto& x = e->operands;
  switch (e->operation) {
  case OperationKind::Multiply:
    return sameExpression(*x[0], *x[1]) || (isNonNegative(x[0]) && isNonNegative(x[1]));
  case OperationKind::Add:
  case OperationKind::Divide: return isNonNegative(x[0]) && isNonNegative(x[1]);
  case OperationKind::Select: return isNonNegative(x[1]) && isNonNegative(x[2]);
  case OperationKind::Cast: return isNonNegative(x[0]);
  case OperationKind::Math: {
    const rules::MathFunction* function = mathOf(*e);
    return function && (function->neverNegative || (function->keepsSign && isNonNegative(x[0])));
  }
  default: return false;
  }
}

bool Signs::isPositive(const ExpressionPtr& e) const {
  if (!e || !e->type->isFloat()) return false;
  if (e->kind == ExpressionKind::Constant) return valueOf(*e) > 0;
  if (e->kind == ExpressionKind::Read) return allIn(e->place, maybeNotPositive_);
  if (e->kind != ExpressionKind::Operation) return false;
  const auto& x = e->operands;
  switch (e->operation) {
  case OperationKind::Add:
    return (isPositive(x[0]) && isNonNegative(x[1])) || (isNonNegative(x[0]) && isPositive(x[1]));
  case OperationKind::Multiply:
  case OperationKind::Divide: return isPositive(x[0]) && isPositive(x[1]);
  case OperationKind::Select: return isPositive(x[1]) && isPositive(x[2]);
  case OperationKind::Cast: return isPositive(x[0]);
  case OperationKind::Math: {
    const rules::MathFunction* function = mathOf(*e);
    return function && function->keepsSign && isPositive(x[0]);
  }
  default: return false;
  }
}

}  // namespace retrograd::analysis
