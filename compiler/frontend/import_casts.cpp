#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;

// A global constant of scalar type: named, not read.
static const VarDecl* namedConstant(const Expr* expression) {
  const ValueDecl* declaration = nullptr;
  if (const auto* reference = dyn_cast<DeclRefExpr>(expression)) declaration = reference->getDecl();
  if (const auto* member = dyn_cast<MemberExpr>(expression)) declaration = member->getMemberDecl();
  const auto* variable = dyn_cast_or_null<VarDecl>(declaration);
  const bool isConstant = variable && variable->hasGlobalStorage() && !variable->isStaticLocal() &&
                          variable->getType().isConstQualified() && !variable->getType().isVolatileQualified() &&
                          variable->getType()->isArithmeticType();
  return isConstant ? variable : nullptr;
}

ExpressionPtr FunctionImporter::convert(ExpressionPtr value, const ir::Type* type) {
  if (value->type == type) return value;
  return ir::operation(OperationKind::Cast, type, {std::move(value)});
}

// Is -number in the operand's type -number in the new one? -5u wraps around, -0 has no sign.
static bool keepsMinus(const UnaryOperator* minus, const Expr* number, const ir::Type* type,
                       const ASTContext& context) {
  if (isa<FloatingLiteral>(number)) return true;
  Expr::EvalResult result;
  if (!minus->getType()->isSignedIntegerType() || !number->EvaluateAsInt(result, context)) return false;
  const llvm::APSInt value = result.Val.getInt();
  return value != 0 && (type->kind != ir::TypeKind::Integer || value.getActiveBits() < type->bits);
}

// `2` where a double is wanted is 2.0; null unless the number is the same in the new type.
ExpressionPtr FunctionImporter::convertedLiteral(const Expr* operand, CastKind kind, const ir::Type* type) {
  const Expr* literal = strip(operand);
  if (const auto* minus = dyn_cast<UnaryOperator>(literal); minus && minus->getOpcode() == UO_Minus && type->isSigned) {
    if (!keepsMinus(minus, strip(minus->getSubExpr()), type, context_)) return nullptr;
    const ExpressionPtr positive = convertedLiteral(minus->getSubExpr(), kind, type);
    return positive ? ir::operation(OperationKind::Negate, type, {positive}) : nullptr;
  }
  if (const auto* number = dyn_cast<FloatingLiteral>(literal); number && kind == CK_FloatingCast) {
    llvm::APFloat converted = number->getValue();
    const bool isNarrowing = type->bits < context_.getTypeSize(literal->getType());
    bool losesDigits = false;
    converted.convert(type->bits == 32 ? llvm::APFloat::IEEEsingle() : llvm::APFloat::IEEEdouble(),
                      llvm::APFloat::rmNearestTiesToEven, &losesDigits);
    return isNarrowing && type->bits <= 64 && !losesDigits ? floatConstant(converted, type) : nullptr;
  }
  if (!isa<IntegerLiteral, CXXBoolLiteralExpr, CharacterLiteral>(literal)) return nullptr;
  Expr::EvalResult result;
  if (!literal->EvaluateAsInt(result, context_)) return nullptr;
  const llvm::APSInt number = result.Val.getInt();
  if (kind == CK_IntegralCast && type->kind == ir::TypeKind::Integer)
    return integerConstant(llvm::APSInt(number.extOrTrunc(type->bits), !type->isSigned), type);
  if (kind != CK_IntegralToFloating || number.getActiveBits() > 24) return nullptr;
  llvm::APFloat converted(llvm::APFloat::IEEEdouble());
  converted.convertFromAPInt(number, number.isSigned(), llvm::APFloat::rmNearestTiesToEven);
  return floatConstant(converted, type);
}

