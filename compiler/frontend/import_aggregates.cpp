#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::Place;

const Expr* FunctionImporter::recordSource(const Expr* expression) {
  expression = strip(expression);
  while (const auto* cast = dyn_cast<CastExpr>(expression)) {
    const CastKind kind = cast->getCastKind();
    if (kind != CK_NoOp && kind != CK_ConstructorConversion && kind != CK_LValueToRValue) break;
    expression = cast->getSubExpr();
  }
  return strip(expression);
}

// std::vector<double>()
static bool givesNothing(const CXXConstructExpr* construction) {
  return llvm::all_of(construction->arguments(), [](const Expr* argument) { return isa<CXXDefaultArgExpr>(argument); });
}

// Elements of the library's classes that are zero without a word of the user's.
static bool leavesLibraryZeros(const CXXConstructExpr* construction) {
  QualType made = construction->getType();
  const bool isArray = made->isArrayType();
  if (isArray) made = QualType(made->getBaseElementTypeUnsafe(), 0);
  const bool isRecord = isComplex(made) || isTuple(made) || containerOf(made) == Container::Array;
  return (isArray || containerOf(made) == Container::Array) && isRecord && givesNothing(construction) &&
         isZeroLibrary(made);
}

bool FunctionImporter::isCopy(const CXXConstructExpr* expression) const {
  const CXXConstructorDecl* constructor = expression->getConstructor();
  // An iterator from another one, or from a pointer.
  if (containerOf(expression->getType()) == Container::Iterator && expression->getNumArgs() == 1) return true;
  if (!constructor->isCopyOrMoveConstructor() || expression->getNumArgs() < 1) return false;
  const Container kind = containerOf(expression->getType());
  if (kind == Container::Vector || kind == Container::Owner) return expression->getNumArgs() == 1;
  if (!constructor->isUserProvided()) return true;
  const ir::Type* type = state_.types.import(expression->getType());
  return type && (type->kind == ir::TypeKind::Record || (type->kind == ir::TypeKind::Opaque && type->activeOpaque));
}

void FunctionImporter::initialiseAggregate(ir::Variable* variable, const Expr* init) {
  const SourceLocation location = init->getExprLoc();
  const Expr* made = recordSource(init);
  const Place target = ir::place(variable);
  const auto declare = [&](bool isZero) {
    emit(isZero ? ir::declareZero(variable) : ir::declare(variable), location);
    block_->back().location = variable->location;
  };
  if (isOwnerMade(made)) {
    ExpressionPtr size = ownedSize(made);
    return emit(ir::declare(variable, std::move(size)), location);
  }
  // An iterator that leads nowhere yet.
  if (containerOf(made->getType()) == Container::Iterator && isa<CXXConstructExpr>(made) &&
      cast<CXXConstructExpr>(made)->getNumArgs() == 0)
    return emit(ir::declare(variable, zeroOf(variable->type)), location);
  if (const auto* construction = dyn_cast<CXXConstructExpr>(made);
      construction && variable->type->isVector() && !isCopy(construction))
    return constructVector(variable, construction);
  if (isa<ImplicitValueInitExpr, CXXScalarValueInitExpr>(made)) return declare(true);
  if (isComplexMade(made)) {
    declare(false);
    return fillComplex(target, made);
  }
  if (isSpanMade(made)) {
    const Span span = spanOf(made);
    declare(false);
    return fillSpan(target, span, location);
  }
  if (const auto arguments = tupleArguments(made)) {
    const bool isZero = arguments->empty() && !variable->type->holdsVector();
    declare(isZero);
    return isZero ? fillDefault(target, made->getType(), true, location) : fillTuple(target, *arguments, made);
  }
  if (isa<ArrayInitLoopExpr>(made)) {
    declare(false);
    return fill(target, made, false);
  }
  if (const auto* lambda = dyn_cast<LambdaExpr>(made)) {
    declare(false);
    return fillClosure(target, lambda);
  }
  if (isa<InitListExpr>(made)) {
    const bool isZero = leavesZeros(made);
    declare(isZero);
    return fill(target, made, isZero);
  }
  if (const auto* construction = dyn_cast<CXXConstructExpr>(made); construction && !isCopy(construction)) {
    if (isConstructorCall(construction) && callInto(target, construction, true)) return;
    const bool isZero = construction->requiresZeroInitialization() || leavesLibraryZeros(construction);
    declare(isZero);
    return construct(target, construction, isZero);
  }
  if (isImportedCall(made) && callInto(target, made, true)) return;
  const Expr* emptied = emptiedSource(made);
  ExpressionPtr value = aggregateValue(emptied ? emptied : made);
  if (!variable->type->isAggregate() || variable->type->holdsVector()) {
    emit(ir::declare(variable, value), location);
    if (emptied && value->kind == ir::ExpressionKind::Read) emptyVectors(value->place, location);
    return;
  }
  declare(false);
  emit(ir::assign(target, std::move(value)), location);
}

