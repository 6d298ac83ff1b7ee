// Member functions, constructors, base classes, functions that return references.
#include "clang/AST/CXXInheritance.h"
#include "frontend/clang_compat.h"
#include "frontend/downcasts.h"
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::Place;

// ---- the object --------------------------------------------------------------------------------------------------

// *this: a parameter, or what a constructor is about to return.
void FunctionImporter::beginSelf() {
  const auto* method = dyn_cast<CXXMethodDecl>(&declaration_);
  if (!method || method->isStatic() || isLambda(method)) return;
  if (!isa<CXXConstructorDecl>(method)) {
    self_ = partOf(ir::place(function_.parameters[0]), recordType(context_, method->getParent()));
    return;
  }
  ir::Variable* self = newLocal("self", function_.result, declaration_.getLocation());
  addressTaken_.insert(self);
  self_ = ir::place(self);
  emit(ir::declare(self), declaration_.getLocation());
}

// Can a value of the type lead to a part of an object of `whole`?
static bool mayLeadInto(const ir::Type* type, const ir::Type* whole, unsigned depth = 0) {
  const auto isPart = [&](const ir::Type* part, const auto& self) -> bool {
    if (part == type->element) return true;
    if (part->kind == ir::TypeKind::Array) return self(part->element, self);
    return llvm::any_of(part->fields, [&](const ir::Field& field) { return self(field.type, self); });
  };
  if (type->isPointer()) return isPart(whole, isPart);
  if (depth > 8) return false;
  if (type->kind == ir::TypeKind::Array) return mayLeadInto(type->element, whole, depth + 1);
  return llvm::any_of(type->fields, [&](const ir::Field& field) { return mayLeadInto(field.type, whole, depth + 1); });
}

// The object is handed out by value: a pointer to itself that it kept would lead to what is gone.
void FunctionImporter::endConstructor() {
  emit({ir::Return{ir::read(*self_)}, {}});
  if (!mayLeadInto(function_.result, function_.result)) return;
  bool isExposed = false;
  const auto isSelf = [&](const Place& place) {
    return place.root == self_->root && place.type() && !place.type()->isPointer();
  };
  ir::forEachStatement(*block_, [&](const ir::Statement& statement) {
    ir::forEachOperand(statement, [&](const ExpressionPtr& operand) {
      ir::forEachExpression(operand, [&](const ir::Expression& e) {
        isExposed |= e.kind == ir::ExpressionKind::AddressOf && isSelf(e.place);
      });
    });
    if (const auto* call = statement.as<ir::Call>())
      for (const ir::Argument& argument : call->arguments)
        isExposed |= argument.reference && isSelf(*argument.reference);
  });
  if (isExposed)
    refuse(declaration_.getLocation(), Message::UnsupportedSelfPointer, {function_.result->spelling},
           Message::KeepIndex);
}

ExpressionPtr FunctionImporter::thisPointer(const CXXThisExpr* expression) {
  if (!self_) return unsupported(expression);
  const QualType object = expression->getType()->getPointeeType();
  return address(*self_, type(object, expression->getExprLoc()), object.isConstQualified());
}

// The part of an object that a conversion to a base class means.
Place FunctionImporter::basePlace(Place object, const CastExpr* conversion) {
  QualType from = conversion->getSubExpr()->getType();
  if (from->isPointerType()) from = from->getPointeeType();
  const CXXRecordDecl* derived = from->getAsCXXRecordDecl()->getDefinition();
  const bool isActive = object.type() && object.type()->canBeActive();
  for (const CXXBaseSpecifier* step : conversion->path()) {
    const CXXRecordDecl* base = step->getType()->getAsCXXRecordDecl();
    const std::string name = state_.types.baseField(derived, base);
    const bool isOpaque = object.type() && object.type()->kind == ir::TypeKind::Opaque;
    if (isOpaque && !placeholders_.count(object.root))
      return refusePlace(conversion, Message::UnsupportedCast,
                         {object.type()->spelling, state_.types.spelling(conversion->getType())},
                         Message::MoveIntoFunctionWithRule);
    if (placeholders_.count(object.root) || !object.type() || !object.type()->field(name))
      return ir::place(placeholder(typeOrInt(conversion->getType())));
    object = ir::member(std::move(object), name);
    derived = base->getDefinition();
  }
  if (isActive && !object.type()->canBeActive())
    state_.hiddenWholes.push_back({object.type(), located(conversion->getExprLoc())});
  return object;
}

