// When an expression inside a statement is evaluated.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// `e`, or zero where the statement doesn't evaluate it: `i > 0 ? u[i - 1] : 0` for u[i - 1] in `x = i > 0 ? u[i - 1] :
// y`. What stands in the other arm of a ?: needn't be there to be read.
ir::ExpressionPtr guarded(const ir::ExpressionPtr& e, const ir::Statement& statement, ir::TypeTable& types);

}  // namespace retrograd::transform
