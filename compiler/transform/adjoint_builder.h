// The machinery of the adjoint transform, shared by adjoint.cpp (sweeps), adjoint_statements.cpp (the reverse of each
// statement), adjoint_expressions.cpp (the chain rule) and adjoint_calls.cpp.
#pragma once

#include "analysis/activity.h"
#include "analysis/finite.h"
#include "analysis/known_calls.h"
#include "analysis/overwrites.h"
#include "transform/companions.h"
#include "transform/derivatives.h"
#include "transform/plan.h"
#include "transform/vector_sizes.h"

#include <memory>

namespace retrograd::transform {

class AdjointBuilder {
public:
  AdjointBuilder(Derivatives& derivatives, ir::Function& primal, const Variant& variant, bool split);

  // Analyses, plans and builds both sweeps; false after an error.
  bool build();

  ir::Block forward;  // ends with the primal's Return, if any
  ir::Block reverse;
  ir::Function& scratch() { return scratch_; }
  // The function's own parameter and its companion, by number in the primal.
  ir::Variable* parameter(unsigned index) { return scratch_.parameters[index]; }
  ir::Variable* companionOf(unsigned index) { return companions_.find(scratch_.parameters[index]); }
  ir::Variable* resultBar() { return resultBar_; }
  Plan& plan() { return *plan_; }
  // Functions that the primal calls, once small ones are inlined.
  bool hasCalls() const;
  // The statements at top level whose loops keep something in each iteration, themselves or through what they call.
  std::vector<const ir::Statement*> recording() const;
  // Does the forward half keep pointers to adjoints, itself or through what it calls?
  bool keepsPointers() const;

private:
  // adjoint.cpp
  bool analyse();
  void findFacts();
  void fuse();
  bool vectorsHaveOneSize() const;
  std::vector<std::size_t> loopsToFuse();
  void buildFusedReverse();
  void markLoops(ir::Block& block) const;
  void checkKeptPointers();
  bool keepsPointers(const ir::Statement& call) const;
  void checkKept(const analysis::Objects& objects, const ir::Variable* pointer, ir::Location location);
  void addParameters();
  void buildReverse();
  void declareCompanions(const analysis::Region* region, ir::Block& block);

  // adjoint_statements.cpp: the reverse of a block, a statement
  ir::Block reverseOf(const ir::Block& block, const analysis::Region* region);
  void reverseStatement(const ir::Statement& statement, ir::Block& out);
  void reverseUnguarded(const ir::Statement& statement, ir::Block& out);
  void reverseChoice(const ir::Place& target, const ir::ExpressionPtr& value, unsigned chosen,
                     const ir::Statement& statement, ir::Block& out);
  void reverseAssignment(const ir::Place& target, const ir::ExpressionPtr& value, bool accumulate, bool declares,
                         const ir::Statement& statement, ir::Block& out);
  void zeroBefore(const ir::Place& overwritten, const ir::Place& bar, const ir::Statement& statement, ir::Block& out);
  void reverseCopy(const ir::Place& target, const ir::Place& source, bool declares, const ir::Statement& statement,
                   ir::Block& out);
  void reverseLoop(const ir::Statement& statement, ir::Block& out);
  ir::ExpressionPtr signedOf(const ir::ExpressionPtr& e) const;
  ir::Loop countedDown(ir::Variable* counter, const ir::ExpressionPtr& first, ir::ExpressionPtr last, ir::Block body);
  void reverseWhile(const ir::Statement& statement, ir::Block& out);
  // Does this iteration's choice last? Null: the choice isn't one of those noted.
  ir::ExpressionPtr choiceLasts(const ir::ExpressionPtr& choice, const ir::Statement& statement);
  void reverseBranch(const ir::Statement& statement, ir::Block& out);

  // adjoint_vectors.cpp: the adjoint of a vector has, wherever the reverse sweep is, the size that the vector had there
  void reverseResize(const ir::Assign& assign, const ir::Statement& statement, ir::Block& out);
  void reverseReplacement(const ir::Place& target, const ir::ExpressionPtr& value, const ir::Statement& statement,
                          ir::Block& out);
  bool isOwnSize(const ir::Expression& e, const ir::Place& place, const ir::Statement& statement) const;
  ir::ExpressionPtr obtainIndex(const ir::ExpressionPtr& index, const ir::Place& place, const ir::Place& bar,
                                const ir::Statement& statement);
  ir::Place obtainVectorBar(const ir::Place& place, const ir::Place& bar, const ir::Statement& statement);
  ir::ExpressionPtr shapeOf(const analysis::Region* region, ir::Variable* variable);
  void shapeBar(const analysis::Region* region, ir::Variable* variable, bool declares, ir::Block& out);
  const ir::Statement* settledBehind(const analysis::Object& object) const;
  void settleCompanions();
  void checkPointersAcrossResizes();
  void growParameters();
  void sizePointedTo(ir::Block& block);

