#include "frontend/import_types.h"

#include "backend/names.h"
#include "frontend/annotations.h"
#include "frontend/clang_compat.h"
#include "frontend/containers.h"
#include "frontend/destructors.h"
#include "frontend/member_copies.h"
#include "ir/unnamed.h"
#include "ir/views.h"
#include "llvm/ADT/ScopeExit.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;

static PrintingPolicy policyFor(const ASTContext& context) {
  PrintingPolicy policy(context.getLangOpts());
  policy.SuppressTagKeyword = true;
  policy.SuppressUnwrittenScope = true;
  policy.Bool = true;
  policy.AnonymousTagLocations = false;
  return policy;
}

std::string TypeImporter::spelling(QualType type) const {
  return names_.visible(type.getCanonicalType().getUnqualifiedType().getAsString(policyFor(context_)));
}

const ir::Type* TypeImporter::refuse(Message message, std::vector<std::string> arguments, Message note) {
  refusal_ = {message, std::move(arguments), note, {}};
  return nullptr;
}

// What stands for it here has another name in C++, or none: nothing that has one can hold it.
static bool isStandIn(QualType type) {
  return containerOf(type) == Container::Span || containerOf(type) == Container::Owner;
}

const ir::Type* TypeImporter::import(QualType type) {
  if (type.isVolatileQualified()) return refuse(Message::UnsupportedVolatile, {}, Message::MakeNotVolatile);
  type = type.getCanonicalType().getUnqualifiedType();
  if (const auto* array = context_.getAsConstantArrayType(type)) {
    const ir::Type* element = import(array->getElementType());
    if (isStandIn(array->getElementType()))
      return refuse(Message::UnsupportedType, {spelling(type)}, Message::UseSupportedType);
    return element ? types_.arrayOf(element, array->getSize().getZExtValue()) : nullptr;
  }
  if (type->isVariableArrayType()) return refuse(Message::UnsupportedVla, {}, Message::UseFixedArray);
  if (const auto* pointer = type->getAs<PointerType>()) return importPointee(pointer->getPointeeType(), false);
  if (const auto* reference = type->getAs<LValueReferenceType>())
    return importPointee(reference->getPointeeType(), true);
  if (type->isRValueReferenceType()) return refuse(Message::UnsupportedType, {spelling(type)}, Message::PassByValue);
  if (type->isEnumeralType()) return importInteger(type);
  if (const auto* builtin = type->getAs<BuiltinType>()) return importBuiltin(builtin);
  if (const auto* record = type->getAs<RecordType>()) return importRecord(record->getDecl());
  return refuse(Message::UnsupportedType, {spelling(type)}, Message::UseSupportedType);
}

const ir::Type* TypeImporter::importBuiltin(const BuiltinType* type) {
  switch (type->getKind()) {
  case BuiltinType::Void: return types_.voidType();
  case BuiltinType::Bool: return types_.boolType();
  case BuiltinType::Float: return types_.floatType();
  case BuiltinType::Double: return types_.doubleType();
  case BuiltinType::LongDouble: return types_.longDoubleType();
  default: break;
  }
  if (type->isInteger()) return importInteger(QualType(type, 0));
  return refuse(Message::UnsupportedType, {spelling(QualType(type, 0))}, Message::UseSupportedType);
}

// Can code outside of the classes around it name it?
static bool isAccessible(const Decl* declaration) {
  for (; isa<CXXRecordDecl>(declaration->getDeclContext());
       declaration = cast<CXXRecordDecl>(declaration->getDeclContext()))
    if (declaration->getAccess() == AS_private || declaration->getAccess() == AS_protected) return false;
  return true;
}

bool isNamedOutside(const NamedDecl* declaration) {
  return isAccessible(declaration) && !declaration->getParentFunctionOrMethod();
}

// A class inside a function, or one that is made of such a class, like std::vector<Local>?
static bool isLocal(QualType type) {
  const CXXRecordDecl* record = type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  if (!record) return false;
  if (record->getParentFunctionOrMethod()) return true;
  const auto isLocalArgument = [](const TemplateArgument& one) {
    return one.getKind() == TemplateArgument::Type && isLocal(one.getAsType());
  };
  const auto* made = dyn_cast<ClassTemplateSpecializationDecl>(record);
  return made && llvm::any_of(made->getTemplateArgs().asArray(), [&](const TemplateArgument& one) {
           return one.getKind() == TemplateArgument::Pack ? llvm::any_of(one.pack_elements(), isLocalArgument)
                                                          : isLocalArgument(one);
         });
}

