#include "frontend/views.h"

#include "frontend/containers.h"
#include "frontend/escapes.h"
#include "frontend/statement_visitor.h"

namespace retrograd::frontend {

using namespace clang;

namespace {
using Names = std::set<const ValueDecl*>;

bool mentions(const Stmt* statement, const Names& names) {
  class Search : public StatementVisitor {
  public:
    explicit Search(const Names& names) : names_(names) {}
    bool visit(const Stmt* statement) override {
      const auto* name = dyn_cast<DeclRefExpr>(statement);
      found |= name && names_.count(name->getDecl());
      return !found;
    }
    bool found = false;

  private:
    const Names& names_;
  } search(names);
  search.walk(statement);
  return search.found;
}

// May a value of the type lead to memory that isn't its own?
bool mayLead(QualType type) {
  if (type->isReferenceType() || type->isPointerType()) return true;
  if (type->isArrayType()) return mayLead(type->getAsArrayTypeUnsafe()->getElementType());
  const Container container = containerOf(type);
  if (container == Container::Span || container == Container::Iterator) return true;
  if (container != Container::None) return mayLead(elementOf(type));
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return false;
  for (const FieldDecl* field : record->fields())
    if (mayLead(field->getType())) return true;
  for (const CXXBaseSpecifier& base : record->bases())
    if (mayLead(base.getType())) return true;
  return false;
}

class Followed : public StatementVisitor {
public:
  explicit Followed(const VarDecl* variable) : names{variable} {}

  bool visit(const Stmt* statement) override {
    const auto* assignment = dyn_cast<BinaryOperator>(statement);
    const auto* call = dyn_cast<CXXOperatorCallExpr>(statement);
    if (assignment && assignment->getOpcode() == BO_Assign) follow(assignment->getLHS(), assignment->getRHS());
    if (call && call->getOperator() == OO_Equal) follow(call->getArg(0), call->getArg(1));
    return true;
  }
  void visitVariable(const VarDecl* variable) override {
    if (!variable->getInit() || !mayLead(variable->getType()) || !mentions(variable->getInit(), names)) return;
    names.insert(variable);
    if (const auto* bound = dyn_cast<DecompositionDecl>(variable))
      names.insert(bound->bindings().begin(), bound->bindings().end());
  }

  Names names;

private:
  void follow(const Expr* target, const Expr* value) {
    const VarDecl* root = mayLead(target->getType()) && mentions(value, names) ? rootOf(target) : nullptr;
    if (root) names.insert(root);
  }
};
}  // namespace

Names namesLeadingInto(const VarDecl* variable, const Stmt* body) {
  Followed followed(variable);
  // In loops what is set later leads on to what is set before.
  for (std::size_t before = 0; before != followed.names.size();) {
    before = followed.names.size();
    followed.walk(body);
  }
  return std::move(followed.names);
}

}  // namespace retrograd::frontend
