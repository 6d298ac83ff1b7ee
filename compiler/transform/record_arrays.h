// Records of innermost counted loops as arrays.
#pragma once

#include "ir/ir.h"

#include <vector>

namespace retrograd::transform {

// Before: both sweeps; loops push a record in each iteration, their reverse pops it.
// After: where the loop counts by ones and nothing else in it goes on the tape, an array for each of the record's
// fields:
//   for (i = 0; i < n; ++i) {Record r; r.x = x; …; tape.push(r);}
//   =>   double* x_saved = reserve<double>(tape, n); for (i = 0; i < n; ++i) {x_saved[i] = x; …}
// So neither loop depends on the order of its iterations for what is kept.
void recordsToArrays(ir::Module& module, ir::Function& function, const std::vector<ir::Block*>& sweeps);

}  // namespace retrograd::transform
