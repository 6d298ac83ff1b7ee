// Views: std::span, as the parameter of a function. To the IR a vector that others own and whose size stays; C++ passes
// it by value, where the IR has a reference.
#pragma once

#include "ir/type.h"

namespace retrograd::ir {

constexpr const char* viewName = "std::span";

inline bool isView(const Type* type) {
  return type->isVector() && type->spelling.rfind(std::string(viewName) + "<", 0) == 0;
}
inline bool isViewParameter(const Type* type) { return type->isReference() && isView(type->element); }

// How C++ writes it: std::span<const double, 3>
inline std::string viewSpelling(const Type* view, bool constElements) {
  const std::size_t begin = std::string(viewName).size() + 1;
  return view->spelling.substr(0, begin) + (constElements ? "const " : "") + view->spelling.substr(begin);
}

}  // namespace retrograd::ir
