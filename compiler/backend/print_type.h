// C++ declarators for IR types: where the name goes among *, &, [] and parentheses.
#pragma once

#include "backend/names.h"
#include "ir/ir.h"

#include <string>

namespace retrograd::backend {

// `type` as the type of `name`: "const double* x", "double (&m)[2][3]", "double b[3]". Empty name: the type alone.
std::string declarator(const ir::Type* type, const std::string& name, bool isConst = false);

// The type alone, as in static_cast<…>.
std::string typeName(const ir::Type* type);

// Below arrays.
const ir::Type* innermost(const ir::Type* type);
// A user's record may have member initializers, so that {} is not zero; ours have none, nor have the library's.
bool zeroNeedsHelper(const ir::Type* type);

}  // namespace retrograd::backend
