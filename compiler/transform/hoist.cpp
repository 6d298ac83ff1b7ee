#include "transform/hoist.h"

#include "analysis/memory.h"
#include "backend/names.h"
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/order_free.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

// Memory that the C++ compiler knows little of, unlike that of a local array.
bool isForeign(const Place& place) {
  const Type* type = place.root->type;
  return type->isPointer() || type->isReference() || type->isVector() || crossesPointer(place);
}

// Other members of the records of one array (or of one record) are other memory.
bool areDifferentMembers(const Place& a, const Place& b) {
  if (a.root != b.root) return false;
  for (std::size_t i = 0; i < std::min(a.path.size(), b.path.size()); ++i) {
    const bool isMember = a.path[i].kind == StepKind::Field;
    if (isMember != (b.path[i].kind == StepKind::Field)) return false;
    if (isMember && a.path[i].field != b.path[i].field) return !leadsOn(a, i) && !leadsOn(b, i);
  }
  return false;
}

class Hoister {
public:
  Hoister(Function& function, TypeTable& types, bool onlyWritten)
      : function_(function), types_(types), memory_(function), onlyWritten_(onlyWritten) {}

  void run(Block& block) {
    Block out;
    for (Statement& statement : block) {
      forEachNestedBlock(statement, [&](Block& nested) { run(nested); });
      if (auto* loop = statement.as<Loop>(); loop && isInnermost(loop->body)) hoist(*loop, out);
      out.push_back(std::move(statement));
    }
    block = std::move(out);
  }

private:
  void hoist(Loop& loop, Block& before) {
    const Accesses body(loop.body, memory_);
    const bool writes = std::any_of(body.all().begin(), body.all().end(),
                                    [](const Access& a) { return a.kind != Access::Read && isForeign(a.place); });
    if (body.hasEffects() || !writes) return;
    loop_ = &loop;
    body_ = &body;
    elements_.clear();
    rewriteIn(loop.body);
    for (const auto& [place, element] : elements_) {
      ExpressionPtr value = read(place);
      if (!surelyRuns(loop))
        value =
            select(operation(loop.relation, types_.boolType(), {loop.begin, loop.end}), value, nullptr, value->type);
      before.push_back(declare(element, value));
    }
  }

  static bool surelyRuns(const Loop& loop) {
    const auto begin = integerLiteral(*loop.begin), end = integerLiteral(*loop.end);
    return begin && end && loop.relation == OperationKind::Less && *begin < *end;
  }

  // What every iteration evaluates: not what stands in branches.
  void rewriteIn(Block& block) {
    for (Statement& statement : block) {
      if (auto* node = statement.as<Scope>()) rewriteIn(node->body);
      if (auto* node = statement.as<Declare>(); node && node->init) node->init = rewritten(node->init);
      if (auto* node = statement.as<Assign>()) node->value = rewritten(node->value);
    }
  }

  ExpressionPtr rewritten(const ExpressionPtr& e) {
    if (e->kind == ExpressionKind::Read) return isHoisted(e->place) ? read(elementOf(e->place)) : e;
    if (e->kind != ExpressionKind::Operation) return e;
    const bool maySkip = e->operation == OperationKind::Select || e->operation == OperationKind::LogicalAnd ||
                         e->operation == OperationKind::LogicalOr;
    Expression copy = *e;
    bool changed = false;
    for (std::size_t i = 0; i < (maySkip ? 1 : copy.operands.size()); ++i) {
      copy.operands[i] = rewritten(copy.operands[i]);
      changed |= copy.operands[i] != e->operands[i];
    }
    return changed ? std::make_shared<const Expression>(std::move(copy)) : e;
  }

  bool isHoisted(const Place& place) const {
    const Type* type = place.type();
    const bool isOwn = place.isVariable() && !place.root->type->isReference();
    if (isOwn || isVectorSize(place) || !isForeign(place) ||
        (type->kind != TypeKind::Float && type->kind != TypeKind::Integer))
      return false;
    bool usesCounter = place.root == loop_->counter;
    for (const Step& step : place.path)
      forEachExpression(step.index, [&](const Expression& e) { usesCounter |= e.place.root == loop_->counter; });
    if (usesCounter || !body_->isFixed(place)) return false;
    const Objects objects = memory_.objectsOf(place);
    const auto isWritten = [&](const Object& object) { return memory_.isWritten(object); };
    if (onlyWritten_ && (type->kind != TypeKind::Float || std::none_of(objects.begin(), objects.end(), isWritten)))
      return false;
    return std::all_of(body_->all().begin(), body_->all().end(), [&](const Access& a) {
      if (a.kind == Access::Read) return true;
      if (mayBeGlobal(a.objects, objects) || mayBeGlobal(objects, a.objects)) return false;
      return !mayMeet(a.objects, objects) || areDifferentMembers(a.place, place);
    });
  }

  // May a parameter lead to a global variable? Nobody says that it doesn't.
  static bool mayBeGlobal(const Objects& globals, const Objects& pointees) {
    return std::any_of(globals.begin(), globals.end(),
                       [](const Object& object) { return object.variable->role == VariableRole::Global; }) &&
           std::any_of(pointees.begin(), pointees.end(), [](const Object& object) { return object.pointee; });
  }

  Variable* elementOf(const Place& place) {
    for (const auto& [known, element] : elements_)
      if (samePlace(known, place)) return element;
    std::string name = place.root->base.empty() ? place.root->name : place.root->base;
    for (const Step& step : place.path)
      if (step.kind == StepKind::Field) name = step.field;
    Variable* element = function_.newVariable(backend::elementName(name), place.type());
    element->isConst = true;
    elements_.emplace_back(place, element);
    return element;
  }

  Function& function_;
  TypeTable& types_;
  Memory memory_;
  const bool onlyWritten_;
  const Loop* loop_ = nullptr;
  const Accesses* body_ = nullptr;
  std::vector<std::pair<Place, Variable*>> elements_;
};
}  // namespace

void hoistReads(Function& function, TypeTable& types) { Hoister(function, types, false).run(function.body); }

void hoistReadsToKeep(Function& function, TypeTable& types) { Hoister(function, types, true).run(function.body); }

}  // namespace retrograd::transform