// The part that is an object of the base class, where `whole` stands for it.
Place FunctionImporter::partOf(Place whole, QualType base) {
  if (!whole.type() || whole.type() == state_.types.import(base)) return whole;
  const CXXRecordDecl* part = base->getAsCXXRecordDecl();
  const CXXRecordDecl* derived = wholeOf(base, &declaration_);
  CXXBasePaths paths;
  if (!derived || !derived->isDerivedFrom(part, paths)) return whole;
  for (const CXXBasePathElement& step : paths.front()) {
    const CXXRecordDecl* next = step.Base->getType()->getAsCXXRecordDecl();
    whole = ir::member(std::move(whole), state_.types.baseField(step.Class, next));
  }
  return whole;
}

// The object that this is the part of which is of a base class.
std::optional<Place> FunctionImporter::wholeAround(Place part, const ir::Type* whole) const {
  while (part.type() != whole) {
    if (part.path.empty() || part.path.back().kind != ir::StepKind::Field) return std::nullopt;
    const std::string name = part.path.back().field;
    part.path.pop_back();
    const ir::Field* field = part.type() ? part.type()->field(name) : nullptr;
    if (!field || !field->isBase()) return std::nullopt;
  }
  return part;
}

// The same; refused if it isn't seen to be there.
Place FunctionImporter::derivedPlace(Place part, const ir::Type* derived, const Expr* use) {
  if (placeholders_.count(part.root)) return ir::place(placeholder(derived));
  if (const std::optional<Place> whole = wholeAround(part, derived)) return *whole;
  refuse(use->getExprLoc(), Message::UnsupportedCast, {part.type() ? part.type()->spelling : "?", derived->spelling},
         Message::MoveIntoFunctionWithRule);
  return ir::place(placeholder(derived));
}

FunctionImporter::Operand FunctionImporter::object(const Expr* expression) {
  if (!expression->getType()->isPointerType()) return {nullptr, place(expression)};
  return {nullptr, dereference(value(expression))};
}

// ---- calls of members --------------------------------------------------------------------------------------------

// Reports a member function that can't be called from the IR; false if it can.
bool FunctionImporter::refuseMember(const CXXMethodDecl* method, const Expr* object, SourceLocation location) {
  // Of an object that was refused already there is no more to say.
  if (isPlaceholder(object)) return true;
  const ir::Type* record = state_.types.import(recordType(context_, method->getParent()));
  if (!record) {
    const Refusal refusal = state_.types.refusal();
    refuse(location, refusal.message, refusal.arguments, refusal.note);
    return true;
  }
  if (record->kind == ir::TypeKind::Record) return false;
  const bool isPassive =
      !record->activeOpaque && llvm::none_of(method->parameters(), [&](const ParmVarDecl* parameter) {
        const ir::Type* type = state_.types.import(parameter->getType());
        return !type || type->canBeActive();
      });
  if (isPassive && isNamedOutside(method)) return false;
  refuse(location, method->isVirtual() ? Message::UnsupportedVirtualCall : Message::UnsupportedMemberCall, {},
         method->isVirtual()                       ? Message::CallDirectly
         : method->getParent()->isInStdNamespace() ? Message::UseKnownClasses
                                                   : Message::UseFreeFunction);
  return true;
}

// ---- constructors ------------------------------------------------------------------------------------------------

// Does it run code that we call, rather than follow where it stands?
bool FunctionImporter::isConstructorCall(const Expr* expression) const {
  const auto* construction = dyn_cast<CXXConstructExpr>(expression);
  if (!construction || isCopy(construction)) return false;
  const CXXConstructorDecl* constructor = construction->getConstructor();
  if (!constructor->isUserProvided() && !constructor->isInheritingConstructor()) return false;
  const QualType made = construction->getType();
  if (isTuple(made) || frontend::isComplex(made) || containerOf(made) != Container::None) return false;
  const ir::Type* type = state_.types.import(construction->getType());
  return type && type->kind == ir::TypeKind::Record;
}

void FunctionImporter::constructElements(const Place& target, const CXXConstructExpr* expression) {
  ir::Loop loop;
  loop.counter = newLocal("k", types_.intType(), expression->getExprLoc());
  loop.begin = ir::constant("0", types_.intType());
  loop.end = ir::constant(std::to_string(target.type()->extent), types_.intType());
  loop.step = ir::constant("1", types_.intType());
  loop.body = collect([&] { construct(ir::element(target, ir::read(loop.counter)), expression, false); });
  emit({std::move(loop), {}}, expression->getExprLoc());
}

