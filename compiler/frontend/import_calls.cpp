#include "backend/names.h"
#include "frontend/clang_compat.h"
#include "frontend/function_importer.h"
#include "frontend/member_copies.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::Place;

// Empty for operators and constructors.
static StringRef nameOf(const FunctionDecl* function) {
  return function->getIdentifier() ? function->getName() : StringRef();
}

// Reports a callee that can't be called from the IR; false if it can.
bool FunctionImporter::refuseCallee(const Expr* expression) {
  const CallParts parts = partsOf(expression);
  const FunctionDecl* callee = parts.callee;
  const SourceLocation location = expression->getExprLoc();
  if (const auto* call = dyn_cast<CallExpr>(expression); call && refuseTarget(call)) return true;
  if (!callee) {
    refuse(location, Message::UnsupportedIndirectCall, {}, Message::CallDirectly);
    return true;
  }
  const std::string name = qualifiedNameOf(callee);
  if (nameOf(callee) == "setjmp" || nameOf(callee) == "_setjmp" || nameOf(callee) == "longjmp") {
    refuse(location, Message::UnsupportedSetjmp, {}, Message::UseStructuredLoop);
    return true;
  }
  if (parts.object && refuseMember(cast<CXXMethodDecl>(callee), parts.object, location)) return true;
  if (callee->isVariadic() || callee->getBuiltinID() == Builtin::BIprintf) {
    refuse(location, Message::UnsupportedVariadicCall, {name}, Message::MoveIntoFunctionWithRule);
    return true;
  }
  if (callee->hasBody()) return false;
  if (!isNamedOutside(callee)) {
    refuse(location, Message::UnsupportedHiddenCall, {name}, Message::IncludeDefinition);
    return true;
  }
  // The original would get a pointer, or a vector.
  const auto isIterator = [](QualType type) {
    const Container kind = containerOf(type);
    return kind == Container::Iterator || kind == Container::Span || kind == Container::Owner;
  };
  bool takesIterators = isIterator(callee->getReturnType());
  for (const ParmVarDecl* parameter : callee->parameters()) takesIterators |= isIterator(parameter->getType());
  if (takesIterators) {
    refuse(location, Message::UnsupportedContainerMember, {"an iterator, span or owner as argument or result", name},
           Message::UseIndexLoop);
    return true;
  }
  // Nothing to look into: what stands in the way is said here, not in a header.
  std::vector<QualType> needed{isa<CXXConstructorDecl>(callee) ? expression->getType() : callee->getReturnType()};
  for (const ParmVarDecl* parameter : callee->parameters()) needed.push_back(parameter->getType());
  for (QualType type : needed)
    if (!state_.types.import(type)) {
      const Refusal refusal = state_.types.refusal();
      refuse(location, refusal.message, refusal.arguments, refusal.note);
      return true;
    }
  return false;
}

// Does it copy each member?
static bool isImplicitAssignment(const CXXOperatorCallExpr* expression) {
  const auto* method = dyn_cast_or_null<CXXMethodDecl>(expression->getDirectCallee());
  return method && (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()) &&
         (!method->isUserProvided() || copiesMembers(method));
}

// Will the expression become a Call statement, whose result can go straight into a variable?
bool FunctionImporter::isImportedCall(const Expr* expression) {
  expression = strip(expression);
  if (isConstructorCall(expression)) return true;
  const auto* call = dyn_cast<CallExpr>(expression);
  if (call && standardOperator(call)) return false;
  const FunctionDecl* callee = call && !isa<UserDefinedLiteral>(call) ? calleeOf(call) : nullptr;
  if (!callee || callee->getReturnType()->isReferenceType()) return false;
  if (const auto* operation = dyn_cast<CXXOperatorCallExpr>(call))
    if (isImplicitAssignment(operation) || isOpaqueAssignment(operation) || isTupleAssignment(operation)) return false;
  if (containerCall(call) || isComplexMade(call) || isPartOfComplex(call) || isOwnerMade(call)) return false;
  return libraryOf(call) == Library::None && !constantCall(call) && !callee->getReturnType()->isVoidType();
}

// a[i++].make(x), where make() is static: the object that is only evaluated.
static const Expr* unusedObject(const Expr* expression) {
  const auto* call = dyn_cast<CallExpr>(expression);
  const auto* member = call ? dyn_cast<MemberExpr>(call->getCallee()->IgnoreParenImpCasts()) : nullptr;
  const auto* method = member ? dyn_cast<CXXMethodDecl>(member->getMemberDecl()) : nullptr;
  return method && method->isStatic() ? member->getBase() : nullptr;
}

