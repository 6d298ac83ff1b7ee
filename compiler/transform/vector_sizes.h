// The sizes of vectors: which ones change, and what is known of the others.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

#include <map>
#include <vector>

namespace retrograd::transform {

// Does a call of the function change the size of a vector that the parameter refers to, or of one in it?
bool mayResize(const ir::Function& function, const ir::Variable* parameter);
// Does the statement itself change the size of a vector that exists before it?
bool resizes(const ir::Statement& statement);
// The objects whose vectors change their size somewhere, with one statement that does it.
std::map<analysis::Object, const ir::Statement*> resizedObjects(const ir::Function& function,
                                                                const analysis::Memory& memory);

// Before: local vectors. After: what reads the size of one that never changes reads the number it was made with, which
// has a name unless it is a constant or a number that never changes itself.
//   vector w = sized(n + 1); … w.size …   =>   const unsigned long w_size = n + 1; vector w = sized(w_size); … w_size …
void nameVectorSizes(ir::Function& function, ir::TypeTable& types);

// Before: local vectors, and records with vectors, whose sizes change. After: at the end of its block the size of each
// has a name. Returns the vectors that each variable is or holds, with these names; not those of vectors that hold
// vectors.
struct FinalSize {
  ir::Place vector;
  ir::Variable* size = nullptr;
};
using FinalSizes = std::map<const ir::Variable*, std::vector<FinalSize>>;
FinalSizes keepFinalSizes(ir::Function& function, ir::TypeTable& types);

}  // namespace retrograd::transform
