#include "frontend/callables.h"

#include "frontend/containers.h"
#include "frontend/statement_visitor.h"

#include "llvm/ADT/STLExtras.h"

namespace retrograd::frontend {

using namespace clang;

bool Callable::operator<(const Callable& other) const {
  if (functions != other.functions) return functions < other.functions;
  return object.getAsOpaquePtr() < other.object.getAsOpaquePtr();
}

bool isStdFunction(QualType type) {
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getIdentifier() && record->getName() == "function";
}

bool isFunctionPointer(QualType type) {
  type = type.getNonReferenceType();
  return type->isFunctionType() || type->isFunctionPointerType();
}

const CXXMethodDecl* callOperatorOf(QualType object) {
  const CXXRecordDecl* record = object->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return nullptr;
  const auto found = record->lookup(record->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call));
  return found.isSingleResult() ? dyn_cast<CXXMethodDecl>(found.front()) : nullptr;
}

static QualType plain(QualType type) { return type.getNonReferenceType().getCanonicalType().getUnqualifiedType(); }

bool fitsCall(const FunctionDecl* target, const CallExpr* call) {
  const auto* signature = dyn_cast_or_null<FunctionDecl>(call->getCalleeDecl());
  if (!signature || signature->getNumParams() != target->getNumParams() || target->isVariadic()) return false;
  if (!call->getType()->isVoidType() && plain(signature->getReturnType()) != plain(target->getReturnType()))
    return false;
  if (signature->getReturnType()->isReferenceType() != target->getReturnType()->isReferenceType()) return false;
  for (unsigned i = 0; i < target->getNumParams(); ++i) {
    const QualType given = signature->getParamDecl(i)->getType(), taken = target->getParamDecl(i)->getType();
    if (plain(given) != plain(taken)) return false;
    // By reference where a value is handed on: only where nobody could tell.
    const bool isView = !taken->isReferenceType() || taken->getPointeeType().isConstQualified();
    if (!isView && given.getCanonicalType() != taken.getCanonicalType()) return false;
  }
  return true;
}

// ---- expressions -------------------------------------------------------------------------------------------------

// `std::move(f)`, `std::forward<F>(f)`
static const Expr* handedOn(const Expr* expression) {
  const auto* call = dyn_cast<CallExpr>(expression);
  const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
  if (!callee || !callee->isInStdNamespace() || !callee->getIdentifier() || call->getNumArgs() != 1) return nullptr;
  const StringRef name = callee->getName();
  return name == "move" || name == "forward" || name == "as_const" ? call->getArg(0) : nullptr;
}

// One layer below; null if it is what is held itself.
static const Expr* below(const Expr* expression) {
  if (const auto* e = dyn_cast<ParenExpr>(expression)) return e->getSubExpr();
  if (const auto* e = dyn_cast<FullExpr>(expression)) return e->getSubExpr();
  if (const auto* e = dyn_cast<SubstNonTypeTemplateParmExpr>(expression)) return e->getReplacement();
  if (const auto* e = dyn_cast<CXXDefaultArgExpr>(expression)) return e->getExpr();
  if (const auto* e = dyn_cast<CXXBindTemporaryExpr>(expression)) return e->getSubExpr();
  if (const auto* e = dyn_cast<MaterializeTemporaryExpr>(expression)) return e->getSubExpr();
  if (const auto* e = dyn_cast<InitListExpr>(expression)) return e->getNumInits() == 1 ? e->getInit(0) : nullptr;
  if (const auto* e = dyn_cast<CXXConstructExpr>(expression)) {
    const bool isCopy = e->getConstructor()->isCopyOrMoveConstructor();
    return (isStdFunction(e->getType()) || isCopy) && e->getNumArgs() >= 1 ? e->getArg(0) : nullptr;
  }
  if (const auto* e = dyn_cast<CastExpr>(expression)) {
    const CastKind kind = e->getCastKind();
    const bool isSame = kind == CK_NoOp || kind == CK_ConstructorConversion || kind == CK_LValueToRValue ||
                        kind == CK_FunctionToPointerDecay;
    return isSame ? e->getSubExpr() : nullptr;
  }
  if (const auto* e = dyn_cast<UnaryOperator>(expression)) {
    const bool isFunction = isFunctionPointer(e->getType()) && isFunctionPointer(e->getSubExpr()->getType());
    const bool isSame = e->getOpcode() == UO_AddrOf || e->getOpcode() == UO_Deref || e->getOpcode() == UO_Plus;
    return isFunction && isSame ? e->getSubExpr() : nullptr;
  }
  return handedOn(expression);
}

