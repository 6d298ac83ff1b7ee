// std::unique_ptr<T[]> is a vector, which no copy leaves; so is what new T[n] gives a pointer that delete[] frees.
#include "frontend/function_importer.h"

#include "frontend/statement_visitor.h"
namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;

static const CallExpr* makesUnique(const Expr* made) {
  const auto* call = dyn_cast<CallExpr>(made);
  const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
  const bool isKnown = callee && callee->isInStdNamespace() && callee->getIdentifier() &&
                       (callee->getName() == "make_unique" || callee->getName() == "make_unique_for_overwrite");
  return isKnown && call->getNumArgs() == 1 ? call : nullptr;
}

bool FunctionImporter::isOwnerMade(const Expr* made) const {
  if (containerOf(made->getType()) != Container::Owner || made->isGLValue()) return false;
  const auto* construction = dyn_cast<CXXConstructExpr>(made);
  return construction ? !isCopy(construction) : makesUnique(made) != nullptr;
}

// new T[n], new T[n]()
static const Expr* plainSize(const Expr* made, bool& isPlain) {
  const auto* allocation = dyn_cast<CXXNewExpr>(made->IgnoreParenImpCasts());
  const bool isArray = allocation && allocation->isArray() && allocation->getNumPlacementArgs() == 0;
  const Expr* init = isArray ? allocation->getInitializer() : nullptr;
  const auto* list = dyn_cast_or_null<InitListExpr>(init);
  isPlain = isArray && allocation->getAllocatedType()->isArithmeticType() &&
            (!init || isa<ImplicitValueInitExpr>(init) || (list && list->getNumInits() == 0));
  return isArray && allocation->getArraySize() ? *allocation->getArraySize() : nullptr;
}

// A vector of that many zeros; null: none.
ExpressionPtr FunctionImporter::ownedSize(const Expr* made) {
  const ir::Type* type = this->type(made->getType(), made->getExprLoc());
  const auto sized = [&](const Expr* size) {
    return ir::operation(OperationKind::Sized, type, {simple("size", convert(value(size), types_.sizeType()))});
  };
  const auto* construction = dyn_cast<CXXConstructExpr>(made);
  if (!construction) {
    if (frontend::elementOf(made->getType())->isArithmeticType()) return sized(makesUnique(made)->getArg(0));
    refuse(made->getExprLoc(), Message::UnsupportedConstructor, {}, Message::UseSizeAndFill);
    return nullptr;
  }
  if (construction->getNumArgs() == 0 || isa<CXXDefaultArgExpr>(construction->getArg(0)) ||
      construction->getArg(0)->getType()->isNullPtrType())
    return nullptr;
  bool isPlain = false;
  const Expr* size = plainSize(construction->getArg(0), isPlain);
  if (size && isPlain) return sized(size);
  refuse(made->getExprLoc(), Message::UnsupportedConstructor, {}, Message::UseSizeAndFill);
  return nullptr;
}

// Is it the address of what a std::unique_ptr owns? A vector's doesn't tell whether there is something.
bool FunctionImporter::isOwned(const Expr* pointer) {
  const auto* call = dyn_cast<CXXMemberCallExpr>(pointer->IgnoreParenImpCasts());
  return call && containerOf(call->getImplicitObjectArgument()->getType()) == Container::Owner;
}

ExpressionPtr FunctionImporter::refuseOwned(const Expr* question) {
  return refuseValue(question, Message::UnsupportedContainerMember, {"a comparison of get()", "std::unique_ptr"},
                     Message::UseSubscripts);
}

// ---- new and delete ------------------------------------------------------------------------------------------------

namespace {

const VarDecl* variableOf(const Expr* expression) {
  const auto* name = dyn_cast<DeclRefExpr>(expression->IgnoreParenImpCasts());
  return name ? dyn_cast<VarDecl>(name->getDecl()) : nullptr;
}

// Is what the variable points to freed by its name, and never handed out of the function?
class OwnerVisitor : public StatementVisitor {
public:
  explicit OwnerVisitor(const VarDecl* owner) : owner_(owner) {}
  bool visit(const Stmt* statement) override {
    llvm::TypeSwitch<const Stmt*>(statement)
        .Case<CXXDeleteExpr, ReturnStmt, BinaryOperator>([&](const auto* one) { look(one); });
    return true;
  }
  bool isFreed = false, isHandedOut = false;

private:
  void look(const CXXDeleteExpr* e) { isFreed |= e->isArrayForm() && variableOf(e->getArgument()) == owner_; }
  void look(const ReturnStmt* statement) {
    if (statement->getRetValue() && !statement->getRetValue()->getType()->isArithmeticType())
      isHandedOut |= mentions(statement->getRetValue());
  }
  void look(const BinaryOperator* e) {
    if (!e->isAssignmentOp() || !e->getRHS()->getType()->isPointerType()) return;
    const VarDecl* target = variableOf(e->getLHS());
    isHandedOut |= (!target || !target->isLocalVarDecl()) && mentions(e->getRHS());
  }
  bool mentions(const Stmt* statement) const {
    const auto* name = dyn_cast<DeclRefExpr>(statement);
    if (name && name->getDecl() == owner_) return true;
    return llvm::any_of(statement->children(), [&](const Stmt* child) { return child && mentions(child); });
  }
  const VarDecl* owner_;
};

}  // namespace

void FunctionImporter::declareNew(const VarDecl* variable, const CXXNewExpr* made) {
  OwnerVisitor visitor(variable);
  visitor.walk(declaration_.getBody());
  bool isPlain = false;
  const Expr* size = plainSize(made, isPlain);
  const ir::Type* pointer = type(variable->getType(), variable->getLocation());
  if (!size || !isPlain || !visitor.isFreed || visitor.isHandedOut || escapes_.modified.count(variable)) {
    variables_[variable] = placeholder(pointer);
    return refuse(made->getExprLoc(), Message::UnsupportedNew, {}, Message::UseFixedArray);
  }
  const std::string name = variable->getNameAsString();
  const ir::Type* vector = types_.vectorOf(pointer->element, "std::vector<" + pointer->element->spelling + ">");
  const ExpressionPtr count = simple("size", convert(value(size), types_.sizeType()));
  ir::Variable* memory = newLocal(name + "_memory", vector, variable->getLocation());
  emit(ir::declare(memory, ir::operation(OperationKind::Sized, vector, {count})), variable->getLocation());
  owned_[variable] = memory;
  ir::Variable* local = newLocal(name, pointer, variable->getLocation());
  variables_[variable] = local;
  if (escapes_.addressTaken.count(variable)) addressTaken_.insert(local);
  emit(ir::declare(local, dataOf(ir::place(memory), pointer->constElement)), variable->getLocation());
}

// The vector goes at its block's end.
bool FunctionImporter::deleteOwned(const CXXDeleteExpr* expression) {
  const VarDecl* variable = variableOf(expression->getArgument());
  return expression->isArrayForm() && variable && owned_.count(variable);
}

}  // namespace retrograd::frontend
