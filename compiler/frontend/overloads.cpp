#include "frontend/overloads.h"

namespace retrograd::frontend {

using namespace clang;

// Is it the same, or whatever a template's argument makes of it, and not const?
static bool isNonConst(QualType type, QualType constType, const ASTContext& context) {
  if (context.getBaseElementType(type).isConstQualified()) return false;
  return type->isDependentType() || context.hasSameUnqualifiedType(type.getCanonicalType().getUnqualifiedType(),
                                                                   constType.getCanonicalType().getUnqualifiedType());
}

// Is `other` the better parameter for an argument that isn't const?
static bool takesNonConst(QualType other, QualType type, const ASTContext& context) {
  const QualType constType = type->getPointeeType();
  if (constType.isNull() || !context.getBaseElementType(constType).isConstQualified()) return false;
  if (other->isRValueReferenceType() && !other->isDependentType()) return false;
  const QualType given = other.getNonReferenceType();
  if (type->isReferenceType()) return other->isReferenceType() && isNonConst(given, constType, context);
  if (const auto* array = given->getAsArrayTypeUnsafe()) return isNonConst(array->getElementType(), constType, context);
  return given->isPointerType() ? isNonConst(given->getPointeeType(), constType, context) : given->isDependentType();
}

static bool takesNonConst(const FunctionDecl* other, const FunctionDecl* function) {
  const auto *method = dyn_cast<CXXMethodDecl>(function), *otherMethod = dyn_cast<CXXMethodDecl>(other);
  if (method && otherMethod && method->isConst() && !otherMethod->isConst() && !otherMethod->isStatic()) return true;
  const unsigned count = std::min(function->getNumParams(), other->getNumParams());
  for (unsigned i = 0; i < count; ++i)
    if (takesNonConst(other->getParamDecl(i)->getType(), function->getParamDecl(i)->getType(),
                      function->getASTContext()))
      return true;
  return false;
}

bool isChosenByConst(const FunctionDecl* function) {
  const DeclContext* scope = function->getDeclContext()->getRedeclContext();
  while (scope->isInlineNamespace()) scope = scope->getParent()->getRedeclContext();
  const FunctionTemplateDecl* own = function->getPrimaryTemplate();
  for (const NamedDecl* found : scope->lookup(function->getDeclName())) {
    const NamedDecl* named = found->getUnderlyingDecl();
    const auto* made = dyn_cast<FunctionTemplateDecl>(named);
    if (made && own && made->getCanonicalDecl() == own->getCanonicalDecl()) continue;
    const auto* other = made ? made->getTemplatedDecl() : dyn_cast<FunctionDecl>(named);
    if (other && other->getCanonicalDecl() != function->getCanonicalDecl() && takesNonConst(other, function))
      return true;
  }
  return false;
}

}  // namespace retrograd::frontend
