// What the body of a loop does to memory, and whether the loop's iterations may run in any order.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

#include <map>
#include <set>
#include <vector>

namespace retrograd::transform {

// One place that a block's statements read, set or add to.
struct Access {
  enum Kind { Read, Set, Add } kind;
  ir::Place place;
  analysis::Objects objects;
};

// What a block does to memory and registers.
class Accesses {
public:
  Accesses(const ir::Block& block, const analysis::Memory& memory);

  const std::vector<Access>& all() const { return all_; }
  bool declares(const ir::Variable* variable) const { return declared_.count(variable) != 0; }
  // The loops of the block that count with the variable.
  const std::vector<const ir::Loop*>& loopsOf(const ir::Variable* counter) const;
  // Calls, tapes, text: more than accesses to places.
  bool hasEffects() const { return hasEffects_; }
  // Is the place the same in each execution of the block? (Its subscripts are of registers that the block leaves
  // alone.)
  bool isFixed(const ir::Place& place) const;
  bool isFixed(const ir::Variable* variable) const { return !declares(variable) && !sets(variable); }
  // Does everything that touches the objects add to them?
  bool onlyAdds(const analysis::Objects& objects) const;
  // Does everything that touches the objects go through that pointer or array, with that first subscript?
  bool alwaysAt(const ir::Place& place, const analysis::Objects& objects) const;
  // Does something set the objects, or add to them?
  bool writes(const analysis::Objects& objects) const;

private:
  void add(Access::Kind kind, const ir::Place& place);
  void visit(const ir::Statement& statement);
  // The variable itself, not what it refers to.
  bool sets(const ir::Variable* variable) const;

  const analysis::Memory& memory_;
  std::vector<Access> all_;
  std::set<const ir::Variable*> declared_;
  std::map<const ir::Variable*, std::vector<const ir::Loop*>> loops_;
  bool hasEffects_ = false;
};

// The factor of the counter (1 or -1) in a subscript that otherwise is the same in each iteration; 0 if that isn't
// known.
long counterFactor(const ir::Variable* counter, const ir::ExpressionPtr& subscript, const Accesses& body);

// Is there no loop in it?
bool isInnermost(const ir::Block& body);

// May the iterations run in any order? Each writes elements of its own, or only adds.
bool isOrderFree(const ir::Loop& loop, const analysis::Memory& memory);

}  // namespace retrograd::transform
