// Local records that hold pointers become one variable for each member.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: View v; v.data = x; v.size = n; sum += v.data[i];
// After:  double* v_data; v_data = x; int v_size; v_size = n; sum += v_data[i];
// Kept whole: records whose address is taken, that a call takes or gives, that are returned, or that hold arrays.
void splitRecords(ir::Function& function);

}  // namespace retrograd::transform
