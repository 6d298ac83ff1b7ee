// Functions of the standard library that the IR has operations for, or that are simple in terms of these.
#include "frontend/function_importer.h"
#include "frontend/own_swaps.h"
#include "rules/math.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

static bool isLibraryFunction(const FunctionDecl* callee) {
  return callee->getIdentifier() && !isa<CXXMethodDecl>(callee) &&
         (callee->isInStdNamespace() || callee->getBuiltinID() != 0);
}

// The row of rules/math.def: "sinf", "std::sin" and "__builtin_sin" are "sin".
static const rules::MathFunction* mathRow(const FunctionDecl* callee, unsigned arguments) {
  StringRef name = callee->getName();
  name.consume_front("__builtin_");
  const auto find = [&](StringRef candidate) -> const rules::MathFunction* {
    if (candidate == "abs") candidate = "fabs";
    if (candidate == "hypot" && arguments == 3) candidate = "hypot3";
    if (candidate == "digamma" || candidate == "polygamma" || candidate.contains('_')) return nullptr;
    const rules::MathFunction* row = rules::findMath(std::string_view(candidate.data(), candidate.size()));
    return row && row->arity == arguments ? row : nullptr;
  };
  if (const auto* row = find(name)) return row;
  return name.ends_with("f") || name.ends_with("l") ? find(name.drop_back()) : nullptr;
}

// std::swap that is followed into its own code: a pair's or an array's, where the elements' own swap or subscripts in
// them may matter.
static bool isFollowedSwap(const FunctionDecl* callee) {
  const QualType type = callee->getParamDecl(0)->getType().getNonReferenceType();
  if (type->isArrayType()) return !type->getBaseElementTypeUnsafe()->isRealFloatingType();
  return isTuple(type) && tupleMember(type, 0) == "first" && callsOwnSwap(callee);
}

Library FunctionImporter::libraryOf(const CallExpr* expression) const {
  const FunctionDecl* callee = calleeOf(expression);
  if (!callee || !isLibraryFunction(callee)) return Library::None;
  StringRef name = callee->getName();
  const std::vector<const Expr*> arguments = partsOf(expression).arguments;
  const unsigned count = arguments.size();
  if (callee->isInStdNamespace() && !calledCallable(expression)) {
    const bool isScalar = expression->getType()->isArithmeticType() || expression->getType()->isEnumeralType();
    if (name == "min" && isScalar) return Library::Min;
    if (name == "max" && isScalar) return Library::Max;
    if (name == "clamp" && isScalar && count == 3) return Library::Clamp;
    if (name == "swap" && count == 2) return isFollowedSwap(callee) ? Library::None : Library::Swap;
    const auto pointeeOf = [&](unsigned i) {
      QualType pointer = expression->getArg(i)->getType();
      if (containerOf(pointer) == Container::Iterator) pointer = frontend::elementOf(pointer);
      return pointer->isPointerType() ? pointer->getPointeeType() : QualType();
    };
    const auto isCopied = [&](unsigned i) {
      const QualType pointee = pointeeOf(i);
      return !pointee.isNull() && !pointee->isPointerType() && pointee.isTriviallyCopyableType(context_);
    };
    // From one class into another: by a constructor, perhaps.
    const auto areAlike = [&](unsigned i, unsigned j) {
      return context_.hasSameUnqualifiedType(pointeeOf(i), pointeeOf(j)) ||
             (pointeeOf(i)->isArithmeticType() && pointeeOf(j)->isArithmeticType());
    };
    const bool copies = count == 3 && isCopied(0) && isCopied(2) && areAlike(0, 2);
    if (copies && (name == "copy" || name == "move")) return Library::Copy;
    if (copies && (name == "copy_backward" || name == "move_backward")) return Library::CopyBackward;
    static const std::set<StringRef> sorting = {"sort", "stable_sort", "partial_sort", "nth_element"};
    if (sorting.count(name)) return Library::Sort;
    if (name == "move" && count == 1) return Library::Move;
    if ((name == "forward" || name == "as_const") && count == 1) return Library::Move;
    if ((name == "make_pair" || name == "make_tuple") && isTuple(expression->getType())) return Library::MakeTuple;
    if (name == "addressof" || name == "__addressof") return Library::AddressOf;
  }
  name.consume_front("__builtin_");
  const auto is = [&](StringRef wanted) {
    return name == wanted || name == (wanted + "f").str() || name == (wanted + "l").str();
  };
  if ((name == "memcpy" || name == "memmove" || name == "memset") && count == 3) return Library::Memory;
  if (name == "constant_p" && count == 1) return Library::NotConstant;
  if (is("modf") && count == 2) return Library::Modf;
  if (is("frexp") && count == 2) return Library::Frexp;
  if (is("remquo") && count == 3) return Library::Remquo;
  if (is("sincos") && count == 3) return Library::Sincos;
  for (const Expr* argument : arguments)
    if (!argument->getType()->isArithmeticType()) return Library::None;
  const bool isInteger = expression->getType()->isIntegerType();
  if (isInteger && (name == "abs" || name == "labs" || name == "llabs")) return Library::Abs;
  return mathRow(callee, count) ? Library::Math : Library::None;
}