// Are there elements without an initialiser, or with an empty one?
bool FunctionImporter::leavesZeros(const Expr* init) {
  init = strip(init);
  if (isa<ImplicitValueInitExpr>(init)) return true;
  const auto* list = dyn_cast<InitListExpr>(init);
  if (!list) return false;
  if (const auto* array = context_.getAsConstantArrayType(list->getType()))
    if (array->getSize().ugt(list->getNumInits()) && (!list->hasArrayFiller() || leavesZeros(list->getArrayFiller())))
      return true;
  for (const Expr* inner : list->inits())
    if (leavesZeros(inner)) return true;
  return false;
}

// Gives the parts of `target` their values; isZero: they are zero already.
void FunctionImporter::fill(const Place& target, const Expr* init, bool isZero) {
  const Expr* made = recordSource(init);
  const ir::Type* type = target.type();
  if (isa<ImplicitValueInitExpr>(made)) {
    if (!isZero && !(type && type->isVector())) zeroFill(target);
    return;
  }
  if (const auto* list = dyn_cast<InitListExpr>(made); list && type && type->isAggregate())
    return type->kind == ir::TypeKind::Array ? fillElements(target, elementsOf(list), isZero)
                                             : fillMembers(target, list, isZero);
  if (type && type->isVector()) {
    const auto* construction = dyn_cast<CXXConstructExpr>(made);
    if (construction && givesNothing(construction)) return;  // empty, as it is
    return store(target, aggregateValue(made), init->getExprLoc());
  }
  if (isComplexMade(made)) return fillComplex(target, made);
  if (isSpanMade(made)) return fillSpan(target, spanOf(made), init->getExprLoc());
  if (const auto arguments = tupleArguments(made))
    return arguments->empty() ? fillDefault(target, made->getType(), isZero, init->getExprLoc())
                              : fillTuple(target, *arguments, made);
  if (const auto* construction = dyn_cast<CXXConstructExpr>(made); construction && !isCopy(construction))
    return construct(target, construction, isZero);
  if (const auto* lambda = dyn_cast<LambdaExpr>(made)) return fillClosure(target, lambda);
  if (const auto* inherited = dyn_cast<CXXInheritedCtorInitExpr>(made)) return constructInherited(target, inherited);
  if (const auto* loop = dyn_cast<ArrayInitLoopExpr>(made))
    return copyElements(target, place(loop->getCommonExpr()->getSourceExpr()));
  if (type && type->isBareArray()) {
    unsupported(made);
    return;
  }
  ExpressionPtr value = this->value(init);
  const bool isZeroConstant =
      value->kind == ir::ExpressionKind::Constant && !value->type->isPointer() && value->text == zeroText(value->type);
  if (!(isZero && isZeroConstant)) store(target, std::move(value), init->getExprLoc());
}

std::string FunctionImporter::zeroText(const ir::Type* type) { return type->isScalar() ? zeroOf(type)->text : ""; }

// std::array{{…}}: the array in the class.
const InitListExpr* FunctionImporter::elementsOf(const InitListExpr* list) {
  const bool isClass = list->getType()->isRecordType() && list->getNumInits() == 1;
  const auto* inner = isClass ? dyn_cast<InitListExpr>(list->getInit(0)) : nullptr;
  return inner ? inner : list;
}

