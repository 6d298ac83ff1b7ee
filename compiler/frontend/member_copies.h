// Copy operations that a user wrote out.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

// Does the copy or move constructor or assignment do what the compiler's own would: copy each member, and nothing else?
bool copiesMembers(const clang::CXXMethodDecl* operation);

}  // namespace retrograd::frontend