// A name that no C++ code outside of the function could use.
static std::string newUnnamed(const ir::TypeTable& types) {
  return ir::unnamedType + std::to_string(types.records().size() + 1) + ")";
}

const ir::Type* TypeImporter::importInteger(QualType type) {
  if (const auto* enumeration = type->getAs<EnumType>()) {
    const EnumDecl* declaration = enumeration->getDecl();
    if (declaration->getParentFunctionOrMethod() || !declaration->getDeclName() || !isAccessible(declaration))
      // No name that would mean the type elsewhere: its integer type stands for it.
      return declaration->isScoped() || declaration->getIntegerType().isNull()
                 ? refuse(Message::UnsupportedLocalType, {spelling(type)}, Message::MoveTypeOut)
                 : import(declaration->getIntegerType());
  }
  return types_.integer(spelling(type), context_.getIntWidth(type), type->isSignedIntegerOrEnumerationType());
}

const ir::Type* TypeImporter::importPointee(QualType pointee, bool isReference) {
  if (pointee->isFunctionType()) return refuse(Message::UnsupportedFunctionPointer, {}, Message::NameTarget);
  const ir::Type* element = import(pointee);
  if (!element) return nullptr;
  if (element->kind == ir::TypeKind::Void)
    return refuse(Message::UnsupportedType, {"void*"}, Message::UseSupportedType);
  return isReference ? types_.referenceTo(element, pointee.isConstQualified())
                     : types_.pointerTo(element, pointee.isConstQualified());
}

// ---- classes ---------------------------------------------------------------------------------------------------

bool TypeImporter::mayHoldFloats(QualType type) {
  type = context_.getBaseElementType(type.getCanonicalType());
  while (true) {
    const QualType pointee = type->getPointeeType();
    if (pointee.isNull()) break;
    type = context_.getBaseElementType(pointee.getCanonicalType());
  }
  if (const auto* record = type->getAs<RecordType>()) return mayHoldFloats(record->getDecl());
  return !(type->isIntegralOrEnumerationType() || type->isVoidType() || type->isFunctionType() ||
           type->isNullPtrType());
}

bool TypeImporter::mayHoldFloats(const RecordDecl* record) {
  record = record->getDefinition();
  if (!record) return false;  // whatever it hides, only functions without a body here can touch it
  const auto [known, fresh] = holdsFloats_.try_emplace(record, false);
  if (!fresh) return known->second;
  bool holds = false;
  if (const auto* cxx = dyn_cast<CXXRecordDecl>(record))
    for (const CXXBaseSpecifier& base : cxx->bases()) holds |= mayHoldFloats(base.getType());
  for (const FieldDecl* field : record->fields())
    holds |= !annotations::has(field, annotations::Kind::Passive) && mayHoldFloats(field->getType());
  holdsFloats_[record] = holds;
  return holds;
}

// Does declaring an object without a value fail, or run code?
static bool isConstructed(const CXXRecordDecl* record) {
  const CXXConstructorDecl* constructor = nullptr;
  for (const CXXConstructorDecl* one : record->ctors())
    if (one->isDefaultConstructor()) constructor = one;
  if (!constructor && !record->needsImplicitDefaultConstructor()) return true;
  if (constructor && (constructor->isUserProvided() || constructor->isDeleted() || !isAccessible(constructor)))
    return true;
  const auto isPart = [](QualType type) {
    const auto* part = type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    return part && part->hasDefinition() && isConstructed(part);
  };
  return llvm::any_of(record->bases(), [&](const CXXBaseSpecifier& base) { return isPart(base.getType()); }) ||
         llvm::any_of(record->fields(), [&](const FieldDecl* field) { return isPart(field->getType()); });
}

std::string TypeImporter::baseField(const CXXRecordDecl* derived, const CXXRecordDecl* base) const {
  const auto nameOf = [&](const CXXRecordDecl* one) {
    return backend::identifier(spelling(recordType(context_, one)));
  };
  std::string name = nameOf(base);
  unsigned before = 0;  // bases of the same name, such as lambdas
  for (const CXXBaseSpecifier& other : derived->bases()) {
    const CXXRecordDecl* one = other.getType()->getAsCXXRecordDecl();
    if (one->getCanonicalDecl() == base->getCanonicalDecl()) break;
    before += nameOf(one) == name;
  }
  if (before) name += "_" + std::to_string(before + 1);
  while (llvm::any_of(derived->fields(), [&](const FieldDecl* field) { return field->getName() == name; }))
    name += "_base";
  return name;
}

static bool hasMember(const CXXRecordDecl* record, DeclarationName name) {
  return !record->lookup(name).empty() || llvm::any_of(record->bases(), [&](const CXXBaseSpecifier& base) {
    return hasMember(base.getType()->getAsCXXRecordDecl(), name);
  });
}

