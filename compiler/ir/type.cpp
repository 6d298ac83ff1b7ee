#include "ir/type.h"

#include <algorithm>
#include <set>

namespace retrograd::ir {

bool Type::canBeActive() const {
  switch (kind) {
  case TypeKind::Float: return true;
  case TypeKind::Pointer:
  case TypeKind::Reference:
  case TypeKind::Array:
  case TypeKind::Vector: return element->canBeActive();
  case TypeKind::Opaque: return activeOpaque;
  case TypeKind::Record:
    for (const Field& f : fields)
      // A record that points to itself (a list node) is decided by its other fields.
      if (!f.passive && f.type != this && !(f.type->isPointer() && f.type->element == this) && f.type->canBeActive())
        return true;
    return false;
  default: return false;
  }
}

namespace {
bool givesWriteAccess(const Type& type, std::set<const Type*>& seen) {
  switch (type.kind) {
  case TypeKind::Pointer:
  case TypeKind::Reference: return !type.constElement || givesWriteAccess(*type.element, seen);
  case TypeKind::Array:
  case TypeKind::Vector: return givesWriteAccess(*type.element, seen);
  case TypeKind::Record:
    if (!seen.insert(&type).second) return false;
    return std::any_of(type.fields.begin(), type.fields.end(),
                       [&](const Field& field) { return givesWriteAccess(*field.type, seen); });
  default: return false;
  }
}
}  // namespace

bool Type::givesWriteAccess() const {
  std::set<const Type*> seen;
  return ir::givesWriteAccess(*this, seen);
}

bool Type::holdsVector() const {
  if (kind == TypeKind::Array) return element->holdsVector();
  if (kind != TypeKind::Record) return isVector();
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return field.type != this && field.type->holdsVector(); });
}

const Field* Type::field(const std::string& name) const {
  for (const Field& f : fields)
    if (f.name == name) return &f;
  return nullptr;
}

TypeTable::TypeTable() {
  auto scalar = [&](TypeKind kind, const char* spelling, unsigned bits) {
    Type t;
    t.kind = kind;
    t.spelling = spelling;
    t.bits = bits;
    return make(t);
  };
  void_ = scalar(TypeKind::Void, "void", 0);
  bool_ = scalar(TypeKind::Bool, "bool", 1);
  int_ = integer("int", 32, true);
  long_ = integer("long", 64, true);
  size_ = integer("unsigned long", 64, false);
  float_ = scalar(TypeKind::Float, "float", 32);
  double_ = scalar(TypeKind::Float, "double", 64);
  longDouble_ = scalar(TypeKind::Float, "long double", 80);
}

Type* TypeTable::make(Type type) {
  auto [it, fresh] = byKey_.try_emplace(type.spelling, nullptr);
  if (fresh) it->second = &owned_.emplace_back(std::move(type));
  return it->second;
}

const Type* TypeTable::integer(const std::string& spelling, unsigned bits, bool isSigned) {
  Type t;
  t.kind = TypeKind::Integer;
  t.spelling = spelling;
  t.bits = bits;
  t.isSigned = isSigned;
  return make(t);
}

static Type indirect(TypeKind kind, const Type* element, bool constElement, const char* sigil) {
  Type t;
  t.kind = kind;
  t.element = element;
  t.constElement = constElement;
  // `const` binds to the pointee: written behind a pointer pointee (double* const*), before anything else.
  const std::string base = !constElement          ? element->spelling
                           : element->isPointer() ? element->spelling + " const"
                                                  : "const " + element->spelling;
  t.spelling = base + sigil;
  return t;
}

const Type* TypeTable::pointerTo(const Type* element, bool constElement) {
  return make(indirect(TypeKind::Pointer, element, constElement, "*"));
}

const Type* TypeTable::referenceTo(const Type* element, bool constElement) {
  return make(indirect(TypeKind::Reference, element, constElement, "&"));
}

const Type* TypeTable::arrayOf(const Type* element, std::uint64_t extent) {
  Type t;
  t.kind = TypeKind::Array;
  t.element = element;
  t.extent = extent;
  // A key, and the .ir text: element first, outermost extent first, as in C++ (double[2][3]).
  const std::string dim = "[" + std::to_string(extent) + "]";
  const auto bracket = element->isBareArray() ? element->spelling.find('[') : std::string::npos;
  t.spelling = element->spelling;
  t.spelling.insert(bracket == std::string::npos ? t.spelling.size() : bracket, dim);
  return make(t);
}

const Type* TypeTable::arrayClass(const Type* element, std::uint64_t extent, const std::string& spelling) {
  Type t;
  t.kind = TypeKind::Array;
  t.element = element;
  t.extent = extent;
  t.isClass = true;
  t.spelling = spelling;
  return make(t);
}

const Type* TypeTable::vectorOf(const Type* element, const std::string& spelling) {
  Type t;
  t.kind = TypeKind::Vector;
  t.element = element;
  t.spelling = spelling;
  t.fields = {{sizeMember, size_, true, Access::Count}};
  return make(t);
}

const Type* TypeTable::opaque(const std::string& spelling, bool active) {
  Type t;
  t.kind = TypeKind::Opaque;
  t.spelling = spelling;
  t.activeOpaque = active;
  return make(t);
}

Type* TypeTable::record(const std::string& spelling) {
  const bool known = byKey_.count(spelling) != 0;
  Type t;
  t.kind = TypeKind::Record;
  t.spelling = spelling;
  Type* result = make(t);
  if (!known) records_.push_back(result);
  return result;
}

const Type* TypeTable::findRecord(const std::string& spelling) const {
  auto it = byKey_.find(spelling);
  return it != byKey_.end() && it->second->kind == TypeKind::Record ? it->second : nullptr;
}

}  // namespace retrograd::ir
