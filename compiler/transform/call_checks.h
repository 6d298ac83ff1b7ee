// What a call must fulfil to be differentiated; and hand-written rules as callees.
#pragma once

#include "analysis/memory.h"
#include "diag/diagnostics.h"
#include "ir/ir.h"

namespace retrograd::transform {

// The callee has a body to differentiate; otherwise an error with the rule to write.
bool checkCallee(const ir::Call& call, ir::Location location, diag::Sink& sink);
// No memory that the callee writes is visibly passed twice (docs/semantics.md, «aliasing»).
bool checkOverlap(const ir::Call& call, const analysis::Memory& memory, ir::Location location, diag::Sink& sink);
// The rule as a function that can be called.
ir::Function* ruleFunction(ir::Module& module, const ir::Rule& rule);

}  // namespace retrograd::transform
