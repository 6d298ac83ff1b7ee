// The plan of the reverse sweep: for every primal value that it needs, how to have it again.
//
//   live       its place still holds it at the end of the forward sweep: read it where it stands
//   recompute  evaluate its definition again, from values that are to be had themselves
//   record     keep it: in a saved local (function level), or in a record that is pushed once per iteration (loops)
//
// Used twice with the same questions: the first time (collecting) it only notes what is asked for; then decide();
// the second time the answers are expressions that are valid in the reverse sweep.
#pragma once

#include "analysis/overwrites.h"
#include "analysis/values.h"
#include "ir/ir.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace retrograd::transform {

enum class Choice { Live, Recompute, Record };

class Plan {
public:
  // `split`: forward and reverse sweep are different functions, so locals of the first are gone in the second.
  Plan(ir::Function& function, ir::TypeTable& types, const analysis::Memory& memory, const analysis::Values& values,
       const analysis::Overwrites& overwrites, bool split, const std::string& primalName);

  // The loop stands at the function's top level; each of its iterations is reversed right behind itself, when what
  // follows the loop is reversed already.
  void fuse(const ir::Statement& loop);
  // Do those that ask for values outside of the loop ask only for what is there before it?
  bool fusionHolds() const { return fusionHolds_; }
  // The parts of the reverse sweep that stand in the forward one: before the fused loop, at the end of its body.
  void setFusedParts(ir::Block before, ir::Block inside);
  // Would something be recorded, or computed again at a cost, for the reverse of the loop? (Collecting, and for once.)
  bool isCostly(const ir::Statement& loop);

  // ---- questions: the value of what `statement` sees, in the reverse sweep
  ir::ExpressionPtr obtain(const ir::ExpressionPtr& expression, const ir::Statement& statement);
  // The same place (its subscripts and pointers obtained, its content not).
  ir::Place obtain(const ir::Place& place, const ir::Statement& statement);
  // The value that the statement stores in its target.
  ir::ExpressionPtr stored(const ir::Place& target, const ir::Statement& statement);
  // The value that another statement gave a register, for the reverse of this one; null if it isn't to be had there.
  ir::ExpressionPtr storedBy(const ir::Statement& other, const ir::Statement& statement);
  // The condition that a branch saw.
  ir::ExpressionPtr condition(const ir::Statement& branch);
  // How often a while loop ran, `count` being counted in it.
  ir::ExpressionPtr valueBehind(const ir::Statement& loop, ir::Variable* count);
  // A register's value at the end of the region (an opaque one's, to make its adjoint like it).
  ir::ExpressionPtr valueAtEnd(const analysis::Region* region, ir::Variable* variable);
  // The counter of the loop's reverse.
  ir::Variable* reverseCounter(const ir::Statement& loop);

  void decide();
  bool isCollecting() const { return collecting_; }

  // ---- answers
  // The forward sweep has `added` behind the statement.
  void addBehind(const ir::Statement& statement, ir::Statement added);
  // The primal's body with what keeps the values. `change` may replace the copy of a statement.
  using Change = std::function<void(const ir::Statement& original, ir::Statement& copy)>;
  ir::Block forwardSweep(const ir::Block& body, const Change& change);
  // What the reverse of a region starts with: the record taken from the tape, the recomputed values; and, when the
  // companions are there, the pointers to these.
  ir::Block prologue(const analysis::Region* region);
  ir::Block pointers(const analysis::Region* region);
  // Is a value of the pointer kept, rather than found again?
  bool isKept(const ir::Variable* pointer) const;
  // Does anything go on the tape?
  bool usesTape() const { return usesTape_; }
  void setUsesTape() { usesTape_ = true; }
  ir::Variable* tape();
  // The statements at the function's top level in whose loops something is recorded once per iteration.
  std::vector<const ir::Statement*> recording() const;
  // For the report: each value that the reverse sweep needs, in the order of the source.
  struct Reason {
    ir::Location location;
    std::string value, choice, why;
    std::optional<ir::Location> because;
  };
  std::vector<Reason> reasons() const;
  const ir::Function& function() const { return function_; }

private:
  // A value that was asked for. Its place in the reverse sweep is `held` once it is decided.
  struct Need {
    const analysis::Value* value = nullptr;    // a register's value, or
    const ir::Statement* statement = nullptr;  // what this statement
    ir::Place place;                           //   reads from this memory
    bool behind = false;                       //   or stored there
    ir::ExpressionPtr condition;               // or the condition of this branch
    ir::ExpressionPtr whole;                   // or an expression in this statement, which may be kept as one
    std::vector<Need*> parts;                  //   in place of what it reads from memory
    unsigned uses = 0;                         // memory and expressions: how often they were asked for
    bool isUnused = false;                     // kept as part of a whole
    bool decided = false;
    Choice choice = Choice::Live;
    ir::ExpressionPtr held;
    int cost = 0;  // of computing it again
  };
  struct Record {
    const ir::Type* type = nullptr;
    ir::Variable *forward = nullptr, *reverse = nullptr;
    bool conditional = false;
  };
  using Keep = std::pair<ir::Place, ir::ExpressionPtr>;

