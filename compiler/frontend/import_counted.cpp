// for loops whose trip count is known before the first iteration.
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using ir::ExpressionPtr;
using ir::OperationKind;

static bool mentions(const ExpressionPtr& expression, const ir::Variable* variable) {
  bool result = false;
  ir::forEachExpression(expression, [&](const ir::Expression& e) { result |= e.place.root == variable; });
  return result;
}

// `1L` where the type is known is 1.
static ExpressionPtr plain(const ExpressionPtr& value) {
  if (value->kind != ir::ExpressionKind::Constant || value->type->kind != ir::TypeKind::Integer) return value;
  const std::size_t digits = value->text.find_first_not_of("0123456789");
  const bool isSuffixed =
      digits != std::string::npos && digits > 0 && value->text.find_first_not_of("uUlL", digits) == std::string::npos;
  return isSuffixed ? ir::constant(value->text.substr(0, digits), value->type) : value;
}

static bool names(const Expr* expression, const VarDecl* variable) {
  const auto* reference = dyn_cast<DeclRefExpr>(expression->IgnoreParenImpCasts());
  return reference && reference->getDecl() == variable;
}

// ++i, i++, i += 2, i = i + 2 and their opposites.
std::optional<std::int64_t> FunctionImporter::stepOf(const Expr* increment, const VarDecl* variable) {
  increment = strip(increment);
  if (const auto* unary = dyn_cast<UnaryOperator>(increment)) {
    if (!unary->isIncrementDecrementOp() || !names(unary->getSubExpr(), variable)) return std::nullopt;
    return unary->isIncrementOp() ? 1 : -1;
  }
  const auto* binary = dyn_cast<BinaryOperator>(increment);
  if (!binary || !names(binary->getLHS(), variable)) return std::nullopt;
  const Expr* amount = binary->getRHS();
  BinaryOperatorKind kind = binary->getOpcode();
  if (kind == BO_Assign) {
    const auto* sum = dyn_cast<BinaryOperator>(strip(amount->IgnoreParenImpCasts()));
    if (!sum || !names(sum->getLHS(), variable)) return std::nullopt;
    kind = sum->getOpcode() == BO_Add ? BO_AddAssign : sum->getOpcode() == BO_Sub ? BO_SubAssign : BO_Assign;
    amount = sum->getRHS();
  }
  if (kind != BO_AddAssign && kind != BO_SubAssign) return std::nullopt;
  Expr::EvalResult result;
  if (!amount->getType()->isIntegerType() || !amount->EvaluateAsInt(result, context_)) return std::nullopt;
  const llvm::APSInt number = result.Val.getInt();
  const std::int64_t step = number.isRepresentableByInt64() ? number.getExtValue() : 0;
  if (step == 0 || std::abs(step) > 1'000'000) return std::nullopt;
  return kind == BO_AddAssign ? step : -step;
}

// i + offset, i - offset in 32 bits: a bound less the offset is computed in 64, where it is what the source means.
static bool isOffset(const ASTContext& context, const Expr* side, const VarDecl* variable) {
  const auto* sum = dyn_cast<BinaryOperator>(side->IgnoreParenImpCasts());
  if (!sum || (sum->getOpcode() != BO_Add && sum->getOpcode() != BO_Sub)) return false;
  for (const QualType type : {sum->getType(), side->getType()})
    if (!type->isSignedIntegerType() || context.getIntWidth(type) > 32) return false;
  return names(sum->getLHS(), variable) || (sum->getOpcode() == BO_Add && names(sum->getRHS(), variable));
}

