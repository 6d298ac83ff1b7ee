// Objects that the library makes without a word of the user's: std::vector<T>(n), v.resize(n), std::array<T, 3> a.
#include "frontend/clang_compat.h"
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::Place;

static const CXXConstructorDecl* defaultConstructor(const CXXRecordDecl* record) {
  for (const CXXConstructorDecl* constructor : record->ctors())
    if (constructor->isDefaultConstructor() && !constructor->isDeleted()) return constructor;
  return nullptr;
}

// Is all of `T()` zero or empty?
static bool isZeroMade(QualType type) {
  if (const auto* array = type->getAsArrayTypeUnsafe()) return isZeroMade(array->getElementType());
  if (containerOf(type) == Container::Array) return isZeroMade(elementOf(type));
  if (containerOf(type) != Container::None || isComplex(type)) return true;
  if (isTuple(type)) return llvm::all_of(tupleElements(type), isZeroMade);
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  record = record ? record->getDefinition() : nullptr;
  if (!record || record->hasTrivialDefaultConstructor()) return true;
  const CXXConstructorDecl* constructor = defaultConstructor(record);
  return constructor && !constructor->isUserProvided() &&
         llvm::all_of(record->bases(), [](const CXXBaseSpecifier& base) { return isZeroMade(base.getType()); }) &&
         llvm::all_of(record->fields(), [](const FieldDecl* field) {
           return !field->hasInClassInitializer() && isZeroMade(field->getType());
         });
}

// `T()`; null where that is zero or empty.
ExpressionPtr FunctionImporter::defaultElement(QualType type, SourceLocation location) {
  if (isZeroMade(type)) return nullptr;
  ir::Variable* made = newLocal("element", this->type(type, location));
  const bool isZero = !made->type->holdsVector();
  emit(isZero ? ir::declareZero(made) : ir::declare(made), location);
  fillDefault(ir::place(made), type, isZero, location);
  return ir::read(made);
}

// Numbers are zero, containers empty as they are.
void FunctionImporter::zeroParts(const Place& target) {
  const ir::Type* type = target.type();
  if (type->isVector()) return;
  if (!type->holdsVector()) return zeroFill(target);
  if (type->kind == ir::TypeKind::Array)
    return forEachNumber(nullptr, sizeConstant(type->extent),
                         [&](const ExpressionPtr& k) { zeroParts(ir::element(target, k)); });
  for (const ir::Field& field : type->fields) zeroParts(ir::member(target, field.name));
}

// `target` is new; isZero: its numbers are zero already.
void FunctionImporter::fillDefault(const Place& target, QualType type, bool isZero, SourceLocation location) {
  if (isZeroMade(type)) return isZero ? void() : zeroParts(target);
  const auto* array = type->getAsArrayTypeUnsafe();
  if (array || containerOf(type) == Container::Array) {
    const QualType element = array ? array->getElementType() : frontend::elementOf(type);
    return forEachNumber(nullptr, sizeConstant(target.type()->extent), [&](const ExpressionPtr& k) {
      fillDefault(ir::element(target, k), element, isZero, location);
    });
  }
  if (isTuple(type)) {
    const std::vector<QualType> elements = tupleElements(type);
    for (unsigned i = 0; i < elements.size(); ++i)
      fillDefault(ir::member(target, tupleMember(type, i)), elements[i], isZero, location);
    return;
  }
  const CXXConstructorDecl* constructor = defaultConstructor(type->getAsCXXRecordDecl()->getDefinition());
  const bool isKnown = constructor && target.type()->kind == ir::TypeKind::Record && constructor->hasBody();
  if (!isKnown) return refuse(location, Message::UnsupportedConstructor, {}, Message::UseSizeAndFill);
  if (constructor->isUserProvided()) return constructDefault(target, constructor, location);
  if (!isZero) zeroParts(target);
  const std::optional<Place> outer = std::exchange(self_, target);
  initialiseMembers(target, constructor);
  self_ = outer;
}

// The user's constructor; parameters without an argument have their default values.
void FunctionImporter::constructDefault(const Place& target, const CXXConstructorDecl* constructor,
                                        SourceLocation location) {
  if (const ExpressionPtr made = constructed(constructor, {}, location))
    emit(ir::assign(target, made), location);
  else if (sound_)
    refuse(location, Message::UnsupportedConstructor, {}, Message::UseSizeAndFill);
}

