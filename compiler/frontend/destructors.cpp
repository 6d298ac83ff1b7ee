#include "frontend/destructors.h"

#include "frontend/annotations.h"
#include "frontend/statement_visitor.h"

namespace retrograd::frontend {

using namespace clang;

bool hasDestructorCode(const CXXRecordDecl* record) {
  const CXXDestructorDecl* destructor = record->getDestructor();
  if (!destructor || !destructor->isUserProvided()) return false;
  // A template's is there, even where nothing made an instance of it.
  const FunctionDecl* pattern = destructor->getTemplateInstantiationPattern();
  const auto* body = dyn_cast_or_null<CompoundStmt>((pattern ? pattern : destructor)->getBody());
  return !body || !body->body_empty();
}

// Of the runtime: what its destructors do is to give memory back.
static bool isOurs(const CXXRecordDecl* record) {
  const DeclContext* outer = record;
  while (!outer->getParent()->isTranslationUnit()) outer = outer->getParent();
  const auto* space = dyn_cast<NamespaceDecl>(outer);
  return space && space->getName() == "retrograd";
}

namespace {
class Search {
public:
  const CXXRecordDecl* in(QualType type) {
    const CXXRecordDecl* record = type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    record = record ? record->getDefinition() : nullptr;
    if (!record || record->isDependentType() || record->hasTrivialDestructor() || !seen_.insert(record).second)
      return nullptr;
    if (annotations::has(record, annotations::Kind::Opaque)) return nullptr;
    if (record->isInStdNamespace() || isOurs(record)) return inElements(record);
    if (hasDestructorCode(record)) return record;
    for (const CXXBaseSpecifier& base : record->bases())
      if (const CXXRecordDecl* found = in(base.getType())) return found;
    for (const FieldDecl* field : record->fields())
      if (const CXXRecordDecl* found = in(field->getType())) return found;
    return nullptr;
  }

private:
  const CXXRecordDecl* inElements(const CXXRecordDecl* library) {
    const auto* instance = dyn_cast<ClassTemplateSpecializationDecl>(library);
    return instance && instance->getName() != "allocator" ? inArguments(instance->getTemplateArgs().asArray())
                                                          : nullptr;
  }
  const CXXRecordDecl* inArguments(llvm::ArrayRef<TemplateArgument> arguments) {
    for (const TemplateArgument& one : arguments) {
      const CXXRecordDecl* found = one.getKind() == TemplateArgument::Type   ? in(one.getAsType())
                                   : one.getKind() == TemplateArgument::Pack ? inArguments(one.pack_elements())
                                                                             : nullptr;
      if (found) return found;
    }
    return nullptr;
  }

  std::set<const CXXRecordDecl*> seen_;
};

class DestructionVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* statement) override {
    if (const auto* lambda = dyn_cast<LambdaExpr>(statement)) {  // its body is a function of its own
      for (const Expr* captured : lambda->capture_inits()) walk(captured);
      return false;
    }
    if (const auto* temporary = dyn_cast<CXXBindTemporaryExpr>(statement))
      look(temporary->getExprLoc(), temporary->getType());
    if (const auto* call = dyn_cast<CXXMemberCallExpr>(statement)) lookAtMember(call);
    if (const auto* gone = dyn_cast<CXXDeleteExpr>(statement)) look(gone->getExprLoc(), gone->getDestroyedType());
    return !isa<CXXThrowExpr>(statement);  // nothing is computed behind it
  }
  std::vector<Destruction> found;

private:
  // Of a container that others own: pop_back(), clear(), push_back().
  void lookAtMember(const CXXMemberCallExpr* call) {
    static const std::set<StringRef> leading = {"at", "front", "back", "data", "begin", "end", "rbegin", "rend", "get"};
    const CXXMethodDecl* method = call->getMethodDecl();
    if (!method || method->isConst() || !method->getParent()->isInStdNamespace()) return;
    if (method->getIdentifier() && !leading.count(method->getName())) look(call->getExprLoc(), call->getObjectType());
  }
  void visitVariable(const VarDecl* variable) override {
    if (!variable->hasGlobalStorage()) look(variable->getLocation(), variable->getType());
  }
  void look(SourceLocation location, QualType type) {
    if (!type.isNull() && destructorIn(type)) found.push_back({location, type});
  }
};
}  // namespace

const CXXRecordDecl* destructorIn(QualType type) { return Search().in(type); }

std::vector<Destruction> findDestructions(const FunctionDecl& function) {
  DestructionVisitor visitor;
  visitor.walkDefinition(function);
  return std::move(visitor.found);
}

}  // namespace retrograd::frontend
