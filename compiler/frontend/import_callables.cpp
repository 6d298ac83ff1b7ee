// Functions as values: pointers and references to functions, std::function.
#include "frontend/function_importer.h"

#include "frontend/statement_visitor.h"
namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

std::optional<Callable> FunctionImporter::callableOf(const Expr* expression) const {
  return state_.callables.of(expression, bound_);
}

// ---- before the body ---------------------------------------------------------------------------------------------

namespace {
class LambdaVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* e) override {
    if (const auto* lambda = dyn_cast<LambdaExpr>(e)) lambdas.push_back(lambda);
    return true;
  }
  std::vector<const LambdaExpr*> lambdas;
};
}  // namespace

// What parameters and captured variables hold; what the lambdas of the body will hold.
void FunctionImporter::bindCallables() {
  bound_ = state_.boundIn(&function_);
  if (isLambda(&declaration_)) bindCaptures(cast<CXXMethodDecl>(&declaration_), ir::place(function_.parameters[0]));
  state_.callables.scan(&declaration_);
  LambdaVisitor visitor;
  visitor.walk(declaration_.getBody());
  for (const LambdaExpr* lambda : visitor.lambdas) {
    auto field = lambda->getLambdaClass()->field_begin();
    for (const LambdaCapture& capture : lambda->captures()) {
      const FieldDecl* member = *field++;
      const auto* variable = capture.capturesVariable() ? dyn_cast<VarDecl>(capture.getCapturedVar()) : nullptr;
      if (!variable || !isCallable(variable->getType())) continue;
      const std::optional<Callable> callable = state_.callables.of(variable, bound_);
      if (callable && !state_.callables.capture(member, *callable))
        refuse(capture.getLocation(), Message::ChangingTarget, {variable->getNameAsString()}, Message::MakeTemplate);
    }
  }
}

// ---- variables ---------------------------------------------------------------------------------------------------

ExpressionPtr FunctionImporter::refuseCallable(const Expr* expression) {
  const Expr* held = heldBy(expression);
  const auto* name = dyn_cast<DeclRefExpr>(held);
  return refuseValue(expression, Message::UnknownTarget,
                     {name ? "'" + name->getDecl()->getNameAsString() + "'" : "this"}, Message::NameTarget);
}

// False if the variable is none of these.
bool FunctionImporter::declareCallable(const VarDecl* variable) {
  if (state_.callables.isTable(variable)) return true;
  const QualType type = variable->getType();
  if (!isCallable(type)) return false;
  const std::optional<Callable> callable = state_.callables.of(variable, bound_);
  if (!callable) {
    variables_[variable] = placeholder(types_.intType());
    refuse(variable->getLocation(), Message::UnknownTarget, {"'" + variable->getNameAsString() + "'"},
           Message::NameTarget);
    return true;
  }
  if (callable->only()) return true;
  const Expr* init = variable->getInit();
  if (callable->isObject() && type->isReferenceType() && strip(init)->isLValue() &&
      !isa<MaterializeTemporaryExpr>(strip(init))) {
    boundPlaces_[variable] = place(init);
    return true;
  }
  const ir::Type* held =
      callable->isObject() ? this->type(callable->object, variable->getLocation()) : types_.intType();
  ir::Variable* local = newLocal(variable->getNameAsString(), held, variable->getLocation());
  variables_[variable] = local;
  addressTaken_.insert(local);
  if (callable->isObject())
    initialise(local, heldBy(init));
  else
    emit(init ? ir::declare(local, functionNumber(init)) : ir::declare(local), variable->getLocation());
  return true;
}

// f = g, where f is a variable of the IR; nothing else assigns.
Place FunctionImporter::assignCallable(const Expr* left, const Expr* right) {
  const std::optional<Callable> callable = callableOf(left);
  if (!callable || callable->isObject() || callable->only()) {
    if (!callable) refuseCallable(left);
    return ir::place(placeholder(types_.intType()));
  }
  ExpressionPtr number = functionNumber(right);
  const Place target = place(left);
  emit(ir::assign(target, std::move(number)), left->getExprLoc());
  return target;
}

// ---- values ------------------------------------------------------------------------------------------------------

ExpressionPtr FunctionImporter::numberConstant(const FunctionDecl* function) {
  return integerConstant(llvm::APSInt::get(state_.callables.numberOf(function)), types_.intType());
}

// Which function the expression leads to.
ExpressionPtr FunctionImporter::functionNumber(const Expr* expression) {
  const std::optional<Callable> callable = callableOf(expression);
  if (!callable || callable->isObject()) return refuseCallable(expression);
  if (callable->functions.size() == 1) return numberConstant(callable->functions[0]);
  const Expr* held = heldBy(expression);
  const auto chosen = [&](ExpressionPtr condition, ExpressionPtr a, ExpressionPtr b) {
    return ir::operation(OperationKind::Select, types_.intType(), {std::move(condition), std::move(a), std::move(b)});
  };
  if (const auto* choice = dyn_cast<ConditionalOperator>(held)) {
    const ExpressionPtr condition = value(choice->getCond());
    ExpressionPtr first, second;
    const ir::Block effects = collect([&] {
      first = functionNumber(choice->getTrueExpr());
      second = functionNumber(choice->getFalseExpr());
    });
    return effects.empty() ? chosen(condition, first, second) : refuseCallable(expression);
  }
  if (const auto table = state_.callables.tableOf(held)) {
    const ExpressionPtr index = keep("choice", convert(value(table->index), types_.longType()));
    const unsigned count = table->functions->getNumInits();
    ExpressionPtr number = functionNumber(table->functions->getInit(count - 1));
    for (unsigned i = count - 1; i-- > 0;) {
      const ExpressionPtr isThis = ir::operation(OperationKind::Equal, types_.boolType(),
                                                 {index, ir::constant(std::to_string(i), types_.longType())});
      number = chosen(isThis, functionNumber(table->functions->getInit(i)), number);
    }
    return number;
  }
  return ir::read(place(held));
}

