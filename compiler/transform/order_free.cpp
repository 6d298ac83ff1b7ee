#include "transform/order_free.h"

#include "ir/build.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

Accesses::Accesses(const Block& block, const Memory& memory) : memory_(memory) {
  forEachStatement(block, [&](const Statement& statement) { visit(statement); });
}

bool Accesses::sets(const Variable* variable) const {
  if (variable->type->isReference()) return false;
  return std::any_of(all_.begin(), all_.end(), [&](const Access& a) {
    return a.kind != Access::Read && a.place.root == variable && a.place.isVariable();
  });
}

bool Accesses::isFixed(const Place& place) const {
  bool fixed = isFixed(place.root);
  for (const Step& step : place.path)
    forEachExpression(step.index, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read)
        fixed = fixed && e.place.isVariable() && memory_.isRegister(e.place.root) && isFixed(e.place.root);
    });
  return fixed && !memory_.loadsPointer(place);
}

bool Accesses::onlyAdds(const Objects& objects) const {
  return std::all_of(all_.begin(), all_.end(),
                     [&](const Access& a) { return a.kind == Access::Add || !mayMeet(a.objects, objects); });
}

bool Accesses::alwaysAt(const Place& place, const Objects& objects) const {
  return std::all_of(all_.begin(), all_.end(), [&](const Access& a) {
    if (!mayMeet(a.objects, objects)) return true;
    if (a.place.root != place.root || a.place.path.empty() || place.path.empty()) return false;
    const ExpressionPtr &first = a.place.path[0].index, &second = place.path[0].index;
    return first && second && sameExpression(*first, *second);
  });
}

void Accesses::add(Access::Kind kind, const Place& place) { all_.push_back({kind, place, memory_.objectsOf(place)}); }

void Accesses::visit(const Statement& statement) {
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    forEachExpression(operand, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read) add(Access::Read, e.place);
    });
  });
  if (const auto* node = statement.as<Declare>()) declared_.insert(node->variable);
  if (const auto* node = statement.as<Loop>()) declared_.insert(node->counter);
  if (const auto* node = statement.as<Assign>()) add(node->accumulate ? Access::Add : Access::Set, node->target);
  hasEffects_ |= statement.as<Call>() || statement.as<TapeOperation>() || statement.as<Verbatim>() ||
                 statement.as<Return>() || statement.as<While>();
}

long counterFactor(const Variable* counter, const ExpressionPtr& e, const Accesses& body) {
  if (e->kind == ExpressionKind::Read && e->place.isVariable()) return e->place.root == counter ? 1 : 0;
  if (e->kind != ExpressionKind::Operation) return 0;
  auto varies = [&](const ExpressionPtr& operand) {
    bool found = false;
    forEachExpression(operand, [&](const Expression& x) {
      if (x.kind == ExpressionKind::Read)
        found |= x.place.root == counter || !x.place.isVariable() || !body.isFixed(x.place.root);
    });
    return found;
  };
  if (e->operation == OperationKind::Cast)
    return e->type->bits >= 32 ? counterFactor(counter, e->operands[0], body) : 0;
  if (e->operation != OperationKind::Add && e->operation != OperationKind::Subtract) return 0;
  if (!varies(e->operands[1])) return counterFactor(counter, e->operands[0], body);
  const long sign = e->operation == OperationKind::Add ? 1 : -1;
  return varies(e->operands[0]) ? 0 : sign * counterFactor(counter, e->operands[1], body);
}

namespace {

// Does each iteration have an element of its own there?
bool isOwn(const Place& place, const Variable* counter, const Accesses& body, const Memory& memory) {
  if (!body.isFixed(place.root) || memory.loadsPointer(place)) return false;
  return !place.path.empty() && place.path[0].index && counterFactor(counter, place.path[0].index, body) != 0;
}

}  // namespace

bool isInnermost(const Block& body) {
  bool found = false;
  forEachStatement(body, [&](const Statement& s) { found |= s.as<Loop>() || s.as<While>(); });
  return !found;
}

bool isOrderFree(const Loop& loop, const Memory& memory) {
  const Accesses body(loop.body, memory);
  if (body.hasEffects()) return false;
  for (const Access& access : body.all()) {
    const bool isOwnStorage = body.declares(access.place.root) && !crossesPointer(access.place);
    if (access.kind == Access::Read || isOwnStorage) continue;
    if (access.objects.empty()) return false;
    if (body.onlyAdds(access.objects)) continue;
    if (!body.alwaysAt(access.place, access.objects) || !isOwn(access.place, loop.counter, body, memory)) return false;
  }
  return true;
}

}  // namespace retrograd::transform