// i < end, end > i, i != end, i + offset < end …
bool FunctionImporter::relationOf(const Expr* condition, Counter& counter) {
  const auto* comparison = dyn_cast_or_null<BinaryOperator>(condition ? strip(condition) : nullptr);
  if (!comparison || !comparison->isComparisonOp()) return false;
  BinaryOperatorKind kind = comparison->getOpcode();
  const Expr *left = comparison->getLHS(), *right = comparison->getRHS();
  auto counts = [&](const Expr* side) {
    return names(side, counter.variable) || isOffset(context_, side, counter.variable);
  };
  if (!counts(left)) {
    std::swap(left, right);
    kind = BinaryOperator::reverseComparisonOp(kind);
  }
  if (!counts(left) || !left->getType()->isIntegerType()) return false;
  if (!names(left, counter.variable)) {
    const auto* sum = cast<BinaryOperator>(left->IgnoreParenImpCasts());
    const bool isFirst = names(sum->getLHS(), counter.variable);
    counter.offset = isFirst ? sum->getRHS() : sum->getLHS();
    counter.isSubtracted = sum->getOpcode() == BO_Sub;
  }
  counter.end = right;
  counter.comparison = *operationOf(kind);
  counter.compared = left;
  const bool isUp = counter.step > 0;
  switch (kind) {
  case BO_LT: counter.relation = OperationKind::Less; return isUp;
  case BO_LE: counter.relation = OperationKind::LessEqual; return isUp;
  case BO_GT: counter.relation = OperationKind::Greater; return !isUp;
  case BO_GE: counter.relation = OperationKind::GreaterEqual; return !isUp;
  case BO_NE:
    // Counting past the end would overflow: undefined for signed counters. An unsigned one must start at 0.
    counter.relation = isUp ? OperationKind::Less : OperationKind::Greater;
    return counter.step == 1 || counter.step == -1
               ? counter.variable->getType()->isSignedIntegerType() || (isUp && startsAt(counter.variable, true))
               : false;
  default: return false;
  }
}

// Does the variable start at zero (or, if not exactly, at a known number that isn't negative)?
bool FunctionImporter::startsAt(const VarDecl* variable, bool exactlyZero) {
  Expr::EvalResult result;
  if (!variable->getInit() || !variable->getInit()->EvaluateAsInt(result, context_)) return false;
  const llvm::APSInt number = result.Val.getInt();
  return exactlyZero ? number == 0 : !number.isNegative();
}

// Only a number written out is looked at: no other bound is that near to the largest number.
bool FunctionImporter::leavesRoom(const Counter& counter, unsigned bits) const {
  Expr::EvalResult result;
  if (bits > 32 || counter.step == 1 || !counter.end->EvaluateAsInt(result, context_)) return true;
  const llvm::APSInt end = result.Val.getInt();
  return end.isRepresentableByInt64() && end.getExtValue() + counter.step <= std::int64_t{1} << bits;
}

// Counting as C++ does never wraps around, and comparing the counter as it is means what the source's comparison means.
bool FunctionImporter::staysInRange(const Counter& counter) {
  const QualType type = counter.variable->getType();
  const unsigned bits = context_.getIntWidth(type);
  if (bits < 32 || type->isBooleanType() || type->isEnumeralType()) return false;
  const QualType compared = counter.compared->getType();
  const bool isSigned = type->isSignedIntegerType(), isComparedSigned = compared->isSignedIntegerType();
  if (context_.getIntWidth(compared) < bits) return false;
  if (isSigned && !isComparedSigned && !(counter.step > 0 && startsAt(counter.variable, false))) return false;
  if (isSigned) return true;
  // Unsigned: down to a bound that stops before zero is passed, or up to one that leaves room for the last step.
  if (counter.step > 0) return counter.relation == OperationKind::Less && leavesRoom(counter, bits);
  return counter.step == -1 && counter.relation == OperationKind::Greater;
}

static bool mentions(const Stmt* statement, const VarDecl* variable) {
  if (!statement) return false;
  if (const auto* reference = dyn_cast<DeclRefExpr>(statement)) return reference->getDecl() == variable;
  for (const Stmt* child : statement->children())
    if (mentions(child, variable)) return true;
  return false;
}

// Can the other variables of the declaration be declared before the loop, without this one?
static bool standsAlone(const VarDecl* variable, const DeclStmt* declarations) {
  for (const Decl* declaration : declarations->decls()) {
    const auto* other = dyn_cast<VarDecl>(declaration);
    if (!other || (other != variable && mentions(other->getInit(), variable))) return false;
  }
  return true;
}

