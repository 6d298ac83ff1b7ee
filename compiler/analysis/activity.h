// Which variables and memory carry derivatives: those that an active input can reach (varied) and that can reach an
// active output (useful), along differentiable operations. Flow-insensitive: a fact holds for the whole function.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

#include <functional>

namespace retrograd::analysis {

// What a statement's numbers come from and go to, along differentiable operations.
struct Flow {
  Objects from, into;
};

class Activity {
public:
  // `active`: the parameters to differentiate by. `resultActive`: is the derivative of the result wanted?
  Activity(const ir::Function& function, const Memory& memory, const std::set<const ir::Variable*>& active,
           bool resultActive = true);

  // Does the storage of the variable (or what the pointer, reference leads to) carry a derivative?
  bool isActive(const Object& object) const { return varied_.count(object) && useful_.count(object); }
  bool isActive(const ir::Place& place) const;
  // For a pointer, reference or record with pointers: is anything that it leads to active? For others: is it active?
  bool needsCompanion(const ir::Variable* variable) const;
  // Does the value depend differentiably on varied data? (The tangent mode needs no usefulness to be right.)
  bool isVaried(const ir::ExpressionPtr& expression) const;
  bool isVaried(const ir::Place& place) const;
  bool isActive(const ir::Argument& argument) const;
  // Does the call take active data and give some, as its result or in memory?
  bool isActive(const ir::Call& call) const;
  // Memory that varied data is stored into; for the check of passive parameters.
  bool isVaried(const Object& object) const { return varied_.count(object) != 0; }

  // Where derivatives start: the storage of the active parameters, or what they lead to.
  const Objects& sources() const { return sources_; }
  Flow flowOf(const ir::Statement& statement) const;
  Objects readsOf(const ir::ExpressionPtr& expression) const;

private:
  bool forward(const ir::Statement& statement);
  Flow flowOf(const ir::Call& call) const;
  bool backward(const ir::Statement& statement);
  bool markUseful(const ir::ExpressionPtr& value);
  Objects objectsOf(const ir::Argument& argument, const ir::Variable* parameter, bool written) const;

  const Memory& memory_;
  Objects sources_, varied_, useful_;
};

// Calls `visit` on each read below `expression` whose value the expression depends on differentiably.
void forEachDifferentiableRead(const ir::ExpressionPtr& expression,
                               const std::function<void(const ir::Expression&)>& visit);

}  // namespace retrograd::analysis