  // adjoint_expressions.cpp: adds seed · ∂expression/∂x to the adjoint of each x
  struct Context {
    const ir::Statement& statement;
    const ir::Place* stored;  // the place that holds the expression's value behind the statement, or null
    ir::Block& out;
  };
  void propagate(const ir::ExpressionPtr& expression, ir::ExpressionPtr seed, Context context);
  void propagateMath(const ir::ExpressionPtr& expression, const ir::ExpressionPtr& seed, Context context);
  // Which of its operands the value was, in the reverse sweep.
  ir::ExpressionPtr conditionOf(const ir::ExpressionPtr& select, Context context);
  void propagateSelect(const ir::ExpressionPtr& expression, const ir::ExpressionPtr& seed, Context context);
  struct StandIns;
  ir::ExpressionPtr partialOf(const ir::ExpressionPtr& call, unsigned index, StandIns& standIns,
                              std::map<const ir::Variable*, ir::ExpressionPtr>& held, Context context);
  void propagateProduct(const ir::ExpressionPtr& expression, const ir::ExpressionPtr& seed, Context context);
  void propagateQuotient(const ir::ExpressionPtr& expression, const ir::ExpressionPtr& seed, Context context);
  bool isActive(const ir::ExpressionPtr& expression) const { return activeReads(expression) > 0; }
  unsigned activeReads(const ir::ExpressionPtr& expression) const;
  // Gives the seed a name when it is used more than once and isn't trivial.
  ir::ExpressionPtr named(const ir::ExpressionPtr& seed, const std::string& name, ir::Block& out);
  bool isStrong(const ir::ExpressionPtr& partial) const;
  ir::ExpressionPtr obtain(const ir::ExpressionPtr& e, const Context& c) { return plan_->obtain(e, c.statement); }

  // adjoint_calls.cpp
  void reverseCall(const ir::Statement& statement, ir::Block& out);
  void reverseRule(const ir::Statement& statement, const ir::Rule& rule, const std::optional<ir::Place>& resultBar,
                   ir::Block& out);
  ir::Argument ruleArgument(const ir::Call& call, const std::string& name, const ir::Type* type,
                            const std::optional<ir::Place>& resultBar, const ir::Statement& statement,
                            ir::Block& before, ir::Block& after);
  bool checkCall(const ir::Statement& statement);
  void checkReadByRule(const ir::Statement& statement, std::size_t parameter);
  bool changesGlobalOf(const analysis::Objects& objects, const ir::Statement& call) const;
  Variant variantOf(const ir::Statement& statement) const;
  // In the forward sweep the callee's forward half runs in its place.
  void callForwardHalf(const ir::Statement& original, ir::Statement& copy);
  bool isWrittenByCall(const ir::Place& place, const ir::Call& call) const;
  bool isGone(const ir::Place& place) const;
  ir::Argument reverseHalfArgument(const ir::Argument& argument, const ir::Statement& statement, ir::Block& before);
  ir::Argument primalArgument(const ir::Argument& argument, const ir::Statement& statement, ir::Block& before);
  ir::Argument barArgument(const ir::Argument& argument, const ir::Statement& statement, ir::Block& before,
                           ir::Block& after);

  // The adjoint's place of an active place, valid in the reverse sweep.
  ir::Place barOf(const ir::Place& place, const ir::Statement& statement);

  Derivatives& derivatives_;
  ir::Module& module_;
  ir::Function& primal_;
  Variant variant_;
  bool split_;
  ir::Function scratch_;
  Companions companions_;
  std::unique_ptr<analysis::Memory> memory_;
  std::unique_ptr<analysis::Values> values_;
  std::unique_ptr<analysis::Overwrites> overwrites_;
  std::unique_ptr<analysis::Activity> activity_;
  std::unique_ptr<analysis::Finite> finite_;
  std::unique_ptr<analysis::KnownCalls> knownCalls_;
  std::unique_ptr<Plan> plan_;
  std::map<const ir::Expression*, ir::Variable*> tripCounts_, choices_;
  FinalSizes finalSizes_;
  std::map<analysis::Object, const ir::Statement*> resized_;
  std::map<const ir::Statement*, const SplitAdjoint*> callees_;
  std::set<const ir::Variable*> usedCompanions_;
  std::vector<ir::Variable*> unread_;  // stand for adjoints that a forward half takes and doesn't use
  ir::Variable* resultBar_ = nullptr;
  std::set<const ir::Variable*> active_, changing_;  // parameters: differentiated by; changed before the reverse half
  const ir::Statement* fusedLoop_ = nullptr;
  ir::Block topLevel_;
};

}  // namespace retrograd::transform