const Expr* heldBy(const Expr* expression) {
  while (const Expr* inner = below(expression)) expression = inner;
  return expression;
}

bool isHeldCopy(const Expr* expression) {
  for (; expression; expression = below(expression))
    if (isa<CXXConstructExpr>(expression)) return true;
  return false;
}

// A lambda that was converted to a pointer.
static const FunctionDecl* convertedLambda(const Expr* expression) {
  if (const auto* cast = dyn_cast<CastExpr>(expression); cast && cast->getCastKind() == CK_UserDefinedConversion)
    expression = cast->getSubExpr()->IgnoreParenImpCasts();
  const auto* call = dyn_cast<CXXMemberCallExpr>(expression);
  const auto* conversion = call ? dyn_cast_or_null<CXXConversionDecl>(call->getMethodDecl()) : nullptr;
  if (!conversion || !conversion->getParent()->isLambda() || conversion->getParent()->isGenericLambda()) return nullptr;
  return conversion->getParent()->getLambdaCallOperator();
}

// ---- variables ---------------------------------------------------------------------------------------------------

// An array of functions, or a std::array of them.
static bool isTableType(QualType type) {
  if (const auto* array = dyn_cast<ArrayType>(type.getCanonicalType().getTypePtr()))
    return isFunctionPointer(array->getElementType());
  return containerOf(type) == Container::Array && !type->isReferenceType() && isFunctionPointer(elementOf(type));
}

static const VarDecl* tableVariable(const Expr* expression) {
  const auto* name = dyn_cast<DeclRefExpr>(expression->IgnoreParenImpCasts());
  const auto* variable = name ? dyn_cast<VarDecl>(name->getDecl()) : nullptr;
  return variable && isTableType(variable->getType()) ? variable : nullptr;
}

namespace {

const VarDecl* callableVariable(const Expr* expression) {
  const auto* name = dyn_cast<DeclRefExpr>(expression->IgnoreParens());
  const auto* variable = name ? dyn_cast<VarDecl>(name->getDecl()) : nullptr;
  return variable && isCallable(variable->getType()) ? variable : nullptr;
}

class AssignmentVisitor : public StatementVisitor {
public:
  AssignmentVisitor(std::map<const VarDecl*, std::vector<const Expr*>>& assigned, std::set<const VarDecl*>& open)
      : assigned_(assigned), open_(open) {}

  bool visit(const Stmt* statement) override {
    llvm::TypeSwitch<const Stmt*>(statement)
        .Case<BinaryOperator, ArraySubscriptExpr, DeclRefExpr, UnaryOperator, CallExpr>(
            [&](const auto* e) { look(e); });
    return true;
  }
  void visitVariable(const VarDecl* variable) override {
    if (variable->getInit() && isChangeable(variable->getType())) open(variable->getInit());
  }

private:
  void look(const BinaryOperator* e) {
    if (e->getOpcode() != BO_Assign) return;
    if (const VarDecl* variable = callableVariable(e->getLHS())) assigned_[variable].push_back(e->getRHS());
    openElement(e->getLHS());
  }
  // Tables are only subscripted.
  void look(const ArraySubscriptExpr* e) { subscripted_.insert(e->getBase()->IgnoreParenImpCasts()); }
  void look(const DeclRefExpr* e) {
    if (const VarDecl* table = tableVariable(e); table && !subscripted_.count(e)) open_.insert(table);
  }
  void look(const UnaryOperator* e) {
    if (e->getOpcode() == UO_AddrOf) open(e->getSubExpr());
  }
  void look(const CallExpr* call) {
    if (const auto* operation = dyn_cast<CXXOperatorCallExpr>(call); operation && operation->isAssignmentOp()) {
      if (const VarDecl* variable = callableVariable(call->getArg(0)))
        assigned_[variable].push_back(call->getArg(1));
      else
        open(call->getArg(0));
    }
    if (const auto* operation = dyn_cast<CXXOperatorCallExpr>(call);
        operation && operation->getOperator() == OO_Subscript)
      subscripted_.insert(call->getArg(0)->IgnoreParenImpCasts());
    if (const auto* member = dyn_cast<CXXMemberCallExpr>(call)) open(member->getImplicitObjectArgument());
    const FunctionDecl* callee = call->getDirectCallee();
    if (handedOn(call)) return;
    for (unsigned i = 0; i < call->getNumArgs(); ++i)
      if (!callee || (!isa<CXXOperatorCallExpr>(call) && i < callee->getNumParams() &&
                      isChangeable(callee->getParamDecl(i)->getType())))
        if (call->getArg(i)->isLValue()) open(call->getArg(i));
  }

