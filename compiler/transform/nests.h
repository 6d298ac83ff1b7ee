// The order of loops inside each other.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

#include <optional>

namespace retrograd::transform {

// Before: a loop whose iterations may run in any order, around others of the kind. After: the loop whose neighbouring
// iterations touch neighbouring elements is the innermost one, and around it that which moves least through memory
// (after McKinley, Carr and Tseng: Improving data locality with loop transformations, 1996). What was named between the
// loops is named in the innermost; elements that were set to zero there are set behind.
//   for (j…) {s_bar = c_bar[j]; c_bar[j] = 0; for (k…) b_bar[k * n + j] += s_bar * a[k];}
//   =>   for (k…) for (j…) {s_bar = c_bar[j]; b_bar[k * n + j] += s_bar * a[k];}   for (j…) c_bar[j] = 0;
// Nothing where that is not possible or gains little.
std::optional<ir::Block> orderNest(ir::Function& function, const ir::Loop& loop, const analysis::Memory& memory);

}  // namespace retrograd::transform