// target = call, as one statement. False, with nothing done, if the types differ.
bool FunctionImporter::callInto(const Place& target, const Expr* expression, bool declares) {
  const Expr* call = strip(expression);
  if (state_.types.import(call->getType()) != target.type()) return false;
  if (!declares && target.type()->holdsVector()) return false;
  if (const Expr* object = unusedObject(call); object && !onlyReads(object)) discard(object);
  std::optional<ir::Call> made = makeCall(call);
  if (!made) {
    if (declares) emit(ir::declare(target.root));
    return true;
  }
  made->result = target;
  made->declares = declares;
  emit({std::move(*made), {}}, expression->getExprLoc());
  return true;
}

// `if (f)` of a std::function.
static bool isStdFunctionTest(const CallExpr* expression) {
  const auto* member = dyn_cast<CXXMemberCallExpr>(expression);
  return member && isa_and_nonnull<CXXConversionDecl>(member->getMethodDecl()) &&
         isStdFunction(member->getImplicitObjectArgument()->getType());
}

// A lambda without captures that was converted to a pointer.
FunctionImporter::Operand FunctionImporter::emptyClosure(const FunctionDecl* callee) {
  const CXXRecordDecl* lambda = cast<CXXMethodDecl>(callee)->getParent();
  ir::Variable* closure = newLocal("closure", type(recordType(context_, lambda), lambda->getLocation()));
  emit(ir::declare(closure), lambda->getLocation());
  return {nullptr, ir::place(closure)};
}

// Calls like std::numeric_limits<double>::epsilon() are names of numbers.
ExpressionPtr FunctionImporter::constantCall(const CallExpr* expression) {
  const FunctionDecl* callee = expression->getDirectCallee();
  if (!callee || !callee->getReturnType()->isArithmeticType()) return nullptr;
  const bool isBuiltin = callee->getBuiltinID() != 0 && nameOf(callee).starts_with("__builtin_");
  const bool takesText = isBuiltin && nameOf(callee).contains("nan") && expression->getNumArgs() == 1 &&
                         expression->getArg(0)->getType()->isPointerType();
  if (expression->getNumArgs() != 0 && !takesText) return nullptr;
  if (!isBuiltin &&
      (!callee->isConstexpr() || !callee->getDeclContext()->getEnclosingNamespaceContext()->isStdNamespace()))
    return nullptr;
  Expr::EvalResult result;
  if (!expression->EvaluateAsRValue(result, context_) || result.HasSideEffects) return nullptr;
  const std::string arguments = takesText ? "(\"\")" : "()";
  return ir::constant(qualifiedNameOf(callee) + arguments, type(expression->getType(), expression->getExprLoc()));
}

ExpressionPtr FunctionImporter::call(const CallExpr* expression, bool isDiscarded) {
  if (isPartOfComplex(expression)) return partOfComplex(expression);
  if (setComplexPart(expression)) return nullptr;
  if (isComplexMade(expression) || isSpanMade(expression) || isOwnerMade(expression))
    return ir::read(temporary(expression, "temporary"));
  if (const auto kind = standardOperator(expression)) {
    if (!onlyReads(expression->getArg(0))) discard(expression->getArg(0));
    const ir::Type* result = type(expression->getType(), expression->getExprLoc());
    return ir::operation(*kind, result, referencedValues(partsOf(expression).arguments));
  }
  if (const Expr* called = calledCallable(expression); called && !chosen_.count(expression)) {
    const std::optional<Callable> callable = callableOf(called);
    if (callable && callable->functions.size() > 1 && !expression->isGLValue()) return callOneOf(expression, *callable);
  }
  if (isStdFunctionTest(expression))
    return isFunction(cast<CXXMemberCallExpr>(expression)->getImplicitObjectArgument());
  if (containerCall(expression)) return containerCallValue(expression);
  if (expression->isGLValue())
    if (const std::optional<Place> element = elementByNumber(expression)) return ir::read(*element);
  if (const FunctionDecl* callee = calleeOf(expression)) {
    if (libraryOf(expression) != Library::None) return libraryCall(expression, isDiscarded);
    if (const ExpressionPtr constant = constantCall(expression)) return constant;
    if (expression->isGLValue() && !isDiscarded) return ir::read(placeOfCall(expression));
    // What only the compiler sees: no effect.
    if (callee->getBuiltinID() == Builtin::BI__builtin_expect) return value(expression->getArg(0));
  }
  const bool hasReference = expression->isGLValue();
  if (hasReference && !(isDiscarded && calleeOf(expression) && !calleeOf(expression)->hasBody())) {
    const Place returned = placeOfCall(expression);
    return isDiscarded ? nullptr : ir::read(returned);
  }
  const SourceLocation location = expression->getExprLoc();
  if (const Expr* object = unusedObject(expression); object && !onlyReads(object)) discard(object);
  std::optional<ir::Call> made = makeCall(expression);
  const bool hasResult = !expression->getType()->isVoidType();
  if (!made) return hasResult ? ir::read(placeholder(typeOrInt(expression->getType()))) : nullptr;
  if (isDiscarded || !hasResult) {
    emit({std::move(*made), {}}, location);
    return nullptr;
  }
  const std::string name = backend::identifier(calleeOf(expression)->getNameAsString()) + "_result";
  ir::Variable* result = newLocal(name, made->callee->result, location);
  made->result = ir::place(result);
  made->declares = true;
  emit({std::move(*made), {}}, location);
  return ir::read(result);
}