  Need& needOf(const analysis::Value* value);
  Need& loadOf(const ir::Place& place, const ir::Statement& statement, bool behind);
  ir::ExpressionPtr use(const analysis::Value* value);
  ir::ExpressionPtr obtainParts(const ir::ExpressionPtr& expression, const ir::Statement& statement);
  Need* wholeOf(const ir::ExpressionPtr& expression, const ir::Statement& statement);
  bool isOverwritten(const ir::Expression& read, const ir::Statement& statement) const;
  bool isGone(const ir::Place& place) const;
  bool isGonePointer(const ir::ExpressionPtr& pointer) const;
  void decideWhole(Need& need);
  bool isLostNumber(const ir::Expression& expression, const ir::Statement& statement) const;
  ir::ExpressionPtr keepNumber(const ir::ExpressionPtr& expression, const ir::Statement& statement);
  ir::ExpressionPtr useLoad(const ir::Expression& read, const ir::Statement& statement);
  ir::Place through(ir::Place place, const ir::Statement& statement);
  int budgetOf(const analysis::Value* value) const;
  void decideValue(Need& need);
  void decideLoad(Need& need);
  bool recordArray(Need& need);
  ir::Place inRecord(ir::Place place) const;
  ir::ExpressionPtr inRecord(const ir::ExpressionPtr& expression) const;
  void moveIntoRecords(ir::Statement& statement, ir::Block& out);
  void decideCondition(Need& need);
  bool isLive(const analysis::Value* value) const;
  bool isInside(const analysis::Region* region) const { return fused_ && fused_->encloses(region); }
  bool isInside(const ir::Statement& statement) const { return fused_ && isInside(values_.regionOf(statement)); }
  bool isBehind(const ir::Statement& statement) const;
  ir::ExpressionPtr beforeFused(const ir::ExpressionPtr& expression, const ir::Statement& statement);
  void checkBeforeFused(const ir::Place& place, const ir::Statement& statement);
  bool isKeptAtEnd(const analysis::Value* value) const;
  // Values of the region are kept in a record: it runs many times, or is gone when they are needed.
  bool isRecorded(const analysis::Region* scope) const { return split_ || (scope->isLoop() && scope != fused_); }
  bool canRecompute(const analysis::Value* value, int& budget);
  bool isAvailable(const ir::ExpressionPtr& expression, const ir::Statement& statement, int& budget);
  ir::ExpressionPtr definition(const analysis::Value* value) const;
  void recompute(Need& need);
  // What an integer grows by in each iteration of the loop at whose head the value stands; null: not always the same.
  ir::ExpressionPtr growth(const analysis::Value* value) const;
  void recomputeFromCount(Need& need);
  void keep(Need& need, const std::string& name, const ir::Type* type, const ir::ExpressionPtr& source,
            analysis::Region* region, std::vector<Keep>& where);
  std::string addField(Record& record, const std::string& name, const ir::Type* type);
  Record& recordOf(analysis::Region* scope);
  analysis::Region* scopeOf(analysis::Region* region) const;
  void pushRecord(const Record& record, analysis::Region* region, ir::Block& out);
  void emitKeeps(const std::vector<Keep>& keeps, analysis::Region* region, ir::Block& out);
  unsigned orderOf(const Need& need) const;
  Reason reasonOf(const Need& need) const;
  void whyRecorded(const Need& need, Reason& reason) const;

  ir::Function& function_;
  ir::TypeTable& types_;
  const analysis::Memory& memory_;
  const analysis::Values& values_;
  const analysis::Overwrites& overwrites_;
  bool split_, collecting_ = true, usesTape_ = false;
  std::string primalName_;
  std::deque<Need> needs_;
  std::vector<std::pair<const ir::Statement*, ir::Place>> live_;  // memory that is read where it stands
  std::map<const analysis::Value*, Need*> byValue_;
  std::map<const analysis::Region*, Record> records_;
  // Local arrays that live in their iteration's record: their places in the forward and in the reverse sweep.
  std::map<const ir::Variable*, std::pair<ir::Place, ir::Place>> arrays_;
  std::map<const ir::Statement*, std::vector<Keep>> before_, after_;
  std::map<const analysis::Region*, std::vector<Keep>> atStart_, atEnd_;
  std::multimap<const ir::Statement*, ir::Statement> behind_;
  std::map<const ir::Statement*, ir::Variable*> counters_;
  std::map<const ir::Statement*, ir::Variable*> takenBranches_;
  std::map<const analysis::Region*, std::map<unsigned, ir::Statement>> recomputed_, recomputedPointers_;
  std::map<const analysis::Region*, std::vector<ir::Variable*>> savedInArms_;
  const analysis::Region* fused_ = nullptr;
  const ir::Statement* fusedLoop_ = nullptr;
  bool fusionHolds_ = true;
  ir::Block beforeFused_, insideFused_;
  ir::Variable* tape_ = nullptr;
};

}  // namespace retrograd::transform
