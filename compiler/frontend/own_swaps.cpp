#include "frontend/own_swaps.h"

#include "frontend/statement_visitor.h"

namespace retrograd::frontend {

using namespace clang;

namespace {
class CalleeVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* statement) override {
    const ValueDecl* named = nullptr;
    if (const auto* name = dyn_cast<DeclRefExpr>(statement)) named = name->getDecl();
    if (const auto* member = dyn_cast<MemberExpr>(statement)) named = member->getMemberDecl();
    if (const auto* callee = dyn_cast_or_null<FunctionDecl>(named)) callees.push_back(callee);
    return true;
  }
  std::vector<const FunctionDecl*> callees;
};
}  // namespace

static bool isLibrary(const FunctionDecl* function) {
  return function->getDeclContext()->getEnclosingNamespaceContext()->isStdNamespace();
}

bool callsOwnSwap(const FunctionDecl* librarySwap) {
  std::set<const FunctionDecl*> seen;
  CalleeVisitor visitor;
  visitor.callees.push_back(librarySwap);
  while (!visitor.callees.empty()) {
    const FunctionDecl* next = visitor.callees.back();
    visitor.callees.pop_back();
    const FunctionDecl* definition = nullptr;
    if (!seen.insert(next->getCanonicalDecl()).second) continue;
    const bool isSwap = next->getIdentifier() && next->getName() == "swap";
    if (isSwap && !isLibrary(next)) return true;
    if (isLibrary(next) && next->hasBody(definition)) visitor.walkDefinition(*definition);
  }
  return false;
}

}  // namespace retrograd::frontend