std::optional<FunctionImporter::Counter> FunctionImporter::counterOf(const ForStmt* loop) {
  const auto* init = dyn_cast_or_null<DeclStmt>(loop->getInit());
  if (!init || !loop->getInc() || loop->getConditionVariable()) return std::nullopt;
  const Exits exits = exits_.of(loop->getBody());
  if (exits.breaks || exits.returns) return std::nullopt;
  const Escapes inBody = findEscapes(loop->getBody());
  for (const Decl* declaration : init->decls()) {
    const auto* variable = dyn_cast<VarDecl>(declaration);
    if (!variable || !variable->getInit() || !variable->getType()->isIntegerType() || variable->isStaticLocal() ||
        variable->getType().isVolatileQualified())
      continue;
    Counter counter;
    counter.variable = variable;
    const auto step = stepOf(loop->getInc(), variable);
    if (!step || escapes_.addressTaken.count(variable) || inBody.modified.count(variable) ||
        !standsAlone(variable, init))
      continue;
    counter.step = *step;
    if (relationOf(loop->getCond(), counter) && staysInRange(counter)) return counter;
  }
  return std::nullopt;
}

// Does the counter get the number that is written, rather than what is left of it?
static bool isKept(const ASTContext& context, const Expr* number, QualType counter) {
  Expr::EvalResult result;
  if (!number->getType()->isIntegerType() || !number->EvaluateAsInt(result, context)) return false;
  const llvm::APSInt value = result.Val.getInt();
  const llvm::APSInt counted(value.extOrTrunc(context.getIntWidth(counter)), counter->isUnsignedIntegerType());
  return llvm::APSInt::isSameValue(value, counted);
}

ExpressionPtr FunctionImporter::startOf(const Counter& counter, const ir::Type* type) {
  const Expr* init = counter.variable->getInit();
  const Expr* number = init->IgnoreParenImpCasts();
  const bool isSame = isKept(context_, number, counter.variable->getType());
  const ExpressionPtr literal = isSame ? convertedLiteral(number, CK_IntegralCast, type) : nullptr;
  return literal ? literal : convert(value(init), type);
}

ExpressionPtr FunctionImporter::endOf(const Counter& counter, const ir::Type* type) {
  const ExpressionPtr end = value(counter.end);
  if (!counter.offset) return end;
  const OperationKind kind = counter.isSubtracted ? OperationKind::Add : OperationKind::Subtract;
  return ir::operation(kind, type, {convert(end, type), convert(value(counter.offset), type)});
}

// False, with nothing done, if the loop isn't counted.
bool FunctionImporter::countedLoop(const ForStmt* loop) {
  const std::optional<Counter> found = counterOf(loop);
  if (!found) return false;
  const Counter& counter = *found;
  // The loop counts in the type in which it compares: `int i; i < size` in size_t, `i + offset < end` in long. Uses of
  // i see an int.
  const ir::Type* declared = this->type(counter.variable->getType(), counter.variable->getLocation());
  const ir::Type* type =
      counter.offset ? types_.longType() : this->type(counter.compared->getType(), counter.variable->getLocation());
  ExpressionPtr begin;
  for (const Decl* declaration : cast<DeclStmt>(loop->getInit())->decls()) {
    if (declaration == counter.variable) {
      begin = plain(startOf(counter, type));
      continue;
    }
    ir::Block other = collect([&] { declare(cast<VarDecl>(declaration)); });
    // int i = k, j = k++
    if (begin && effectsOf(other).change(begin)) begin = keep("start", begin);
    append(std::move(other));
  }
  ir::Variable* variable = newLocal(counter.variable->getNameAsString(), type, counter.variable->getLocation());
  variables_[counter.variable] = variable;
  if (declared != type) narrowed_[variable] = declared;

  ExpressionPtr end;
  ir::Block endEffects = collect([&] { end = endOf(counter, type); });
  LoopParts parts = loopParts(nullptr, nullptr, loop->getBody(), nullptr);
  const Effects effects = effectsOf(parts.body);
  const SourceLocation location = loop->getForLoc();
  if (endEffects.empty() && !effects.writes(variable) && !effects.change(end) && !mentions(end, variable)) {
    const ExpressionPtr step = ir::constant(std::to_string(counter.step), type);
    emit({ir::Loop{variable, begin, plain(end), step, counter.relation, std::move(parts.body)}, {}}, location);
    return true;
  }
  // Not so after all: the bound changes in the body.
  emit(ir::declare(variable, begin), location);
  parts.conditionEffects = std::move(endEffects);
  parts.condition = ir::operation(counter.comparison, types_.boolType(), {ir::read(variable), end});
  const ExpressionPtr step = ir::constant(std::to_string(counter.step), type);
  parts.body.push_back(ir::accumulate(ir::place(variable), step));
  emitWhile(std::move(parts), location);
  return true;
}

}  // namespace retrograd::frontend
