// Checks that IR is well formed: after parsing an .ir file, and after every pass.
//
//   if (auto problem = verify(module)) report(*problem);   // "function 'f', line 3: 't' is used before it is declared"
#pragma once

#include "ir/ir.h"

#include <optional>
#include <string>

namespace retrograd::ir {

// The first problem found, as a sentence that names the function and the line; nothing if all is well.
std::optional<std::string> verify(const Module& module);
std::optional<std::string> verify(const Function& function);

// May the place not be written: a const variable, or what a pointer or reference to const leads to.
bool isConstPlace(const Place& place);

}  // namespace retrograd::ir
