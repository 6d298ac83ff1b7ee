#include "analysis/memory.h"

#include "ir/build.h"
#include "ir/tape_arrays.h"

#include <algorithm>
#include <functional>

namespace retrograd::analysis {

using namespace ir;

bool intersect(const Objects& a, const Objects& b) {
  return std::any_of(a.begin(), a.end(), [&](const Object& object) { return b.count(object) != 0; });
}

bool holdsPointers(const Type* type) {
  switch (type->kind) {
  case TypeKind::Pointer:
  case TypeKind::Reference: return true;
  case TypeKind::Array:
  case TypeKind::Vector: return holdsPointers(type->element);
  case TypeKind::Record:
    for (const Field& field : type->fields)
      if (field.type->isPointer() || (field.type != type && holdsPointers(field.type))) return true;
    return false;
  default: return false;
  }
}

namespace {
const Objects none;

bool leadsElsewhere(const Type* type) { return type->isPointer() || type->isReference(); }
}  // namespace

bool crossesPointer(const Place& place) {
  const Type* type = place.root->type;
  if (type->isReference()) return true;
  for (const Step& step : place.path) {
    if (type->isPointer()) return true;
    type = step.kind == StepKind::Field ? type->field(step.field)->type : type->element;
  }
  return false;
}

bool leadsOn(const Place& place, std::size_t step) {
  Place prefix{place.root, {place.path.begin(), place.path.begin() + static_cast<std::ptrdiff_t>(step) + 1}};
  for (std::size_t i = step + 1; i < place.path.size(); ++i) {
    if (prefix.type()->isPointer()) return true;
    prefix.path.push_back(place.path[i]);
  }
  return false;
}

bool crossesPassive(const Place& place) {
  const Type* type = place.root->type->isReference() ? place.root->type->element : place.root->type;
  for (const Step& step : place.path) {
    const Field* field = step.kind == StepKind::Field ? type->field(step.field) : nullptr;
    if (field && field->passive) return true;
    type = field ? field->type : type->element;
  }
  return false;
}

namespace {
bool isMutableGlobal(const Variable* variable) {
  return variable && variable->role == VariableRole::Global && !variable->isConst;
}

Objects globalsIn(const Function& function) {
  Objects globals;
  auto add = [&](const Variable* variable) {
    if (isMutableGlobal(variable)) globals.insert({variable, false});
  };
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) { add(e.place.root); });
    });
    if (const auto* node = statement.as<Assign>()) add(node->target.root);
    if (const auto* node = statement.as<Call>()) {
      if (node->result) add(node->result->root);
      for (const Argument& argument : node->arguments)
        if (argument.reference) add(argument.reference->root);
    }
  });
  return globals;
}

// The globals that a call of the function may change; a function whose body isn't known may change any of `known`.
void addChangedGlobals(const Function& function, const Objects& known, std::set<const Function*>& seen,
                       Objects& changed) {
  if (!seen.insert(&function).second) return;
  if (!function.hasBody) return changed.insert(known.begin(), known.end());
  auto add = [&](const Variable* variable) {
    if (isMutableGlobal(variable)) changed.insert({variable, false});
  };
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::AddressOf) add(e.place.root);
      });
    });
    if (const auto* node = statement.as<Assign>()) add(node->target.root);
    if (const auto* node = statement.as<Verbatim>())
      for (const Variable* variable : node->writes) add(variable);
    const auto* call = statement.as<Call>();
    if (!call) return;
    if (call->result) add(call->result->root);
    for (const Argument& argument : call->arguments)
      if (argument.reference) add(argument.reference->root);
    addChangedGlobals(*call->callee, known, seen, changed);
  });
}
}  // namespace

// May the variable be what a parameter leads to? One that is active isn't: nothing active is stored in a global.
static bool mayLeadTo(const Variable* parameter, const Variable* global) {
  const Type* type = parameter->type;
  if (!leadsElsewhere(type) || (type->canBeActive() && !parameter->markedPassive)) return false;
  const Type* element = type->element;
  while (element->kind == TypeKind::Array) element = element->element;
  const Type* held = global->type;
  while (held->kind == TypeKind::Array) held = held->element;
  return !element->isScalar() || !held->isScalar() || element->isFloat() == held->isFloat();
}

Memory::Memory(const Function& function) {
  Objects globals = globalsIn(function), changed;
  std::set<const Function*> seen;
  addChangedGlobals(function, {}, seen, changed);
  globals.insert(changed.begin(), changed.end());
  for (const Variable* parameter : function.parameters) {
    if (!holdsPointers(parameter->type)) continue;
    pointsTo_[parameter].insert({parameter, true});
    for (const Object& global : parameter->type->givesWriteAccess() ? globals : changed)
      if (mayLeadTo(parameter, global.variable)) pointsTo_[parameter].insert(global);
  }
  findAddressTaken(function);
  findPointsTo(function);
  collectWrites(function, globals);
  findFixedPointers(function);
}

