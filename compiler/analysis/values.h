// Numbers the definitions that each read of a register can see, so that analyses reason as on SSA while the text keeps
// the user's variables.
//
// A value is defined by a statement; or merged: at a loop's head from before the loop and the previous iteration (Phi),
// behind a loop (Exit), behind a branch (Join). Its region is the innermost block whose every execution defines it
// anew.
#pragma once

#include "analysis/memory.h"
#include "ir/ir.h"

#include <deque>
#include <map>
#include <optional>

namespace retrograd::analysis {

enum class RegionKind { Body, LoopBody, WhileBody, Then, Otherwise };

struct Region {
  RegionKind kind = RegionKind::Body;
  const ir::Statement* owner = nullptr;  // the loop or branch; null for the function's body
  const ir::Block* block = nullptr;
  Region* parent = nullptr;
  bool isLoop() const { return kind == RegionKind::LoopBody || kind == RegionKind::WhileBody; }
  bool encloses(const Region* inner) const;
};

enum class ValueKind { Entry, Undefined, Definition, Counter, Phi, Exit, Join };

struct Value {
  ValueKind kind = ValueKind::Entry;
  const ir::Variable* variable = nullptr;
  const ir::Statement* statement = nullptr;  // Definition; the loop or branch of the others
  Region* region = nullptr;
  unsigned id = 0;
};

class Values {
public:
  // `companions`: variables whose value is also noted wherever the key is read (a pointer's shadow).
  Values(const ir::Function& function, const Memory& memory,
         const std::map<const ir::Variable*, ir::Variable*>& companions = {});

  // The value of a register that the statement's own operands see (a while condition: at each evaluation).
  // Null: not a register, or not noted there.
  const Value* at(const ir::Statement& statement, const ir::Variable* variable) const;
  // The value that the statement gives its register target, null without one.
  const Value* definedBy(const ir::Statement& statement) const;
  // The register's value at the end of a region's block (null: never defined there nor before).
  const Value* atEnd(const Region* region, const ir::Variable* variable) const;
  // The value behind a loop or branch of a variable assigned in it; null if not assigned in it.
  const Value* behind(const ir::Statement& statement, const ir::Variable* variable) const;

  // The value before a loop of a variable assigned in it; null if not assigned in it, or not there before.
  const Value* before(const ir::Statement& loop, const ir::Variable* variable) const;

  bool isCompanion(const ir::Variable* variable) const;

  Region* body() { return &regions_.front(); }
  Region* regionOf(const ir::Statement& statement) const;               // the block it stands in
  Region* regionOf(const ir::Statement& owner, RegionKind kind) const;  // the block it owns
  Region* declaredIn(const ir::Variable* variable) const;               // null: parameter
  // Position in program order; a statement's nested ones lie in [order, lastInside].
  unsigned order(const ir::Statement& statement) const { return order_.at(&statement); }

private:
  using Environment = std::map<const ir::Variable*, const Value*>;
  const Value* make(ValueKind kind, const ir::Variable* variable, const ir::Statement* statement, Region* region);
  Region* makeRegion(RegionKind kind, const ir::Statement* owner, const ir::Block* block, Region* parent);
  void walk(const ir::Block& block, Region* region, Environment& environment);
  void define(const ir::Statement& statement, const ir::Variable* variable, Region* region, Environment& environment);
  void noteReads(const ir::Statement& statement, const Environment& environment);
  void walkLoop(const ir::Statement& statement, const ir::Block& body, RegionKind kind, Region* region,
                Environment& environment);
  void walkBranch(const ir::Statement& statement, const ir::Branch& branch, Region* region, Environment& environment);

  const Memory& memory_;
  const std::map<const ir::Variable*, ir::Variable*>& companions_;
  std::deque<Region> regions_;
  std::deque<Value> values_;
  std::map<std::pair<const ir::Statement*, const ir::Variable*>, const Value*> reads_, behind_, before_;
  std::map<const ir::Statement*, const Value*> definitions_;
  std::map<const Region*, Environment> ends_;
  std::map<const ir::Statement*, Region*> regionOf_;
  std::map<std::pair<const ir::Statement*, RegionKind>, Region*> owned_;
  std::map<const ir::Variable*, Region*> declared_;
  std::map<const ir::Statement*, unsigned> order_;
};

}  // namespace retrograd::analysis
