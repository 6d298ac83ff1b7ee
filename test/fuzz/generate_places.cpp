// Places to read and write, and pointers to pass on.
#include "generate.h"
#include "ir/build.h"

#include <algorithm>

namespace retrograd::fuzz {

using namespace ir;

namespace {
bool contains(const Type* type, const Type* wanted) {
  if (type == wanted) return true;
  if (type->kind == TypeKind::Array || type->isPointer() || type->isReference()) return contains(type->element, wanted);
  if (type->kind != TypeKind::Record) return false;
  for (const Field& field : type->fields)
    if (contains(field.type, wanted)) return true;
  return false;
}

// Does the passive field swallow what is stored there?
bool holdsPassive(const Place& place) {
  const Type* type = place.root->type->isReference() ? place.root->type->element : place.root->type;
  for (const Step& step : place.path) {
    if (step.kind != StepKind::Field) {
      type = type->element;
      continue;
    }
    if (type->field(step.field)->passive && type->field(step.field)->type->isFloat()) return true;
    type = type->field(step.field)->type;
  }
  return false;
}
}  // namespace

std::optional<Place> FunctionGenerator::descend(Place at, const Type* wanted, unsigned length) {
  const Type* type = at.type();
  if (type == wanted) return at;
  if (type->isPointer() || type->kind == TypeKind::Array) {
    const unsigned extent = type->isPointer() ? length : static_cast<unsigned>(type->extent);
    if (type->isPointer() && chance(25)) return descend(deref(at), wanted, length);
    return descend(element(at, index(extent)), wanted, length);
  }
  if (type->kind != TypeKind::Record) return std::nullopt;
  std::vector<const Field*> fitting;
  for (const Field& field : type->fields)
    if (contains(field.type, wanted)) fitting.push_back(&field);
  if (fitting.empty()) return std::nullopt;
  return descend(member(at, fitting[random_.below(static_cast<unsigned>(fitting.size()))]->name), wanted, length);
}

// A view's own members are not assigned.
bool FunctionGenerator::isPartOfView(const Known& known, const Type* type) const {
  const Type* own = known.variable->type->isReference() ? known.variable->type->element : known.variable->type;
  return programs_.view && own == programs_.view && type->kind == TypeKind::Integer;
}

std::optional<Place> FunctionGenerator::findPlace(const Type* type, bool written) {
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i < known_.size(); ++i)
    if (contains(known_[i].variable->type, type) && !(written && isPartOfView(known_[i], type)) &&
        (!written || (known_[i].writable && !guards_.count(known_[i].variable))))
      fitting.push_back(i);
  if (fitting.empty()) return std::nullopt;
  // Later ones more often: chains of dependences.
  const unsigned count = static_cast<unsigned>(fitting.size());
  const std::size_t chosen =
      fitting[chance(40) ? count - 1 - random_.below(std::min(count, 3u)) : random_.below(count)];
  auto found = descend(place(known_[chosen].variable), type, known_[chosen].length);
  if (found && written && holdsPassive(*found)) return std::nullopt;
  return found;
}

ExpressionPtr FunctionGenerator::addressOf(const Place& place, bool isConst) {
  return ir::addressOf(place, types_.pointerTo(place.type(), isConst));
}

// A pointer made of what the variable is or leads to.
std::optional<FunctionGenerator::Pointed> FunctionGenerator::pointerFrom(const Known& known, const Type* element,
                                                                         unsigned length, bool written) {
  Variable* variable = known.variable;
  const Type* type = variable->type->isReference() ? variable->type->element : variable->type;
  const bool isConst = !written;
  if (variable->role == VariableRole::Global || isPartOfView(known, element)) return std::nullopt;
  if (variable->markedPassive || (written && !known.writable) || guards_.count(variable)) return std::nullopt;
  Pointed result{nullptr, known.roots, known.writable, type->isPointer() && variable->role == VariableRole::Local};
  if (type->isPointer() && type->element == element && known.length >= length) {
    ExpressionPtr pointer = read(variable);
    const unsigned places = known.length - length + 1;
    if (places > 1 && chance(60)) {
      const int from = random_.between(0, static_cast<int>(places) - 1);
      const bool fixed = chance(50);
      const ExpressionPtr offset = fixed ? whole(from) : index(places);
      if (fixed) result.base = variable, result.from = from, result.to = from + static_cast<int>(length);
      if (chance(50))
        pointer = operation(OperationKind::PointerAdd, pointer->type, {pointer, offset});
      else
        pointer = addressOf(ir::element(place(variable), offset), type->constElement);
    }
    result.pointer = pointer;
    return result;
  }
  if (type->kind == TypeKind::Array && type->element == element && type->extent >= length) {
    const unsigned places = static_cast<unsigned>(type->extent) - length + 1;
    const int from = random_.between(0, static_cast<int>(places) - 1);
    const bool fixed = chance(50);
    if (fixed) result.base = variable, result.from = from, result.to = from + static_cast<int>(length);
    result.pointer = addressOf(ir::element(place(variable), fixed ? whole(from) : index(places)), isConst);
    return result;
  }
  const bool value = variable->role == VariableRole::Local || variable->type->isReference();
  if (length == 1 && value && !type->isPointer() && contains(type, element)) {
    auto found = descend(place(variable), element, 1);
    if (!found || holdsPassive(*found)) return std::nullopt;
    result.pointer = addressOf(*found, isConst);
    return result;
  }
  return std::nullopt;
}

// `mixes`: may select between two.
std::optional<FunctionGenerator::Pointed> FunctionGenerator::pointerTo(const Type* element, unsigned length,
                                                                       bool written, bool mixes) {
  std::vector<Pointed> found;
  for (const Known& known : std::vector<Known>(known_))
    if (auto pointer = pointerFrom(known, element, length, written)) found.push_back(*pointer);
  if (found.empty()) return std::nullopt;
  Pointed& first = found[random_.below(static_cast<unsigned>(found.size()))];
  if (!mixes || chance(75)) return first;
  Pointed& second = found[random_.below(static_cast<unsigned>(found.size()))];
  const bool isConst = first.pointer->type->constElement || second.pointer->type->constElement;
  Pointed both{operation(OperationKind::Select, types_.pointerTo(element, isConst),
                         {condition(0), first.pointer, second.pointer}),
               first.roots, first.writable && second.writable, true};
  both.roots.insert(second.roots.begin(), second.roots.end());
  return both;
}

}  // namespace retrograd::fuzz