// What the initialisers of a constructor do, in their order: written ones, default values, default constructors.
void FunctionImporter::initialiseMembers(const Place& object, const CXXConstructorDecl* constructor) {
  refuseDestructors(*constructor);
  for (const CXXCtorInitializer* one : constructor->inits()) {
    if (one->isDelegatingInitializer()) {
      fill(object, one->getInit(), false);
    } else if (one->isBaseInitializer()) {
      const CXXRecordDecl* base = one->getBaseClass()->getAsCXXRecordDecl();
      initialiseMember(ir::member(object, state_.types.baseField(constructor->getParent(), base)), one->getInit());
    } else if (one->isMemberInitializer()) {
      initialiseMember(ir::member(object, one->getMember()->getNameAsString()), one->getInit());
    } else {
      refuse(one->getSourceLocation(), Message::UnsupportedConstructor, {}, Message::UseBraces);
    }
  }
}

// `using Base::Base;`: the constructor hands its parameters on.
void FunctionImporter::constructInherited(const Place& target, const CXXInheritedCtorInitExpr* init) {
  ir::Function* callee = state_.function(init->getConstructor(), init->getLocation());
  if (!callee) {
    sound_ = false;
    return;
  }
  state_.callees[&function_].insert(callee);
  ir::Call call;
  call.callee = callee;
  for (const ParmVarDecl* parameter : declaration_.parameters()) {
    const Place own = ir::place(variables_.at(parameter));
    if (own.root->type->isReference())
      call.arguments.push_back({nullptr, own});
    else
      call.arguments.push_back({ir::read(own), std::nullopt});
  }
  call.result = target;
  emit({std::move(call), {}}, init->getLocation());
}

void FunctionImporter::initialiseMember(const Place& target, const Expr* init) {
  const auto* construction = dyn_cast<CXXConstructExpr>(strip(init));
  if (construction && construction->getConstructor()->isTrivial() && !isCopy(construction) &&
      !construction->requiresZeroInitialization())
    return;
  const bool isZero = leavesZeros(init) && target.type()->isAggregate();
  if (isZero) zeroFill(target);
  fill(target, init, isZero);
}

// ---- references as results ---------------------------------------------------------------------------------------

// The place that a call returns a reference to.
Place FunctionImporter::returnedPlace(const CallExpr* expression) {
  const CallParts parts = partsOf(expression);
  if (const auto argument = state_.references.returnedArgument(parts.callee))
    return argumentOfCall(expression, *argument);
  const SourceLocation outer = std::exchange(followedFrom_, shownLocation(expression->getExprLoc()));
  const std::optional<Place> inlined = inlinedPlace(parts);
  followedFrom_ = outer;
  if (inlined) return *inlined;
  // Ours returns a pointer, the original wouldn't.
  if (!parts.callee->hasBody())
    return refusePlace(expression, Message::UnsupportedReferenceResult, {}, Message::ReturnIndexOrValue);
  std::optional<ir::Call> made = makeCall(expression);
  if (!made) return ir::place(placeholder(typeOrInt(expression->getType())));
  ir::Variable* result = newLocal("place", made->callee->result, expression->getExprLoc());
  made->result = ir::place(result);
  made->declares = true;
  emit({std::move(*made), {}}, expression->getExprLoc());
  return ir::deref(ir::place(result));
}

// a += b is a, when the call is done.
Place FunctionImporter::argumentOfCall(const CallExpr* expression, unsigned argument) {
  std::optional<ir::Call> made = makeCall(expression);
  if (!made) return ir::place(placeholder(typeOrInt(expression->getType())));
  // Functions that are known are not passed.
  const FunctionDecl* source = state_.declarations.at(made->callee);
  const unsigned first = isa<CXXMethodDecl>(source) && !cast<CXXMethodDecl>(source)->isStatic() ? 1 : 0;
  unsigned skipped = 0;
  for (unsigned i = 0; first + i < argument; ++i)
    skipped += !ImportState::isPassed(source->getParamDecl(i), state_.boundIn(made->callee));
  argument -= skipped;
  Place result = *made->arguments[argument].reference;
  ir::Block call;
  call.push_back({std::move(*made), {}});
  if (effectsOf(call).changeAddress(result)) {
    result = keepAddress(result);
    call.back().as<ir::Call>()->arguments[argument].reference = result;
  }
  call.back().location = located(expression->getExprLoc());
  append(std::move(call));
  return partOf(std::move(result), expression->getType());
}