// Is each member of the base found in the derived class under its own name?
static bool isImplicitBase(const CXXRecordDecl* derived, const CXXBaseSpecifier& specifier,
                           const CXXRecordDecl* members) {
  if (specifier.getAccessSpecifier() != AS_public) return false;
  const auto isFound = [&](const FieldDecl* field) {
    return derived->lookup(field->getDeclName()).empty() &&
           llvm::none_of(derived->bases(), [&](const CXXBaseSpecifier& other) {
             return &other != &specifier && hasMember(other.getType()->getAsCXXRecordDecl(), field->getDeclName());
           });
  };
  return llvm::all_of(members->fields(), isFound) && llvm::all_of(members->bases(), [&](const CXXBaseSpecifier& base) {
           return isImplicitBase(derived, specifier, base.getType()->getAsCXXRecordDecl());
         });
}

static bool repeatsBase(const CXXRecordDecl* record, std::set<const CXXRecordDecl*>& seen) {
  return llvm::any_of(record->bases(), [&](const CXXBaseSpecifier& base) {
    const CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
    return !seen.insert(parent->getCanonicalDecl()).second || repeatsBase(parent, seen);
  });
}

bool TypeImporter::isNeverCopied(QualType type) {
  const auto* record = type->getAsCXXRecordDecl();
  record = record ? record->getDefinition() : nullptr;
  if (!record || !mayHoldFloats(record)) return false;
  if (record->needsImplicitCopyConstructor()) return record->defaultedCopyConstructorIsDeleted();
  return llvm::all_of(record->ctors(),
                      [](const CXXConstructorDecl* one) { return !one->isCopyConstructor() || one->isDeleted(); });
}

std::string TypeImporter::destructorObstacle(QualType type) const {
  const CXXRecordDecl* ends = destructorIn(type);
  if (!ends) return "";
  if (ends == type->getAsCXXRecordDecl()) return "it has a destructor";
  return "its part '" + spelling(recordType(context_, ends)) + "' has a destructor";
}

std::string TypeImporter::obstacle(const CXXRecordDecl* record) {
  if (record->isUnion()) return "it is a union";
  if (record->isLambda()) return "it is a lambda";
  if (record->isPolymorphic()) return "it has virtual functions";
  if (record->isInStdNamespace() && record->getNumBases() && !record->isEmpty()) return "it has base classes";
  if (record->getNumVBases()) return "it has a virtual base class";
  std::set<const CXXRecordDecl*> bases;
  if (repeatsBase(record, bases)) return "it has a base class twice";
  if (hasDestructorCode(record)) return "it has a destructor";
  // A derivative makes objects of its own of what holds floating-point numbers.
  const std::string part = mayHoldFloats(record) ? destructorObstacle(recordType(context_, record)) : "";
  if (!part.empty()) return part;
  for (const CXXMethodDecl* method : record->methods()) {
    const auto* constructor = dyn_cast<CXXConstructorDecl>(method);
    const bool copies = method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator() ||
                        (constructor && constructor->isCopyOrMoveConstructor());
    if (copies && method->isUserProvided() && !copiesMembers(method)) return "it has a copy operation of its own";
  }
  for (const FieldDecl* field : record->fields()) {
    if (field->isBitField()) return "it has bit-fields";
    if (record->isInStdNamespace() && field->getAccess() != AS_public)
      return "its member '" + field->getNameAsString() + "' is not public";
    if (field->getType().isConstQualified() && mayHoldFloats(field->getType()))
      return "its member '" + field->getNameAsString() + "' is const";
    if (field->getType()->isReferenceType()) return "its member '" + field->getNameAsString() + "' is a reference";
    if (field->isAnonymousStructOrUnion()) return "it has an anonymous member";
  }
  return "";
}

