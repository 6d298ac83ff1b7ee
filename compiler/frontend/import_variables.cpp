#include "backend/names.h"
#include "frontend/function_importer.h"

#include "frontend/statement_visitor.h"
namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::Place;

// What structured bindings name the parts of has no name of its own.
static std::string nameOf(const VarDecl* variable) {
  return variable->getName().empty() ? "bound" : variable->getNameAsString();
}

void FunctionImporter::declare(const DeclStmt* statement) {
  for (const Decl* declaration : statement->decls()) {
    if (const auto* variable = dyn_cast<VarDecl>(declaration))
      declare(variable);
    else if (!isa<TypeDecl, UsingDecl, UsingDirectiveDecl, UsingEnumDecl, NamespaceAliasDecl, StaticAssertDecl,
                  FunctionDecl, EmptyDecl, UsingShadowDecl, BindingDecl>(declaration))
      refuse(declaration->getLocation(), Message::UnsupportedStatement, {declaration->getDeclKindName()},
             Message::MoveIntoFunctionWithRule);
  }
}

namespace {
// Looks for what an initialiser could find changed at another call.
class ChangeVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* e) override {
    isFound |= isa<CXXThisExpr>(e);
    if (const auto* name = dyn_cast<DeclRefExpr>(e)) visitName(name->getDecl());
    return !isFound;
  }
  bool isFound = false;
  std::vector<const FunctionDecl*> callees;

private:
  void visitName(const ValueDecl* named) {
    const auto* variable = dyn_cast<VarDecl>(named);
    if (variable) isFound |= !variable->hasGlobalStorage() || !variable->getType().isConstQualified();
    if (const auto* function = dyn_cast<FunctionDecl>(named)) callees.push_back(function);
  }
};
}  // namespace

// A number computed from numbers that don't change: `static const double root = std::sqrt(2.0);`
bool FunctionImporter::isAlwaysTheSame(const Expr* init) {
  ChangeVisitor visitor;
  visitor.walk(init);
  return init->getType()->isArithmeticType() && !visitor.isFound &&
         llvm::none_of(visitor.callees,
                       [&](const FunctionDecl* one) { return state_.globalUses.mayWriteGlobals(one); });
}

void FunctionImporter::declare(const VarDecl* variable) {
  if (variable->hasExternalStorage()) return;
  if (variable->isStaticLocal()) {
    const bool isConstant = context_.getBaseElementType(variable->getType()).isConstQualified() &&
                            variable->getInit() &&
                            (variable->hasConstantInitialization() || isAlwaysTheSame(variable->getInit()));
    if (!isConstant) {
      variables_[variable] = placeholder(typeOrInt(variable->getType()));
      return refuse(variable->getLocation(), Message::UnsupportedStaticLocal, {variable->getNameAsString()},
                    Message::PassVariableAsParameter);
    }
  }
  if (declareCallable(variable)) return;
  if (variable->getType()->isReferenceType()) return declareReference(variable), declareParts(variable);
  const Expr* init = variable->getInit();
  if (const auto* made = init ? dyn_cast<CXXNewExpr>(init->IgnoreParenImpCasts()) : nullptr)
    return declareNew(variable, made);
  const ir::Type* type = this->type(variable->getType(), variable->getLocation());
  if (!state_.types.import(variable->getType())) {
    variables_[variable] = placeholder(type);
    return;
  }
  if (type->isBareArray() && type->holdsVector()) {
    variables_[variable] = placeholder(type);
    return refuse(variable->getLocation(), Message::UnsupportedType, {state_.types.spelling(variable->getType())},
                  Message::UseArrayClass);
  }
  const std::string name = nameOf(variable);
  ir::Variable* local = newLocal(name, type, variable->getLocation());
  local->isConst = variable->getType().isConstQualified() && !type->isAggregate();
  variables_[variable] = local;
  if (escapes_.addressTaken.count(variable)) addressTaken_.insert(local);
  initialise(local, variable->getInit());
  declareParts(variable);
}

// `auto [a, b]` of a class of the user's with a get() of its own, which is called here, once for each part.
void FunctionImporter::declareParts(const VarDecl* variable) {
  const auto* bound = dyn_cast<DecompositionDecl>(variable);
  if (!bound || isTuple(variable->getType()) || containerOf(variable->getType()) != Container::None) return;
  for (const BindingDecl* binding : bound->bindings())
    if (const VarDecl* part = binding->getHoldingVar()) declareReference(part);
}

// A reference is a pointer that is dereferenced at each use; one that is bound to a value holds the value.
void FunctionImporter::declareReference(const VarDecl* variable) {
  const QualType referee = variable->getType()->getPointeeType();
  const ir::Type* element = type(referee, variable->getLocation());
  if (!state_.types.import(referee)) {
    variables_[variable] = placeholder(element);
    return;
  }
  const Expr* init = variable->getInit();
  const bool isValue = init && isa<MaterializeTemporaryExpr>(strip(init));
  if (!init || isValue) {
    ir::Variable* local = newLocal(nameOf(variable), element, variable->getLocation());
    variables_[variable] = local;
    addressTaken_.insert(local);
    if (init) initialise(local, cast<MaterializeTemporaryExpr>(strip(init))->getSubExpr());
    return;
  }
  const Place target = place(init);
  if (containerOf(referee) == Container::Span && target.type()->isVector()) {  // a view has no other name
    boundPlaces_[variable] = target;
    return;
  }
  ir::Variable* pointer =
      newLocal(nameOf(variable), types_.pointerTo(element, referee.isConstQualified()), variable->getLocation());
  pointer->isConst = true;
  variables_[variable] = pointer;
  references_.insert(variable);
  emit(ir::declare(pointer, address(target, element, referee.isConstQualified())), variable->getLocation());
}

void FunctionImporter::initialise(ir::Variable* variable, const Expr* init) {
  if (!init) {
    emit(ir::declare(variable), {});
    block_->back().location = variable->location;
    return;
  }
  if (variable->type->kind == ir::TypeKind::Record && state_.types.isNeverCopied(init->getType()))
    refuse(init->getExprLoc(), Message::UnsupportedClass,
           {state_.types.spelling(init->getType()), "it can't be copied"}, Message::DestroyOutside);
  if (variable->type->isAggregate() || isa<CXXConstructExpr>(strip(init))) return initialiseAggregate(variable, init);
  if (isImportedCall(init) && callInto(ir::place(variable), init, true)) return;
  emit(ir::declare(variable, value(init)), init->getExprLoc());
  block_->back().location = variable->location;
}

// A temporary of the expression's type that holds its value.
Place FunctionImporter::temporary(const Expr* expression, const std::string& name) {
  expression = strip(expression);
  for (const auto* cast = dyn_cast<CastExpr>(expression); cast && cast->getCastKind() == CK_NoOp;
       cast = dyn_cast<CastExpr>(expression))
    expression = strip(cast->getSubExpr());
  const auto* call = dyn_cast<CallExpr>(strip(expression));
  const bool isNamed = call && !(isa<CXXOperatorCallExpr>(call) && isComplexArithmetic(call));
  const FunctionDecl* callee = isNamed ? calleeOf(call) : nullptr;
  if (!state_.types.import(expression->getType())) {
    type(expression->getType(), expression->getExprLoc());
    return ir::place(placeholder(types_.intType()));
  }
  ir::Variable* local = newLocal(callee ? backend::identifier(callee->getNameAsString()) + "_result" : name,
                                 type(expression->getType(), expression->getExprLoc()), expression->getExprLoc());
  addressTaken_.insert(local);
  initialise(local, expression);
  return ir::place(local);
}

}  // namespace retrograd::frontend
