#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

void FunctionImporter::store(const Place& target, ExpressionPtr value, SourceLocation location) {
  if (!storeAsSum(target, value, location)) emit(ir::assign(target, std::move(value)), location);
}

static bool reads(const ExpressionPtr& value, const Place& place) {
  return value->kind == ir::ExpressionKind::Read && ir::samePlace(value->place, place);
}

// x = x + e, x = e + x and (in floating point, where it is exactly the same) x = x - e become sums.
bool FunctionImporter::storeAsSum(const Place& target, const ExpressionPtr& value, SourceLocation location) {
  if (value->kind != ir::ExpressionKind::Operation || value->type != target.type()) return false;
  if (value->type->kind != ir::TypeKind::Float && value->type->kind != ir::TypeKind::Integer) return false;
  ExpressionPtr term;
  if (value->operation == OperationKind::Add) {
    if (reads(value->operands[0], target))
      term = value->operands[1];
    else if (reads(value->operands[1], target))
      term = value->operands[0];
  } else if (value->operation == OperationKind::Subtract && value->type->isFloat() &&
             reads(value->operands[0], target)) {
    term = ir::operation(OperationKind::Negate, value->type, {value->operands[1]});
  }
  if (!term) return false;
  emit(ir::accumulate(target, term), location);
  return true;
}

// The right side comes first, as in C++17.
Place FunctionImporter::assignment(const BinaryOperator* expression) {
  const Expr* left = strip(expression->getLHS());
  if (isFunctionPointer(left->getType())) return assignCallable(left, expression->getRHS());
  if (left->getType().isVolatileQualified())
    return refusePlace(left, Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
  const auto* name = dyn_cast<DeclRefExpr>(left);
  if (name && isImportedCall(expression->getRHS())) {
    const Place target = place(left);
    if (target.isVariable() && target.root->role == ir::VariableRole::Local) {
      callInto(target, expression->getRHS(), false);
      return target;
    }
  }
  const auto sides = operands(
      {[&] { return Operand{value(expression->getRHS()), {}}; }, [&] { return Operand{nullptr, settled(place(left))}; }});
  store(*sides[1].place, sides[0].value, expression->getOperatorLoc());
  return *sides[1].place;
}

Place FunctionImporter::compoundAssignment(const CompoundAssignOperator* expression) {
  if (expression->getLHS()->getType().isVolatileQualified())
    return refusePlace(expression, Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
  const auto sides = operands({[&] { return Operand{value(expression->getRHS()), {}}; },
                               [&] { return Operand{nullptr, settled(place(expression->getLHS()))}; }});
  const Place& target = *sides[1].place;
  store(target, compoundValue(expression, target, sides[0].value), expression->getOperatorLoc());
  return target;
}

ExpressionPtr FunctionImporter::compoundValue(const CompoundAssignOperator* expression, const Place& target,
                                              ExpressionPtr right) {
  const auto kind = BinaryOperator::getOpForCompoundAssignment(expression->getOpcode());
  const SourceLocation location = expression->getOperatorLoc();
  if (expression->getType()->isPointerType())
    return addToPointer(ir::read(target), kind == BO_Sub ? negatedOffset(right) : right);
  const ExpressionPtr left = convert(ir::read(target), type(expression->getComputationLHSType(), location));
  return convert(arithmetic(kind, left, std::move(right), type(expression->getComputationResultType(), location)),
                 target.type());
}

// ++x, x++, --x, x--; `before` receives the old value, if wanted.
Place FunctionImporter::increment(const UnaryOperator* expression, ExpressionPtr* before) {
  const Expr* operand = expression->getSubExpr();
  if (operand->getType().isVolatileQualified())
    return refusePlace(operand, Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
  const Place target = settled(place(operand));
  if (before) *before = keep(target.root->name + "_before", ir::read(target));
  const ir::Type* type = target.type();
  const bool isUp = expression->isIncrementOp();
  ExpressionPtr value;
  if (type->isPointer()) {
    const ExpressionPtr one = ir::constant("1", types_.intType());
    value = addToPointer(ir::read(target), isUp ? one : ir::operation(OperationKind::Negate, types_.intType(), {one}));
  } else if (type->isFloat() || type->bits >= 32) {
    const ExpressionPtr one =
        type->isFloat() ? floatConstant(llvm::APFloat(1.0), type) : integerConstant(llvm::APSInt::get(1), type);
    value = arithmetic(isUp ? BO_Add : BO_Sub, ir::read(target), one, type);
  } else {
    // Narrow integers are computed as int.
    value = arithmetic(isUp ? BO_Add : BO_Sub, convert(ir::read(target), types_.intType()),
                       ir::constant("1", types_.intType()), types_.intType());
    value = convert(value, type);
  }
  store(target, value, expression->getOperatorLoc());
  return target;
}

}  // namespace retrograd::frontend
