// Code that runs where the life of an object ends.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

// Of the class itself.
bool hasDestructorCode(const clang::CXXRecordDecl* record);

// The class whose destructor has code of its own: the type's, or that of something that it holds. Null if none has;
// what the library's and opaque classes do is no concern of a derivative.
const clang::CXXRecordDecl* destructorIn(clang::QualType type);

struct Destruction {
  clang::SourceLocation location;
  clang::QualType type;
};
// The variables, temporaries and deleted objects of a function that have such a destructor.
std::vector<Destruction> findDestructions(const clang::FunctionDecl& function);

}  // namespace retrograd::frontend