void Memory::findFixedPointers(const Function& function) {
  std::set<const Variable*> assigned;
  for (const Write& write : writes_)
    if (write.place && write.place->isVariable()) assigned.insert(write.place->root);
  forEachStatement(function.body, [&](const Statement& statement) {
    const auto* node = statement.as<Declare>();
    if (node && node->init && node->init->type->isPointer() && isRegister(node->variable) &&
        !assigned.count(node->variable))
      fixedPointers_[node->variable] = node->init;
  });
}

bool Memory::loadsPointer(const Place& place) const {
  Place prefix{place.root, {}};
  for (const Step& step : place.path) {
    if (prefix.type()->isPointer() && !(prefix.isVariable() && isRegister(place.root))) return true;
    prefix.path.push_back(step);
  }
  return false;
}

ExpressionPtr Memory::fixedPointer(const Variable* variable) const {
  auto it = fixedPointers_.find(variable);
  return it == fixedPointers_.end() ? nullptr : it->second;
}

bool Memory::isRegister(const Variable* variable) const {
  const Type* type = variable->type;
  return variable->role != VariableRole::Global && !addressTaken_.count(variable) &&
         (type->isScalar() || type->isPointer() || type->kind == TypeKind::Opaque);
}

void Memory::findAddressTaken(const Function& function) {
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::AddressOf && !crossesPointer(e.place)) addressTaken_.insert(e.place.root);
      });
    });
    const auto* call = statement.as<Call>();
    if (!call) return;
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      const auto& reference = call->arguments[i].reference;
      const bool readOnly = i < call->callee->parameters.size() && call->callee->parameters[i]->type->constElement;
      if (reference && !readOnly && !crossesPointer(*reference)) addressTaken_.insert(reference->root);
    }
  });
}

const Objects& Memory::pointsTo(const Variable* variable) const {
  auto it = pointsTo_.find(variable);
  return it == pointsTo_.end() ? none : it->second;
}

Objects Memory::objectsOf(const Place& place) const {
  Objects objects{{place.root, false}};
  // Following a pointer leads from the objects that hold it to all that pointers in them may lead to.
  auto follow = [&] {
    Objects next;
    for (const Object& object : objects) {
      const Objects& stored = pointsTo(object.variable);
      next.insert(stored.begin(), stored.end());
    }
    objects = std::move(next);
  };
  const Type* type = place.root->type;
  if (type->isReference()) {
    follow();
    type = type->element;
  }
  for (const Step& step : place.path) {
    if (type->isPointer()) follow();
    type = step.kind == StepKind::Field ? type->field(step.field)->type : type->element;
  }
  return objects;
}

Objects Memory::pointees(const ExpressionPtr& pointer) const {
  Objects result;
  forEachExpression(pointer, [&](const Expression& e) {
    if (!e.type->isPointer()) return;
    if (e.kind == ExpressionKind::AddressOf) result.merge(objectsOf(e.place));
    if (e.kind == ExpressionKind::Read) {
      // A pointer loaded from memory may be any that was ever stored there.
      for (const Object& object : objectsOf(e.place)) {
        const Objects& stored = pointsTo(object.variable);
        result.insert(stored.begin(), stored.end());
      }
    }
  });
  return result;
}

// With everything that pointers in the objects may lead to, and so on.
Objects Memory::closure(Objects objects) const {
  std::vector<Object> open(objects.begin(), objects.end());
  while (!open.empty()) {
    const Object object = open.back();
    open.pop_back();
    for (const Object& next : pointsTo(object.variable))
      if (objects.insert(next).second) open.push_back(next);
  }
  return objects;
}

Objects Memory::reachable(const Argument& argument, const Variable* parameter, bool written) const {
  const bool readOnly = written && parameter && leadsElsewhere(parameter->type) && parameter->type->constElement;
  if (written && parameter && !parameter->type->givesWriteAccess()) return {};
  Objects direct;
  if (argument.reference)
    direct = objectsOf(*argument.reference);
  else if (argument.value && argument.value->type->isPointer())
    direct = pointees(argument.value);
  const bool record =
      argument.value && argument.value->kind == ExpressionKind::Read && !argument.value->type->isPointer();
  Objects result = readOnly ? Objects{} : direct;
  // What pointers inside lead to, also where the pointers themselves are not to be written.
  const bool nested = argument.reference ? holdsPointers(argument.reference->type())
                      : direct.empty()   ? record && holdsPointers(argument.value->type)
                                         : holdsPointers(argument.value->type->element);
  if (!nested) return result;
  if (record) direct = objectsOf(argument.value->place);
  Objects inside;
  for (const Object& object : direct) {
    const Objects& stored = pointsTo(object.variable);
    inside.insert(stored.begin(), stored.end());
  }
  result.merge(closure(std::move(inside)));
  return result;
}

