#include "clang/Lex/Lexer.h"
#include "frontend/function_importer.h"
#include "ir/print.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;

const Expr* FunctionImporter::strip(const Expr* expression) {
  while (true) {
    const Expr* inner = nullptr;
    if (const auto* e = dyn_cast<ParenExpr>(expression)) inner = e->getSubExpr();
    if (const auto* e = dyn_cast<FullExpr>(expression)) inner = e->getSubExpr();
    if (const auto* e = dyn_cast<SubstNonTypeTemplateParmExpr>(expression)) inner = e->getReplacement();
    if (const auto* e = dyn_cast<CXXDefaultArgExpr>(expression)) inner = e->getExpr();
    if (const auto* e = dyn_cast<CXXDefaultInitExpr>(expression)) inner = e->getExpr();
    if (const auto* e = dyn_cast<CXXBindTemporaryExpr>(expression)) inner = e->getSubExpr();
    if (const auto* e = dyn_cast<GenericSelectionExpr>(expression)) inner = e->getResultExpr();
    if (const auto* e = dyn_cast<ChooseExpr>(expression)) inner = e->getChosenSubExpr();
    if (const auto* e = dyn_cast<CXXRewrittenBinaryOperator>(expression)) inner = e->getSemanticForm();
    if (const auto* e = dyn_cast<UnaryOperator>(expression))
      if (e->getOpcode() == UO_Extension) inner = e->getSubExpr();
    if (const auto* e = dyn_cast<InitListExpr>(expression))
      if (e->getNumInits() == 1 && (e->isTransparent() || !e->getType()->isAggregateType())) inner = e->getInit(0);
    if (!inner) return expression;
    expression = inner;
  }
}

ExpressionPtr FunctionImporter::value(const Expr* expression) {
  ExpressionPtr result = valueOf(strip(expression));
  if (result && !result->location.raw) {
    ir::Expression copy = *result;
    copy.location = located(expression->getExprLoc());
    result = std::make_shared<const ir::Expression>(std::move(copy));
  }
  return result;
}

ExpressionPtr FunctionImporter::valueOf(const Expr* expression) {
  if (isComplexMade(expression)) return aggregateValue(expression);
  if (isFunctionPointer(expression->getType())) return functionNumber(expression);
  if (const auto* e = dyn_cast<CXXOperatorCallExpr>(expression)) return operatorCall(e);
  if (isStdFunction(expression->getType())) return heldValue(expression);
  if (const auto* e = dyn_cast<CXXThisExpr>(expression)) return thisPointer(e);
  if (const auto* e = dyn_cast<UserDefinedLiteral>(expression)) return unsupported(e);
  if (const auto* e = dyn_cast<CallExpr>(expression)) return call(e, false);
  if (expression->getType()->isRecordType()) return aggregateValue(expression);
  if (const auto* e = dyn_cast<CastExpr>(expression)) return castValue(e);
  if (const auto* e = dyn_cast<MaterializeTemporaryExpr>(expression)) return value(e->getSubExpr());
  if (isa<IntegerLiteral, FloatingLiteral, CharacterLiteral, CXXBoolLiteralExpr, CXXNullPtrLiteralExpr,
          ImplicitValueInitExpr, CXXScalarValueInitExpr, UnaryExprOrTypeTraitExpr, TypeTraitExpr, CXXNoexceptExpr,
          OffsetOfExpr, SizeOfPackExpr>(expression))
    return literal(expression);
  if (const auto* e = dyn_cast<DeclRefExpr>(expression); e && isa<EnumConstantDecl>(e->getDecl())) return name(e);
  if (const auto* e = dyn_cast<InitListExpr>(expression); e && e->getNumInits() == 0 && e->getType()->isScalarType())
    return zeroOf(type(e->getType(), e->getBeginLoc()));
  if (const auto* e = dyn_cast<BinaryOperator>(expression)) return binary(e);
  if (const auto* e = dyn_cast<UnaryOperator>(expression)) return unary(e);
  if (const auto* e = dyn_cast<ConditionalOperator>(expression); e && !e->isGLValue()) return conditional(e);
  if (expression->isGLValue() && !expression->getType()->isFunctionType()) return ir::read(place(expression));
  return unsupported(expression);
}

// ---- constants ---------------------------------------------------------------------------------------------------

std::string FunctionImporter::spellingOf(const Expr* literal) const {
  const SourceManager& sources = context_.getSourceManager();
  llvm::SmallString<32> buffer;
  bool isInvalid = false;
  const StringRef text = Lexer::getSpelling(sources.getSpellingLoc(literal->getBeginLoc()), buffer, sources,
                                            context_.getLangOpts(), &isInvalid);
  return isInvalid ? "" : text.str();
}

