// Which variables may hold an infinity or NaN that a finite input gave birth to (by a division, log, pow, …).
// What callers pass in counts as finite (docs/semantics.md, «0·inf»).
#pragma once

#include "analysis/memory.h"
#include "analysis/signs.h"
#include "ir/ir.h"

namespace retrograd::analysis {

class Finite {
public:
  Finite(const ir::Function& function, const Memory& memory);
  // May evaluating the expression give an infinity or NaN although all inputs are finite?
  bool mayBeInfinite(const ir::ExpressionPtr& expression) const;
  // May a partial of this call of a function of <cmath>?
  bool partialsMayBeInfinite(const ir::ExpressionPtr& math) const;

private:
  const Memory& memory_;
  Signs signs_;
  Objects infinite_;
};

}  // namespace retrograd::analysis
