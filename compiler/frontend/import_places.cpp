#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionKind;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

Place FunctionImporter::place(const Expr* expression) {
  Place result = placeOf(strip(expression));
  // Part of something refused: anything of the right type will do.
  if (placeholders_.count(result.root) || !result.type())
    return ir::place(placeholder(typeOrInt(expression->getType())));
  return result;
}

Place FunctionImporter::placeOf(const Expr* expression) {
  if (isStdFunction(expression->getType()) && !isa<DeclRefExpr, CXXOperatorCallExpr>(expression))
    return heldPlace(expression);
  if (const auto* e = dyn_cast<DeclRefExpr>(expression)) return placeOfName(e);
  if (const auto* e = dyn_cast<ArraySubscriptExpr>(expression)) return placeOfSubscript(e);
  if (const auto* e = dyn_cast<MemberExpr>(expression)) return placeOfMember(e);
  if (const auto* e = dyn_cast<UnaryOperator>(expression)) return placeOfUnary(e);
  if (const auto* e = dyn_cast<CompoundAssignOperator>(expression)) return compoundAssignment(e);
  if (const auto* e = dyn_cast<BinaryOperator>(expression)) {
    if (e->isAssignmentOp()) return assignment(e);
    if (e->getOpcode() == BO_Comma) {
      discard(e->getLHS());
      return place(e->getRHS());
    }
  }
  if (const auto* e = dyn_cast<ConditionalOperator>(expression); e && e->isGLValue())
    return chosenPlace(value(e->getCond()), e->getTrueExpr(), e->getFalseExpr());
  if (const auto* e = dyn_cast<MaterializeTemporaryExpr>(expression)) return temporary(e->getSubExpr(), "temporary");
  if (const auto* e = dyn_cast<CallExpr>(expression); e && e->isGLValue()) {
    if (const std::optional<Place> element = containerPlace(e)) return *element;
    if (const std::optional<Place> element = elementByNumber(e)) return *element;
  }
  if (const auto* e = dyn_cast<CXXOperatorCallExpr>(expression)) return placeOfOperatorCall(e);
  if (const auto* e = dyn_cast<CallExpr>(expression); e && !isa<UserDefinedLiteral>(e)) return placeOfCall(e);
  if (isa<CXXConstCastExpr>(expression))
    return refusePlace(expression, Message::UnsupportedConstCast, {}, Message::PassMutable);
  if (const auto* e = dyn_cast<CastExpr>(expression)) {
    if (e->getCastKind() == CK_NoOp && e->isGLValue()) return place(e->getSubExpr());
    if ((e->getCastKind() == CK_DerivedToBase || e->getCastKind() == CK_UncheckedDerivedToBase) && e->isGLValue())
      return basePlace(place(e->getSubExpr()), e);
    if (e->isGLValue() && e->getCastKind() == CK_BaseToDerived)
      return derivedPlace(place(e->getSubExpr()), type(e->getType(), e->getExprLoc()), e);
    if (e->isGLValue())
      return refusePlace(e, Message::UnsupportedCast,
                         {state_.types.spelling(e->getSubExpr()->getType()), state_.types.spelling(e->getType())},
                         Message::MoveIntoFunctionWithRule);
  }
  if (!expression->isGLValue() && expression->getType()->isRecordType()) return temporary(expression, "temporary");
  unsupported(expression);
  return ir::place(placeholder(type(expression->getType(), expression->getExprLoc())));
}

Place FunctionImporter::placeOfName(const DeclRefExpr* expression) {
  if (const auto captured = captures_.find(expression->getDecl()); captured != captures_.end()) return captured->second;
  if (const auto* variable = dyn_cast<VarDecl>(expression->getDecl())) return placeOfVariable(variable, expression);
  if (const auto* binding = dyn_cast<BindingDecl>(expression->getDecl()); binding && binding->getBinding()) {
    const VarDecl* holding = binding->getHoldingVar();  // the result of std::get
    if (holding && variables_.count(holding)) return placeOfVariable(holding, expression);
    return place(holding ? holding->getInit() : binding->getBinding());
  }
  return refusePlace(expression, Message::UnsupportedExpression,
                     {"the name '" + expression->getNameInfo().getAsString() + "'"}, Message::MoveIntoFunctionWithRule);
}

