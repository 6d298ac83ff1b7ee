// What a call must fulfil to be differentiated; and hand-written rules as callees.
#pragma once

#include "analysis/activity.h"
#include "diag/diagnostics.h"
#include "ir/ir.h"

namespace retrograd::transform {

bool sameArgument(const ir::Argument& a, const ir::Argument& b);
// The function as its user calls it.
std::string displayName(const ir::Function& function);

// The callee has a body to differentiate; otherwise an error with the rule to write.
bool checkCallee(const ir::Function& caller, const ir::Statement& call, const analysis::Activity& activity,
                 diag::Sink& sink);
// May two arguments lead to the same memory, which the callee writes?
struct Overlap {
  enum Degree { None, Possible, Visible } degree = None;  // Possible: `v[i]` and `v[j]`
  const ir::Variable* root = nullptr;                     // in which both lie
  bool ofElements = false;                                // both are references
};
Overlap overlapOf(const ir::Call& call, const analysis::Memory& memory);
// No memory that the callee writes is passed twice, as far as the text tells (docs/semantics.md, «aliasing»).
bool checkOverlap(const ir::Call& call, const analysis::Memory& memory, ir::Location location, diag::Sink& sink);
// The rule of the primal as a function that can be called; `result`: what it returns, if that is wanted.
ir::Function* ruleFunction(ir::Module& module, const ir::Rule& rule, const ir::Function& primal,
                           const ir::Type* result = nullptr);
// Can it write to what its parameters of the function's lead to? Then it does what the function does.
bool worksInPlace(const ir::Rule& rule, const ir::Function& function);
// Would the argument be another one, evaluated again when the function has run?
bool isChangedBy(const ir::Statement& call, const ir::Argument& argument, const analysis::Memory& memory);
// A result that a call discards gets a variable, where the callee's rule lists it or its derivative.
void nameResultsForRules(ir::Function& function);

}  // namespace retrograd::transform