const ir::Type* TypeImporter::importRecord(const RecordDecl* declaration) {
  const RecordDecl* record = declaration->getDefinition() ? declaration->getDefinition() : declaration;
  if (const auto known = records_.find(record); known != records_.end()) return known->second;
  const std::string name = spelling(recordType(context_, record));
  if (annotations::has(record, annotations::Kind::Opaque)) return records_[record] = types_.opaque(name, true);
  if (const Container kind = containerOf(recordType(context_, record)); kind != Container::None) {
    const ir::Type* container = importContainer(recordType(context_, record), kind);
    if (container) records_[record] = container;
    return container;
  }
  if (isTuple(recordType(context_, record)) || isComplex(recordType(context_, record))) {
    const QualType type = recordType(context_, record);
    const ir::Type* made = isComplex(type) ? importComplex(type) : importTuple(type);
    if (made) records_[record] = made;
    return made;
  }
  if (!record->isCompleteDefinition()) return records_[record] = types_.opaque(name, false);
  const auto* cxx = dyn_cast<CXXRecordDecl>(record);
  if (cxx && cxx->isLambda()) return importClosure(cxx);
  if (cxx && isStdFunction(recordType(context_, cxx)))
    return refuse(Message::UnsupportedFunctionPointer, {}, Message::NameTarget);
  if (record->isUnion()) return refuse(Message::UnsupportedUnion, {}, Message::UseStruct);
  if (!record->getParentFunctionOrMethod() && !record->getDeclName() && !record->getTypedefNameForAnonDecl())
    return refuse(Message::UnsupportedLocalType, {name}, Message::MoveTypeOut);
  if (cxx && !isAccessible(cxx)) return refuse(Message::UnsupportedPrivateType, {name}, Message::MakeTypePublic);
  const std::string why = cxx ? obstacle(cxx) : "";
  if (why.empty()) return importFields(record);
  if (!mayHoldFloats(record) && !isLocal(recordType(context_, record)))
    return records_[record] = types_.opaque(name, false);
  const bool isLibrary = record->isInStdNamespace();
  return refuse(Message::UnsupportedClass, {name, why}, isLibrary ? Message::UseKnownClasses : Message::UsePlainStruct);
}

// Each has a name of its own, which no C++ code could use: functions that take it are inlined, variables of it split.
const ir::Type* TypeImporter::importClosure(const CXXRecordDecl* record) {
  // One that captures the std::function that holds it.
  if (!openClosures_.insert(record).second) return refuse(Message::RecursiveInlined, {}, Message::PassData);
  const auto close = llvm::make_scope_exit([&] { openClosures_.erase(record); });
  std::vector<ir::Field> fields;
  auto field = record->field_begin();
  for (const LambdaCapture& capture : record->captures()) {
    if (capture.capturesVLAType()) return refuse(Message::UnsupportedVla, {}, Message::UseFixedArray);
    const Callable* callable = callables_.captured(*field);
    if (callable && callable->only()) {
      ++field;
      continue;
    }
    const bool isReference = field->getType()->isReferenceType();
    const QualType type = field->getType().getNonReferenceType();
    const ir::Type* imported = !callable              ? import(type)
                               : callable->isObject() ? import(callable->object)
                                                      : types_.intType();
    if (imported && isReference) imported = types_.pointerTo(imported, type.isConstQualified() && !callable);
    if (!imported) return nullptr;
    std::string name = capture.capturesVariable() ? capture.getCapturedVar()->getNameAsString() : "object";
    const auto isTaken = [&](const ir::Field& other) { return other.name == name; };
    for (const std::string base = name; std::any_of(fields.begin(), fields.end(), isTaken);)
      name = base + "_" + std::to_string(fields.size() + 1);
    closureMembers_[*field++] = name;
    fields.push_back({name, imported, !imported->canBeActive()});
  }
  ir::Type* closure = types_.record(newUnnamed(types_));
  closure->fields = std::move(fields);
  return records_[record] = closure;
}

const ir::Type* TypeImporter::importContainer(QualType type, Container kind) {
  if (kind == Container::Span) return importSpan(type);
  const ir::Type* element = import(elementOf(type));
  if (!element || kind == Container::Iterator) return element;
  if (isStandIn(elementOf(type))) return refuse(Message::UnsupportedType, {spelling(type)}, Message::UseSupportedType);
  if (kind == Container::Owner) return types_.vectorOf(element, "std::vector<" + element->spelling + ">");
  if (kind == Container::Vector && isLocal(type) && spelling(type).find("(lambda") == std::string::npos)
    return refuse(Message::UnsupportedLocalType, {spelling(elementOf(type))}, Message::MoveTypeOut);
  if (kind == Container::Vector) return types_.vectorOf(element, spelling(type));
  if (extentOf(type) == 0) return refuse(Message::UnsupportedType, {spelling(type)}, Message::UseSupportedType);
  return types_.arrayClass(element, extentOf(type), spelling(type));
}

