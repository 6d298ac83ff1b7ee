#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;

// ---- sequences and their exits -----------------------------------------------------------------------------------
//
// After a statement that may have returned (or left the loop), the rest must not run. Where the statement is an `if` of
// which one branch always leaves, the rest moves into the other branch. Otherwise the exit sets a flag, and the rest is
// guarded.

void FunctionImporter::sequence(Statements statements, Tail tail) {
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Stmt* next = statements[i];
    const Statements rest = statements.drop_front(i + 1);
    const Exits exits = exits_.of(next);
    // What follows an exit is never reached.
    if (rest.empty() || !exits.falls) return statement(next, tail);
    if (!exits.any()) {
      statement(next, {});
      continue;
    }
    if (absorbs(next)) return branch(asBranch(next), rest, tail);
    std::set<ir::Variable*> before = std::exchange(raised_, {});
    statement(next, {});
    const std::set<ir::Variable*> flags = raised_;
    raised_.insert(before.begin(), before.end());
    if (flags.empty()) continue;
    ir::Block guarded = collect([&] { sequence(rest, tail); });
    return emitBranch(noneRaised(flags), std::move(guarded), {}, rest.front()->getBeginLoc());
  }
}

const IfStmt* FunctionImporter::asBranch(const Stmt* statement) const {
  while (const auto* attributed = dyn_cast<AttributedStmt>(statement)) statement = attributed->getSubStmt();
  return dyn_cast<IfStmt>(statement);
}

// An `if` of which exactly one branch always leaves.
bool FunctionImporter::absorbs(const Stmt* statement) {
  const IfStmt* branch = asBranch(statement);
  if (!branch || branch->isConsteval() || branch->getNondiscardedCase(context_)) return false;
  return exits_.of(branch->getThen()).falls != exits_.of(branch->getElse()).falls;
}

void FunctionImporter::raise(ir::Variable*& flag, const std::string& name) {
  if (!flag) flag = newLocal(name, types_.boolType());
  raised_.insert(flag);
  emit(ir::assign(ir::place(flag), ir::constant("true", types_.boolType())));
}

ExpressionPtr FunctionImporter::noneRaised(const std::set<ir::Variable*>& flags) {
  // In the order in which they were made, so that the text doesn't depend on addresses.
  std::vector<ir::Variable*> ordered(flags.begin(), flags.end());
  std::map<const ir::Variable*, std::size_t> position;
  for (const ir::Variable& variable : function_.variables) position.emplace(&variable, position.size());
  std::sort(ordered.begin(), ordered.end(),
            [&](const ir::Variable* a, const ir::Variable* b) { return position.at(a) < position.at(b); });
  ExpressionPtr result;
  for (ir::Variable* flag : ordered) result = conjunction(result, notOf(ir::read(flag)));
  return result;
}

// ---- statements --------------------------------------------------------------------------------------------------

void FunctionImporter::statement(const Stmt* statement, Tail tail) {
  if (const auto* e = dyn_cast<Expr>(statement)) {
    if (!verbatim(e)) discard(e);
  } else if (const auto* s = dyn_cast<DeclStmt>(statement)) {
    declare(s);
  } else if (const auto* s = dyn_cast<CompoundStmt>(statement)) {
    compound(s, tail);
  } else if (const auto* s = dyn_cast<IfStmt>(statement)) {
    branch(s, {}, tail);
  } else if (const auto* s = dyn_cast<ForStmt>(statement)) {
    forLoop(s);
  } else if (const auto* s = dyn_cast<CXXForRangeStmt>(statement)) {
    rangeLoop(s);
  } else if (const auto* s = dyn_cast<WhileStmt>(statement)) {
    whileLoop(s);
  } else if (const auto* s = dyn_cast<DoStmt>(statement)) {
    doLoop(s, tail);
  } else if (const auto* s = dyn_cast<SwitchStmt>(statement)) {
    switchStatement(s, tail);
  } else if (const auto* s = dyn_cast<ReturnStmt>(statement)) {
    returnStatement(s, tail);
  } else if (isa<BreakStmt>(statement)) {
    if (!tail.breaks) raise(targets_.back().stop, targets_.back().isLoop ? "stop" : "leave");
  } else if (isa<ContinueStmt>(statement)) {
    continueStatement(tail);
  } else if (const auto* s = dyn_cast<AttributedStmt>(statement)) {
    this->statement(s->getSubStmt(), tail);
  } else if (const auto* s = dyn_cast<LabelStmt>(statement)) {
    this->statement(s->getSubStmt(), tail);  // what jumps to it is refused
  } else if (!isa<NullStmt>(statement)) {
    refuseStatement(statement);
  }
}