  static bool isChangeable(QualType type) {
    return type->isReferenceType() && !type->getPointeeType().isConstQualified();
  }
  void open(const Expr* expression) {
    openElement(expression);
    if (const VarDecl* variable = callableVariable(expression); variable && !variable->getType()->isReferenceType())
      open_.insert(variable);
  }

  // What stands deeper in an lvalue than its own name.
  void openElement(const Expr* expression) {
    expression = expression->IgnoreParens();
    const Expr* base = nullptr;
    // (c ? f : g) = h, (k++, f) = h, (f = g) = h
    if (const auto* choice = dyn_cast<AbstractConditionalOperator>(expression)) {
      open(choice->getTrueExpr());
      open(choice->getFalseExpr());
    }
    if (const auto* binary = dyn_cast<BinaryOperator>(expression))
      open(binary->getOpcode() == BO_Comma ? binary->getRHS() : binary->getLHS());
    if (const auto* subscript = dyn_cast<ArraySubscriptExpr>(expression)) base = subscript->getBase();
    if (const auto* call = dyn_cast<CXXOperatorCallExpr>(expression); call && call->getOperator() == OO_Subscript)
      base = call->getArg(0);
    if (const VarDecl* table = base ? tableVariable(base) : nullptr) open_.insert(table);
  }

  std::map<const VarDecl*, std::vector<const Expr*>>& assigned_;
  std::set<const VarDecl*>& open_;
  std::set<const Expr*> subscripted_;
};

}  // namespace

bool Callables::isTable(const VarDecl* variable) const {
  if (!isTableType(variable->getType()) || open_.count(variable)) return false;
  const bool isConst =
      variable->getType().isConstQualified() || context_.getBaseElementType(variable->getType()).isConstQualified();
  return isConst || (variable->isLocalVarDecl() && !variable->isStaticLocal());
}

std::optional<FunctionTable> Callables::tableOf(const Expr* expression) const {
  const Expr *base = nullptr, *index = nullptr;
  if (const auto* subscript = dyn_cast<ArraySubscriptExpr>(expression)) {
    base = subscript->getBase();
    index = subscript->getIdx();
  } else if (const auto* call = dyn_cast<CXXOperatorCallExpr>(expression);
             call && call->getOperator() == OO_Subscript && call->getNumArgs() == 2) {
    base = call->getArg(0);
    index = call->getArg(1);
  }
  const VarDecl* table = base ? tableVariable(base) : nullptr;
  const Expr* init = table && isTable(table) ? table->getAnyInitializer() : nullptr;
  const auto* list = init ? dyn_cast<InitListExpr>(init->IgnoreImplicit()) : nullptr;
  while (list && list->getNumInits() == 1 && isa<InitListExpr>(list->getInit(0)))
    list = cast<InitListExpr>(list->getInit(0));
  if (!list || list->hasArrayFiller()) return std::nullopt;
  return FunctionTable{list, index};
}

