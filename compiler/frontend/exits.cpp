#include "frontend/exits.h"

namespace retrograd::frontend {

using namespace clang;

Exits ExitAnalysis::of(const Stmt* statement) {
  if (!statement) return {};
  if (const auto known = known_.find(statement); known != known_.end()) return known->second;
  return known_[statement] = compute(statement);
}

// What both parts can do; `falls` is for the caller to decide.
static Exits either(const Exits& a, const Exits& b) {
  return {a.falls || b.falls, a.returns || b.returns, a.breaks || b.breaks, a.continues || b.continues};
}

Exits ExitAnalysis::compute(const Stmt* statement) {
  if (isa<ReturnStmt>(statement)) return {.falls = false, .returns = true};
  if (isa<BreakStmt>(statement)) return {.falls = false, .breaks = true};
  if (isa<ContinueStmt>(statement)) return {.falls = false, .continues = true};
  if (const auto* compound = dyn_cast<CompoundStmt>(statement)) {
    Exits result;
    for (const Stmt* inner : compound->body()) {
      const Exits exits = of(inner);
      result = either(result, exits);
      result.falls = exits.falls;
      if (!exits.falls) break;
    }
    return result;
  }
  if (const auto* branch = dyn_cast<IfStmt>(statement)) return ofBranch(branch);
  if (const auto* loop = dyn_cast<WhileStmt>(statement)) return ofLoop(loop->getCond(), loop->getBody());
  if (const auto* loop = dyn_cast<ForStmt>(statement)) return ofLoop(loop->getCond(), loop->getBody());
  if (const auto* loop = dyn_cast<CXXForRangeStmt>(statement)) {
    Exits exits = of(loop->getBody());
    return {.falls = true, .returns = exits.returns};
  }
  if (const auto* loop = dyn_cast<DoStmt>(statement)) return ofDo(loop);
  if (const auto* choice = dyn_cast<SwitchStmt>(statement)) return ofSwitch(choice);
  if (const auto* attributed = dyn_cast<AttributedStmt>(statement)) return of(attributed->getSubStmt());
  if (const auto* label = dyn_cast<LabelStmt>(statement)) return of(label->getSubStmt());
  if (const auto* label = dyn_cast<SwitchCase>(statement)) return of(label->getSubStmt());
  return {};
}

Exits ExitAnalysis::ofBranch(const IfStmt* branch) {
  if (branch->isConsteval()) return of(branch->isNonNegatedConsteval() ? branch->getElse() : branch->getThen());
  if (const auto taken = branch->getNondiscardedCase(context_)) return of(*taken);
  return either(of(branch->getThen()), of(branch->getElse()));
}

bool ExitAnalysis::isConstantTrue(const Expr* condition) const {
  bool value = false;
  return !condition ||
         (!condition->isValueDependent() && condition->EvaluateAsBooleanCondition(value, context_) && value);
}

Exits ExitAnalysis::ofLoop(const Expr* condition, const Stmt* body) {
  const Exits exits = of(body);
  return {.falls = exits.breaks || !isConstantTrue(condition), .returns = exits.returns};
}

Exits ExitAnalysis::ofDo(const DoStmt* loop) {
  const Exits exits = of(loop->getBody());
  const bool reachesCondition = exits.falls || exits.continues;
  return {.falls = exits.breaks || (reachesCondition && !isConstantTrue(loop->getCond())), .returns = exits.returns};
}

// Every statement of the body counts, whatever stands before it: labels can be jumped to.
Exits ExitAnalysis::ofSwitch(const SwitchStmt* choice) {
  Exits exits;
  if (const auto* body = dyn_cast<CompoundStmt>(choice->getBody()))
    for (const Stmt* inner : body->body()) {
      const Exits last = of(inner);
      exits = either(exits, last);
      exits.falls = last.falls;
    }
  else
    exits = of(choice->getBody());
  bool hasDefault = false;  // an enumeration may hold values beside its enumerators
  for (const SwitchCase* label = choice->getSwitchCaseList(); label; label = label->getNextSwitchCase())
    hasDefault |= isa<DefaultStmt>(label);
  return {.falls = exits.falls || exits.breaks || !hasDefault, .returns = exits.returns, .continues = exits.continues};
}

}  // namespace retrograd::frontend
