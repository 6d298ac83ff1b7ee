// Variables that keep the last choice of a loop: the adjoint goes to the iteration that made it, and to no other.
#pragma once

#include "ir/ir.h"

#include <map>

namespace retrograd::transform {

// Before: a counted loop in which a register is only ever replaced (the largest so far), and read for that alone.
//   for (i…) largest = x[i] > largest ? x[i] : largest;      (or: if (x[i] > largest) largest = x[i];)
// After: another variable says which iteration has replaced it last.
//   int largest_from = n; for (i…) {largest_from = x[i] > largest ? i : largest_from; largest = …;}
// Returns that variable by the select expression or the branch's condition: in the reverse of iteration i it is right
// to ask `largest_from == i` instead of the condition. Where nobody asks, the variable is dead code.
std::map<const ir::Expression*, ir::Variable*> noteLastChoices(ir::Function& function);

}  // namespace retrograd::transform