bool FunctionImporter::isPlaceholder(const Expr* expression) const {
  const VarDecl* root = rootOf(expression);
  const auto known = root ? variables_.find(root) : variables_.end();
  return known != variables_.end() && placeholders_.count(known->second);
}

const ir::Type* FunctionImporter::typeOrInt(QualType type) {
  const ir::Type* result = state_.types.import(type);
  return result ? result : types_.intType();
}

// An object of a base class, where the callee takes the whole.
static bool isOtherRecord(const ir::Type* given, const ir::Type* taken) {
  return given != taken && given && given->kind == ir::TypeKind::Record && taken->kind == ir::TypeKind::Record;
}

FunctionImporter::Operand FunctionImporter::argument(const Expr* expression, const ir::Type* parameter) {
  if (!parameter->isReference()) return {value(expression), {}};
  if (!expression->isGLValue() && !expression->getType()->isRecordType())
    return {nullptr, temporary(expression, "temporary")};
  Place given = place(expression);
  const ir::Type* wanted = parameter->element;
  if (isOtherRecord(given.type(), wanted)) return {nullptr, derivedPlace(std::move(given), wanted, expression)};
  if (!wanted->isPointer() || given.type() == wanted || isPlaceholder(expression)) return {nullptr, std::move(given)};
  // double* for const double* const&
  ir::Variable* converted = newLocal("temporary", wanted);
  emit(ir::declare(converted, ir::read(std::move(given))));
  return {nullptr, ir::place(converted)};
}

// What the parameters that are functions get. Nothing, with a report, if it isn't known.
std::optional<std::vector<Callable>> FunctionImporter::callableArguments(const CallParts& parts) {
  std::vector<Callable> result;
  bool isKnown = true;
  for (unsigned i = 0; i < parts.callee->getNumParams() && i < parts.arguments.size(); ++i) {
    if (!isCallable(parts.callee->getParamDecl(i)->getType())) continue;
    if (const std::optional<Callable> one = callableOf(parts.arguments[i]))
      result.push_back(*one);
    else
      refuseCallable(parts.arguments[i]), isKnown = false;
  }
  return isKnown ? std::optional(result) : std::nullopt;
}

std::optional<ir::Call> FunctionImporter::makeCall(const Expr* expression) {
  if (refuseCallee(expression)) return std::nullopt;
  const CallParts parts = partsOf(expression);
  const std::optional<std::vector<Callable>> callables = callableArguments(parts);
  if (!callables) return std::nullopt;
  ir::Function* callee = state_.function(parts.callee, shownLocation(expression->getExprLoc()), *callables);
  if (!callee) {
    sound_ = false;
    for (const Expr* argument : parts.arguments) discard(argument);
    return std::nullopt;
  }
  state_.callees[&function_].insert(callee);
  std::vector<Lower> lower;
  if (parts.object)
    lower.push_back([this, &parts, callee] {
      Operand self = object(parts.object);
      const ir::Type* taken = callee->parameters[0]->type->element;
      if (isOtherRecord(self.place->type(), taken)) self.place = derivedPlace(*self.place, taken, parts.object);
      return self;
    });
  if (!parts.object && isLambda(parts.callee) && !cast<CXXMethodDecl>(parts.callee)->isStatic())
    lower.push_back([this, &parts] { return emptyClosure(parts.callee); });
  const FunctionDecl* source = state_.declarations.at(callee);
  for (unsigned i = 0; i < source->getNumParams() && i < parts.arguments.size(); ++i) {
    if (!ImportState::isPassed(source->getParamDecl(i), state_.boundIn(callee))) continue;
    const ir::Type* parameter = callee->parameters[lower.size()]->type;
    lower.push_back([this, &parts, parameter, i] { return argument(parts.arguments[i], parameter); });
  }
  // The right operand of an assignment comes first, as in C++17.
  const auto* operation = dyn_cast<CXXOperatorCallExpr>(expression);
  const bool isRightFirst = operation && operation->isAssignmentOp();
  if (isRightFirst) std::reverse(lower.begin(), lower.end());
  std::vector<Operand> given = operands(lower);
  if (isRightFirst) std::reverse(given.begin(), given.end());
  ir::Call call;
  call.callee = callee;
  for (Operand& operand : given) call.arguments.push_back({std::move(operand.value), std::move(operand.place)});
  return call;
}

