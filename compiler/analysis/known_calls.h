// Which statement already has the value of a call of <cmath>: the partial of sin wants cos of the same argument, and a
// function that computes both needs each only once.
#pragma once

#include "analysis/values.h"

#include <map>
#include <string>
#include <vector>

namespace retrograd::analysis {

class KnownCalls {
public:
  KnownCalls(const ir::Function& function, const Memory& memory, const Values& values);

  // A statement that gives a register the value of the call with the operands that `statement` sees, and that runs
  // whenever `statement` does; null if there is none.
  //   c = cos(a); s = sin(a);    find("cos", {a}, second statement)  is the first
  const ir::Statement* find(const std::string& function, const std::vector<ir::ExpressionPtr>& operands,
                            const ir::Statement& statement) const;

private:
  bool seesSame(const ir::ExpressionPtr& a, const ir::Statement& inA, const ir::ExpressionPtr& b,
                const ir::Statement& inB) const;

  const Memory& memory_;
  const Values& values_;
  std::multimap<std::string, const ir::Statement*> calls_;
};

}  // namespace retrograd::analysis
