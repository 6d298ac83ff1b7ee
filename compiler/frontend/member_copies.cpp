#include "frontend/member_copies.h"

namespace retrograd::frontend {

using namespace clang;

namespace {

// Below conversions, std::move and constructors of copies.
const Expr* copied(const Expr* expression) {
  while (true) {
    expression = expression->IgnoreParenImpCasts();
    const auto* construction = dyn_cast<CXXConstructExpr>(expression);
    const auto* call = dyn_cast<CallExpr>(expression);
    const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
    if (construction && construction->getConstructor()->isCopyOrMoveConstructor() && construction->getNumArgs() == 1)
      expression = construction->getArg(0);
    else if (callee && callee->isInStdNamespace() && callee->getIdentifier() && callee->getName() == "move" &&
             call->getNumArgs() == 1)
      expression = call->getArg(0);
    else
      return expression;
  }
}

class MemberCopies {
public:
  explicit MemberCopies(const CXXMethodDecl* operation) : operation_(operation) {}

  bool all() {
    const CXXRecordDecl* record = operation_->getParent();
    if (!operation_->getBody() || operation_->getNumParams() != 1) return false;
    if (!operation_->getParamDecl(0)->getType()->isReferenceType()) return false;
    if (const auto* constructor = dyn_cast<CXXConstructorDecl>(operation_))
      for (const CXXCtorInitializer* one : constructor->inits())
        if (!initialiser(one)) return false;
    if (!statement(operation_->getBody())) return false;
    const bool hasBases = record->getNumBases() == bases_.size();
    return hasBases &&
           static_cast<std::size_t>(std::distance(record->field_begin(), record->field_end())) == members_.size();
  }

private:
  bool isOther(const Expr* expression) const {
    const auto* name = dyn_cast<DeclRefExpr>(expression->IgnoreParenImpCasts());
    return name && name->getDecl() == operation_->getParamDecl(0);
  }

  // `o.a`
  const FieldDecl* memberOfOther(const Expr* expression) const {
    const auto* member = dyn_cast<MemberExpr>(copied(expression));
    return member && isOther(member->getBase()) ? dyn_cast<FieldDecl>(member->getMemberDecl()) : nullptr;
  }

  bool initialiser(const CXXCtorInitializer* one) {
    if (one->isBaseInitializer()) return isOther(copied(one->getInit())) && bases_.insert(one->getBaseClass()).second;
    if (!one->isMemberInitializer()) return false;
    // Not initialised there: assigned in the body, perhaps.
    if (!one->isWritten() && one->getMember()->getType()->isScalarType()) return true;
    return copies(one->getMember(), one->getInit());
  }

  bool assignment(const Expr* target, const Expr* value) {
    const auto* member = dyn_cast<MemberExpr>(target->IgnoreParens());
    const bool isOwn = member && isa<CXXThisExpr>(member->getBase()->IgnoreParenImpCasts());
    const auto* field = isOwn ? dyn_cast<FieldDecl>(member->getMemberDecl()) : nullptr;
    return field && copies(field, value);
  }

  // A member that a move would empty is moved where the compiler's own operation moves it, and nowhere else.
  bool copies(const FieldDecl* field, const Expr* value) {
    if (memberOfOther(value) != field || !members_.insert(field).second) return false;
    const ASTContext& context = field->getASTContext();
    if (field->getType().isTriviallyCopyableType(context)) return true;
    const bool moves = operation_->getParamDecl(0)->getType()->isRValueReferenceType();
    return moves == isMoved(value);
  }

  // Is the source of this copy given to a move constructor or assignment?
  static bool isMoved(const Expr* value) {
    value = value->IgnoreParenImpCasts();
    if (const auto* construction = dyn_cast<CXXConstructExpr>(value))
      return construction->getConstructor()->isMoveConstructor();
    return value->isXValue() && !value->getType().isConstQualified();
  }

  // `this != &o`
  bool isSelfTest(const Expr* condition, BinaryOperatorKind kind) const {
    const auto* test = dyn_cast<BinaryOperator>(condition->IgnoreParenImpCasts());
    if (!test || test->getOpcode() != kind) return false;
    const Expr *left = test->getLHS()->IgnoreParenImpCasts(), *right = test->getRHS()->IgnoreParenImpCasts();
    if (isa<CXXThisExpr>(right)) std::swap(left, right);
    const auto* address = dyn_cast<UnaryOperator>(right);
    return isa<CXXThisExpr>(left) && address && address->getOpcode() == UO_AddrOf && isOther(address->getSubExpr());
  }

  static bool returnsSelf(const Stmt* statement) {
    if (const auto* block = dyn_cast<CompoundStmt>(statement); block && block->size() == 1)
      statement = block->body_front();
    const auto* result = dyn_cast<ReturnStmt>(statement);
    const Expr* value = result ? result->getRetValue() : nullptr;
    const auto* self = value ? dyn_cast<UnaryOperator>(value->IgnoreParenImpCasts()) : nullptr;
    return self && self->getOpcode() == UO_Deref && isa<CXXThisExpr>(self->getSubExpr()->IgnoreParenImpCasts());
  }

  bool statement(const Stmt* one) {
    if (const auto* block = dyn_cast<CompoundStmt>(one))
      return std::all_of(block->body_begin(), block->body_end(),
                         [this](const Stmt* inner) { return statement(inner); });
    if (const auto* branch = dyn_cast<IfStmt>(one)) {
      if (branch->getElse() || branch->getInit() || branch->getConditionVariable()) return false;
      if (isSelfTest(branch->getCond(), BO_NE)) return statement(branch->getThen());
      return isSelfTest(branch->getCond(), BO_EQ) && returnsSelf(branch->getThen());
    }
    if (const auto* binary = dyn_cast<BinaryOperator>(one))
      return binary->getOpcode() == BO_Assign && assignment(binary->getLHS(), binary->getRHS());
    if (const auto* call = dyn_cast<CXXOperatorCallExpr>(one))
      return call->getOperator() == OO_Equal && call->getNumArgs() == 2 && assignment(call->getArg(0), call->getArg(1));
    return returnsSelf(one);
  }

  const CXXMethodDecl* operation_;
  std::set<const FieldDecl*> members_;
  std::set<const Type*> bases_;
};

}  // namespace

bool copiesMembers(const CXXMethodDecl* operation) {
  const FunctionDecl* definition = nullptr;
  if (!operation->hasBody(definition)) return false;
  return MemberCopies(cast<CXXMethodDecl>(definition)).all();
}

}  // namespace retrograd::frontend
