#include "analysis/activity.h"

#include "ir/build.h"
#include "rules/math.h"

namespace retrograd::analysis {

using namespace ir;

namespace {
bool insertAll(Objects& set, const Objects& more) {
  bool changed = false;
  for (const Object& object : more) changed |= set.insert(object).second;
  return changed;
}

bool anyOf(const Objects& objects, const Objects& set) {
  for (const Object& object : objects)
    if (set.count(object)) return true;
  return false;
}

bool isValue(const Type* type) { return type->canBeActive() && !type->isPointer(); }

bool hasDerivative(const rules::MathFunction& function, unsigned index) {
  return function.result == rules::MathResult::Real && rules::hasPartial(function, index);
}
}  // namespace

void forEachDifferentiableRead(const ExpressionPtr& expression, const std::function<void(const Expression&)>& visit) {
  if (!expression || !isValue(expression->type)) return;
  if (expression->kind == ExpressionKind::Read && !crossesPassive(expression->place)) visit(*expression);
  if (expression->kind != ExpressionKind::Operation) return;
  const rules::MathFunction* math =
      expression->operation == OperationKind::Math ? rules::findMath(expression->function) : nullptr;
  const std::size_t first = expression->operation == OperationKind::Select ? 1 : 0;
  for (std::size_t i = first; i < expression->operands.size(); ++i)
    if (!math || hasDerivative(*math, static_cast<unsigned>(i)))
      forEachDifferentiableRead(expression->operands[i], visit);
}

Activity::Activity(const Function& function, const Memory& memory, const std::set<const Variable*>& active,
                   bool resultActive)
    : memory_(memory) {
  for (const Variable* parameter : function.parameters) {
    const Type* type = parameter->type;
    const bool written = type->givesWriteAccess();
    if (active.count(parameter)) {
      if (!type->isPointer() && !type->isReference()) sources_.insert({parameter, false});
      insertAll(sources_, memory.pointsTo(parameter));
    }
    if (parameter->markedPassive) continue;
    for (const Object& object : memory.pointsTo(parameter))
      if (written) useful_.insert(object);
  }
  varied_ = sources_;
  for (bool changed = true; changed;) {
    changed = false;
    forEachStatement(function.body, [&](const Statement& s) { changed |= forward(s); });
  }
  for (bool changed = true; changed;) {
    changed = false;
    forEachStatement(function.body, [&](const Statement& s) {
      if (const auto* node = s.as<Return>(); node && node->value && resultActive) changed |= markUseful(node->value);
      changed |= backward(s);
    });
  }
}

bool Activity::isVaried(const ExpressionPtr& expression) const {
  bool varied = false;
  forEachDifferentiableRead(expression, [&](const Expression& e) { varied |= isVaried(e.place); });
  return varied;
}

bool Activity::isVaried(const Place& place) const {
  const Type* type = place.type();
  return type && isValue(type) && !crossesPassive(place) && anyOf(memory_.objectsOf(place), varied_);
}

bool Activity::isActive(const Place& place) const {
  const Type* type = place.type();
  if (!type || !isValue(type) || crossesPassive(place)) return false;
  for (const Object& object : memory_.objectsOf(place))
    if (isActive(object)) return true;
  return false;
}

bool Activity::needsCompanion(const Variable* variable) const {
  if (!variable->type->canBeActive()) return false;
  // What it leads to, over pointers to pointers as well.
  std::set<const Variable*> seen{variable};
  std::vector<const Variable*> open{variable};
  while (!open.empty()) {
    const Variable* next = open.back();
    open.pop_back();
    if (isActive(Object{next, false})) return true;
    for (const Object& object : memory_.pointsTo(next)) {
      if (isActive(object)) return true;
      if (seen.insert(object.variable).second) open.push_back(object.variable);
    }
  }
  return false;
}

Objects Activity::objectsOf(const Argument& argument, const Variable* parameter, bool written) const {
  Objects objects = memory_.reachable(argument, parameter, written);
  if (!written && argument.value && !argument.value->type->isPointer())
    forEachDifferentiableRead(argument.value, [&](const Expression& e) { objects.merge(memory_.objectsOf(e.place)); });
  return objects;
}

bool Activity::isActive(const Argument& argument) const {
  const Type* type = argument.reference ? argument.reference->type() : argument.value->type;
  if (!type->canBeActive()) return false;
  if (argument.reference && crossesPassive(*argument.reference)) return false;
  if (argument.value && argument.value->kind == ExpressionKind::AddressOf && crossesPassive(argument.value->place))
    return false;
  for (const Object& object : objectsOf(argument, nullptr, false))
    if (isActive(object)) return true;
  return false;
}

namespace {
const Variable* parameterOf(const Call& call, std::size_t index) {
  return index < call.callee->parameters.size() ? call.callee->parameters[index] : nullptr;
}

bool canCarry(const Argument& argument, const Variable* parameter) {
  const Type* type = argument.reference ? argument.reference->type() : argument.value->type;
  return type->canBeActive() && !(parameter && parameter->markedPassive);
}
}  // namespace

bool Activity::isActive(const Call& call) const {
  bool gives = call.result && isActive(*call.result), takes = false;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Variable* parameter = parameterOf(call, i);
    if (parameter && parameter->markedPassive) continue;
    takes |= isActive(call.arguments[i]);
    for (const Object& object : memory_.reachable(call.arguments[i], parameter, true)) gives |= isActive(object);
  }
  return gives && takes;
}

