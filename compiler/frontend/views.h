// Names that may lead into a variable's memory.
#pragma once

#include "frontend/clang_headers.h"

#include <set>

namespace retrograd::frontend {

// The variable itself and, as far as the text tells, the pointers, references, iterators and objects with such that are
// set to what mentions it.
std::set<const clang::ValueDecl*> namesLeadingInto(const clang::VarDecl* variable, const clang::Stmt* body);

}  // namespace retrograd::frontend
