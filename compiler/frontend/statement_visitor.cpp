#include "frontend/statement_visitor.h"

#include <algorithm>

namespace retrograd::frontend {

using namespace clang;

// What the statement's own list of children leaves out.
static const Stmt* hiddenChild(const Stmt* statement) {
  if (const auto* argument = dyn_cast<CXXDefaultArgExpr>(statement)) return argument->getExpr();
  if (const auto* initialiser = dyn_cast<CXXDefaultInitExpr>(statement)) return initialiser->getExpr();
  return nullptr;
}

void StatementVisitor::walk(const Stmt* statement) {
  std::vector<const Stmt*> waiting{statement};
  while (!waiting.empty()) {
    const Stmt* next = waiting.back();
    waiting.pop_back();
    if (!next || !visit(next)) continue;
    if (const auto* group = dyn_cast<DeclStmt>(next))
      for (const Decl* declaration : group->decls()) visitDeclaration(declaration);
    const std::size_t first = waiting.size();
    waiting.push_back(hiddenChild(next));
    waiting.insert(waiting.end(), next->child_begin(), next->child_end());
    std::reverse(waiting.begin() + first, waiting.end());
  }
}

// Initialisers are children of the DeclStmt, but for those of structured bindings: `auto [a, b] = pair;`
void StatementVisitor::visitDeclaration(const Decl* declaration) {
  if (const auto* variable = dyn_cast<VarDecl>(declaration)) visitVariable(variable);
  if (const auto* bound = dyn_cast<DecompositionDecl>(declaration))
    for (const BindingDecl* binding : bound->bindings()) {
      walk(binding->getBinding());
      if (const VarDecl* holder = binding->getHoldingVar()) {
        visitVariable(holder);
        walk(holder->getInit());
      }
    }
  if (const auto* record = dyn_cast<CXXRecordDecl>(declaration))
    for (const CXXMethodDecl* method : record->methods())
      if (method->doesThisDeclarationHaveABody()) walkDefinition(*method);
}

void StatementVisitor::walkDefinition(const FunctionDecl& definition) {
  walk(definition.getBody());
  if (const auto* constructor = dyn_cast<CXXConstructorDecl>(&definition))
    for (const CXXCtorInitializer* one : constructor->inits()) walk(one->getInit());
}

}  // namespace retrograd::frontend
