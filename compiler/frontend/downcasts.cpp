#include "frontend/downcasts.h"

#include "frontend/statement_visitor.h"

namespace retrograd::frontend {

using namespace clang;

namespace {
class DowncastFinder : public StatementVisitor {
public:
  bool visit(const Stmt* statement) override {
    const auto* cast = dyn_cast<CastExpr>(statement);
    found |= cast && (cast->getCastKind() == CK_BaseToDerived || cast->getCastKind() == CK_Dynamic);
    return !found;
  }
  bool found = false;
};
}  // namespace

bool findsDerived(const FunctionDecl* function) {
  const FunctionDecl* definition = nullptr;
  DowncastFinder finder;
  if (function->hasBody(definition)) finder.walkDefinition(*definition);
  return finder.found;
}

const CXXRecordDecl* wholeOf(QualType part, const FunctionDecl* user) {
  const auto* base =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(part.getNonReferenceType()->getAsCXXRecordDecl());
  base = base ? cast_or_null<ClassTemplateSpecializationDecl>(base->getDefinition()) : nullptr;
  if (!base) return nullptr;
  for (const TemplateArgument& argument : base->getTemplateArgs().asArray()) {
    if (argument.getKind() != TemplateArgument::Type) continue;
    const CXXRecordDecl* derived = argument.getAsType()->getAsCXXRecordDecl();
    derived = derived ? derived->getDefinition() : nullptr;
    if (!derived || !derived->isDerivedFrom(base)) continue;
    return findsDerived(user) || llvm::any_of(base->methods(), findsDerived) ? derived : nullptr;
  }
  return nullptr;
}

}  // namespace retrograd::frontend
