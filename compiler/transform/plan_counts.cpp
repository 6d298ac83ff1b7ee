// Integers that grow by the same in each iteration: computed from the loop's counter.
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/plan.h"

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

ExpressionPtr Plan::growth(const Value* value) const {
  const Variable* variable = value->variable;
  if (value->kind != ValueKind::Phi || variable->type->kind != TypeKind::Integer || value->region == fused_)
    return nullptr;
  const Value *end = values_.atEnd(value->region, variable), *start = values_.before(*value->statement, variable);
  if (!end || !start || start->kind == ValueKind::Undefined || end->kind != ValueKind::Definition ||
      end->region != value->region)
    return nullptr;
  const auto* node = end->statement->as<Assign>();
  if (!node || !node->accumulate || values_.at(*end->statement, variable) != value) return nullptr;
  const auto* loop = value->statement->as<Loop>();
  if (loop && (!isLiteral(loop->step, 1) || loop->counter->type->kind != TypeKind::Integer)) return nullptr;
  return node->value->kind == ExpressionKind::Constant ? node->value : nullptr;
}

// n = 3; for (i = 5; …) {…; n += 2;}   =>   const int n = 3 + (i - 5) * 2;
void Plan::recomputeFromCount(Need& need) {
  need.choice = Choice::Recompute;
  const Value* value = need.value;
  const Type* type = value->variable->type;
  const Statement& statement = *value->statement;
  const auto* loop = statement.as<Loop>();
  const ExpressionPtr counter = convert(read(reverseCounter(statement)), type);
  const ExpressionPtr first = loop ? convert(obtain(loop->begin, statement), type) : nullptr;
  const ExpressionPtr count = first && !isLiteral(first, 0) ? subtract(counter, first) : counter;
  const Value* start = values_.before(statement, value->variable);
  const ExpressionPtr grown = multiply(count, growth(value)), before = use(start);
  Variable* again = function_.newVariable(value->variable->name, type);
  again->isConst = true;
  need.held = read(again);
  recomputed_[value->region].emplace(value->id, declare(again, isLiteral(before, 0) ? grown : add(before, grown)));
}

}  // namespace retrograd::transform
