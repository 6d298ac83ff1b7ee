#include "backend/print_type.h"

#include <algorithm>

#include "ir/views.h"

namespace retrograd::backend {

using namespace ir;

// Built from the inside out: `inner` is the name with what binds closer to it.
std::string declarator(const Type* type, const std::string& name, bool isConst) {
  std::string inner = name;
  // `const` of the object at hand; it lands on the base type or, for a pointer, behind its star.
  bool constant = isConst;
  for (;; type = type->element) {
    if (isViewParameter(type))
      return viewSpelling(type->element, type->constElement) + (name.empty() ? "" : " " + name);
    if (type->isBareArray()) {
      // An array name that begins with * or & came from a pointer to the array: it keeps it in parentheses.
      if (!inner.empty() && (inner[0] == '*' || inner[0] == '&')) inner = "(" + inner + ")";
      inner += "[" + std::to_string(type->extent) + "]";
    } else if (type->kind == TypeKind::Pointer || type->kind == TypeKind::Reference) {
      const std::string sigil = type->kind == TypeKind::Pointer ? "*" : "&";
      const bool word = !inner.empty() && inner[0] != '*' && inner[0] != '&' && inner[0] != '[';
      inner = sigil + (constant && type->isPointer() ? (word ? " const " : " const") : "") + inner;
      constant = type->constElement;
    } else {
      break;
    }
  }
  // Stars stand at the type, not at the name: double* x, but double (*x)[3].
  std::size_t sigils = 0;
  for (const std::string constness = " const";;) {
    while (sigils < inner.size() && (inner[sigils] == '*' || inner[sigils] == '&')) ++sigils;
    if (sigils == 0 || inner.compare(sigils, constness.size(), constness) != 0) break;
    sigils += constness.size();
    if (sigils == inner.size() || inner[sigils] == ' ') break;
  }
  std::string rest = inner.substr(sigils);
  if (!rest.empty() && rest[0] != ' ' && rest[0] != '[') rest = " " + rest;
  return (constant ? "const " : "") + type->spelling + inner.substr(0, sigils) + rest;
}

std::string typeName(const Type* type) { return declarator(type, ""); }

const Type* innermost(const Type* type) {
  while (type->kind == TypeKind::Array) type = type->element;
  return type;
}

bool zeroNeedsHelper(const Type* type) {
  type = innermost(type);
  if (type->library)
    return std::any_of(type->fields.begin(), type->fields.end(),
                       [](const Field& field) { return zeroNeedsHelper(field.type); });
  return type->kind == TypeKind::Record && !type->generated;
}

}  // namespace retrograd::backend
