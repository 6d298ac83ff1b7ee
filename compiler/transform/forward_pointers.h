// Pointers that always lead to one known place give way to the place.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: double* const p = &s.a; *p += x;   After: s.a += x;
// Where nothing on the way to the place changes. A pointer (or reference) that the user named to an element with a
// subscript stays, unless that is in a vector whose size changes: its name says more. False if there was nothing to do.
bool forwardPointers(ir::Function& function);

}  // namespace retrograd::transform