ExpressionPtr FunctionImporter::literal(const Expr* expression) {
  const ir::Type* type = this->type(expression->getType(), expression->getExprLoc());
  if (isa<ImplicitValueInitExpr, CXXScalarValueInitExpr>(expression)) return zeroOf(type);
  if (isa<CXXNullPtrLiteralExpr>(expression)) return ir::constant("nullptr", type);
  if (isa<IntegerLiteral, FloatingLiteral>(expression)) {
    // The user's spelling, where it means the same without its surroundings.
    const std::string text = spellingOf(expression);
    if (!text.empty() && ir::literalType(text) == type->spelling) return ir::constant(text, type);
  }
  if (const auto* number = dyn_cast<FloatingLiteral>(expression)) return floatConstant(number->getValue(), type);
  Expr::EvalResult result;
  if (!expression->EvaluateAsInt(result, context_)) return unsupported(expression);
  return integerConstant(result.Val.getInt(), type);
}

// The literal of that type; null for short, char, an enumeration, of which there are none.
static ExpressionPtr integerLiteralOf(const std::string& digits, const ir::Type* type) {
  for (const char* suffix : {"", "u", "L", "UL", "LL", "ULL"})
    if (ir::literalType(digits + suffix) == type->spelling) return ir::constant(digits + suffix, type);
  return nullptr;
}

ExpressionPtr FunctionImporter::integerConstant(const llvm::APSInt& number, const ir::Type* type) {
  if (type->kind == ir::TypeKind::Bool) return ir::constant(number.getBoolValue() ? "true" : "false", type);
  const bool isNegative = number.isSigned() && number.isNegative(), isLeast = isNegative && number.isMinSignedValue();
  const llvm::APSInt distance(isLeast ? ~number : isNegative ? -number : number, !isNegative);
  ExpressionPtr result = integerLiteralOf(llvm::toString(distance, 10), type);
  if (!result) {
    const bool isWide = number.getBitWidth() > 32;
    const ir::Type* plain = isNegative && isWide ? types_.longType() : types_.intType();
    result = isNegative ? integerConstant(number.extOrTrunc(isWide ? 64 : 32), plain)
                        : ir::constant(llvm::toString(number, 10), plain);
    return ir::operation(OperationKind::Cast, type, {result});
  }
  if (isNegative) result = ir::operation(OperationKind::Negate, type, {result});
  if (isLeast) result = ir::operation(OperationKind::Subtract, type, {result, integerLiteralOf("1", type)});
  return result;
}

ExpressionPtr FunctionImporter::floatConstant(const llvm::APFloat& number, const ir::Type* type) {
  const std::string limits = "std::numeric_limits<" + type->spelling + ">::";
  if (number.isNaN()) return ir::constant(limits + "quiet_NaN()", type);
  if (number.isInfinity()) {
    const ExpressionPtr infinity = ir::constant(limits + "infinity()", type);
    return number.isNegative() ? ir::operation(OperationKind::Negate, type, {infinity}) : infinity;
  }
  llvm::SmallString<40> text;
  number.toString(text);
  if (text.find_first_of(".eE") == StringRef::npos) text += ".0";
  if (type == types_.floatType()) text += "f";
  if (type == types_.longDoubleType()) text += "L";
  return ir::constant(std::string(text), type);
}

ExpressionPtr FunctionImporter::zeroOf(const ir::Type* type) {
  if (type->isFloat()) return floatConstant(llvm::APFloat(0.0), type);
  if (type->isPointer()) return ir::constant("nullptr", type);
  return integerConstant(llvm::APSInt::get(0), type);
}

ExpressionPtr FunctionImporter::name(const DeclRefExpr* expression) {
  const auto* enumerator = cast<EnumConstantDecl>(expression->getDecl());
  const ir::Type* type = this->type(expression->getType(), expression->getExprLoc());
  if (!isNamedOutside(enumerator)) return integerConstant(enumerator->getInitVal(), type);
  return ir::constant(state_.globalNames.visible(qualifiedNameOf(enumerator)), type);
}

// ---- operators ---------------------------------------------------------------------------------------------------

std::optional<OperationKind> operationOf(BinaryOperatorKind kind) {
  switch (kind) {
  case BO_Mul: return OperationKind::Multiply;
  case BO_Div: return OperationKind::Divide;
  case BO_Rem: return OperationKind::Remainder;
  case BO_Add: return OperationKind::Add;
  case BO_Sub: return OperationKind::Subtract;
  case BO_Shl: return OperationKind::ShiftLeft;
  case BO_Shr: return OperationKind::ShiftRight;
  case BO_LT: return OperationKind::Less;
  case BO_GT: return OperationKind::Greater;
  case BO_LE: return OperationKind::LessEqual;
  case BO_GE: return OperationKind::GreaterEqual;
  case BO_EQ: return OperationKind::Equal;
  case BO_NE: return OperationKind::NotEqual;
  case BO_And: return OperationKind::BitAnd;
  case BO_Xor: return OperationKind::BitXor;
  case BO_Or: return OperationKind::BitOr;
  default: return std::nullopt;
  }
}

