// The functions by which a loop of bounded record is reversed (include/retrograd/checkpoint.h), in the IR calls of
// functions without a body:
//
//   const long slots = retrograd::snapshots(65536, u, x);                  how many states of these variables fit
//   const long next = retrograd::next_snapshot(at, steps, slots - kept);   where to keep the next one
#pragma once

#include "ir/ir.h"

namespace retrograd::ir {

// Each is made on first use. The states are those of variables of these types.
Function* snapshotsFunction(Module& module, const std::vector<const Type*>& states);
Function* nextSnapshotFunction(Module& module);
// Is it such a function?
bool isSnapshots(const Function& function);
bool isNextSnapshot(const Function& function);

}  // namespace retrograd::ir
