// Puts the bodies of functions in the place of their calls.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

namespace retrograd::transform {

// Before: any verified body.  After: no call of a function that is always inlined, of a small one (a few statements, no
// loop, no call; more of them where it is called once), or of one that writes memory which it may get twice. Recursive
// functions, and those without a body, are called as before.
//   y = call square(x);   =>   y = x * x;
void inlineCalls(ir::Function& function, ir::TypeTable& types);

// The statements that stand for the call: what it does, with the caller's variables (inline_call.cpp).
// `inside`: the callee's memory.
ir::Block inlinedCall(ir::Function& caller, ir::TypeTable& types, const analysis::Memory& memory,
                      const ir::Statement& call, const analysis::Memory& inside);

}  // namespace retrograd::transform
