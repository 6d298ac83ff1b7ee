#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;

// The statements of the body, then the increment, which break and return skip and continue doesn't.
void FunctionImporter::loopBody(const Stmt* body, const Expr* increment) {
  std::vector<const Stmt*> statements;
  if (const auto* block = dyn_cast<CompoundStmt>(body))
    statements.assign(block->body_begin(), block->body_end());
  else
    statements.push_back(body);
  const Tail endOfIteration{.continues = true};
  if (!increment || !exits_.of(body).continues) {
    if (increment) statements.push_back(increment);
    return sequence(statements, endOfIteration);
  }
  std::set<ir::Variable*> before = std::exchange(raised_, {});
  sequence(statements, endOfIteration);
  std::set<ir::Variable*> flags = raised_;
  raised_.insert(before.begin(), before.end());
  flags.erase(targets_.back().skip);
  ir::Block step = collect([&] { statement(increment, {}); });
  if (flags.empty())
    append(std::move(step));
  else
    emitBranch(noneRaised(flags), std::move(step), {}, increment->getExprLoc());
}

FunctionImporter::LoopParts FunctionImporter::loopParts(const VarDecl* variable, const Expr* condition,
                                                        const Stmt* body, const Expr* increment) {
  LoopParts parts;
  if (condition) parts.conditionEffects = collect([&] { parts.condition = this->condition(variable, condition); });
  std::set<ir::Variable*> before = std::exchange(raised_, {});
  targets_.push_back({.isLoop = true});
  parts.body = collect([&] { loopBody(body, increment); });
  parts.target = targets_.back();
  targets_.pop_back();
  parts.raised = std::exchange(raised_, before);
  parts.raised.erase(parts.target.skip);
  if (parts.target.skip)
    parts.body.insert(parts.body.begin(), ir::declare(parts.target.skip, ir::constant("false", types_.boolType())));
  // Seen from outside, only what leaves outer statements too matters.
  for (ir::Variable* flag : parts.raised)
    if (flag != parts.target.stop) raised_.insert(flag);
  return parts;
}

void FunctionImporter::emitWhile(LoopParts parts, SourceLocation location) {
  ExpressionPtr condition = parts.condition;
  if (!parts.conditionEffects.empty()) {
    // The condition does something: it moves into the body.
    if (!parts.target.stop) parts.target.stop = newLocal("stop", types_.boolType());
    parts.raised.insert(parts.target.stop);
    ir::Block body = std::move(parts.conditionEffects);
    ir::Block stop{ir::assign(ir::place(parts.target.stop), ir::constant("true", types_.boolType()))};
    body.push_back({ir::Branch{condition, std::move(parts.body), std::move(stop)}, located(location)});
    parts.body = std::move(body);
    condition = nullptr;
  }
  if (parts.target.stop) emit(ir::declare(parts.target.stop, ir::constant("false", types_.boolType())), location);
  condition = conjunction(noneRaised(parts.raised), condition);
  if (!condition) condition = ir::constant("true", types_.boolType());
  emit({ir::While{condition, std::move(parts.body)}, {}}, location);
}

void FunctionImporter::whileLoop(const WhileStmt* loop) {
  emitWhile(loopParts(loop->getConditionVariable(), loop->getCond(), loop->getBody(), nullptr), loop->getWhileLoc());
}

void FunctionImporter::forLoop(const ForStmt* loop) {
  if (countedLoop(loop)) return;
  if (loop->getInit()) statement(loop->getInit(), {});
  emitWhile(loopParts(loop->getConditionVariable(), loop->getCond(), loop->getBody(), loop->getInc()),
            loop->getForLoc());
}

// do body while (c): while (!stop) { body; stop = !c; }
void FunctionImporter::doLoop(const DoStmt* loop, Tail tail) {
  bool again = false;
  if (onlyReads(loop->getCond()) && loop->getCond()->EvaluateAsBooleanCondition(again, context_) && !again)
    return runOnce(loop->getBody(), tail);
  LoopParts parts = loopParts(nullptr, nullptr, loop->getBody(), nullptr);
  ir::Block check = collect([&] {
    ir::Variable*& stop = parts.target.stop;
    if (!stop) stop = newLocal("stop", types_.boolType());
    ExpressionPtr last = notOf(value(loop->getCond()));
    emit(ir::assign(ir::place(stop), std::move(last)), loop->getWhileLoc());
  });
  if (!parts.raised.empty())
    check = {{ir::Branch{noneRaised(parts.raised), std::move(check), {}}, located(loop->getWhileLoc())}};
  std::move(check.begin(), check.end(), std::back_inserter(parts.body));
  parts.raised.insert(parts.target.stop);
  emitWhile(std::move(parts), loop->getDoLoc());
}

// do body while (false): the body once; break and continue both go to its end.
void FunctionImporter::runOnce(const Stmt* body, Tail tail) {
  std::set<ir::Variable*> before = std::exchange(raised_, {});
  targets_.push_back({.isLoop = true});
  ir::Block statements =
      collect([&] { statement(body, {.returns = tail.returns, .breaks = true, .continues = true}); });
  const Target target = targets_.back();
  targets_.pop_back();
  for (ir::Variable* flag : {target.stop, target.skip})
    if (flag) {
      emit(ir::declare(flag, ir::constant("false", types_.boolType())));
      raised_.erase(flag);
    }
  append(std::move(statements));
  raised_.insert(before.begin(), before.end());
}

// ---- for (x : array) ---------------------------------------------------------------------------------------------

