// Base classes that are given the class derived from them, and find it by a cast: struct D : B<D>. An object of the
// base is taken for a part of a D; where it can't be seen to be one it is refused.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

// Does the function go from a base class to a class derived from it?
bool findsDerived(const clang::FunctionDecl* function);

// The class that objects of the base class (or what the reference leads to) are parts of: its argument, where the class
// or `user` goes from one to the other. Null for others.
const clang::CXXRecordDecl* wholeOf(clang::QualType part, const clang::FunctionDecl* user);

}  // namespace retrograd::frontend
