#include "analysis/known_calls.h"

#include "ir/build.h"

#include <algorithm>

namespace retrograd::analysis {

using namespace ir;

// The value that the statement gives its target, where that is all it does.
static ExpressionPtr valueOf(const Statement& statement) {
  if (const auto* node = statement.as<Declare>()) return node->init;
  const auto* node = statement.as<Assign>();
  return node && !node->accumulate ? node->value : nullptr;
}

KnownCalls::KnownCalls(const Function& function, const Memory& memory, const Values& values)
    : memory_(memory), values_(values) {
  forEachStatement(function.body, [&](const Statement& statement) {
    const ExpressionPtr value = valueOf(statement);
    const bool isCall = value && value->kind == ExpressionKind::Operation && value->operation == OperationKind::Math;
    if (isCall && values.definedBy(statement)) calls_.emplace(value->function, &statement);
  });
}

bool KnownCalls::seesSame(const ExpressionPtr& a, const Statement& inA, const ExpressionPtr& b,
                          const Statement& inB) const {
  if (!sameExpression(*a, *b)) return false;
  bool same = true;
  forEachExpression(a, [&](const Expression& e) {
    if (e.kind == ExpressionKind::Constant || e.kind == ExpressionKind::Operation) return;
    const bool isRegister = e.kind == ExpressionKind::Read && e.place.isVariable() && memory_.isRegister(e.place.root);
    const Value* value = isRegister ? values_.at(inA, e.place.root) : nullptr;
    same &= value && value == values_.at(inB, e.place.root);
  });
  return same;
}

const Statement* KnownCalls::find(const std::string& function, const std::vector<ExpressionPtr>& operands,
                                  const Statement& statement) const {
  const auto [begin, end] = calls_.equal_range(function);
  for (auto call = begin; call != end; ++call) {
    const Statement& known = *call->second;
    if (&known == &statement || !values_.regionOf(known)->encloses(values_.regionOf(statement))) continue;
    const std::vector<ExpressionPtr>& its = valueOf(known)->operands;
    const bool same = std::equal(its.begin(), its.end(), operands.begin(), operands.end(),
                                 [&](const ExpressionPtr& a, const ExpressionPtr& b) {
                                   return a->type == b->type && seesSame(a, known, b, statement);
                                 });
    if (same) return &known;
  }
  return nullptr;
}

}  // namespace retrograd::analysis
