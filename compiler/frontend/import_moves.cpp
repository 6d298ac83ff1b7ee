// Vectors that were moved from are empty. That is written where what was moved from is looked at again.
#include "frontend/containers.h"
#include "frontend/function_importer.h"
#include "frontend/statement_visitor.h"
#include "frontend/views.h"

namespace retrograd::frontend {

using namespace clang;
using ir::ExpressionPtr;
using ir::Place;

namespace {

using Names = std::set<const ValueDecl*>;

// Mentions of a variable, or of what leads into it, before and behind a place in the text.
class Mentions : public StatementVisitor {
public:
  Mentions(const VarDecl* variable, const Names& names, const Expr* move)
      : variable_(variable), names_(names), move_(move) {}

  bool visit(const Stmt* statement) override {
    if (statement == move_) {
      isPassed = true;
      return false;
    }
    const auto* name = dyn_cast<DeclRefExpr>(statement);
    if (name && names_.count(name->getDecl())) (isPassed ? behind : before) = true;
    const auto* unary = dyn_cast<UnaryOperator>(statement);
    isShared |= unary && unary->getOpcode() == UO_AddrOf && rootOf(unary->getSubExpr()) == variable_;
    if (const auto* lambda = dyn_cast<LambdaExpr>(statement))
      for (const LambdaCapture& capture : lambda->captures())
        isShared |= capture.capturesVariable() && capture.getCapturedVar() == variable_ &&
                    capture.getCaptureKind() == LCK_ByRef;
    return true;
  }
  void visitVariable(const VarDecl* variable) override {
    isDeclared |= variable == variable_;
    isShared |= variable->getType()->isReferenceType() && !variable->isImplicit() && variable->getInit() &&
                rootOf(variable->getInit()) == variable_;
  }

  bool isPassed = false, before = false, behind = false;
  bool isDeclared = false;  // in what was walked
  bool isShared = false;    // another name leads to it

private:
  const VarDecl* variable_;
  const Names& names_;
  const Expr* move_;
};

// `a.v` of std::move(a.v)
const Expr* movedLvalue(const Expr* source) {
  while (true) {
    source = source->IgnoreParenImpCasts();
    const auto* call = dyn_cast<CallExpr>(source);
    if (const auto* cast = dyn_cast<ExplicitCastExpr>(source))
      source = cast->getSubExpr();
    else if (call && call->getNumArgs() == 1 && call->isXValue())
      source = call->getArg(0);
    else
      return source;
  }
}

bool areSame(const Expr* a, const Expr* b, const ASTContext& context) {
  llvm::FoldingSetNodeID first, second;
  a->Profile(first, context, true);
  b->Profile(second, context, true);
  return first == second;
}

// What is done with the variable after the move: in loops around it, too, until what was moved from is assigned or the
// function is left.
class UsesBehind : public StatementVisitor {
public:
  UsesBehind(const VarDecl* variable, const Names& names, const Expr* move, const ASTContext& context)
      : variable_(variable), names_(names), move_(move), context_(context) {}

  bool visit(const Stmt* statement) override {
    const auto* assignment = dyn_cast<CXXOperatorCallExpr>(statement);
    const bool isAssigned = assignment && assignment->getOperator() == OO_Equal &&
                            areSame(assignment->getArg(0)->IgnoreParens(), movedLvalue(move_), context_);
    const bool isLoop = isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(statement);
    if (!isAssigned && !isLoop && !isa<ReturnStmt>(statement)) return true;
    Mentions inside(variable_, names_, move_);
    inside.walk(isAssigned ? assignment->getArg(1) : statement);
    if (!inside.isPassed) return true;
    if (isLoop)
      isRepeated |= !inside.isDeclared && (inside.before || inside.behind);
    else
      isEnded = true, isUsedBeforeEnd = inside.before || inside.behind;
    return true;
  }

