// std::swap of a pair, a tuple or an array swaps its elements: by the user's swap, where their class has one.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

bool callsOwnSwap(const clang::FunctionDecl* librarySwap);

}  // namespace retrograd::frontend
