// Loops that keep no more than [[autodiff("memory=64MiB")]] says: their iterations are steps, some states between them
// are kept, and the steps behind such a state are run again when they are reversed (include/retrograd/checkpoint.h).
#pragma once

#include "transform/derivatives.h"

#include <set>

namespace retrograd::transform {

// Adds the counters of loops that keep something in each iteration; false, after an error, where one can't be bounded.
bool addCounters(Derivatives& derivatives, const ir::Function& primal, const std::vector<const ir::Statement*>& loops,
                 std::set<std::string>& counters);

// Before: the primal.
// After: in `result`, prepared, each loop with one of these counters is a call:
//   for (int t = 0; t < n; ++t) {x = …;}   =>   f_loop_t(n, x);
//                                               f_loop_t(int n, double& x) {for (…) f_step_t(t, x);}
// False, after an error, where a loop can't be: its state isn't known, or running it again would show.
bool boundLoops(Derivatives& derivatives, const ir::Function& primal, std::set<std::string> counters,
                ir::Function& result);

// The halves of such a function. The state goes on the tape, as often as fits; the reverse half works on a state of its
// own.
bool makeBoundedHalves(Derivatives& derivatives, const BoundedLoop& loop, const Variant& variant, SplitAdjoint& result);

}  // namespace retrograd::transform