  bool isRepeated = false, isEnded = false, isUsedBeforeEnd = false;

private:
  const VarDecl* variable_;
  const Names& names_;
  const Expr* move_;
  const ASTContext& context_;
};

// The object that a moved lvalue is a part of: below std::move, casts, members and subscripts.
const Expr* objectMoved(const Expr* expression) {
  while (true) {
    expression = expression->IgnoreParens();
    const auto* cast = dyn_cast<CastExpr>(expression);
    const auto* member = dyn_cast<MemberExpr>(expression);
    const auto* call = dyn_cast<CallExpr>(expression);
    const std::optional<ContainerCall> element = call ? containerCall(call) : std::nullopt;
    const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
    const bool isMove = callee && callee->isInStdNamespace() && callee->getIdentifier() && call->getNumArgs() == 1 &&
                        (callee->getName() == "move" || callee->getName() == "forward" || callee->getName() == "get");
    if (cast && cast->getCastKind() != CK_LValueToRValue)
      expression = cast->getSubExpr();
    else if (member && !member->isArrow())
      expression = member->getBase();
    else if (element && element->kind != Container::Span && element->kind != Container::Iterator &&
             !element->object->getType()->isPointerType())
      expression = element->object;
    else if (isMove)
      expression = call->getArg(0);
    else
      return expression;
  }
}

// A constructor or assignment of the user's that only copies leaves what it copies.
bool movesNothing(const FunctionDecl* operation) {
  const FunctionDecl* definition = nullptr;
  if (!operation || !operation->isUserProvided() || operation->isInStdNamespace() || !operation->hasBody(definition))
    return false;
  class Moves : public StatementVisitor {
  public:
    bool visit(const Stmt* statement) override {
      const auto* call = dyn_cast<CallExpr>(statement);
      found |= call && call->isXValue();
      return !found;
    }
    bool found = false;
  } moves;
  moves.walkDefinition(*definition);
  return !moves.found;
}

}  // namespace

// Is the argument an object that holds vectors, which the function takes over, and that is looked at afterwards?
bool FunctionImporter::isEmptied(const Expr* source, const FunctionDecl* taker, unsigned parameter) {
  if (!taker || parameter >= taker->getNumParams()) return false;
  if (!taker->getParamDecl(parameter)->getType()->isRValueReferenceType()) return false;
  if (!source->isXValue() || isa<MaterializeTemporaryExpr>(strip(source))) return false;
  const ir::Type* type = state_.types.import(source->getType());
  if (!type || !type->holdsVector() || movesNothing(taker)) return false;
  const auto* name = dyn_cast<DeclRefExpr>(objectMoved(source));
  const auto* variable = name ? dyn_cast<VarDecl>(name->getDecl()) : nullptr;
  if (!variable || !variable->hasLocalStorage() || variable->getType()->isReferenceType()) return true;
  const Names names = namesLeadingInto(variable, declaration_.getBody());
  Mentions mentions(variable, names, source);
  UsesBehind uses(variable, names, source, context_);
  if (const auto* constructor = dyn_cast<CXXConstructorDecl>(&declaration_))
    for (const CXXCtorInitializer* one : constructor->inits()) mentions.walk(one->getInit());
  mentions.walk(declaration_.getBody());
  uses.walk(declaration_.getBody());
  const bool isOwn = mentions.isDeclared || llvm::is_contained(declaration_.parameters(), variable);
  if (!isOwn || !mentions.isPassed) return true;
  return uses.isEnded ? uses.isUsedBeforeEnd : mentions.isShared || uses.isRepeated || mentions.behind;
}

// The argument of a move construction that is to be empty afterwards, or null.
const Expr* FunctionImporter::emptiedSource(const Expr* made) {
  const auto* construction = dyn_cast<CXXConstructExpr>(made);
  if (!construction || construction->getNumArgs() != 1 || !isCopy(construction)) return nullptr;
  return isEmptied(construction->getArg(0), construction->getConstructor(), 0) ? construction->getArg(0) : nullptr;
}

void FunctionImporter::emptyVectors(const Place& place, SourceLocation location) {
  const ir::Type* type = place.type();
  if (!type || !type->holdsVector()) return;
  if (type->isVector()) return resize(place, sizeConstant(0), location);
  for (const ir::Field& field : type->fields) emptyVectors(ir::member(place, field.name), location);
  if (type->element)
    forEachNumber(nullptr, sizeConstant(type->extent),
                  [&](const ExpressionPtr& k) { emptyVectors(ir::element(place, k), location); });
}

// target = source, of objects; the source first, as in C++17.
Place FunctionImporter::assignObject(const CallExpr* assignment, const Expr* source, const Lower& target,
                                     const std::function<void(const Place&, const ExpressionPtr&)>& assign) {
  const bool empties = isEmptied(source, assignment->getDirectCallee(), 0);
  const auto sides = operands({[&]() -> Operand {
                                 const ExpressionPtr value = aggregateValue(source);
                                 if (!empties || value->kind != ir::ExpressionKind::Read) return {value, {}};
                                 return {nullptr, value->place};
                               },
                               target});
  const Place& to = *sides[1].place;
  if (!sides[0].place) return assign(to, sides[0].value), to;
  Place from = *sides[0].place;
  if (effectsOf({ir::assign(to, ir::read(to))}).changeAddress(from)) from = keepAddress(from);
  assign(to, ir::read(from));
  emptyVectors(from, assignment->getExprLoc());
  return to;
}

// What is moved from there.
ExpressionPtr FunctionImporter::movedValue(const Expr* source) {
  const ExpressionPtr value = aggregateValue(source);
  if (value->kind != ir::ExpressionKind::Read) return value;
  const ExpressionPtr moved = keep("moved", value);
  emptyVectors(value->place, source->getExprLoc());
  return moved;
}

}  // namespace retrograd::frontend
