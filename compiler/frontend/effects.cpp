#include "frontend/effects.h"

#include "ir/build.h"

#include <algorithm>

namespace retrograd::frontend {

using namespace ir;

// By C++'s aliasing rule, can an object of one type be written as the other?
static bool mayAlias(const Type* a, const Type* b) {
  if (a == b) return true;
  if (a->kind == TypeKind::Opaque || b->kind == TypeKind::Opaque) return true;
  const auto isByte = [](const Type* t) { return t->kind == TypeKind::Integer && t->bits == 8; };
  if (isByte(a) || isByte(b)) return true;
  if (b->isAggregate()) std::swap(a, b);
  if (a->kind == TypeKind::Array) return mayAlias(a->element, b);
  if (a->isVector()) return mayAlias(a->element, b) || mayAlias(a->fields[0].type, b);
  if (a->kind == TypeKind::Record) {
    if (b->kind == TypeKind::Record) return true;
    for (const Field& field : a->fields)
      if (mayAlias(field.type, b)) return true;
    return false;
  }
  return a->kind == b->kind && (a->isPointer() || a->bits == b->bits);
}

static bool goesThroughPointer(const Place& place) {
  const Type* type = place.root->type->isReference() ? place.root->type->element : place.root->type;
  for (const Step& step : place.path) {
    if (!type) return true;
    if (step.kind != StepKind::Field && type->isPointer()) return true;
    if (step.kind == StepKind::Field) {
      const Field* field = type->field(step.field);
      type = field ? field->type : nullptr;
    } else {
      type = type->element;
    }
  }
  return false;
}

Effects::Effects(const Block& block, const Facts& facts) : facts_(facts) {
  forEachStatement(block, [&](const Statement& statement) { add(statement); });
}

void Effects::add(const Statement& statement) {
  if (const auto* declare = statement.as<Declare>()) {
    variables_.insert(declare->variable);
    resized_.insert(declare->variable);
  }
  if (const auto* assign = statement.as<Assign>()) addWrite(assign->target);
  if (const auto* loop = statement.as<Loop>()) variables_.insert(loop->counter);
  if (const auto* call = statement.as<Call>()) addCall(*call);
  if (const auto* verbatim = statement.as<Verbatim>()) {
    for (const Variable* variable : verbatim->writes) variables_.insert(variable);
  }
}

void Effects::addCall(const Call& call) {
  if (call.result) addWrite(*call.result);
  globals_ |= facts_.writesGlobals(call.callee);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    const Type* parameter = call.callee->parameters[i]->type;
    if (argument.reference) {
      if (!parameter->constElement) addWrite(*argument.reference);
      addReachable(argument.reference->type());
      continue;
    }
    if (parameter->isPointer() && !parameter->constElement)
      forEachExpression(argument.value, [&](const Expression& e) {
        if (e.kind == ExpressionKind::AddressOf && !goesThroughPointer(e.place)) addWrite(e.place);
      });
    addReachable(parameter);
  }
}

// What a callee can write through a value of this type, over pointers in what it leads to as well.
void Effects::addReachable(const Type* type) {
  if (!reached_.insert(type).second) return;
  if (type->kind == TypeKind::Array || type->isVector()) addReachable(type->element);
  if (type->isPointer()) {
    if (!type->constElement) addMemory(type->element);
    addReachable(type->element);
  }
  for (const Field& field : type->fields) addReachable(field.type);
}

void Effects::addWrite(const Place& place) {
  const bool indirect = goesThroughPointer(place);
  if (isVectorSize(place)) return addWrite({place.root, {place.path.begin(), place.path.end() - 1}});
  if (!indirect) variables_.insert(place.root);
  if (!indirect && place.type()->holdsVector()) resized_.insert(place.root);
  if (indirect || place.root->type->isReference() || place.root->role == VariableRole::Global ||
      facts_.isAddressTaken(place.root))
    addMemory(place.type());
}

void Effects::addMemory(const Type* type) {
  if (type->kind == TypeKind::Array) return addMemory(type->element);
  memory_.insert(type);
}

bool Effects::changesMemory(const Type* type) const {
  if (globals_) return true;
  for (const Type* written : memory_)
    if (mayAlias(written, type)) return true;
  return false;
}

bool Effects::changeAddress(const Place& place) const {
  const Type* type = place.root->type->isReference() ? place.root->type->element : place.root->type;
  Place prefix{place.root, {}};
  for (const Step& step : place.path) {
    if (step.kind != StepKind::Field && type->isPointer() && changesValue(prefix)) return true;
    if (step.index && change(step.index)) return true;
    prefix.path.push_back(step);
    type = prefix.type();
    if (!type) return true;
  }
  return false;
}

bool Effects::movesItself(const Place& place, const Facts& facts) {
  // A variable that nothing but its name leads to.
  const auto isOnItsOwn = [&](const Place& p) {
    return p.root->role != VariableRole::Global && !p.root->type->isReference() && !goesThroughPointer(p) &&
           !facts.isAddressTaken(p.root);
  };
  const auto isWritten = [&](const Place& read) {
    if (!read.type() || !mayAlias(read.type(), place.type())) return false;
    return read.root == place.root || !(isOnItsOwn(read) || isOnItsOwn(place));
  };
  bool result = false;
  std::vector<Place> sizes;  // of the vectors that the place is in: what is in a vector doesn't change its size
  Place prefix{place.root, {}};
  for (const Step& step : place.path) {
    const Type* type = prefix.type();
    if (step.kind != StepKind::Field && type && type->isPointer()) result |= isWritten(prefix);
    if (type && type->isVector() && step.kind != StepKind::Field) sizes.push_back(vectorSize(prefix));
    forEachExpression(step.index, [&](const Expression& e) {
      if (e.kind != ExpressionKind::Read) return;
      const auto isOne = [&](const Place& size) { return samePlace(size, e.place); };
      if (std::none_of(sizes.begin(), sizes.end(), isOne)) result |= isWritten(e.place);
    });
    prefix.path.push_back(step);
  }
  return result;
}

// A vector's size changes with the vector, not with its elements.
bool Effects::changesSize(const Place& size) const {
  const bool indirect = goesThroughPointer(size);
  if (!indirect && resized_.count(size.root)) return true;
  if (!(indirect || size.root->type->isReference() || size.root->role == VariableRole::Global ||
        facts_.isAddressTaken(size.root)))
    return false;
  return globals_ || std::any_of(memory_.begin(), memory_.end(), [](const Type* type) { return type->holdsVector(); });
}

bool Effects::changesValue(const Place& place) const {
  if (isVectorSize(place)) return changesSize(place);
  const bool indirect = goesThroughPointer(place);
  if (!indirect && variables_.count(place.root)) return true;
  if (indirect || place.root->type->isReference() || place.root->role == VariableRole::Global ||
      facts_.isAddressTaken(place.root))
    return changesMemory(place.type());
  return false;
}

bool Effects::change(const ExpressionPtr& expression) const {
  switch (expression->kind) {
  case ExpressionKind::Constant: return false;
  case ExpressionKind::AddressOf: return changeAddress(expression->place);
  case ExpressionKind::Read: return changeAddress(expression->place) || changesValue(expression->place);
  case ExpressionKind::Operation: break;
  }
  for (const ExpressionPtr& operand : expression->operands)
    if (change(operand)) return true;
  return false;
}

}  // namespace retrograd::frontend