Objects Activity::readsOf(const ExpressionPtr& expression) const {
  Objects objects;
  forEachDifferentiableRead(expression, [&](const Expression& e) { objects.merge(memory_.objectsOf(e.place)); });
  return objects;
}

Flow Activity::flowOf(const Call& call) const {
  Flow flow;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Variable* parameter = parameterOf(call, i);
    if (!canCarry(call.arguments[i], parameter)) continue;
    flow.from.merge(objectsOf(call.arguments[i], parameter, false));
    flow.into.merge(objectsOf(call.arguments[i], parameter, true));
  }
  if (call.result && isValue(call.result->type())) flow.into.merge(memory_.objectsOf(*call.result));
  return flow;
}

Flow Activity::flowOf(const Statement& statement) const {
  if (const auto* node = statement.as<Declare>()) return {readsOf(node->init), {{node->variable, false}}};
  if (const auto* node = statement.as<Assign>())
    return {readsOf(node->value), crossesPassive(node->target) ? Objects() : memory_.objectsOf(node->target)};
  const auto* call = statement.as<Call>();
  return call ? flowOf(*call) : Flow();
}

bool Activity::forward(const Statement& statement) {
  const Flow flow = flowOf(statement);
  return anyOf(flow.from, varied_) && insertAll(varied_, flow.into);
}

bool Activity::markUseful(const ExpressionPtr& value) {
  bool changed = false;
  forEachDifferentiableRead(value,
                            [&](const Expression& e) { changed |= insertAll(useful_, memory_.objectsOf(e.place)); });
  return changed;
}

bool Activity::backward(const Statement& statement) {
  if (const auto* node = statement.as<Declare>())
    return node->init && useful_.count({node->variable, false}) && markUseful(node->init);
  if (const auto* node = statement.as<Assign>())
    return anyOf(memory_.objectsOf(node->target), useful_) && markUseful(node->value);
  const auto* call = statement.as<Call>();
  if (!call) return false;
  bool useful = call->result && anyOf(memory_.objectsOf(*call->result), useful_);
  for (std::size_t i = 0; i < call->arguments.size(); ++i)
    useful |= anyOf(objectsOf(call->arguments[i], parameterOf(*call, i), true), useful_);
  if (!useful) return false;
  bool changed = false;
  for (std::size_t i = 0; i < call->arguments.size(); ++i)
    if (canCarry(call->arguments[i], parameterOf(*call, i)))
      changed |= insertAll(useful_, objectsOf(call->arguments[i], parameterOf(*call, i), false));
  return changed;
}

}  // namespace retrograd::analysis