// Does the place stay where it is, whatever statements run?
static bool isFixed(const ir::Place& place) {
  for (std::size_t i = 0; i < place.path.size(); ++i) {
    const ir::Step& step = place.path[i];
    if (step.kind == ir::StepKind::Field) continue;
    const ir::Type* whole = ir::Place{place.root, {place.path.begin(), place.path.begin() + i}}.type();
    if ((!whole || whole->isPointer()) && !(i == 0 && place.root->isConst)) return false;
    if (step.kind == ir::StepKind::Index && step.index->kind != ir::ExpressionKind::Constant) return false;
  }
  return true;
}

static bool isContainer(QualType type) {
  const Container kind = containerOf(type);
  return kind == Container::Array || kind == Container::Vector || kind == Container::Span;
}

// Over a class of the user's: from its begin() to its end().
void FunctionImporter::iterate(const CXXForRangeStmt* loop) {
  for (const Stmt* declaration : {loop->getRangeStmt(), loop->getBeginStmt(), loop->getEndStmt()})
    statement(declaration, {});
  Stmt* parts[] = {const_cast<DeclStmt*>(loop->getLoopVarStmt()), const_cast<Stmt*>(loop->getBody())};
  const Stmt* body =
      CompoundStmt::Create(context_, parts, FPOptionsOverride(), loop->getForLoc(), loop->getBody()->getEndLoc());
  emitWhile(loopParts(nullptr, loop->getCond(), body, loop->getInc()), loop->getForLoc());
}

void FunctionImporter::rangeLoop(const CXXForRangeStmt* loop) {
  if (loop->getInit()) statement(loop->getInit(), {});
  const Expr* range = strip(loop->getRangeInit());
  ir::Place array;
  if (const auto* list = dyn_cast<CXXStdInitializerListExpr>(range->IgnoreImplicit()))
    array = temporary(strip(cast<MaterializeTemporaryExpr>(strip(list->getSubExpr()))->getSubExpr()), "values");
  else if (range->isGLValue() && (range->getType()->isConstantArrayType() || isContainer(range->getType())))
    array = place(range);
  else if (isContainer(range->getType()))
    array = temporary(range, "values");
  else if (const CXXRecordDecl* own = range->getType()->getAsCXXRecordDecl();
           own && !context_.getSourceManager().isInSystemHeader(own->getLocation()))
    return iterate(loop);
  else
    return refuse(loop->getForLoc(), Message::UnsupportedRange, {state_.types.spelling(range->getType())},
                  Message::UseIndexLoop);
  const VarDecl* variable = loop->getLoopVariable();
  if (!array.type()) return;
  ExpressionPtr size = convert(sizeOf(array), types_.longType());
  const ir::Type* arrayType = array.type();
  if (arrayType->kind == ir::TypeKind::Record) {  // a span: where it is now
    size = keep("size", size);
    array = keep("values", dataOf(array, false))->place;
  } else if (!isFixed(array)) {
    array = keepAddress(array);
  }
  ir::Variable* counter = newLocal(variable->getNameAsString() + "_index", types_.longType(), loop->getForLoc());
  const Exits exits = exits_.of(loop->getBody());
  LoopParts parts = rangeParts(loop, ir::element(array, ir::read(counter)));
  ExpressionPtr end = size;
  if (arrayType->isVector()) end = convert(sizeOf(array), types_.longType());
  if (arrayType->kind == ir::TypeKind::Array) end = ir::constant(std::to_string(arrayType->extent), types_.longType());
  const ExpressionPtr zero = ir::constant("0", types_.longType()), one = ir::constant("1", types_.longType());
  if (!exits.breaks && !exits.returns) {
    emit({ir::Loop{counter, zero, end, one, OperationKind::Less, std::move(parts.body)}, {}}, loop->getForLoc());
    return;
  }
  emit(ir::declare(counter, zero), loop->getForLoc());
  ir::Statement step = ir::accumulate(ir::place(counter), one);
  if (const ExpressionPtr goesOn = noneRaised(parts.raised)) step = {ir::Branch{goesOn, {step}, {}}, {}};
  parts.body.push_back(std::move(step));
  parts.condition = ir::operation(OperationKind::Less, types_.boolType(), {ir::read(counter), end});
  emitWhile(std::move(parts), loop->getForLoc());
}

// The body, with the loop's variable declared first.
FunctionImporter::LoopParts FunctionImporter::rangeParts(const CXXForRangeStmt* loop, const ir::Place& element) {
  ir::Block declaration = collect([&] { declareElement(loop->getLoopVariable(), element); });
  LoopParts parts = loopParts(nullptr, nullptr, loop->getBody(), nullptr);
  parts.body.insert(parts.body.begin(), std::make_move_iterator(declaration.begin()),
                    std::make_move_iterator(declaration.end()));
  return parts;
}

void FunctionImporter::declareElement(const VarDecl* variable, const ir::Place& element) {
  const bool isReference = variable->getType()->isReferenceType();
  const QualType wanted = isReference ? variable->getType()->getPointeeType() : variable->getType();
  const ir::Type* type = this->type(wanted, variable->getLocation());
  const bool isConst = wanted.isConstQualified();
  const SourceLocation location = variable->getLocation();
  const bool isBound = isReference && type == element.type();
  ir::Variable* local = newLocal(variable->getName().empty() ? "bound" : variable->getNameAsString(),
                                 isBound ? types_.pointerTo(type, isConst) : type, location);
  variables_[variable] = local;
  if (escapes_.addressTaken.count(variable)) addressTaken_.insert(local);
  if (isBound) {
    local->isConst = true;
    references_.insert(variable);
    emit(ir::declare(local, address(element, type, isConst)), location);
  } else if (type->isAggregate() && !type->holdsVector()) {
    emit(ir::declare(local), location);
    emit(ir::assign(ir::place(local), ir::read(element)), location);
  } else {
    emit(ir::declare(local, convert(ir::read(element), type)), location);
  }
  declareParts(variable);
}

}  // namespace retrograd::frontend
