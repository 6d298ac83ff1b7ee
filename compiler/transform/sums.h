// Loops of a reverse sweep whose iterations meet in nothing but sums.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: the transform has put each loop of the reverse sweep in a Scope with `adjointSums`.
// After: those scopes are gone, and in its loops (nobody gave adjoint sums an order)
//   - what is added to one place in every iteration is added to a register first;
//   - a loop whose iterations don't depend on each other runs upwards, and is split where it adds to neighbours;
//   - the sums of an innermost loop stand in a block of their own, which may be reassociated.
void arrangeSums(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