const ir::Type* TypeImporter::importTuple(QualType type) {
  const std::vector<QualType> elements = tupleElements(type);
  const bool isPassive = llvm::none_of(elements, [&](QualType element) { return mayHoldFloats(element); });
  std::vector<ir::Field> fields;
  for (unsigned i = 0; i < elements.size(); ++i) {
    const QualType element = elements[i];
    const bool isPlain = !element->isReferenceType() && !element.isConstQualified();
    if (isStandIn(element)) return refuse(Message::UnsupportedType, {spelling(type)}, Message::UseSupportedType);
    const ir::Type* imported = isPlain ? import(element) : nullptr;
    if (!imported && isPassive && !isLocal(type)) return types_.opaque(spelling(type), false);
    if (!imported && isPlain) return nullptr;
    if (!imported)
      return refuse(Message::UnsupportedClass,
                    {spelling(type), element->isReferenceType() ? "it holds a reference" : "an element is const"},
                    Message::UseValues);
    const std::string name = tupleMember(type, i);
    const bool isElement = llvm::StringRef(name).starts_with(ir::elementMember);
    fields.push_back({name, imported, !imported->canBeActive(), isElement ? ir::Access::Element : ir::Access::Named});
  }
  ir::Type* record = types_.record(isLocal(type) ? newUnnamed(types_) : spelling(type));
  record->fields = std::move(fields);
  record->library = true;
  return record;
}

const ir::Type* TypeImporter::importComplex(QualType type) {
  const auto* record = cast<ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  const ir::Type* part = import(record->getTemplateArgs()[0].getAsType());
  ir::Type* complex = types_.record(spelling(type));
  complex->fields = {{"real", part, false, ir::Access::Element}, {"imag", part, false, ir::Access::Element}};
  complex->library = true;
  return complex;
}

const ir::Type* TypeImporter::importSpan(QualType type) {
  const QualType element = elementOf(type);
  const ir::Type* pointer = importPointee(element, false);
  if (!pointer) return nullptr;
  if (isStandIn(element)) return refuse(Message::UnsupportedType, {spelling(type)}, Message::UseSupportedType);
  ir::Type* span = types_.record(ir::unnamedType + spelling(type) + ")");
  span->fields = {{"data", pointer, !pointer->canBeActive()}, {ir::sizeMember, types_.sizeType(), true}};
  return span;
}

const ir::Type* TypeImporter::importView(QualType span) {
  span = span.getNonReferenceType();
  const QualType element = elementOf(span);
  if (!import(span)) return nullptr;
  const llvm::APSInt extent =
      cast<ClassTemplateSpecializationDecl>(span->getAsCXXRecordDecl())->getTemplateArgs()[1].getAsIntegral();
  const ir::Type* imported = import(element);
  const std::string size = extent.isAllOnes() ? "" : ", " + std::to_string(extent.getZExtValue());
  const ir::Type* view = types_.vectorOf(imported, std::string(ir::viewName) + "<" + imported->spelling + size + ">");
  return types_.referenceTo(view, element.isConstQualified());
}

const ir::Type* TypeImporter::importFields(const RecordDecl* record) {
  std::string name = spelling(recordType(context_, record));
  // Of what holds closures: Clang spells every closure alike.
  if (name.find("(lambda") != std::string::npos) name += " #" + std::to_string(types_.records().size() + 1);
  // Like a closure: no C++ code outside of the function could name it.
  if (isLocal(recordType(context_, record))) name = newUnnamed(types_);
  ir::Type* result = types_.record(name);
  records_[record] = result;
  std::vector<ir::Field> fields;
  const auto add = [&](const std::string& name, QualType member, bool isPassive, ir::Access access) {
    const ir::Type* type = import(member);
    if (type && isStandIn(member))
      type = refuse(Message::UnsupportedType, {spelling(member)}, Message::UseSupportedType);
    if (type)
      fields.push_back({name, type, isPassive, access});
    else
      records_.erase(record);
    return type != nullptr;
  };
  const auto* cxx = dyn_cast<CXXRecordDecl>(record);
  if (cxx && !(cxx->isInStdNamespace() && cxx->isEmpty()))
    for (const CXXBaseSpecifier& base : cxx->bases()) {
      const CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
      const ir::Access access = isImplicitBase(cxx, base, parent) ? ir::Access::Implicit : ir::Access::Base;
      if (!add(baseField(cxx, parent), base.getType(), false, access)) return nullptr;
    }
  for (const FieldDecl* field : record->fields()) {
    const bool isPublic = field->getAccess() == AS_public || field->getAccess() == AS_none;
    if (!add(field->getNameAsString(), field->getType(), annotations::has(field, annotations::Kind::Passive),
             isPublic ? ir::Access::Named : ir::Access::Private))
      return nullptr;
  }
  result->fields = fields;
  result->constructed = cxx && isConstructed(cxx);
  result->memberwise = cxx && !cxx->isInStdNamespace() && !cxx->hasTrivialDestructor();
  for (ir::Field& field : result->fields) field.passive |= !field.type->canBeActive();
  return result;
}

}  // namespace retrograd::frontend