// Null if there is no value for a parameter, or the constructor was refused.
ExpressionPtr FunctionImporter::constructed(const CXXConstructorDecl* constructor,
                                            const std::vector<const Expr*>& arguments, SourceLocation location) {
  std::vector<const Expr*> given = arguments;
  for (unsigned i = given.size(); i < constructor->getNumParams(); ++i) {
    const ParmVarDecl* parameter = constructor->getParamDecl(i);
    if (!parameter->hasDefaultArg() || parameter->hasUninstantiatedDefaultArg() || parameter->hasUnparsedDefaultArg())
      return nullptr;
    given.push_back(parameter->getDefaultArg());
  }
  ir::Function* callee = state_.function(constructor, shownLocation(location));
  if (!callee) {
    sound_ = false;
    return nullptr;
  }
  state_.callees[&function_].insert(callee);
  std::vector<Lower> lower;
  for (unsigned i = 0; i < given.size(); ++i)
    lower.push_back([this, &given, type = callee->parameters[i]->type, i]() -> Operand {
      if (!type->isReference()) return {convert(value(given[i]), type), {}};
      if (given[i]->isGLValue() && state_.types.import(given[i]->getType()) == type->element)
        return {nullptr, place(given[i])};
      return {nullptr, keep("temporary", convert(value(given[i]), type->element))->place};
    });
  ir::Call call;
  call.callee = callee;
  for (Operand& operand : operands(lower))
    call.arguments.push_back({std::move(operand.value), std::move(operand.place)});
  ir::Variable* made = newLocal("made", callee->result, location);
  call.result = ir::place(made);
  call.declares = true;
  emit({std::move(call), {}}, location);
  return ir::read(made);
}

// The one constructor that takes the arguments as they are, or by conversions between numbers; null if none or several.
static const CXXConstructorDecl* constructorFor(const CXXRecordDecl* record,
                                                const std::vector<const Expr*>& arguments) {
  const CXXConstructorDecl* found = nullptr;
  unsigned exact = 0, fitting = 0;
  for (const Decl* declaration : record->decls())
    if (const auto* made = dyn_cast<FunctionTemplateDecl>(declaration);
        made && isa<CXXConstructorDecl>(made->getTemplatedDecl()))
      return nullptr;
  for (const CXXConstructorDecl* constructor : record->ctors()) {
    if (constructor->isCopyOrMoveConstructor() || constructor->isDeleted() || !constructor->isUserProvided()) continue;
    if (arguments.size() < constructor->getMinRequiredArguments() || arguments.size() > constructor->getNumParams())
      continue;
    bool isExact = true, isFitting = true;
    for (unsigned i = 0; i < arguments.size(); ++i) {
      const QualType taken = constructor->getParamDecl(i)->getType(), given = arguments[i]->getType();
      const QualType plain = taken.getNonReferenceType();
      const bool isSame =
          plain.getCanonicalType().getUnqualifiedType() == given.getCanonicalType().getUnqualifiedType();
      const bool isView = !taken->isReferenceType() || plain.isConstQualified();
      isExact &= isSame && isView;
      isFitting &= isView && (isSame || (plain->isArithmeticType() && given->isArithmeticType()));
    }
    exact += isExact;
    fitting += isFitting;
    if (isExact || (isFitting && exact == 0)) found = constructor;
  }
  return exact == 1 || (exact == 0 && fitting == 1) ? found : nullptr;
}

// What v.emplace_back(a, b) makes: by a constructor, or the members of an aggregate. Null if it isn't clear how.
ExpressionPtr FunctionImporter::emplaced(QualType type, const std::vector<const Expr*>& arguments,
                                         SourceLocation location) {
  const ir::Type* imported = state_.types.import(type);
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (!imported || imported->kind != ir::TypeKind::Record || imported->library || !record) return nullptr;
  record = record->getDefinition();
  if (!record->isAggregate() && !arguments.empty()) {
    const CXXConstructorDecl* constructor = constructorFor(record, arguments);
    return constructor ? constructed(constructor, arguments, location) : nullptr;
  }
  const bool isWhole = arguments.empty() || (!record->getNumBases() && arguments.size() == imported->fields.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const ir::Type* given = state_.types.import(arguments[i]->getType());
    const ir::Type* taken = isWhole ? imported->fields[i].type : nullptr;
    if (!taken || (given != taken && !(given && given->isScalar() && taken->isScalar()))) return nullptr;
  }
  ir::Variable* made = newLocal("element", imported, location);
  const bool isZero = arguments.empty() && !imported->holdsVector();
  std::vector<ExpressionPtr> parts = values(arguments);
  emit(isZero ? ir::declareZero(made) : ir::declare(made), location);
  if (arguments.empty()) fillDefault(ir::place(made), type, isZero, location);
  for (std::size_t i = 0; i < parts.size(); ++i)
    store(ir::member(ir::place(made), imported->fields[i].name), convert(parts[i], imported->fields[i].type), location);
  return ir::read(made);
}

}  // namespace retrograd::frontend
