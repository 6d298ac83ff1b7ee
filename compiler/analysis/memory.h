// Which memory a place or pointer may denote, and which variables are plain registers.
//
// An object is a variable's own storage, or what a pointer or reference parameter leads to. Objects of different
// parameters don't overlap when one is written (docs/semantics.md, «aliasing»). Pointer locals are tracked: the set of
// objects they may point into, whatever the order of statements.
#pragma once

#include "ir/ir.h"

#include <map>
#include <set>
#include <vector>

namespace retrograd::analysis {

struct Object {
  const ir::Variable* variable = nullptr;
  bool pointee = false;  // what `variable` points or refers to, rather than the variable itself
  auto operator<=>(const Object&) const = default;
};
using Objects = std::set<Object>;
bool intersect(const Objects& a, const Objects& b);
// The same for what places may lie in: without objects, nobody knows where.
inline bool mayMeet(const Objects& a, const Objects& b) { return a.empty() || b.empty() || intersect(a, b); }

// One thing that a statement writes: a place, or (for calls and declarations) whole objects.
struct Write {
  const ir::Statement* statement = nullptr;
  const ir::Place* place = nullptr;  // null: all of the objects
  Objects objects;
};

class Memory {
public:
  explicit Memory(const ir::Function& function);

  // A scalar, pointer or opaque local (or value parameter) whose address nobody takes: it changes only where it is
  // named.
  bool isRegister(const ir::Variable* variable) const;
  // May a pointer or a reference of a callee's lead to the variable itself?
  bool isAddressTaken(const ir::Variable* variable) const { return addressTaken_.count(variable) != 0; }
  // The objects that the place may lie in. A register's place lies in the register itself.
  Objects objectsOf(const ir::Place& place) const;
  // The objects that a pointer value may point into.
  Objects pointees(const ir::ExpressionPtr& pointer) const;
  // The objects that pointers stored in the variable may point into.
  const Objects& pointsTo(const ir::Variable* variable) const;
  // Is a pointer read from memory on the way to the place?
  bool loadsPointer(const ir::Place& place) const;
  // What a pointer local always points to: its initialiser, if it is never assigned again; null otherwise.
  ir::ExpressionPtr fixedPointer(const ir::Variable* variable) const;
  // The objects that an argument gives the callee access to; `written`: only those that it may write.
  Objects reachable(const ir::Argument& argument, const ir::Variable* parameter, bool written) const;
  // Everything that the function's statements write, in program order (nested statements included).
  const std::vector<Write>& writes() const { return writes_; }
  bool isWritten(const Object& object) const { return written_.count(object) != 0; }
  // May the number of elements of a vector there change (or is the vector made in the function)?
  bool isResized(const Object& object) const;

private:
  Objects closure(Objects objects) const;
  void findAddressTaken(const ir::Function& function);
  void findPointsTo(const ir::Function& function);
  bool propagatePointers(const ir::Statement& statement);
  bool addPointees(const ir::Place& target, const Objects& objects);
  void collectWrites(const ir::Function& function, const Objects& globals);

  void findFixedPointers(const ir::Function& function);

  std::set<const ir::Variable*> addressTaken_;
  std::map<const ir::Variable*, ir::ExpressionPtr> fixedPointers_;
  std::map<const ir::Variable*, Objects> pointsTo_;
  std::vector<Write> writes_;
  Objects written_;
};

// Are there pointers or references in values of this type?
bool holdsPointers(const ir::Type* type);
// Does the path go through a member that is marked passive (so that no derivative is there)?
bool crossesPassive(const ir::Place& place);
// Does following the path from its root read a pointer (so that the place lies outside the root's own storage)?
bool crossesPointer(const ir::Place& place);
// Does the path behind that step follow a pointer, which may lead anywhere?
bool leadsOn(const ir::Place& place, std::size_t step);

}  // namespace retrograd::analysis
