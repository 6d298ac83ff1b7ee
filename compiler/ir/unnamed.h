// Types that no C++ code can name: closures, and what is made of them.
#pragma once

#include "ir/type.h"

namespace retrograd::ir {

// How their spelling begins.
constexpr const char* unnamedType = "(lambda ";

inline bool isUnnamed(const Type* type) {
  while (type->isPointer() || type->isReference() || type->kind == TypeKind::Array) type = type->element;
  return type->spelling.find("(lambda") != std::string::npos;
}

}  // namespace retrograd::ir