ExpressionPtr FunctionImporter::arithmetic(BinaryOperatorKind kind, ExpressionPtr left, ExpressionPtr right,
                                           const ir::Type* type) {
  return ir::operation(*operationOf(kind), type, {std::move(left), std::move(right)});
}

ExpressionPtr FunctionImporter::binary(const BinaryOperator* expression) {
  if (expression->isAssignmentOp()) return ir::read(place(expression));
  if (expression->isLogicalOp()) return logical(expression);
  if (expression->getOpcode() == BO_Comma) {
    discard(expression->getLHS());
    return value(expression->getRHS());
  }
  if (!operationOf(expression->getOpcode())) return unsupported(expression);
  if (expression->isComparisonOp() && (isOwned(expression->getLHS()) || isOwned(expression->getRHS())))
    return refuseOwned(expression);
  const bool isPointerResult = expression->getLHS()->getType()->isPointerType() && expression->isAdditiveOp();
  if (isPointerResult || (expression->isAdditiveOp() && expression->getRHS()->getType()->isPointerType()))
    return pointerArithmetic(expression);
  const auto sides = values({expression->getLHS(), expression->getRHS()});
  return arithmetic(expression->getOpcode(), sides[0], sides[1],
                    type(expression->getType(), expression->getOperatorLoc()));
}

ExpressionPtr FunctionImporter::pointerArithmetic(const BinaryOperator* expression) {
  const auto sides = values({expression->getLHS(), expression->getRHS()});
  if (!expression->getType()->isPointerType())
    return ir::operation(OperationKind::PointerDifference, type(expression->getType(), expression->getOperatorLoc()),
                         {sides[0], sides[1]});
  if (!sides[0]->type->isPointer()) return addToPointer(sides[1], sides[0]);
  return addToPointer(sides[0], expression->getOpcode() == BO_Sub ? negatedOffset(sides[1]) : sides[1]);
}

// As a signed number: an unsigned one would wrap around before it is widened.
ExpressionPtr FunctionImporter::negatedOffset(ExpressionPtr offset) {
  if (!offset->type->isSigned || offset->type->bits < 32) offset = convert(offset, types_.longType());
  const ir::Type* type = offset->type;
  return ir::operation(OperationKind::Negate, type, {std::move(offset)});
}

// `left && right`, where right is evaluated only if need be.
ExpressionPtr FunctionImporter::logical(const BinaryOperator* expression) {
  const bool isAnd = expression->getOpcode() == BO_LAnd;
  ExpressionPtr left = value(expression->getLHS()), right;
  ir::Block effects = collect([&] { right = value(expression->getRHS()); });
  if (effects.empty())
    return ir::operation(isAnd ? OperationKind::LogicalAnd : OperationKind::LogicalOr, types_.boolType(),
                         {left, right});
  ir::Variable* both = newLocal(isAnd ? "both" : "either", types_.boolType());
  effects.push_back(ir::assign(ir::place(both), right));
  emit(ir::declare(both, left), expression->getOperatorLoc());
  emitBranch(isAnd ? ir::read(both) : notOf(ir::read(both)), std::move(effects), {}, expression->getOperatorLoc());
  return ir::read(both);
}

ExpressionPtr FunctionImporter::notOf(ExpressionPtr condition) {
  if (condition->kind == ir::ExpressionKind::Operation && condition->operation == OperationKind::LogicalNot)
    return condition->operands[0];
  // Comparisons of integers can be turned round; those of floating-point numbers are all false for NaN.
  static const std::pair<OperationKind, OperationKind> opposites[] = {
      {OperationKind::Less, OperationKind::GreaterEqual}, {OperationKind::GreaterEqual, OperationKind::Less},
      {OperationKind::Greater, OperationKind::LessEqual}, {OperationKind::LessEqual, OperationKind::Greater},
      {OperationKind::Equal, OperationKind::NotEqual},    {OperationKind::NotEqual, OperationKind::Equal}};
  if (condition->kind == ir::ExpressionKind::Operation)
    for (const auto& [operation, opposite] : opposites)
      if (condition->operation == operation && condition->operands[0]->type->kind == ir::TypeKind::Integer)
        return ir::operation(opposite, types_.boolType(), condition->operands);
  return ir::operation(OperationKind::LogicalNot, types_.boolType(), {std::move(condition)});
}