// std::plus and its like, called with two numbers of one type (or one number): the operator itself.
static std::optional<OperationKind> operatorOf(const CXXMethodDecl* method) {
  static const std::map<StringRef, OperationKind> operators = {{"plus", OperationKind::Add},
                                                               {"minus", OperationKind::Subtract},
                                                               {"multiplies", OperationKind::Multiply},
                                                               {"divides", OperationKind::Divide},
                                                               {"negate", OperationKind::Negate},
                                                               {"less", OperationKind::Less},
                                                               {"less_equal", OperationKind::LessEqual},
                                                               {"greater", OperationKind::Greater},
                                                               {"greater_equal", OperationKind::GreaterEqual},
                                                               {"equal_to", OperationKind::Equal},
                                                               {"not_equal_to", OperationKind::NotEqual}};
  if (!method || !method->isInStdNamespace() || method->getOverloadedOperator() != OO_Call) return std::nullopt;
  const auto known = operators.find(method->getParent()->getName());
  return known == operators.end() ? std::nullopt : std::optional(known->second);
}

std::optional<OperationKind> FunctionImporter::standardOperator(const CallExpr* expression) const {
  if (!isa<CXXOperatorCallExpr>(expression)) return std::nullopt;
  const auto kind = operatorOf(dyn_cast_or_null<CXXMethodDecl>(expression->getDirectCallee()));
  const std::vector<const Expr*> arguments = kind ? partsOf(expression).arguments : std::vector<const Expr*>();
  if (arguments.size() != (kind == OperationKind::Negate ? 1 : 2)) return std::nullopt;
  const QualType number = arguments[0]->getType();
  // Smaller integers would be promoted.
  const bool isNumber = number->isRealFloatingType() || context_.hasSameUnqualifiedType(number, context_.IntTy) ||
                        context_.hasSameUnqualifiedType(number, context_.LongTy);
  const QualType result = expression->getType().getNonReferenceType();
  const bool isPlain = isNumber && context_.hasSameUnqualifiedType(number, arguments.back()->getType()) &&
                       (result->isBooleanType() || context_.hasSameUnqualifiedType(result, number));
  return isPlain ? kind : std::nullopt;
}

ExpressionPtr FunctionImporter::libraryCall(const CallExpr* expression, bool isDiscarded) {
  const Library kind = libraryOf(expression);
  switch (kind) {
  case Library::Min:
  case Library::Max: return extremum(expression, kind == Library::Max);
  case Library::Clamp: return clamp(expression);
  case Library::Abs: return integerAbs(expression);
  case Library::Math: return mathCall(expression);
  case Library::Swap: swap(expression); return nullptr;
  case Library::Copy: return copyRange(expression, false);
  case Library::CopyBackward: return copyRange(expression, true);
  case Library::NotConstant: return zeroOf(type(expression->getType(), expression->getExprLoc()));
  case Library::Move:
    if (!isDiscarded) return value(expression->getArg(0));
    discard(expression->getArg(0));
    return nullptr;
  case Library::AddressOf: {
    const Expr* object = expression->getArg(0);
    return address(place(object), type(object->getType(), object->getExprLoc()), object->getType().isConstQualified());
  }
  case Library::MakeTuple: {
    const ir::Type* tuple = type(expression->getType(), expression->getExprLoc());
    if (tuple->kind != ir::TypeKind::Opaque) return ir::read(temporary(expression, "tuple"));
    refuse(expression->getExprLoc(), Message::UnsupportedType, {state_.types.spelling(expression->getType())},
           Message::UseSupportedType);
    return ir::read(placeholder(tuple));
  }
  case Library::Modf:
  case Library::Frexp:
  case Library::Remquo: return splitCall(expression, kind);
  case Library::Sincos: sincos(expression); return nullptr;
  case Library::Sort: return sort(expression);
  case Library::Memory: return memoryCall(expression, isDiscarded);
  case Library::None: break;
  }
  return unsupported(expression);
}

