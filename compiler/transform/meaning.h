// Errors of meaning: programs whose derivative would lose something.
#pragma once

#include "analysis/activity.h"
#include "diag/diagnostics.h"

namespace retrograd::transform {

// Reports varied data stored into passive parameters and into globals; warns of memory reached through globals.
void checkMeaning(const ir::Function& function, const analysis::Memory& memory, const analysis::Activity& activity,
                  diag::Sink& sink);

}  // namespace retrograd::transform
