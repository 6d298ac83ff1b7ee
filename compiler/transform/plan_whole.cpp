// Expressions that are kept as one value.
#include "ir/build.h"
#include "transform/guarded.h"
#include "transform/plan.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

// An expression of several values that memory won't hold any more: one value to keep instead of them.
Plan::Need* Plan::wholeOf(const ExpressionPtr& expression, const Statement& statement) {
  if (expression->kind != ExpressionKind::Operation || !expression->type->isFloat()) return nullptr;
  if (isBehind(statement) || !isRecorded(scopeOf(values_.regionOf(statement)))) return nullptr;
  for (Need& need : needs_)
    if (need.whole && need.statement == &statement && sameExpression(*need.whole, *expression)) return &need;
  if (!collecting_) return nullptr;
  std::vector<Need*> parts;
  // Where a value is kept, nobody asks for its subscripts.
  const std::function<void(const ExpressionPtr&)> visit = [&](const ExpressionPtr& e) {
    const bool loads = e->kind == ExpressionKind::Read && !(memory_.isRegister(e->place.root) && e->place.isVariable());
    if (loads && isOverwritten(*e, statement)) return parts.push_back(&loadOf(e->place, statement, false));
    for (const Step& step : e->place.path)
      if (step.index) visit(step.index);
    for (const ExpressionPtr& operand : e->operands) visit(operand);
  };
  visit(expression);
  if (parts.size() < 2) return nullptr;
  Need& need = needs_.emplace_back();
  need.statement = &statement;
  need.whole = expression;
  need.parts = std::move(parts);
  return &need;
}

// A difference or comparison of pointers of which the reverse sweep may have no more than their companions: nullptr
// stands for a pointer into storage that is gone, also in what a callee's reverse half is given.
bool Plan::isLostNumber(const Expression& e, const Statement& statement) const {
  if (e.kind != ExpressionKind::Operation || e.type->isPointer() || e.operands.empty() || isBehind(statement))
    return false;
  bool isLost = false;
  for (const ExpressionPtr& operand : e.operands)
    if (operand->type->isPointer())
      forEachExpression(operand, [&](const Expression& n) {
        isLost |= split_ ? n.kind != ExpressionKind::Constant : n.kind == ExpressionKind::AddressOf && isGone(n.place);
      });
  return isLost;
}

ExpressionPtr Plan::keepNumber(const ExpressionPtr& expression, const Statement& statement) {
  for (const Need& need : needs_)
    if (need.whole && need.statement == &statement && need.parts.empty() && sameExpression(*need.whole, *expression))
      return need.held;
  Need& need = needs_.emplace_back();
  need.statement = &statement;
  need.whole = expression;
  need.decided = true;
  need.choice = Choice::Record;
  keep(need, expression->operation == OperationKind::PointerDifference ? "distance" : "compared", expression->type,
       guarded(expression, statement, types_), values_.regionOf(statement), before_[&statement]);
  return need.held;
}

// Kept as one where nobody else asks for its parts.
void Plan::decideWhole(Need& need) {
  if (need.decided) return;
  auto count = [&](const Need* part) {
    return static_cast<unsigned>(std::count(need.parts.begin(), need.parts.end(), part)) * need.uses;
  };
  for (const Need* part : need.parts)
    if (part->decided || part->uses != count(part)) return;
  if (std::all_of(need.parts.begin(), need.parts.end(), [&](const Need* part) { return part == need.parts[0]; }))
    return;
  for (Need* part : need.parts) part->decided = part->isUnused = true;
  need.decided = true;
  need.choice = Choice::Record;
  keep(need, "term", need.whole->type, guarded(need.whole, *need.statement, types_), values_.regionOf(*need.statement),
       before_[need.statement]);
}

}  // namespace retrograd::transform