// Can pointers be stored where a parameter of this type leads?
static bool givesPointersToWrite(const Type* type) {
  std::set<const Type*> seen;
  std::function<bool(const Type*)> gives = [&](const Type* t) {
    if (!seen.insert(t).second) return false;
    const bool leads = t->isPointer() || t->isReference();
    if (leads && !t->constElement && holdsPointers(t->element)) return true;
    if (t->element && gives(t->element)) return true;
    return std::any_of(t->fields.begin(), t->fields.end(), [&](const Field& field) { return gives(field.type); });
  };
  return gives(type);
}

bool Memory::addPointees(const Place& target, const Objects& objects) {
  bool changed = false;
  for (const Object& holder : objectsOf(target))
    for (const Object& object : objects) changed |= pointsTo_[holder.variable].insert(object).second;
  return changed;
}

bool Memory::propagatePointers(const Statement& statement) {
  if (const auto* node = statement.as<Declare>()) {
    if (!node->init || !holdsPointers(node->variable->type)) return false;
    const bool isCopy = node->init->kind == ExpressionKind::Read && node->init->type->isAggregate();
    return addPointees(place(node->variable), isCopy ? pointsTo(node->init->place.root) : pointees(node->init));
  }
  if (const auto* node = statement.as<Assign>()) {
    if (!holdsPointers(node->value->type)) return false;
    if (node->value->type->isPointer()) return addPointees(node->target, pointees(node->value));
    return node->value->kind == ExpressionKind::Read && addPointees(node->target, pointsTo(node->value->place.root));
  }
  const auto* call = statement.as<Call>();
  if (!call) return false;
  // An array on the tape is nobody else's. (What pointers in it lead to isn't known.)
  if (isReserve(*call->callee) || isRelease(*call->callee))
    return call->result && !holdsPointers(call->callee->result->element) &&
           addPointees(*call->result, {{call->result->root, true}});
  // A callee may hand back, or store into memory that holds pointers, any pointer that it was given.
  Objects given;
  for (std::size_t i = 0; i < call->arguments.size(); ++i) given.merge(reachable(call->arguments[i], nullptr, false));
  bool changed = false;
  if (call->result && holdsPointers(call->result->type())) changed |= addPointees(*call->result, given);
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    if (i < call->callee->parameters.size() && !givesPointersToWrite(call->callee->parameters[i]->type)) continue;
    for (const Object& object : reachable(call->arguments[i], nullptr, false))
      for (const Object& g : given) changed |= pointsTo_[object.variable].insert(g).second;
  }
  return changed;
}

void Memory::findPointsTo(const Function& function) {
  for (bool changed = true; changed;) {
    changed = false;
    forEachStatement(function.body, [&](const Statement& statement) { changed |= propagatePointers(statement); });
  }
}

namespace {
// Elements come and go with a vector's size; only growing by one (or some) leaves the others what they are.
bool changesElements(const Assign& assign) {
  if (!isVectorSize(assign.target)) return false;
  const bool grows =
      assign.accumulate && assign.value->kind == ExpressionKind::Constant && assign.value->text[0] != '-';
  return !grows;
}
}  // namespace

void Memory::collectWrites(const Function& function, const Objects& globals) {
  auto add = [&](const Statement& statement, const Place* place, Objects objects) {
    written_.insert(objects.begin(), objects.end());
    writes_.push_back({&statement, place, std::move(objects)});
  };
  forEachStatement(function.body, [&](const Statement& statement) {
    if (const auto* node = statement.as<Declare>()) add(statement, nullptr, {{node->variable, false}});
    if (const auto* node = statement.as<Assign>())
      add(statement, changesElements(*node) ? nullptr : &node->target, objectsOf(node->target));
    if (const auto* node = statement.as<TapeOperation>(); node && node->kind == TapeOperation::Pop)
      add(statement, nullptr, {{node->variable, false}});
    if (const auto* node = statement.as<Verbatim>())
      for (const Variable* variable : node->writes) add(statement, nullptr, {{variable, false}});
    const auto* call = statement.as<Call>();
    if (!call) return;
    Objects objects;
    for (std::size_t i = 0; i < call->arguments.size(); ++i) {
      const bool known = i < call->callee->parameters.size();
      objects.merge(reachable(call->arguments[i], known ? call->callee->parameters[i] : nullptr, true));
    }
    std::set<const Function*> seen;
    if (!globals.empty()) addChangedGlobals(*call->callee, globals, seen, objects);
    if (!objects.empty()) add(statement, nullptr, objects);
    if (call->result) add(statement, &*call->result, objectsOf(*call->result));
  });
}

bool Memory::isResized(const Object& object) const {
  return std::any_of(writes_.begin(), writes_.end(), [&](const Write& write) {
    if (!write.objects.count(object)) return false;
    return !write.place || isVectorSize(*write.place) || write.place->type()->holdsVector();
  });
}

}  // namespace retrograd::analysis