// The object that a std::function holds, or the number of its function.
ExpressionPtr FunctionImporter::heldValue(const Expr* expression) {
  const std::optional<Callable> callable = callableOf(expression);
  if (!callable) return refuseCallable(expression);
  return callable->isObject() ? aggregateValue(heldBy(expression)) : functionNumber(expression);
}

Place FunctionImporter::heldPlace(const Expr* expression) {
  const std::optional<Callable> callable = callableOf(expression);
  if (!callable || !callable->isObject()) {
    refuseCallable(expression);
    return ir::place(placeholder(types_.intType()));
  }
  return isHeldCopy(expression) ? temporary(heldBy(expression), "temporary") : place(heldBy(expression));
}

// `if (f)`
ExpressionPtr FunctionImporter::isFunction(const Expr* expression) {
  const std::optional<Callable> callable = callableOf(expression);
  if (callable && (callable->isObject() || !llvm::is_contained(callable->functions, nullptr)))
    return ir::constant("true", types_.boolType());
  return ir::operation(OperationKind::NotEqual, types_.boolType(),
                       {functionNumber(expression), numberConstant(nullptr)});
}

// ---- calls -------------------------------------------------------------------------------------------------------

// What is called through a pointer or a std::function; null for calls by name.
const Expr* FunctionImporter::calledCallable(const CallExpr* call) {
  if (const FunctionDecl* callee = call->getDirectCallee()) {
    const auto* operation = dyn_cast<CXXOperatorCallExpr>(call);
    const bool isCall = operation && operation->getOperator() == OO_Call && isStdFunction(call->getArg(0)->getType());
    return isCall && isa<CXXMethodDecl>(callee) ? call->getArg(0) : nullptr;
  }
  const QualType type = call->getCallee()->getType();
  return isFunctionPointer(type) ? call->getCallee() : nullptr;
}

// Of a call through a pointer: the one function that it can mean, or that is looked at now.
CallParts FunctionImporter::partsOf(const Expr* expression) const {
  CallParts parts = frontend::partsOf(expression);
  const auto* call = dyn_cast<CallExpr>(expression);
  const Expr* called = call ? calledCallable(call) : nullptr;
  if (!called) return parts;
  parts.callee = nullptr;
  if (const auto chosen = chosen_.find(call); chosen != chosen_.end()) {
    parts.callee = chosen->second;
  } else if (const std::optional<Callable> callable = callableOf(called)) {
    parts.callee = callable->isObject() ? callOperatorOf(callable->object) : callable->only();
    if (callable->isObject()) return parts;
  }
  parts.object = nullptr;
  return parts;
}

const FunctionDecl* FunctionImporter::calleeOf(const CallExpr* call) const {
  return calledCallable(call) ? partsOf(call).callee : call->getDirectCallee();
}

// The call with each function that it may mean, behind a condition.
ExpressionPtr FunctionImporter::callOneOf(const CallExpr* call, const Callable& callable) {
  const SourceLocation location = call->getExprLoc();
  const bool hasResult = !call->getType()->isVoidType();
  const ExpressionPtr number = simple("called", functionNumber(calledCallable(call)));
  ir::Variable* result = nullptr;
  if (hasResult) {
    result = newLocal("called_result", type(call->getType(), location), location);
    emit(ir::declare(result), location);
  }
  std::vector<const FunctionDecl*> functions = callable.functions;
  llvm::erase(functions, nullptr);
  ir::Block otherwise;
  for (std::size_t i = functions.size(); i-- > 0;) {
    chosen_[call] = functions[i];
    ir::Block one = collect([&] {
      const ExpressionPtr value = this->call(call, !hasResult);
      if (hasResult) emit(ir::assign(ir::place(result), value), location);
    });
    const bool isLast = i + 1 == functions.size();
    const ExpressionPtr isThis =
        ir::operation(OperationKind::Equal, types_.boolType(), {number, numberConstant(functions[i])});
    otherwise =
        isLast ? std::move(one) : collect([&] { emitBranch(isThis, std::move(one), std::move(otherwise), location); });
  }
  chosen_.erase(call);
  append(std::move(otherwise));
  return hasResult ? ir::read(result) : nullptr;
}

// Reports a call of which the function isn't known, or doesn't fit; false if it is and does.
bool FunctionImporter::refuseTarget(const CallExpr* call) {
  const Expr* called = calledCallable(call);
  if (!called) return false;
  const FunctionDecl* callee = partsOf(call).callee;
  if (!callee) {
    const std::optional<Callable> callable = callableOf(called);
    if (!callable || callable->functions.size() < 2 || call->isGLValue()) {
      refuseCallable(called);
      return true;
    }
  }
  if (callee && call->getDirectCallee() && !fitsCall(callee, call)) {
    refuse(call->getExprLoc(), Message::ConvertingTarget, {qualifiedNameOf(callee)}, Message::GiveSameTypes);
    return true;
  }
  return false;
}

}  // namespace retrograd::frontend
