#include "frontend/escapes.h"

#include "frontend/callables.h"
#include "frontend/destructors.h"
#include "frontend/statement_visitor.h"

namespace retrograd::frontend {

using namespace clang;

// One layer below, in the same variable; null where there is none.
static const Expr* partBelow(const Expr* lvalue) {
  if (const auto* reference = dyn_cast<DeclRefExpr>(lvalue)) {
    const auto* binding = dyn_cast<BindingDecl>(reference->getDecl());
    return binding ? binding->getBinding() : nullptr;
  }
  if (const auto* member = dyn_cast<MemberExpr>(lvalue)) return member->isArrow() ? nullptr : member->getBase();
  if (const auto* subscript = dyn_cast<ArraySubscriptExpr>(lvalue)) {
    const auto* decay = dyn_cast<ImplicitCastExpr>(subscript->getBase()->IgnoreParens());
    return decay && decay->getCastKind() == CK_ArrayToPointerDecay ? decay->getSubExpr() : nullptr;
  }
  if (const auto* cast = dyn_cast<CastExpr>(lvalue))
    return cast->getCastKind() == CK_LValueToRValue ? nullptr : cast->getSubExpr();
  if (const auto* unary = dyn_cast<UnaryOperator>(lvalue))
    return unary->isIncrementDecrementOp() ? unary->getSubExpr() : nullptr;
  const auto* binary = dyn_cast<BinaryOperator>(lvalue);
  if (!binary || !(binary->isAssignmentOp() || binary->getOpcode() == BO_Comma)) return nullptr;
  return binary->getOpcode() == BO_Comma ? binary->getRHS() : binary->getLHS();
}

static const VarDecl* variableNamed(const Expr* lvalue) {
  const auto* reference = dyn_cast<DeclRefExpr>(lvalue);
  return reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
}

const VarDecl* rootOf(const Expr* lvalue) {
  for (; lvalue; lvalue = partBelow(lvalue)) {
    lvalue = lvalue->IgnoreParens();
    if (const VarDecl* variable = variableNamed(lvalue)) return variable;
  }
  return nullptr;
}

// The same of each lvalue that a `?:` in it may choose.
static void addRoots(const Expr* lvalue, std::vector<const VarDecl*>& roots) {
  for (; lvalue; lvalue = partBelow(lvalue)) {
    lvalue = lvalue->IgnoreParens();
    if (const auto* choice = dyn_cast<AbstractConditionalOperator>(lvalue)) {
      addRoots(choice->getTrueExpr(), roots);
      return addRoots(choice->getFalseExpr(), roots);
    }
    if (const VarDecl* variable = variableNamed(lvalue)) return roots.push_back(variable);
  }
}

static std::vector<const VarDecl*> rootsOf(const Expr* lvalue) {
  std::vector<const VarDecl*> roots;
  addRoots(lvalue, roots);
  return roots;
}

namespace {

class EscapeVisitor : public StatementVisitor {
public:
  explicit EscapeVisitor(Escapes& escapes) : escapes_(escapes) {}

  bool visit(const Stmt* statement) override {
    llvm::TypeSwitch<const Stmt*>(statement)
        .Case<BinaryOperator, UnaryOperator, ImplicitCastExpr, ArraySubscriptExpr, CallExpr, CXXConstructExpr,
              LambdaExpr, ConditionalOperator>([&](const auto* e) { look(e); });
    return true;
  }
  void visitVariable(const VarDecl* variable) override {
    if (variable->getType()->isReferenceType() && variable->getInit()) bind(variable->getType(), variable->getInit());
  }

private:
  void look(const BinaryOperator* e) {
    if (e->isAssignmentOp()) modify(e->getLHS());
  }
  void look(const UnaryOperator* e) {
    if (e->isIncrementDecrementOp()) modify(e->getSubExpr());
    if (e->getOpcode() == UO_AddrOf) expose(e->getSubExpr(), e->getSubExpr()->getType().isConstQualified());
  }
  void look(const ImplicitCastExpr* e) {
    if (e->getCastKind() == CK_LValueToRValue) loaded_.insert(e->getSubExpr()->IgnoreParens());
    if (e->getCastKind() == CK_ArrayToPointerDecay && !subscripted_.count(e))
      expose(e->getSubExpr(), e->getSubExpr()->getType().isConstQualified());
  }
  // Where it isn't a choice of values, a pointer holds what is chosen.
  void look(const ConditionalOperator* e) {
    if (!e->isGLValue()) return;
    for (const Expr* choice : {e->getTrueExpr(), e->getFalseExpr()})
      if (loaded_.count(e))
        loaded_.insert(choice->IgnoreParens());
      else
        expose(choice, true);
  }
  void look(const ArraySubscriptExpr* e) { subscripted_.insert(e->getBase()->IgnoreParens()); }
  void look(const CallExpr* call) {
    const FunctionDecl* callee = call->getDirectCallee();
    if (!callee) return bindIndirect(call);
    const auto* method = dyn_cast<CXXMethodDecl>(callee);
    if (const auto* member = dyn_cast<CXXMemberCallExpr>(call); member && method)
      if (const Expr* object = member->getImplicitObjectArgument(); object->isGLValue())
        expose(object, method->isConst());
    // The object of an operator that is a member is argument 0, which has no parameter.
    const bool isMember = isa<CXXOperatorCallExpr>(call) && method;
    for (unsigned i = 0; i < call->getNumArgs(); ++i) {
      if (isMember && i == 0) {
        if (call->getArg(0)->isGLValue()) expose(call->getArg(0), method->isConst());
        continue;
      }
      const unsigned parameter = isMember ? i - 1 : i;
      if (parameter < callee->getNumParams()) bind(callee->getParamDecl(parameter)->getType(), call->getArg(i));
    }
  }
  void look(const CXXConstructExpr* construct) {
    const CXXConstructorDecl* constructor = construct->getConstructor();
    if (constructor->isTrivial()) return;
    for (unsigned i = 0; i < construct->getNumArgs() && i < constructor->getNumParams(); ++i)
      bind(constructor->getParamDecl(i)->getType(), construct->getArg(i));
  }
  void look(const LambdaExpr* lambda) {
    for (const LambdaCapture& capture : lambda->captures()) {
      if (!capture.capturesVariable()) continue;
      if (const auto* binding = dyn_cast<BindingDecl>(capture.getCapturedVar())) {
        if (binding->getBinding()) expose(binding->getBinding(), false);
        continue;
      }
      const auto* variable = cast<VarDecl>(capture.getCapturedVar());
      exposeVariable(variable, false);
      if (variable->isInitCapture() && variable->getInit()) bind(variable->getType(), variable->getInit());
    }
  }
  // Through a pointer: its type says what is taken by reference.
  void bindIndirect(const CallExpr* call) {
    const QualType called = call->getCallee()->getType();
    const QualType function = called->isFunctionPointerType() ? called->getPointeeType() : called;
    if (const auto* type = function->getAs<FunctionProtoType>())
      for (unsigned i = 0; i < call->getNumArgs() && i < type->getNumParams(); ++i)
        bind(type->getParamType(i), call->getArg(i));
  }
  void bind(QualType parameter, const Expr* argument) {
    if (parameter->isReferenceType() && argument->isGLValue())
      expose(argument, parameter->getPointeeType().isConstQualified());
  }
  void modify(const Expr* lvalue) {
    for (const VarDecl* variable : rootsOf(lvalue)) escapes_.modified.insert(variable);
  }
  void expose(const Expr* lvalue, bool isConst) {
    for (const VarDecl* variable : rootsOf(lvalue)) exposeVariable(variable, isConst);
  }
  void exposeVariable(const VarDecl* variable, bool isConst) {
    escapes_.addressTaken.insert(variable);
    if (!isConst) escapes_.modified.insert(variable);
  }

