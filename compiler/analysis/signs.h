// Which numbers can't be negative, and which stay away from zero: x * x + 1, sqrt(x * x + y * y), a sum of squares.
// A product of positive numbers may be rounded to zero, so what counts is by how much they are above it.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

namespace retrograd::analysis {

class Signs {
public:
  Signs(const ir::Function& function, const Memory& memory);
  bool isNonNegative(const ir::ExpressionPtr& expression) const;
  bool isPositive(const ir::ExpressionPtr& expression) const { return lowerBound(expression) > 0; }

private:
  // A number above zero that the value doesn't fall below; 0 if none is known.
  double lowerBound(const ir::ExpressionPtr& expression) const;
  bool mark(const ir::Statement& statement);
  bool mark(const Objects& objects, bool negative, double bound);
  bool isKnown(const Object& object) const;

  const Memory& memory_;
  bool writesAnywhere_ = false;  // through a pointer that may lead to whatever has an address
  // Of locals; what comes from outside may be anything.
  Objects maybeNegative_;
  struct Bound {
    double value;
    int changes;
  };
  std::map<Object, Bound> bounds_;  // of what has been written; a bound that keeps falling ends as 0
};

}  // namespace retrograd::analysis
