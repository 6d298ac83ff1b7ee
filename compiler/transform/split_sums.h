// Loops that add to several elements of an array, split.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

#include <optional>

namespace retrograd::transform {

// Before: a loop whose iterations may run in any order and add to an array at several distances from the counter, so
// that two iterations have elements in common and can't run at once. After: loops without such; what they share is
// computed in each. Where the distances are known, each element gathers what is added to it in one iteration; at the
// ends, where an element gets less, there are short loops. Else there is a loop for each distance. One more has the
// rest.
//   for (i = 1; i < n; ++i) {seed = v_bar[i]; u_bar[i - 1] += seed; u_bar[i] += seed * a;}
//   =>   const int last = 2 < n ? n : 2;
//        for (i = last - 1; i < n; ++i) u_bar[i] += v_bar[i] * a;
//        for (i = 1; i < (2 < n ? 2 : n); ++i) u_bar[i - 1] += v_bar[i];
//        for (i = 1; i < n - 1; ++i) {u_bar[i] += v_bar[i] * a; u_bar[i] += v_bar[i + 1];}
// Nothing where that is not the case, or where what they share costs too much.
std::optional<ir::Block> splitByDistance(ir::Function& function, ir::TypeTable& types, const ir::Loop& loop,
                                         const analysis::Memory& memory);

}  // namespace retrograd::transform
