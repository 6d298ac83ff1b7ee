// Fused sweeps: a loop whose iterations only meet in sums, each iteration's reverse right behind it.
#pragma once

#include "analysis/overwrites.h"

#include <optional>

namespace retrograd::transform {

// Do the iterations of the counted loop depend on each other in nothing but sums that they don't read?
bool meetsOnlyInSums(const ir::Statement& loop, const analysis::Memory& memory, const analysis::Values& values,
                     const analysis::Overwrites& overwrites);

// How much the loop's body does, roughly: statements in inner loops count several times.
double weightOf(const ir::Block& body);

// Moves the statement with that number at the function's top level behind those that don't depend on it; returns its
// new number.
std::size_t moveDown(ir::Function& function, std::size_t number, const analysis::Memory& memory);

}  // namespace retrograd::transform
