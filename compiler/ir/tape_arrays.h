// Arrays on a tape, for loops that count: values[i] instead of a push in each iteration.
//
//   double* x = retrograd::reserve<double>(tape, n);     forward: to be filled in
//   double* x = retrograd::release<double>(tape, n);     reverse: the last one reserved, valid until the next push
//
// and what such an array costs there:
//
//   const long size = retrograd::tape_bytes<double>(n);
//
// In the IR these are calls of functions without a body.
#pragma once

#include "ir/ir.h"

namespace retrograd::ir {

// The function that reserves or releases arrays of that type, made on first use.
Function* tapeArrayFunction(Module& module, const Type* element, bool reserves);
// Is it such a function?
bool isReserve(const Function& function);
bool isRelease(const Function& function);
// Is it a tape, or a reference to one?
bool isTape(const Variable& variable);
// The function that says what values of that type in a row take on a tape, made on first use.
Function* tapeBytesFunction(Module& module, const Type* element);
bool isTapeBytes(const Function& function);

}  // namespace retrograd::ir