// Worth naming where it stands: it costs nothing, and nothing that the callee does changes it.
bool FunctionImporter::isBindable(const ExpressionPtr& value) const {
  if (!value->type->isScalar() || value->type->isFloat()) return false;
  bool result = true;
  ir::forEachExpression(value, [&](const ir::Expression& e) {
    const bool isPlain = e.kind == ir::ExpressionKind::Read && e.place.isVariable() && e.place.root->type->isScalar() &&
                         e.place.root->role != ir::VariableRole::Global && !addressTaken_.count(e.place.root);
    result &= e.kind == ir::ExpressionKind::Constant || isPlain ||
              (e.kind == ir::ExpressionKind::Operation && e.operation != ir::OperationKind::Math);
  });
  return result;
}

void FunctionImporter::bindParameter(const ParmVarDecl* parameter, Operand argument, const Escapes& escapes) {
  variables_.erase(parameter);
  if (argument.place) {
    boundPlaces_[parameter] = *argument.place;
    return;
  }
  if (!escapes.modified.count(parameter) && !escapes.addressTaken.count(parameter) && isBindable(argument.value)) {
    boundValues_[parameter] = argument.value;
    return;
  }
  boundValues_.erase(parameter);
  const std::string name = parameter->getName().empty() ? "unnamed" : parameter->getNameAsString();
  ir::Variable* local = newLocal(name, argument.value->type, parameter->getLocation());
  if (escapes.addressTaken.count(parameter)) addressTaken_.insert(local);
  variables_[parameter] = local;
  if (local->type->isAggregate()) {
    emit(ir::declare(local));
    emit(ir::assign(ir::place(local), argument.value));
  } else {
    emit(ir::declare(local, argument.value));
  }
}

// `double& at(int i) { return data[i]; }` is followed where it is called. Null if the function has other exits.
std::optional<Place> FunctionImporter::inlinedPlace(const CallParts& parts) {
  const FunctionDecl* definition = nullptr;
  if (!parts.callee->hasBody(definition)) return std::nullopt;
  const Expr* returned = onlyReturned(definition);
  if (!returned || !inlining_.insert(definition).second) return std::nullopt;
  refuseDestructors(*definition);
  std::vector<Lower> lower;
  if (parts.object) lower.push_back([this, &parts] { return object(parts.object); });
  for (unsigned i = 0; i < definition->getNumParams() && i < parts.arguments.size(); ++i)
    lower.push_back([this, &parts, definition, i]() -> Operand {
      const bool isReference = definition->getParamDecl(i)->getType()->isReferenceType();
      if (isReference) return {nullptr, place(parts.arguments[i])};
      return {value(parts.arguments[i]), {}};
    });
  std::vector<Operand> bound = operands(lower);
  const Escapes escapes = findEscapes(*definition);
  escapes_.modified.insert(escapes.modified.begin(), escapes.modified.end());
  escapes_.addressTaken.insert(escapes.addressTaken.begin(), escapes.addressTaken.end());
  const auto outer = std::tuple(self_, captures_, bound_);
  if (parts.object) self_ = bound.front().place;
  if (isLambda(definition)) bindCaptures(cast<CXXMethodDecl>(definition), *bound.front().place);
  for (unsigned i = parts.object ? 1 : 0; i < bound.size(); ++i)
    bindParameter(definition->getParamDecl(i - (parts.object ? 1 : 0)), bound[i], escapes);
  std::optional<Place> result;
  const auto follow = [&] {
    const auto* body = cast<CompoundStmt>(definition->getBody());
    for (const Stmt* statement : body->body())
      if (statement != body->body_back()) this->statement(statement, {});
    result = place(returned);
  };
  ir::Block statements = collect(follow);
  // pick(points[i], i), which changes i: again, with the addresses that the arguments have at the call.
  const Effects effects = effectsOf(statements);
  bool isMoved = false;
  const auto settle = [&](Place& place) {
    if (!effects.changeAddress(place)) return;
    place = keepAddress(place);
    isMoved = true;
  };
  if (parts.object) settle(*self_);
  for (const ParmVarDecl* parameter : definition->parameters())
    if (const auto known = boundPlaces_.find(parameter); known != boundPlaces_.end()) settle(known->second);
  if (isMoved) statements = collect(follow);
  append(std::move(statements));
  std::tie(self_, captures_, bound_) = outer;
  inlining_.erase(definition);
  return result;
}

}  // namespace retrograd::frontend