// ---- operators of classes ----------------------------------------------------------------------------------------

ExpressionPtr FunctionImporter::operatorCall(const CXXOperatorCallExpr* expression) {
  if (containerCall(expression)) return containerCallValue(expression);
  if (isPartOfComplex(expression)) return partOfComplex(expression);
  if (isComplexMade(expression)) return ir::read(temporary(expression, "complex"));
  if (const std::optional<Place> target = complexAssignment(expression)) return ir::read(*target);
  if (isTupleAssignment(expression)) {
    const std::optional<Place> target = assignTuple(expression);
    return target ? ir::read(*target) : nullptr;
  }
  if (expression->isAssignmentOp() && isStdFunction(expression->getArg(0)->getType()))
    return ir::read(assignCallable(expression->getArg(0), expression->getArg(1)));
  if (isOpaqueAssignment(expression) || isImplicitAssignment(expression)) return ir::read(place(expression));
  return call(expression, expression->getType()->isVoidType());
}

// Assignment of an opaque object is the class's own, and is printed as such.
bool FunctionImporter::isOpaqueAssignment(const CXXOperatorCallExpr* expression) {
  const auto* method = dyn_cast_or_null<CXXMethodDecl>(expression->getDirectCallee());
  if (!method || !(method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator())) return false;
  const ir::Type* type = state_.types.import(recordType(context_, method->getParent()));
  return type && type->kind == ir::TypeKind::Opaque && type->activeOpaque;
}

Place FunctionImporter::placeOfOperatorCall(const CXXOperatorCallExpr* expression) {
  if (const std::optional<Place> target = complexAssignment(expression)) return *target;
  if (isTupleAssignment(expression))
    if (const std::optional<Place> target = assignTuple(expression)) return *target;
  if (isOpaqueAssignment(expression) || isImplicitAssignment(expression)) {
    return assignObject(
        expression, expression->getArg(1), [&] { return Operand{nullptr, settled(place(expression->getArg(0)))}; },
        [&](const Place& target, const ExpressionPtr& value) { store(target, value, expression->getOperatorLoc()); });
  }
  return placeOfCall(expression);
}

// Can what std::clamp leads to be changed while a reference leads there? If not, the value serves.
bool FunctionImporter::mayChange(const CallExpr* clamp) const {
  return llvm::any_of(clamp->arguments(), [&](const Expr* argument) {
    const Expr* given = argument->IgnoreParenImpCasts();
    if (!given->isGLValue() || isa<MaterializeTemporaryExpr>(given) || given->getType().isConstQualified())
      return false;
    const VarDecl* root = rootOf(given);
    return !root || escapes_.modified.count(root);
  });
}

// A call that gives an lvalue: our function returns its address.
Place FunctionImporter::placeOfCall(const CallExpr* expression) {
  const Library kind = libraryOf(expression);
  if (kind == Library::Move) return place(expression->getArg(0));
  const bool isExtremum = (kind == Library::Min || kind == Library::Max) && expression->getNumArgs() == 2;
  if (isExtremum && expression->isGLValue()) return extremumPlace(expression, kind == Library::Max);
  if (kind == Library::Clamp && mayChange(expression)) return clampPlace(expression);
  if (!expression->isGLValue()) return temporary(expression, "temporary");
  if (kind != Library::None) {
    ExpressionPtr value = libraryCall(expression, false);
    return keep("temporary", std::move(value))->place;
  }
  if (refuseCallee(expression)) return ir::place(placeholder(typeOrInt(expression->getType())));
  if (const Expr* object = unusedObject(expression); object && !onlyReads(object)) discard(object);
  return returnedPlace(expression);
}

}  // namespace retrograd::frontend
