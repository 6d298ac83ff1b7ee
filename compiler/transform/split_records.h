// Local records that hold pointers, and closures, become one variable for each member.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// Before: View v; v.data = x; v.size = n; sum += v.data[i];
// After:  double* v_data; v_data = x; int v_size; v_size = n; sum += v_data[i];
// Kept whole: records whose address is taken, that a call takes or gives, that are returned, or (but for closures) that
// hold arrays or records. False if there was nothing to do.
bool splitRecords(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