void FunctionImporter::fillMembers(const Place& target, const InitListExpr* list, bool isZero) {
  const auto* record = list->getType()->getAsRecordDecl();
  if (target.type()->fields.empty()) return;
  unsigned next = 0;
  // Default values may name other members of the same object.
  const auto fillNext = [&](const std::string& name) {
    if (next >= list->getNumInits()) return;
    const Expr* init = list->getInit(next++);
    const std::optional<Place> outer = self_;
    if (isa<CXXDefaultInitExpr>(init)) self_ = target;
    fill(ir::member(target, name), init, isZero);
    self_ = outer;
  };
  if (const auto* cxx = dyn_cast<CXXRecordDecl>(record))
    for (const CXXBaseSpecifier& base : cxx->bases())
      fillNext(state_.types.baseField(cxx, base.getType()->getAsCXXRecordDecl()));
  for (const FieldDecl* field : record->fields())
    if (!field->isUnnamedBitField()) fillNext(field->getNameAsString());
}

void FunctionImporter::fillElements(const Place& target, const InitListExpr* list, bool isZero) {
  const auto at = [&](std::uint64_t i) {
    return ir::element(target, ir::constant(std::to_string(i), types_.intType()));
  };
  const std::uint64_t extent = target.type()->extent;
  for (unsigned i = 0; i < list->getNumInits(); ++i) fill(at(i), list->getInit(i), isZero);
  if (!list->hasArrayFiller() || list->getNumInits() >= extent) return;
  const Expr* filler = strip(list->getArrayFiller());
  if (isa<ImplicitValueInitExpr>(filler) && isZero) return;
  if (extent > 4096) return refuse(list->getExprLoc(), Message::UnsupportedLargeInitialiser, {}, Message::FillInLoop);
  for (std::uint64_t i = list->getNumInits(); i < extent; ++i) fill(at(i), filler, isZero);
}

void FunctionImporter::zeroFill(const Place& target) {
  const ir::Type* type = target.type();
  if (!type->isAggregate()) return emit(ir::assign(target, zeroOf(type)));
  ir::Variable* zero = newLocal("zero", type);
  if (type->kind == ir::TypeKind::Record || type->isClass) {
    emit(ir::declareZero(zero));
    return emit(ir::assign(target, ir::read(zero)));
  }
  for (std::uint64_t i = 0; i < type->extent; ++i)
    zeroFill(ir::element(target, ir::constant(std::to_string(i), types_.intType())));
}

// A class without numbers that the IR doesn't look into.
static bool isHidden(const ir::Type* type) { return type && type->kind == ir::TypeKind::Opaque && !type->activeOpaque; }

// Calls the user's constructor, or follows a default one that the compiler wrote.
void FunctionImporter::construct(const Place& target, const CXXConstructExpr* expression, bool isZero) {
  const CXXConstructorDecl* constructor = expression->getConstructor();
  const ir::Type* type = target.type();
  if (leavesLibraryZeros(expression)) return isZero ? void() : zeroFill(target);
  if (type->isBareArray()) {
    return constructor->isTrivial() ? void() : constructElements(target, expression);
  }
  if (type->kind == ir::TypeKind::Array && constructor->isTrivial()) {
    if (expression->requiresZeroInitialization() && !isZero) zeroFill(target);
    return;
  }
  if (containerOf(expression->getType()) == Container::Array && constructor->isDefaultConstructor())
    return fillDefault(target, expression->getType(), isZero, expression->getExprLoc());
  if (isComplexMade(expression)) return fillComplex(target, expression);
  if (const auto arguments = tupleArguments(expression)) return fillTuple(target, *arguments, expression);
  if (isCopy(expression)) return store(target, aggregateValue(expression), expression->getExprLoc());
  if (type->kind == ir::TypeKind::Opaque && expression->getNumArgs() == 0 && type->activeOpaque) return;
  if (constructor->isTrivial() && constructor->getParent()->isEmpty()) return;
  if (isConstructorCall(expression) && callInto(target, expression, false)) return;
  if (constructor->isUserProvided() || !constructor->isDefaultConstructor() || constructor->isInheritingConstructor() ||
      type->kind != ir::TypeKind::Record) {
    if (constructor->getParent()->isInStdNamespace())
      return refuse(expression->getExprLoc(), Message::UnsupportedType, {state_.types.spelling(expression->getType())},
                    Message::UseKnownClasses);
    if (isHidden(type)) return refuseHidden(expression);
    return refuse(expression->getExprLoc(), Message::UnsupportedConstructor, {}, Message::UseBraces);
  }
  if (expression->requiresZeroInitialization() && !isZero) zeroFill(target);
  if (constructor->isTrivial()) return;
  const std::optional<Place> outer = std::exchange(self_, target);
  initialiseMembers(target, constructor);
  self_ = outer;
}