Place FunctionImporter::placeOfVariable(const VarDecl* variable, const Expr* use) {
  if (const auto bound = boundPlaces_.find(variable); bound != boundPlaces_.end()) return bound->second;
  if (const auto known = variables_.find(variable); known != variables_.end()) {
    const Place place = ir::place(known->second);
    return references_.count(variable) ? ir::deref(place) : place;
  }
  if (variable->getType().isVolatileQualified())
    return refusePlace(use, Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
  // What only a declaration inside the function names can't be named in ours.
  const bool isNamed = variable->getMostRecentDecl()->isFileVarDecl() || variable->isFileVarDecl();
  if (isNamed && (variable->getAccess() == AS_private || variable->getAccess() == AS_protected))
    return refusePlace(use, Message::UnsupportedPrivateStatic, {variable->getNameAsString()}, Message::MakeTypePublic);
  const Container kind = containerOf(variable->getType());
  if (isNamed && (kind == Container::Span || kind == Container::Owner))
    return refusePlace(use, Message::UnsupportedVariable, {variable->getNameAsString()},
                       Message::PassVariableAsParameter);
  if (isNamed && !variable->getType()->isReferenceType()) {
    if (ir::Variable* global = state_.global(variable)) return ir::place(global);
    type(variable->getType(), use->getExprLoc());
  } else {
    // A static local was refused at its declaration.
    refuse(variable->isStaticLocal() ? variable->getLocation() : use->getExprLoc(),
           variable->isStaticLocal() ? Message::UnsupportedStaticLocal : Message::UnsupportedVariable,
           {variable->getNameAsString()}, Message::PassVariableAsParameter);
  }
  const ir::Type* wanted = state_.types.import(use->getType());
  sound_ = false;
  return ir::place(placeholder(wanted ? wanted : types_.intType()));
}

Place FunctionImporter::placeOfMember(const MemberExpr* expression) {
  if (const auto* variable = dyn_cast<VarDecl>(expression->getMemberDecl())) {
    discard(expression->getBase());
    return placeOfVariable(variable, expression);
  }
  const Expr* base = expression->getBase();
  const std::size_t hidden = state_.hiddenWholes.size();
  const Place object = expression->isArrow() ? dereference(value(base)) : place(base);
  // A member of a base class leads to nothing else.
  const auto* cast = dyn_cast<CastExpr>(strip(base));
  const bool isOfBase =
      cast && (cast->getCastKind() == CK_DerivedToBase || cast->getCastKind() == CK_UncheckedDerivedToBase);
  if (isOfBase && state_.hiddenWholes.size() > hidden) state_.hiddenWholes.pop_back();
  const auto* field = dyn_cast<FieldDecl>(expression->getMemberDecl());
  if (placeholders_.count(object.root)) return object;
  const ir::Type* record = object.type();
  if (!field || !record || record->kind != ir::TypeKind::Record || !record->field(field->getNameAsString()))
    return refusePlace(expression, Message::UnsupportedMember,
                       {expression->getMemberDecl()->getNameAsString(), record ? record->spelling : "?"},
                       Message::MoveIntoFunctionWithRule);
  return ir::member(object, field->getNameAsString());
}

Place FunctionImporter::placeOfSubscript(const ArraySubscriptExpr* expression) {
  const Expr* base = expression->getBase();
  const auto* decay = dyn_cast<ImplicitCastExpr>(base->IgnoreParens());
  const bool isArray = decay && decay->getCastKind() == CK_ArrayToPointerDecay;
  const auto parts = operands({[&]() -> Operand {
                                 if (isArray) return {nullptr, place(decay->getSubExpr())};
                                 return {value(base), {}};
                               },
                               [&] { return Operand{subscript(expression->getIdx()), {}}; }});
  if (isArray) return ir::element(*parts[0].place, parts[1].value);
  return elementOf(parts[0].value, parts[1].value);
}

Place FunctionImporter::placeOfUnary(const UnaryOperator* expression) {
  if (expression->getOpcode() == UO_Deref) return dereference(value(expression->getSubExpr()));
  if (expression->isIncrementDecrementOp() && expression->isPrefix()) return increment(expression, nullptr);
  unsupported(expression);
  return ir::place(placeholder(types_.intType()));
}

// Clang promotes every subscript but a bool.
ExpressionPtr FunctionImporter::subscript(const Expr* expression) {
  ExpressionPtr index = value(expression);
  return index->type->kind == ir::TypeKind::Bool ? convert(index, types_.intType()) : wholeCounter(index);
}

// A loop counter that is wider than its declaration is used in a subscript as it is: sums and products of ints don't
// overflow, so that they may be computed in the wider type.
ExpressionPtr FunctionImporter::wholeCounter(ExpressionPtr index) {
  if (index->kind != ExpressionKind::Operation) return index;
  const ExpressionPtr& first = index->operands[0];
  if (index->operation == OperationKind::Cast) {
    const bool isCounter =
        first->kind == ExpressionKind::Read && first->place.isVariable() && narrowed_.count(first->place.root);
    return isCounter ? first : index;
  }
  const bool isInt = index->type->kind == ir::TypeKind::Integer && index->type->isSigned && index->operands.size() == 2;
  if (!isInt || (index->operation != OperationKind::Add && index->operation != OperationKind::Subtract &&
                 index->operation != OperationKind::Multiply))
    return index;
  const ExpressionPtr a = wholeCounter(first), b = wholeCounter(index->operands[1]);
  if (a == first && b == index->operands[1]) return index;
  const ir::Type* type = types_.longType();
  for (const ExpressionPtr& operand : {a, b})
    if (!operand->type->isSigned || operand->type->bits > type->bits) return index;
  return ir::operation(index->operation, type, {convert(a, type), convert(b, type)});
}

// `condition ? a : b` as an lvalue: there is no place of that form, so a pointer holds its address.
Place FunctionImporter::chosenPlace(ExpressionPtr condition, const Expr* first, const Expr* second) {
  const ir::Type* element = type(first->getType(), first->getExprLoc());
  const bool isConst = first->getType().isConstQualified() || second->getType().isConstQualified();
  ExpressionPtr a, b;
  ir::Block then = collect([&] { a = address(place(first), element, isConst); });
  ir::Block otherwise = collect([&] { b = address(place(second), element, isConst); });
  const ir::Type* pointer = types_.pointerTo(element, isConst);
  if (then.empty() && otherwise.empty())
    return ir::deref(keep("chosen", ir::operation(OperationKind::Select, pointer, {condition, a, b}))->place);
  ir::Variable* chosen = newLocal("chosen", pointer);
  then.push_back(ir::assign(ir::place(chosen), a));
  otherwise.push_back(ir::assign(ir::place(chosen), b));
  emit(ir::declare(chosen));
  emitBranch(condition, std::move(then), std::move(otherwise));
  return ir::deref(ir::place(chosen));
}

// ---- pointers ----------------------------------------------------------------------------------------------------

static bool isZero(const ExpressionPtr& index) { return ir::integerLiteral(*index) == 0; }

ExpressionPtr FunctionImporter::address(Place place, const ir::Type* pointee, bool isConst) {
  // &*p is p
  if (!place.path.empty() && place.path.back().kind == ir::StepKind::Deref) {
    place.path.pop_back();
    return ir::read(std::move(place));
  }
  return ir::addressOf(std::move(place), types_.pointerTo(pointee, isConst));
}

Place FunctionImporter::dereference(ExpressionPtr pointer) {
  if (!pointer->type->isPointer()) return ir::place(placeholder(types_.intType()));
  if (pointer->kind == ExpressionKind::AddressOf) return pointer->place;
  if (pointer->kind == ExpressionKind::Read) return ir::deref(pointer->place);
  if (pointer->kind == ExpressionKind::Operation && pointer->operation == OperationKind::PointerAdd &&
      pointer->operands[0]->kind == ExpressionKind::Read)
    return ir::element(pointer->operands[0]->place, pointer->operands[1]);
  return ir::deref(keep("pointer", std::move(pointer))->place);
}

// The place is an element of an array that isn't itself part of another: there an offset stays within the array.
static bool isFirstElementOfWhole(const Place& place) {
  if (place.path.empty() || place.path.back().kind != ir::StepKind::Index || !isZero(place.path.back().index))
    return false;
  Place array{place.root, {place.path.begin(), place.path.end() - 1}};
  if (array.type()->kind != ir::TypeKind::Array && !array.type()->isVector()) return false;
  return array.path.empty() || array.path.back().kind == ir::StepKind::Field;
}

Place FunctionImporter::elementOf(ExpressionPtr pointer, ExpressionPtr index) {
  if (isZero(index) || !pointer->type->isPointer()) return dereference(std::move(pointer));
  if (pointer->kind == ExpressionKind::Read) return ir::element(pointer->place, std::move(index));
  if (pointer->kind == ExpressionKind::AddressOf && isFirstElementOfWhole(pointer->place)) {
    Place place = pointer->place;
    place.path.back().index = std::move(index);
    return place;
  }
  return ir::element(keep("pointer", std::move(pointer))->place, std::move(index));
}

ExpressionPtr FunctionImporter::addToPointer(ExpressionPtr pointer, ExpressionPtr offset) {
  if (isZero(offset)) return pointer;
  if (pointer->kind == ExpressionKind::AddressOf && isFirstElementOfWhole(pointer->place)) {
    Place place = pointer->place;
    place.path.back().index = std::move(offset);
    return ir::addressOf(std::move(place), pointer->type);
  }
  const ir::Type* type = pointer->type;
  return ir::operation(OperationKind::PointerAdd, type, {std::move(pointer), std::move(offset)});
}

}  // namespace retrograd::frontend
