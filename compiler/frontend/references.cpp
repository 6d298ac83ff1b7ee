#include "frontend/references.h"

#include "frontend/statement_visitor.h"
namespace retrograd::frontend {

using namespace clang;

bool isLambda(const FunctionDecl* function) {
  const auto* method = dyn_cast<CXXMethodDecl>(function);
  return method && method->getParent()->isLambda();
}

CallParts partsOf(const Expr* expression) {
  CallParts parts;
  if (const auto* construction = dyn_cast<CXXConstructExpr>(expression)) {
    parts.callee = construction->getConstructor();
    parts.arguments.assign(construction->arg_begin(), construction->arg_end());
    return parts;
  }
  const auto* call = cast<CallExpr>(expression);
  parts.callee = call->getDirectCallee();
  parts.arguments.assign(call->arg_begin(), call->arg_end());
  const auto* method = dyn_cast_or_null<CXXMethodDecl>(parts.callee);
  if (!method) return parts;
  if (const auto* member = dyn_cast<CXXMemberCallExpr>(call)) {
    parts.object = member->getImplicitObjectArgument();
  } else if (isa<CXXOperatorCallExpr>(call)) {
    parts.object = method->isStatic() ? nullptr : parts.arguments.front();
    parts.arguments.erase(parts.arguments.begin());
  }
  return parts;
}

namespace {

class ReturnVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* statement) override {
    if (const auto* found = dyn_cast<ReturnStmt>(statement)) returns.push_back(found);
    return !isa<Expr, DeclStmt>(statement);  // lambdas and local classes: their returns are their own
  }
  std::vector<const ReturnStmt*> returns;
};

std::vector<const ReturnStmt*> returnsOf(const FunctionDecl* definition) {
  ReturnVisitor visitor;
  visitor.walk(definition->getBody());
  return visitor.returns;
}

// Below what changes neither place nor type but for const.
const Expr* stripped(const Expr* expression) {
  while (true) {
    expression = expression->IgnoreParens();
    if (const auto* full = dyn_cast<FullExpr>(expression))
      expression = full->getSubExpr();
    else if (const auto* cast = dyn_cast<CastExpr>(expression); cast && cast->getCastKind() == CK_NoOp)
      expression = cast->getSubExpr();
    else
      return expression;
  }
}

// What the standard library does with a stream gives that stream back.
bool givesStreamBack(const FunctionDecl* function) {
  const auto* stream = function->getReturnType()->getPointeeType()->getAsCXXRecordDecl();
  if (!stream || !stream->isInStdNamespace() || !stream->getIdentifier()) return false;
  if (stream->getName() != "basic_istream" && stream->getName() != "basic_ostream") return false;
  if (const auto* method = dyn_cast<CXXMethodDecl>(function)) return method->getParent() == stream;
  return function->isInStdNamespace() && function->getNumParams() > 0 &&
         function->getParamDecl(0)->getType().getNonReferenceType()->getAsCXXRecordDecl() == stream;
}

}  // namespace

std::optional<unsigned> ReturnedReferences::returnedArgument(const FunctionDecl* function) {
  const FunctionDecl* definition = nullptr;
  if (!function->getReturnType()->isReferenceType()) return std::nullopt;
  if (givesStreamBack(function)) return 0;
  if (!function->hasBody(definition)) return std::nullopt;
  const auto [known, fresh] = known_.try_emplace(definition, std::nullopt);
  if (!fresh) return known->second;  // in a recursion: not known
  std::optional<unsigned> result;
  for (const ReturnStmt* statement : returnsOf(definition)) {
    const auto argument = statement->getRetValue() ? argumentOf(definition, statement->getRetValue()) : std::nullopt;
    if (!argument || (result && result != argument)) return std::nullopt;
    result = argument;
  }
  return known_[definition] = result;
}

std::optional<unsigned> ReturnedReferences::argumentOf(const FunctionDecl* function, const Expr* returned) {
  returned = stripped(returned);
  const auto* method = dyn_cast<CXXMethodDecl>(function);
  const unsigned first = method && !method->isStatic() ? 1 : 0;
  if (const auto* unary = dyn_cast<UnaryOperator>(returned); unary && unary->getOpcode() == UO_Deref)
    return isa<CXXThisExpr>(unary->getSubExpr()->IgnoreParens()) ? std::optional(0u) : std::nullopt;
  if (const auto* name = dyn_cast<DeclRefExpr>(returned))
    if (const auto* parameter = dyn_cast<ParmVarDecl>(name->getDecl());
        parameter && parameter->getType()->isLValueReferenceType())
      return first + parameter->getFunctionScopeIndex();
  if (!isa<CallExpr>(returned)) return std::nullopt;
  const CallParts parts = partsOf(returned);
  const auto inner = parts.callee ? returnedArgument(parts.callee) : std::nullopt;
  if (!inner) return std::nullopt;
  const unsigned skipped = parts.object ? 1 : 0;
  if (*inner < skipped)
    return parts.object->getType()->isPointerType()
               ? (isa<CXXThisExpr>(parts.object->IgnoreParenImpCasts()) ? std::optional(0u) : std::nullopt)
               : argumentOf(function, parts.object);
  return argumentOf(function, parts.arguments[*inner - skipped]);
}

const Expr* onlyReturned(const FunctionDecl* definition) {
  const auto* body = dyn_cast_or_null<CompoundStmt>(definition->getBody());
  if (!body || body->body_empty() || returnsOf(definition).size() != 1) return nullptr;
  const auto* last = dyn_cast<ReturnStmt>(body->body_back());
  return last ? last->getRetValue() : nullptr;
}

}  // namespace retrograd::frontend