void Callables::scan(const FunctionDecl* definition) {
  AssignmentVisitor(assigned_, open_).walk(definition->getBody());
}

std::optional<Callable> Callables::of(const VarDecl* variable, const Bound& bound) {
  if (open_.count(variable)) return std::nullopt;
  const auto assigned = assigned_.find(variable);
  if (const auto known = bound.find(variable); known != bound.end())
    return assigned == assigned_.end() ? std::optional(known->second) : std::nullopt;
  if (isa<ParmVarDecl>(variable)) return std::nullopt;
  const bool isLasting = variable->hasGlobalStorage() && !variable->getType().isConstQualified();
  if (isLasting || !looking_.insert(variable).second) return std::nullopt;
  std::vector<const Expr*> choices;
  if (variable->getInit()) choices.push_back(variable->getInit());
  if (assigned != assigned_.end()) choices.insert(choices.end(), assigned->second.begin(), assigned->second.end());
  std::optional<Callable> result = together(choices, bound);
  looking_.erase(variable);
  // An object that is assigned is none that stays what it was.
  return result && result->isObject() && choices.size() > 1 ? std::nullopt : result;
}

std::optional<Callable> Callables::together(const std::vector<const Expr*>& choices, const Bound& bound) {
  Callable result;
  for (const Expr* choice : choices) {
    const std::optional<Callable> one = of(choice, bound);
    if (!one || (one->isObject() && choices.size() > 1)) return std::nullopt;
    if (one->isObject()) return one;
    for (const FunctionDecl* function : one->functions)
      if (!llvm::is_contained(result.functions, function)) result.functions.push_back(function);
  }
  llvm::sort(result.functions, [&](const FunctionDecl* a, const FunctionDecl* b) { return numberOf(a) < numberOf(b); });
  return result.functions.empty() ? std::nullopt : std::optional(result);
}

std::optional<Callable> Callables::of(const Expr* expression, const Bound& bound) {
  expression = heldBy(expression);
  if (const auto* cast = dyn_cast<CastExpr>(expression); cast && cast->getCastKind() == CK_NullToPointer)
    return Callable{{nullptr}, {}};
  if (const FunctionDecl* lambda = convertedLambda(expression)) return Callable{{lambda->getCanonicalDecl()}, {}};
  if (const auto* name = dyn_cast<DeclRefExpr>(expression)) {
    if (const auto* function = dyn_cast<FunctionDecl>(name->getDecl()))
      return Callable{{function->getCanonicalDecl()}, {}};
    if (const VarDecl* variable = callableVariable(name)) return of(variable, bound);
  }
  if (const auto* choice = dyn_cast<ConditionalOperator>(expression); choice && isCallable(choice->getType()))
    return together({choice->getTrueExpr(), choice->getFalseExpr()}, bound);
  if (const auto table = tableOf(expression)) {
    const ArrayRef<Expr*> inits = table->functions->inits();
    Expr::EvalResult index;
    if (table->index->EvaluateAsInt(index, context_) && index.Val.getInt().getZExtValue() < inits.size())
      return of(inits[index.Val.getInt().getZExtValue()], bound);
    return together({inits.begin(), inits.end()}, bound);
  }
  if (expression->getType()->isRecordType() && !isStdFunction(expression->getType()))
    return Callable{{}, expression->getType().getCanonicalType().getUnqualifiedType()};
  return std::nullopt;
}

// ---- captures, numbers -------------------------------------------------------------------------------------------

bool Callables::capture(const FieldDecl* field, const Callable& callable) {
  return captured_.try_emplace(field, callable).first->second == callable;
}

const Callable* Callables::captured(const FieldDecl* field) const {
  const auto known = captured_.find(field);
  return known == captured_.end() ? nullptr : &known->second;
}

int Callables::numberOf(const FunctionDecl* function) {
  if (!function) return -1;
  const auto known = llvm::find(numbers_, function);
  if (known != numbers_.end()) return static_cast<int>(known - numbers_.begin());
  numbers_.push_back(function);
  return static_cast<int>(numbers_.size()) - 1;
}

}  // namespace retrograd::frontend