ExpressionPtr FunctionImporter::conjunction(ExpressionPtr a, ExpressionPtr b) {
  if (!a || !b) return a ? a : b;
  return ir::operation(OperationKind::LogicalAnd, types_.boolType(), {std::move(a), std::move(b)});
}

ExpressionPtr FunctionImporter::unary(const UnaryOperator* expression) {
  if (expression->isIncrementDecrementOp()) {
    if (expression->isPrefix()) return ir::read(place(expression));
    ExpressionPtr before;
    increment(expression, &before);
    return before;
  }
  const Expr* operand = expression->getSubExpr();
  switch (expression->getOpcode()) {
  case UO_Plus: return value(operand);
  case UO_LNot: return notOf(value(operand));
  case UO_Deref: return ir::read(place(expression));
  case UO_AddrOf:
    if (operand->getType()->isFunctionType() || !expression->getType()->isPointerType())
      return refuseValue(expression, Message::UnsupportedFunctionPointer, {}, Message::CallDirectly);
    return address(place(operand), type(operand->getType(), operand->getExprLoc()),
                   operand->getType().isConstQualified());
  case UO_Minus:
  case UO_Not: {
    const ir::Type* type = this->type(expression->getType(), expression->getOperatorLoc());
    const auto kind = expression->getOpcode() == UO_Minus ? OperationKind::Negate : OperationKind::BitNot;
    return ir::operation(kind, type, {value(operand)});
  }
  default: return unsupported(expression);
  }
}

ExpressionPtr FunctionImporter::conditional(const AbstractConditionalOperator* expression) {
  const ir::Type* type = this->type(expression->getType(), expression->getQuestionLoc());
  const ExpressionPtr condition = value(expression->getCond());
  ExpressionPtr first, second;
  ir::Block then = collect([&] { first = value(expression->getTrueExpr()); });
  ir::Block otherwise = collect([&] { second = value(expression->getFalseExpr()); });
  if (then.empty() && otherwise.empty()) return ir::operation(OperationKind::Select, type, {condition, first, second});
  ir::Variable* chosen = newLocal("chosen", type);
  then.push_back(ir::assign(ir::place(chosen), first));
  otherwise.push_back(ir::assign(ir::place(chosen), second));
  emit(ir::declare(chosen), expression->getQuestionLoc());
  emitBranch(condition, std::move(then), std::move(otherwise), expression->getQuestionLoc());
  return ir::read(chosen);
}

// ---- expressions whose value nobody wants ------------------------------------------------------------------------

void FunctionImporter::discard(const Expr* expression) {
  expression = strip(expression);
  if (const auto* e = dyn_cast<CastExpr>(expression)) {
    if (e->getCastKind() == CK_LValueToRValue && e->getSubExpr()->getType().isVolatileQualified())
      refuse(e->getExprLoc(), Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
    return discard(e->getSubExpr());
  }
  if (const auto* e = dyn_cast<CXXDeleteExpr>(expression); e && deleteOwned(e)) return;
  if (const auto* e = dyn_cast<BinaryOperator>(expression)) return discardBinary(e);
  if (const auto* e = dyn_cast<UnaryOperator>(expression); e && e->isIncrementDecrementOp()) {
    increment(e, nullptr);
    return;
  }
  if (const auto* e = dyn_cast<CXXOperatorCallExpr>(expression)) {
    operatorCall(e);
  } else if (const auto* e = dyn_cast<CallExpr>(expression); e && !isa<UserDefinedLiteral>(e)) {
    call(e, true);
  } else if (const auto* e = dyn_cast<ConditionalOperator>(expression)) {
    const ExpressionPtr condition = value(e->getCond());
    ir::Block then = collect([&] { discard(e->getTrueExpr()); });
    ir::Block otherwise = collect([&] { discard(e->getFalseExpr()); });
    emitBranch(condition, std::move(then), std::move(otherwise), e->getQuestionLoc());
  } else if (expression->isGLValue()) {
    place(expression);
  } else {
    value(expression);
  }
}

void FunctionImporter::discardBinary(const BinaryOperator* expression) {
  if (expression->isAssignmentOp()) {
    place(expression);
  } else if (expression->isLogicalOp()) {
    const ExpressionPtr condition = value(expression->getLHS());
    ir::Block effects = collect([&] { discard(expression->getRHS()); });
    emitBranch(expression->getOpcode() == BO_LAnd ? condition : notOf(condition), std::move(effects), {},
               expression->getOperatorLoc());
  } else {
    discard(expression->getLHS());
    discard(expression->getRHS());
  }
}

}  // namespace retrograd::frontend
