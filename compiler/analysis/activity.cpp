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
  for (const char symbol : {'x', 'y', 'z', 'r'})
    if (rules::partialUses(function, index, symbol)) return true;
  return !function.integerArgument[index] && function.result == rules::MathResult::Real;
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
    if (!math || hasDerivative(*math, static_cast<unsigned>(i))) forEachDifferentiableRead(expression->operands[i], visit);
}

Activity::Activity(const Function& function, const Memory& memory, const std::set<const Variable*>& active,
                   bool resultActive)
    : memory_(memory) {
  for (const Variable* parameter : function.parameters) {
    const Type* type = parameter->type;
    const bool written = type->givesWriteAccess();
    if (active.count(parameter)) {
      if (!type->isPointer() && !type->isReference()) varied_.insert({parameter, false});
      insertAll(varied_, memory.pointsTo(parameter));
    }
    if (parameter->markedPassive) continue;
    for (const Object& object : memory.pointsTo(parameter))
      if (written) useful_.insert(object);
  }
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

bool Activity::forward(const Statement& statement) {
  if (const auto* node = statement.as<Declare>())
    return node->init && isVaried(node->init) && varied_.insert({node->variable, false}).second;
  if (const auto* node = statement.as<Assign>())
    return isVaried(node->value) && !crossesPassive(node->target) && insertAll(varied_, memory_.objectsOf(node->target));
  const auto* call = statement.as<Call>();
  if (!call) return false;
  bool varied = false;
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    const Argument& argument = call->arguments[i];
    if (canCarry(argument, parameterOf(*call, i))) varied |= anyOf(objectsOf(argument, parameterOf(*call, i), false), varied_);
  }
  if (!varied) return false;
  bool changed = false;
  for (std::size_t i = 0; i < call->arguments.size(); ++i)
    if (canCarry(call->arguments[i], parameterOf(*call, i)))
      changed |= insertAll(varied_, objectsOf(call->arguments[i], parameterOf(*call, i), true));
  if (call->result && isValue(call->result->type())) changed |= insertAll(varied_, memory_.objectsOf(*call->result));
  return changed;
}

bool Activity::markUseful(const ExpressionPtr& value) {
  bool changed = false;
  forEachDifferentiableRead(value, [&](const Expression& e) { changed |= insertAll(useful_, memory_.objectsOf(e.place)); });
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
