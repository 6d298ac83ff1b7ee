#include "analysis/signs.h"

#include "ir/build.h"
#include "rules/math.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace retrograd::analysis {

using namespace ir;

namespace {
constexpr double unbounded = std::numeric_limits<double>::infinity();
constexpr double smallest = 1e-30;  // in float, too, products of a few such numbers stay what they are
constexpr int mostChanges = 4;

double product(double a, double b) {
  const double result = a > 0 && b > 0 ? a * b : 0;
  return result < smallest ? 0 : result;
}

const rules::MathFunction* mathOf(const Expression& e) {
  return e.operation == OperationKind::Math ? rules::findMath(e.function) : nullptr;
}
}  // namespace

// From the assumption that every local is positive, whatever contradicts it is taken back until nothing does.
Signs::Signs(const Function& function, const Memory& memory) : memory_(memory) {
  for (bool changed = true; changed;) {
    changed = false;
    forEachStatement(function.body, [&](const Statement& statement) { changed |= mark(statement); });
    for (const Write& write : memory.writes())
      if (!write.statement->as<Assign>() && !write.statement->as<Declare>()) changed |= mark(write.objects, true, 0);
  }
}

bool Signs::mark(const Objects& objects, bool negative, double bound) {
  if (objects.empty()) return !std::exchange(writesAnywhere_, true);
  bool changed = false;
  for (const Object& object : objects) {
    if (negative) changed |= maybeNegative_.insert(object).second;
    Bound& known = bounds_.try_emplace(object, Bound{unbounded, 0}).first->second;
    if (bound >= known.value) continue;
    known.value = ++known.changes > mostChanges ? 0 : bound;
    changed = true;
  }
  return changed;
}

bool Signs::mark(const Statement& statement) {
  if (const auto* node = statement.as<Declare>(); node && node->zero) return mark({{node->variable, false}}, false, 0);
  if (const auto* node = statement.as<Declare>(); node && node->init)
    return mark({{node->variable, false}}, !isNonNegative(node->init), lowerBound(node->init));
  const auto* node = statement.as<Assign>();
  if (!node) return false;
  // A number doesn't fall when something is added that isn't negative.
  const bool isNegative = !isNonNegative(node->value);
  const double bound = isNegative ? 0 : node->accumulate ? unbounded : lowerBound(node->value);
  return mark(memory_.objectsOf(node->target), isNegative, bound);
}

bool Signs::isKnown(const Object& object) const {
  return !object.pointee && object.variable->role == VariableRole::Local &&
         !(writesAnywhere_ && memory_.isAddressTaken(object.variable));
}

bool Signs::isNonNegative(const ExpressionPtr& e) const {
  if (!e || !e->type->isFloat()) return false;
  if (const std::optional<double> value = realLiteral(*e)) return *value >= 0;
  if (e->kind == ExpressionKind::Read) {
    const Objects objects = memory_.objectsOf(e->place);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](const Object& object) {
      return isKnown(object) && !maybeNegative_.count(object);
    });
  }
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

double Signs::lowerBound(const ExpressionPtr& e) const {
  if (!e || !e->type->isFloat()) return 0;
  if (const std::optional<double> value = realLiteral(*e)) return *value >= smallest ? *value : 0;
  if (e->kind == ExpressionKind::Read) {
    const Objects objects = memory_.objectsOf(e->place);
    double result = objects.empty() ? 0 : unbounded;
    for (const Object& object : objects) {
      const auto known = bounds_.find(object);
      result = std::min(result, !isKnown(object) ? 0 : known == bounds_.end() ? unbounded : known->second.value);
    }
    return result;
  }
  if (e->kind != ExpressionKind::Operation) return 0;
  const auto& x = e->operands;
  switch (e->operation) {
  case OperationKind::Add:
    return isNonNegative(x[0]) && isNonNegative(x[1]) ? std::max(lowerBound(x[0]), lowerBound(x[1])) : 0;
  case OperationKind::Multiply: return product(lowerBound(x[0]), lowerBound(x[1]));
  case OperationKind::Select: return std::min(lowerBound(x[1]), lowerBound(x[2]));
  case OperationKind::Cast: return lowerBound(x[0]);
  case OperationKind::Math: {
    const rules::MathFunction* function = mathOf(*e);
    return function && function->keepsSign ? std::min(lowerBound(x[0]), 1.0) : 0;
  }
  default: return 0;
  }
}

}  // namespace retrograd::analysis
