// f_tape_bytes(args…): how much f_adjoint keeps on its tape (derivatives.h: makeTapeBytes).
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Does the block take from the tape what it has put there? The next iteration then has it again.
bool givesBack(const ir::Block& block);

}  // namespace retrograd::transform
