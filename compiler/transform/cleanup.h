// After a transform: no dead code, declarations where they are first needed, the shortest names that are free.
#pragma once

#include "ir/clone.h"
#include "ir/ir.h"

namespace retrograd::transform {

// Makes `body`, whose variables belong to `scratch`, the body of `target`; `map` has the parameters.
void adopt(const ir::Function& scratch, const ir::Block& body, ir::Function& target, ir::VariableMap& map);

// Before: stores that nobody reads, loops and branches without effect.  After: none.
void removeDeadCode(ir::Function& function);
// Before: double t_bar = 0; …; t_bar += y;  After: …; double t_bar = y;
void sinkDeclarations(ir::Function& function);
// Before: x_2, i_3 (unique in the function).  After: x, i where no other is visible; none is one that is taken.
void assignNames(ir::Function& function, ir::Names taken = {});

}  // namespace retrograd::transform