void FunctionImporter::refuseHidden(const Expr* made) {
  const QualType object(made->getType()->getBaseElementTypeUnsafe(), 0);
  refuse(made->getExprLoc(), Message::UnsupportedClass,
         {state_.types.spelling(object), state_.types.obstacle(object->getAsCXXRecordDecl())}, Message::UsePlainStruct);
}

// The value of a record (or opaque object): a place to read it from.
ExpressionPtr FunctionImporter::aggregateValue(const Expr* expression) {
  const Expr* made = recordSource(expression);
  if (const auto* construction = dyn_cast<CXXConstructExpr>(made); construction && isCopy(construction)) {
    if (const Expr* emptied = emptiedSource(made)) return movedValue(emptied);
    const Expr* source = construction->getArg(0);  // a pointer, for an iterator
    return source->getType()->isPointerType() ? value(source) : aggregateValue(source);
  }
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(made)) return aggregateValue(temporary->getSubExpr());
  if (made->isGLValue()) {
    const Place whole = place(made);
    if (containerOf(made->getType()) != Container::Span || whole.type()->kind == ir::TypeKind::Record)
      return ir::read(whole);
    const ir::Type* span = this->type(made->getType(), made->getExprLoc());
    return ir::read(localSpan("span", span, whole, made->getExprLoc()));
  }
  if (isComplexMade(made)) return ir::read(temporary(made, "complex"));
  if (isSpanMade(made) || isOwnerMade(made)) return ir::read(temporary(made, "temporary"));
  if (const auto* e = dyn_cast<CXXOperatorCallExpr>(made)) return operatorCall(e);
  if (const auto* e = dyn_cast<CallExpr>(made); e && !isa<UserDefinedLiteral>(e)) return call(e, false);
  if (const auto* e = dyn_cast<ConditionalOperator>(made)) return conditionalRecord(e);
  if (const auto* e = dyn_cast<BinaryOperator>(made); e && e->getOpcode() == BO_Comma) {
    discard(e->getLHS());
    return aggregateValue(e->getRHS());
  }
  if (isa<InitListExpr>(made) && isHidden(state_.types.import(made->getType()))) {
    refuseHidden(made);
    return ir::read(placeholder(state_.types.import(made->getType())));
  }
  if (isa<InitListExpr, CXXConstructExpr, ImplicitValueInitExpr, CXXScalarValueInitExpr, LambdaExpr>(made))
    return ir::read(temporary(made, "temporary"));
  return unsupported(made);
}

ExpressionPtr FunctionImporter::conditionalRecord(const ConditionalOperator* expression) {
  const ir::Type* type = this->type(expression->getType(), expression->getQuestionLoc());
  ir::Variable* chosen = newLocal("chosen", type, expression->getQuestionLoc());
  const ExpressionPtr condition = value(expression->getCond());
  const auto assign = [&](const Expr* source) {
    return collect([&] {
      ExpressionPtr value = this->value(source);
      emit(ir::assign(ir::place(chosen), std::move(value)), source->getExprLoc());
    });
  };
  ir::Block then = assign(expression->getTrueExpr());
  ir::Block otherwise = assign(expression->getFalseExpr());
  emit(ir::declare(chosen), expression->getQuestionLoc());
  emitBranch(condition, std::move(then), std::move(otherwise), expression->getQuestionLoc());
  return ir::read(chosen);
}

}  // namespace retrograd::frontend
