// Errors of meaning: programs whose derivative would lose something.
#pragma once

#include "analysis/activity.h"
#include "diag/diagnostics.h"

namespace retrograd::transform {

// Reports mutable members that are written although their object is const: false. Derivatives take it for an input
// only.
bool leavesConstAlone(const ir::Function& function, diag::Sink& sink);
// Reports varied data stored into passive parameters and into globals, and pointers into vectors that give their
// elements away; warns of memory reached through globals.
void checkMeaning(const ir::Function& function, const analysis::Memory& memory, const analysis::Activity& activity,
                  diag::Sink& sink);

}  // namespace retrograd::transform
