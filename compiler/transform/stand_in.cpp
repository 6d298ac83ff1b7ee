#include "transform/stand_in.h"

#include "ir/build.h"
#include "transform/algebra.h"

namespace retrograd::transform {

using namespace ir;

namespace {
// `array[0]` of an array that isn't part of another, or of a vector: a subscript of its address is one of the array.
bool isFirstElement(const Place& place) {
  if (place.path.empty() || place.path.back().kind != StepKind::Index || !isLiteral(place.path.back().index, 0))
    return false;
  const Place array{place.root, {place.path.begin(), place.path.end() - 1}};
  if (array.type()->isVector()) return true;
  if (array.type()->kind != TypeKind::Array) return false;
  return array.path.empty() || array.path.back().kind == StepKind::Field;
}

bool isElsewhere(const Step& step) { return step.index && !isLiteral(step.index, 0); }

bool isCompared(const Expression& e, const Variable* variable) {
  if (e.kind != ExpressionKind::Operation || e.type->isPointer()) return false;
  for (const ExpressionPtr& side : e.operands)
    if (side->kind == ExpressionKind::Read && side->place.isVariable() && side->place.root == variable) return true;
  return false;
}
}  // namespace

ExpressionPtr addressWithout(Place place, const Type* pointer) {
  if (place.path.empty() || place.path.back().kind != StepKind::Deref) return addressOf(std::move(place), pointer);
  place.path.pop_back();
  return read(std::move(place));
}

bool isReferredTo(const Variable* variable, const Block& block) {
  bool found = false;
  forEachStatement(block, [&](const Statement& statement) {
    if (const auto* node = statement.as<Call>())
      for (const Argument& argument : node->arguments)
        found |= argument.reference && argument.reference->isVariable() && argument.reference->root == variable;
  });
  return found;
}

bool canStandFor(const ExpressionPtr& value, const Variable* variable, const Block& block) {
  const bool isRead = value->kind == ExpressionKind::Read;
  // A reference to the pointer itself: an address is in no variable, another pointer's type may be another one.
  if ((!isRead || value->type != variable->type) && isReferredTo(variable, block)) return false;
  if (isRead) return true;
  bool stands = value->kind == ExpressionKind::AddressOf;
  const bool elements = stands && isFirstElement(value->place);
  const auto look = [&](const Place& place) {
    if (place.root == variable && !place.path.empty() && isElsewhere(place.path[0])) stands &= elements;
  };
  forEachStatement(block, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        look(e.place);
        stands &= !isCompared(e, variable);
      });
    });
    if (const auto* node = statement.as<Assign>()) look(node->target);
    if (const auto* node = statement.as<Call>()) {
      if (node->result) look(*node->result);
      for (const Argument& argument : node->arguments)
        if (argument.reference) look(*argument.reference);
    }
  });
  return stands;
}

Place through(const Expression& value, const std::vector<Step>& path) {
  Place result = value.place;
  auto next = path.begin();
  if (value.kind == ExpressionKind::AddressOf) {
    if (isElsewhere(*next)) result.path.back().index = next->index;
    ++next;
  }
  result.path.insert(result.path.end(), next, path.end());
  return result;
}

}  // namespace retrograd::transform
