// What a function's text names from outside of it.
#pragma once

#include "ir/ir.h"

#include <functional>

namespace retrograd::backend {

// Each word of the names of globals, constants, callees and types that the body mentions, and of its text. A local of
// that name would hide it.
void forEachOuterName(const ir::Function& function, const std::function<void(const std::string&)>& visit);

}  // namespace retrograd::backend