// ---- <cmath> -----------------------------------------------------------------------------------------------------

// The type in which a question about floating-point numbers (isnan, isless) is asked.
static const ir::Type* widest(const std::vector<ExpressionPtr>& arguments, ir::TypeTable& types) {
  const ir::Type* result = types.floatType();
  for (const ExpressionPtr& argument : arguments) {
    const ir::Type* type = argument->type->isFloat() ? argument->type : types.doubleType();
    if (type->bits > result->bits) result = type;
  }
  return result;
}

ExpressionPtr FunctionImporter::mathCall(const CallExpr* expression) {
  const std::vector<const Expr*> given = partsOf(expression).arguments;
  const rules::MathFunction& row = *mathRow(calleeOf(expression), given.size());
  std::vector<ExpressionPtr> arguments = values(given);
  const ir::Type* result = type(expression->getType(), expression->getExprLoc());
  const ir::Type* real = row.result == rules::MathResult::Real ? result : widest(arguments, types_);
  if (!real->isFloat()) return unsupported(expression);
  for (unsigned i = 0; i < arguments.size(); ++i) {
    const ir::Type* integer = row.name == "scalbln" ? types_.longType() : types_.intType();
    const ir::Type* wanted = row.integerArgument[i] ? integer : real;
    if (const ExpressionPtr literal = numberAs(given[i], wanted)) arguments[i] = literal;
    arguments[i] = convert(arguments[i], wanted);
  }
  // std::isnan is a bool; C's macros and built-ins give an int.
  if (row.result == rules::MathResult::Bool)
    return convert(ir::math(row.name, types_.boolType(), std::move(arguments)), result);
  return ir::math(row.name, result, std::move(arguments));
}

// `2` given to a parameter of type double: 2.0.
ExpressionPtr FunctionImporter::numberAs(const Expr* argument, const ir::Type* type) {
  const Expr* literal = strip(argument);
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(literal)) literal = strip(temporary->getSubExpr());
  return type->isFloat() && literal->getType()->isIntegerType() ? convertedLiteral(literal, CK_IntegralToFloating, type)
                                                                : nullptr;
}

// Something cheap and safe to write twice.
ExpressionPtr FunctionImporter::simple(const std::string& name, ExpressionPtr value) {
  const bool isSimple = value->kind == ir::ExpressionKind::Constant ||
                        (value->kind == ir::ExpressionKind::Read && value->place.isVariable());
  return isSimple ? value : keep(name, std::move(value));
}

ExpressionPtr FunctionImporter::integerAbs(const CallExpr* expression) {
  const ir::Type* type = this->type(expression->getType(), expression->getExprLoc());
  const ExpressionPtr number = simple("number", convert(value(expression->getArg(0)), type));
  const ExpressionPtr isNegative = ir::operation(OperationKind::Less, types_.boolType(), {number, zeroOf(type)});
  return ir::operation(OperationKind::Select, type,
                       {isNegative, ir::operation(OperationKind::Negate, type, {number}), number});
}

// modf, frexp, remquo: one result is returned, the other stored.
ExpressionPtr FunctionImporter::splitCall(const CallExpr* expression, Library kind) {
  const SourceLocation location = expression->getExprLoc();
  const ir::Type* type = this->type(expression->getType(), location);
  std::vector<ExpressionPtr> arguments = values(llvm::ArrayRef(expression->getArgs(), expression->getNumArgs()));
  const Place target = dereference(arguments.back());
  arguments.pop_back();
  for (ExpressionPtr& argument : arguments) argument = convert(argument, type);
  // The store may change what the arguments read: then they are kept.
  const Effects stored = effectsOf({ir::assign(target, ir::read(target))});
  for (ExpressionPtr& argument : arguments)
    if (stored.change(argument)) argument = keep("argument", argument);
  const bool isModf = kind == Library::Modf, isFrexp = kind == Library::Frexp;
  const ExpressionPtr second = isModf    ? convert(ir::math("trunc", type, arguments), target.type())
                               : isFrexp ? ir::math("frexp_exponent", types_.intType(), arguments)
                                         : ir::math("remquo_quotient", types_.intType(), arguments);
  emit(ir::assign(target, second), location);
  return ir::math(isModf ? "modf_fraction" : isFrexp ? "frexp_fraction" : "remainder", type, arguments);
}

