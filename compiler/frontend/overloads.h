// Overloads between which only the const of an argument decides.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

// Would another overload take an argument that isn't const, where this one takes it as const?
bool isChosenByConst(const clang::FunctionDecl* function);

}  // namespace retrograd::frontend