  Escapes& escapes_;
  std::set<const Expr*> subscripted_, loaded_;
};

class GlobalVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* statement) override {
    llvm::TypeSwitch<const Stmt*>(statement)
        .Case<DeclRefExpr, MemberExpr, CXXConstructExpr>([&](const auto* e) { look(e); })
        .Case([&](const CXXBindTemporaryExpr* e) { found |= destructorIn(e->getType()) != nullptr; })
        .Case([&](const CXXDeleteExpr* e) { found |= destructorIn(e->getDestroyedType()) != nullptr; });
    return !found;
  }
  void visitVariable(const VarDecl* variable) override { found |= destructorIn(variable->getType()) != nullptr; }
  bool found = false;
  std::set<const FunctionDecl*> callees;

private:
  void look(const DeclRefExpr* e) {
    if (const auto* function = dyn_cast<FunctionDecl>(e->getDecl())) callees.insert(function);
    const auto* variable = dyn_cast<VarDecl>(e->getDecl());
    found |= variable && variable->hasGlobalStorage() && !variable->getType().isConstQualified();
  }
  void look(const MemberExpr* e) {
    if (const auto* function = dyn_cast<FunctionDecl>(e->getMemberDecl())) callees.insert(function);
  }
  void look(const CXXConstructExpr* e) {
    if (!e->getConstructor()->isTrivial()) callees.insert(e->getConstructor());
    // What a std::function is made from is called by it.
    if (isStdFunction(e->getType()) && e->getNumArgs() == 1)
      if (const CXXMethodDecl* operation = callOperatorOf(heldBy(e)->getType())) callees.insert(operation);
  }
};

}  // namespace

Escapes findEscapes(const Stmt* statement) {
  Escapes escapes;
  EscapeVisitor(escapes).walk(statement);
  return escapes;
}

Escapes findEscapes(const FunctionDecl& function) {
  Escapes escapes;
  EscapeVisitor(escapes).walkDefinition(function);
  return escapes;
}

// Looks at one function: true, false, or (with callees added) depends on them.
static bool mentionsGlobals(const FunctionDecl* function, std::vector<const FunctionDecl*>& callees) {
  if (function->hasAttr<ConstAttr>() || function->hasAttr<PureAttr>()) return false;
  const FunctionDecl* definition = nullptr;
  if (!function->hasBody(definition)) return function->getBuiltinID() == 0;
  GlobalVisitor visitor;
  visitor.walkDefinition(*definition);
  callees.insert(callees.end(), visitor.callees.begin(), visitor.callees.end());
  return visitor.found;
}

bool GlobalUses::mayWriteGlobals(const FunctionDecl* function) {
  function = function->getCanonicalDecl();
  if (const auto known = known_.find(function); known != known_.end()) return known->second;
  std::set<const FunctionDecl*> seen;
  std::vector<const FunctionDecl*> waiting{function};
  bool result = false;
  while (!waiting.empty() && !result) {
    const FunctionDecl* next = waiting.back()->getCanonicalDecl();
    waiting.pop_back();
    if (seen.insert(next).second) result = mentionsGlobals(next, waiting);
  }
  return known_[function] = result;
}

}  // namespace retrograd::frontend