void FunctionImporter::sincos(const CallExpr* expression) {
  std::vector<ExpressionPtr> arguments = values(llvm::ArrayRef(expression->getArgs(), expression->getNumArgs()));
  const Place sine = dereference(arguments[1]), cosine = dereference(arguments[2]);
  const ExpressionPtr angle = keep("argument", arguments[0]);
  emit(ir::assign(sine, ir::math("sin", angle->type, {angle})), expression->getExprLoc());
  emit(ir::assign(cosine, ir::math("cos", angle->type, {angle})), expression->getExprLoc());
}

// ---- min, max, clamp, swap ---------------------------------------------------------------------------------------

// max(a, b) is a < b ? b : a; min(a, b) is b < a ? b : a.
ExpressionPtr FunctionImporter::extreme(ExpressionPtr a, ExpressionPtr b, bool isMax) {
  const ir::Type* type = a->type;
  const ExpressionPtr condition =
      ir::operation(OperationKind::Less, types_.boolType(), isMax ? std::vector{a, b} : std::vector{b, a});
  return ir::operation(OperationKind::Select, type, {condition, std::move(b), std::move(a)});
}

static const InitListExpr* listOf(const Expr* expression) {
  const auto* list = dyn_cast<CXXStdInitializerListExpr>(expression->IgnoreImplicit());
  if (!list) list = dyn_cast<CXXStdInitializerListExpr>(expression->IgnoreParenImpCasts());
  return list ? dyn_cast<InitListExpr>(list->getSubExpr()->IgnoreImplicit()) : nullptr;
}

ExpressionPtr FunctionImporter::extremum(const CallExpr* expression, bool isMax) {
  const unsigned count = expression->getNumArgs();
  std::vector<const Expr*> sources(expression->arg_begin(), expression->arg_end());
  if (count == 1)
    if (const InitListExpr* list = listOf(expression->getArg(0))) {
      sources.clear();
      for (const Expr* element : list->inits()) sources.push_back(element);
    }
  if (sources.size() < 2 || count > 2)
    return refuseValue(expression, Message::UnsupportedComparator, {}, Message::UseTwoArguments);
  if (count == 2 && !context_.hasSameUnqualifiedType(sources[1]->getType(), expression->getType()))
    return refuseValue(expression, Message::UnsupportedComparator, {}, Message::UseTwoArguments);
  const std::vector<ExpressionPtr> numbers = count == 2 ? referencedValues(sources) : values(sources);
  ExpressionPtr result = numbers[0];
  for (std::size_t i = 1; i < numbers.size(); ++i)
    result = extreme(simple(isMax ? "largest" : "smallest", result), simple("candidate", numbers[i]), isMax);
  return result;
}

// The arguments of parameters that are references: variables are read when all are evaluated.
std::vector<ExpressionPtr> FunctionImporter::referencedValues(llvm::ArrayRef<const Expr*> expressions) {
  std::vector<Lower> lower;
  for (const Expr* expression : expressions)
    lower.push_back([this, expression]() -> Operand {
      const ExpressionPtr number = value(expression);
      const bool isVariable = expression->isGLValue() && !isa<MaterializeTemporaryExpr>(strip(expression)) &&
                              number->kind == ir::ExpressionKind::Read;
      return isVariable ? Operand{nullptr, number->place} : Operand{number, {}};
    });
  std::vector<ExpressionPtr> result;
  for (const Operand& operand : operands(lower))
    result.push_back(operand.place ? ir::read(*operand.place) : operand.value);
  return result;
}

// The places of a call's first arguments.
std::vector<Place> FunctionImporter::argumentPlaces(const CallExpr* expression, unsigned count) {
  std::vector<Lower> lower;
  for (unsigned i = 0; i < count; ++i)
    lower.push_back([this, expression, i] { return Operand{nullptr, place(expression->getArg(i))}; });
  std::vector<Place> result;
  for (const Operand& operand : operands(lower)) result.push_back(*operand.place);
  return result;
}

// The second place if `less` is less than `than`, or the first one.
Place FunctionImporter::lesserPlace(const Place& less, const Place& than, const Place& second, const Place& first,
                                    bool isConst) {
  const ir::Type* pointer = types_.pointerTo(first.type(), isConst);
  const ExpressionPtr condition =
      ir::operation(OperationKind::Less, types_.boolType(), {ir::read(less), ir::read(than)});
  const ExpressionPtr chosen = ir::operation(
      OperationKind::Select, pointer, {condition, ir::addressOf(second, pointer), ir::addressOf(first, pointer)});
  return ir::deref(keep("chosen", chosen)->place);
}

Place FunctionImporter::extremumPlace(const CallExpr* expression, bool isMax) {
  const std::vector<Place> places = argumentPlaces(expression, 2);
  const Place &a = places[0], &b = places[1];
  return lesserPlace(isMax ? a : b, isMax ? b : a, b, a, expression->getType().isConstQualified());
}

