// What statements of the IR write, and whether an expression means the same before and after them.
#pragma once

#include "ir/ir.h"

#include <functional>
#include <set>

namespace retrograd::frontend {

class Effects {
public:
  // `isAddressTaken`: locals that pointers may lead to. `writesGlobals`: callees that may write global variables.
  struct Facts {
    std::function<bool(const ir::Variable*)> isAddressTaken;
    std::function<bool(const ir::Function*)> writesGlobals;
  };
  Effects(const ir::Block& block, const Facts& facts);

  bool writes(const ir::Variable* variable) const { return variables_.count(variable) != 0; }
  // False if evaluating the expression (the place's address) after the statements gives what it gave before them.
  bool change(const ir::ExpressionPtr& expression) const;
  bool changeAddress(const ir::Place& place) const;

  // May writing to the place move it, as in w[int(w[0])]?
  static bool movesItself(const ir::Place& place, const Facts& facts);

private:
  void add(const ir::Statement& statement);
  void addCall(const ir::Call& call);
  void addWrite(const ir::Place& place);
  void addMemory(const ir::Type* type);
  void addReachable(const ir::Type* type);
  bool changesSize(const ir::Place& size) const;
  bool changesValue(const ir::Place& place) const;
  bool changesMemory(const ir::Type* type) const;

  const Facts& facts_;
  std::set<const ir::Variable*> variables_;
  std::set<const ir::Variable*> resized_;  // that are vectors, or hold some, whose size may change
  std::set<const ir::Type*> memory_;       // types of what is written through pointers and references
  std::set<const ir::Type*> reached_;
  bool globals_ = false;
};

}  // namespace retrograd::frontend