void FunctionImporter::compound(const CompoundStmt* statement, Tail tail) {
  ir::Block inner = collect([&] { sequence({statement->body_begin(), statement->body_end()}, tail); });
  const bool declares = std::any_of(inner.begin(), inner.end(), [](const ir::Statement& s) {
    const auto* call = s.as<ir::Call>();
    return s.as<ir::Declare>() || (call && call->declares);
  });
  if (declares)
    emit({ir::Scope{std::move(inner)}, {}}, statement->getBeginLoc());
  else
    append(std::move(inner));
}

// The condition of an if or a loop, which may declare a variable.
ExpressionPtr FunctionImporter::condition(const VarDecl* variable, const Expr* condition) {
  if (variable) declare(variable);
  return value(condition);
}

// `rest`: what follows the `if`, to be moved into the branch that runs to its end.
void FunctionImporter::branch(const IfStmt* statement, Statements rest, Tail tail) {
  if (statement->getInit()) this->statement(statement->getInit(), {});
  const Stmt *first = statement->getThen(), *second = statement->getElse();
  if (statement->isConsteval()) {
    const Stmt* taken = statement->isNonNegatedConsteval() ? second : first;
    if (taken) this->statement(taken, tail);
    return;
  }
  if (const auto taken = statement->getNondiscardedCase(context_)) {
    if (*taken) this->statement(*taken, tail);
    return;
  }
  const ExpressionPtr chosen = condition(statement->getConditionVariable(), statement->getCond());
  const auto side = [&](const Stmt* body) {
    std::vector<const Stmt*> statements;
    if (const auto* block = dyn_cast_or_null<CompoundStmt>(body))
      statements.assign(block->body_begin(), block->body_end());
    else if (body)
      statements.push_back(body);
    if (exits_.of(body).falls) statements.insert(statements.end(), rest.begin(), rest.end());
    return collect([&] { sequence(statements, tail); });
  };
  ir::Block then = side(first);
  ir::Block otherwise = side(second);
  emitBranch(chosen, std::move(then), std::move(otherwise), statement->getBeginLoc());
}

// ---- leaving -----------------------------------------------------------------------------------------------------

void FunctionImporter::returnStatement(const ReturnStmt* statement, Tail tail) {
  const Expr* expression = statement->getRetValue();
  const bool hasValue = expression && function_.result->kind != ir::TypeKind::Void;
  if (expression && !hasValue) discard(expression);
  if (hasValue) {
    if (tail.returns && block_ == wholeBody_ && !result_) {
      ExpressionPtr value = returned(expression);
      emit({ir::Return{std::move(value)}, {}}, statement->getReturnLoc());
      return;
    }
    if (!result_) result_ = newLocal("result", function_.result);
    if (!isImportedCall(expression) || !callInto(ir::place(result_), expression, false)) {
      ExpressionPtr value = returned(expression);
      emit(ir::assign(ir::place(result_), std::move(value)), statement->getReturnLoc());
    }
  }
  if (!tail.returns) raise(returned_, "returned");
}

// A reference is returned as a pointer.
ExpressionPtr FunctionImporter::returned(const Expr* expression) {
  const QualType type = declaration_.getReturnType();
  if (!type->isReferenceType()) return value(expression);
  return address(place(expression), function_.result->element, type->getPointeeType().isConstQualified());
}

void FunctionImporter::continueStatement(Tail tail) {
  if (tail.continues) return;
  const auto loop =
      std::find_if(targets_.rbegin(), targets_.rend(), [](const Target& target) { return target.isLoop; });
  raise(loop->skip, "skip");
}

}  // namespace retrograd::frontend