ExpressionPtr FunctionImporter::castValue(const CastExpr* expression) {
  if (isa<CXXConstCastExpr>(expression))
    return refuseValue(expression, Message::UnsupportedConstCast, {}, Message::PassMutable);
  const Expr* operand = expression->getSubExpr();
  switch (expression->getCastKind()) {
  case CK_LValueToRValue: return load(operand);
  case CK_NoOp:
  case CK_UserDefinedConversion: return value(operand);  // of the latter, the call of the conversion function
  case CK_ArrayToPointerDecay: return decay(expression);
  case CK_NullToPointer: return ir::constant("nullptr", type(expression->getType(), expression->getExprLoc()));
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase: {
    if (!expression->getType()->isPointerType()) break;
    const QualType base = expression->getType()->getPointeeType();
    return address(basePlace(dereference(value(operand)), expression), type(base, expression->getExprLoc()),
                   base.isConstQualified());
  }
  case CK_BaseToDerived: {
    if (!expression->getType()->isPointerType()) break;
    const QualType derived = expression->getType()->getPointeeType();
    const ir::Type* whole = type(derived, expression->getExprLoc());
    return address(derivedPlace(dereference(value(operand)), whole, expression), whole, derived.isConstQualified());
  }
  case CK_PointerToBoolean: {
    if (isOwned(operand)) return refuseOwned(expression);
    if (isFunctionPointer(operand->getType())) return isFunction(operand);
    const ExpressionPtr pointer = value(operand);
    return ir::operation(OperationKind::NotEqual, types_.boolType(), {pointer, ir::constant("nullptr", pointer->type)});
  }
  case CK_IntegralToBoolean:
  case CK_FloatingToBoolean: {
    const ExpressionPtr number = value(operand);
    const ExpressionPtr zero = zeroOf(number->type);
    if (zero->kind != ir::ExpressionKind::Constant) return convert(number, types_.boolType());
    return ir::operation(OperationKind::NotEqual, types_.boolType(), {number, zero});
  }
  case CK_IntegralCast:
  case CK_BooleanToSignedIntegral:
  case CK_IntegralToFloating:
  case CK_FloatingCast:
  case CK_FloatingToIntegral: {
    const ir::Type* type = this->type(expression->getType(), expression->getExprLoc());
    if (const ExpressionPtr literal = convertedLiteral(operand, expression->getCastKind(), type)) return literal;
    return convert(value(operand), type);
  }
  default: break;
  }
  return refuseValue(expression, Message::UnsupportedCast,
                     {state_.types.spelling(operand->getType()), state_.types.spelling(expression->getType())},
                     Message::MoveIntoFunctionWithRule);
}

// Null if it isn't a number that the compiler knows.
ExpressionPtr FunctionImporter::constantValue(const Expr* expression) {
  Expr::EvalResult result;
  if (!expression->EvaluateAsRValue(result, context_) || result.HasSideEffects) return nullptr;
  const ir::Type* type = this->type(expression->getType(), expression->getExprLoc());
  if (result.Val.isInt()) return integerConstant(result.Val.getInt(), type);
  return result.Val.isFloat() ? floatConstant(result.Val.getFloat(), type) : nullptr;
}

// By its name, or by its value where it can't be named.
ExpressionPtr FunctionImporter::namedValue(const VarDecl* constant, const Expr* use) {
  if (isNamedOutside(constant))
    return ir::constant(state_.globalNames.visible(qualifiedNameOf(constant)),
                        type(constant->getType(), use->getExprLoc()));
  if (const ExpressionPtr value = constantValue(use)) return value;
  return refuseValue(use, Message::UnsupportedVariable, {constant->getNameAsString()},
                     Message::PassVariableAsParameter);
}

// The value that lies there.
ExpressionPtr FunctionImporter::load(const Expr* lvalue) {
  lvalue = strip(lvalue);
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(lvalue)) return value(temporary->getSubExpr());
  if (const auto* call = dyn_cast<CallExpr>(lvalue); call && !isa<CXXOperatorCallExpr>(call))
    return this->call(call, false);
  if (const VarDecl* constant = namedConstant(lvalue)) {
    const auto* member = dyn_cast<MemberExpr>(lvalue);
    if (member && !onlyReads(member->getBase())) discard(member->getBase());
    return namedValue(constant, lvalue);
  }
  if (const auto* name = dyn_cast<DeclRefExpr>(lvalue))
    if (const auto* variable = dyn_cast<VarDecl>(name->getDecl())) {
      if (const auto bound = boundValues_.find(variable); bound != boundValues_.end()) return bound->second;
      // A constant of the function around a lambda, which captures nothing.
      if (name->isNonOdrUse() == NOUR_Constant && !variables_.count(variable))
        if (const ExpressionPtr constant = constantValue(name)) return constant;
    }
  // Loading what ?: chooses is choosing between what is loaded: no pointer comes to be.
  if (const auto* chosen = dyn_cast<AbstractConditionalOperator>(lvalue)) return conditional(chosen);
  if (lvalue->getType().isVolatileQualified())
    return refuseValue(lvalue, Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
  const ir::Place place = this->place(lvalue);
  if (place.isVariable())
    if (const auto narrow = narrowed_.find(place.root); narrow != narrowed_.end())
      return convert(ir::read(place), narrow->second);
  return ir::read(place);
}

// An array used as a pointer: the address of its first element.
ExpressionPtr FunctionImporter::decay(const CastExpr* expression) {
  const Expr* array = expression->getSubExpr();
  if (isa<StringLiteral, PredefinedExpr>(strip(array))) return unsupported(strip(array));
  const ir::Type* pointer = type(expression->getType(), expression->getExprLoc());
  const ExpressionPtr first = ir::constant("0", types_.intType());
  return ir::addressOf(ir::element(place(array), first), pointer);
}

}  // namespace retrograd::frontend