Place FunctionImporter::clampPlace(const CallExpr* expression) {
  const std::vector<Place> places = argumentPlaces(expression, 3);
  const Place &number = places[0], &low = places[1], &high = places[2];
  const Place below = lesserPlace(high, number, high, number, true);
  return lesserPlace(number, low, low, below, true);
}

// clamp(x, low, high) is x < low ? low : high < x ? high : x.
ExpressionPtr FunctionImporter::clamp(const CallExpr* expression) {
  std::vector<ExpressionPtr> parts =
      referencedValues({expression->getArg(0), expression->getArg(1), expression->getArg(2)});
  static const char* const names[] = {"number", "low", "high"};
  for (unsigned i = 0; i < 3; ++i) parts[i] = simple(names[i], parts[i]);
  const ir::Type* type = parts[0]->type;
  const auto less = [&](const ExpressionPtr& a, const ExpressionPtr& b) {
    return ir::operation(OperationKind::Less, types_.boolType(), {a, b});
  };
  const ExpressionPtr above =
      ir::operation(OperationKind::Select, type, {less(parts[2], parts[0]), parts[2], parts[0]});
  return ir::operation(OperationKind::Select, type, {less(parts[0], parts[1]), parts[1], above});
}

void FunctionImporter::swap(const CallExpr* expression) {
  if (callsOwnSwap(calleeOf(expression))) return refuseOwnSwap(expression, expression->getArg(0)->getType());
  const auto places = operands({[&] { return Operand{nullptr, place(expression->getArg(0))}; },
                                [&] { return Operand{nullptr, place(expression->getArg(1))}; }});
  const Place &a = *places[0].place, &b = *places[1].place;
  const ir::Type* innermost = a.type();
  while (innermost->isBareArray()) innermost = innermost->element;
  const bool isOtherArray = a.type()->isBareArray() && (!innermost->isFloat() || b.type() != a.type());
  if (isOtherArray || a.type()->kind == ir::TypeKind::Opaque) {
    unsupported(expression);
    return;
  }
  swapPlaces(a, b, expression->getExprLoc());
}

void FunctionImporter::refuseOwnSwap(const CallExpr* expression, QualType type) {
  refuse(expression->getExprLoc(), Message::UnsupportedContainerMember,
         {"calling the elements' own swap in swap()", state_.types.spelling(type)}, Message::UseIndexLoop);
}

void FunctionImporter::swapPlaces(const Place& a, const Place& b, SourceLocation location) {
  if (a.type()->isBareArray())  // of floating-point numbers: no subscript changes
    return forEachNumber(nullptr, sizeConstant(a.type()->extent),
                         [&](const ExpressionPtr& k) { swapPlaces(ir::element(a, k), ir::element(b, k), location); });
  const ExpressionPtr first = keep("swapped", ir::read(a));
  ir::Statement assignment = ir::assign(a, ir::read(b));
  const bool moves = effectsOf({assignment}).changeAddress(b);  // swap(x, w[int(x)])
  const Place second = moves ? keepAddress(b) : b;
  if (moves) assignment = ir::assign(a, ir::read(second));
  emit(std::move(assignment), location);
  emit(ir::assign(second, first), location);
}

// copy(first, last, out): the library's own code copies bytes.
// Backward: from the last element to the first, `out` being the end of where they go.
ExpressionPtr FunctionImporter::copyRange(const CallExpr* expression, bool backward) {
  std::vector<ExpressionPtr> parts = values(llvm::ArrayRef(expression->getArgs(), 3));
  static const char* const names[] = {"first", "last", "out"};
  for (unsigned i = 0; i < 3; ++i) parts[i] = simple(names[i], parts[i]);
  const auto isReverse = [&](unsigned i) { return isReverseIterator(expression->getArg(i)->getType()); };
  const ir::Type* type = types_.longType();
  const ExpressionPtr count = distance(parts[0], parts[1], type, isReverse(0));
  forEachNumber(nullptr, count, [&](const ExpressionPtr& k) {
    ExpressionPtr index = k;
    if (backward) index = negatedOffset(ir::operation(OperationKind::Add, type, {k, ir::constant("1", type)}));
    const Place target = elementFrom(parts[2], index, isReverse(2));
    const Place source = elementFrom(parts[backward ? 1 : 0], index, isReverse(0));
    copyElement(target, source, expression->getExprLoc());
  });
  return advanced(parts[2], count, backward != isReverse(2));
}

}  // namespace retrograd::frontend
