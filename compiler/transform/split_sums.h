// Loops that add to several elements of an array, split.
#pragma once

#include "ir/ir.h"

#include <optional>

namespace retrograd::transform {

// Before: a loop whose iterations may run in any order and add to an array at several distances from the counter, so
// that two iterations have elements in common and can't run at once. After: a loop for each distance, and one for the
// rest; what they share is computed in each.
//   for (i…) {seed = v_bar[i]; u_bar[i - 1] += seed; u_bar[i + 1] += seed;}
//   =>   for (i…) {seed = v_bar[i]; u_bar[i - 1] += seed;}   for (i…) {seed = v_bar[i]; u_bar[i + 1] += seed;}
// Nothing where that is not the case, or where what they share costs too much.
std::optional<ir::Block> splitByDistance(ir::Function& function, const ir::Loop& loop);

}  // namespace retrograd::transform
