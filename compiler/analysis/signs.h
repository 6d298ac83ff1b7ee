// Which numbers can't be negative, and which are above zero: x * x + 1, sqrt(x * x + y * y), a sum of squares in a loop.
// In real arithmetic: that a product of tiny numbers is rounded to zero isn't seen, as overflow isn't.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

namespace retrograd::analysis {

class Signs {
public:
  Signs(const ir::Function& function, const Memory& memory);
  bool isNonNegative(const ir::ExpressionPtr& expression) const;
  bool isPositive(const ir::ExpressionPtr& expression) const;

private:
  bool mark(const ir::Statement& statement);
  bool mark(const Objects& objects, bool negative, bool zero);
  bool allIn(const ir::Place& place, const Objects& exceptions) const;

  const Memory& memory_;
  Objects maybeNegative_, maybeNotPositive_;  // locals; what comes from outside may be anything
};

}  // namespace retrograd::analysis
