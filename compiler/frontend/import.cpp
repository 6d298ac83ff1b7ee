#include "frontend/import.h"

#include "analysis/memory.h"
#include "backend/names.h"
#include "frontend/annotations.h"
#include "frontend/clang_compat.h"
#include "frontend/downcasts.h"
#include "frontend/function_importer.h"
#include "frontend/import_state.h"
#include "frontend/overloads.h"
#include "frontend/sink.h"
#include "ir/unnamed.h"
#include "llvm/Support/raw_ostream.h"

namespace retrograd::frontend {

using namespace clang;
using annotations::Kind;
using diag::Message;

// ---- names -------------------------------------------------------------------------------------------------------

// Explicit arguments behind a pack would be taken for parts of the pack.
static llvm::ArrayRef<TemplateArgument> spelledArguments(llvm::ArrayRef<TemplateArgument> arguments) {
  for (const TemplateArgument& argument : arguments.drop_back())
    if (argument.getKind() == TemplateArgument::Pack)
      return arguments.take_front(static_cast<std::size_t>(&argument - arguments.data()));
  return arguments;
}

static std::string nameWith(const NamedDecl* declaration, bool isCall) {
  const ASTContext& context = declaration->getASTContext();
  PrintingPolicy policy(context.getLangOpts());
  policy.SuppressUnwrittenScope = true;
  policy.SuppressTagKeyword = true;
  policy.PrintCanonicalTypes = true;
  std::string text;
  llvm::raw_string_ostream stream(text);
  declaration->printQualifiedName(stream, policy);
  const TemplateArgumentList* arguments = nullptr;
  if (const auto* function = dyn_cast<FunctionDecl>(declaration)) arguments = function->getTemplateSpecializationArgs();
  if (const auto* variable = dyn_cast<VarTemplateSpecializationDecl>(declaration))
    arguments = &variable->getTemplateArgs();
  if (!arguments) return text;
  const llvm::ArrayRef<TemplateArgument> all = arguments->asArray();
  printTemplateArgumentList(stream, isCall && !all.empty() ? spelledArguments(all) : all, policy);
  return text;
}

std::string qualifiedNameOf(const NamedDecl* declaration) { return nameWith(declaration, false); }
std::string calledNameOf(const NamedDecl* declaration) { return nameWith(declaration, true); }

std::string shownName(const FunctionDecl* declaration) {
  if (isLambda(declaration)) return "a lambda";
  const bool isLibrary = declaration->getASTContext().getSourceManager().isInSystemHeader(declaration->getLocation());
  return isLibrary ? declaration->getQualifiedNameAsString() : qualifiedNameOf(declaration);
}

std::vector<std::string> scopeOf(const Decl* declaration) {
  std::vector<std::string> scope;
  for (const DeclContext* at = declaration->getDeclContext(); at && !at->isTranslationUnit(); at = at->getParent())
    if (const auto* space = dyn_cast<NamespaceDecl>(at))
      scope.insert(scope.begin(), (space->isInline() ? "inline " : "") + space->getNameAsString());
  return scope;
}

// ---- state -------------------------------------------------------------------------------------------------------

ImportState::ImportState(ASTContext& context, ir::Module& module, diag::Sink& sink, const Importer& importer)
    : context(context),
      module(module),
      sink(sink),
      importer(importer),
      callables(context),
      globalNames(context),
      types(context, module.types, callables, globalNames) {}

ir::Location ImportState::location(SourceLocation location, const ir::Function* function) const {
  // Where the user would look: macro arguments where they are written, a macro's own text where it is used.
  const SourceManager& sources = context.getSourceManager();
  const auto at = [&](SourceLocation where) { return irLocation(sources.getFileLoc(where), sources); };
  const SourceLocation shown = location.isValid() ? shownLocation(location, function) : location;
  ir::Location result = at(shown);
  if (shown != location) result.inside = at(location).raw;
  return result;
}

void ImportState::refuse(const std::string& function, ir::Location where, const Refusal& refusal) {
  if (isQuiet) return;
  if (importing_) {  // is what calls it wanted?
    complaints_.push_back({importing_, function, where, refusal});
    return;
  }
  if (!reported_.insert({where.raw, refusal.message}).second) return;
  std::vector<std::string> arguments{function};
  arguments.insert(arguments.end(), refusal.arguments.begin(), refusal.arguments.end());
  sink.report(refusal.message, where, arguments, {{refusal.note, where, refusal.noteArguments}});
}

std::string ImportState::uniqueName(const FunctionDecl* declaration, const std::vector<Callable>& callables) {
  const std::string qualified = calledName(declaration);
  std::string name = isLambda(declaration) ? "lambda" : backend::unscopedName(qualified, scopeOf(declaration));
  for (const Callable& callable : callables) name += "_" + describe(callable);
  if (!module.find(name)) return name;
  // An overload, or the same name in another namespace: told apart by what it takes, then by where it is.
  std::string parameters;
  for (const ParmVarDecl* parameter : declaration->parameters())
    parameters += "_" + backend::identifier(types.spelling(parameter->getType()));
  if (!isLambda(declaration) && !module.find(name + parameters)) return name + parameters;
  if (!isLambda(declaration)) name = backend::identifier(qualified) + parameters;
  std::string unique = name;
  for (unsigned n = 2; module.find(unique); ++n) unique = name + "_" + std::to_string(n);
  return unique;
}

// In the name of a function that is called with it.
std::string ImportState::describe(const Callable& callable) const {
  if (callable.isObject()) return backend::identifier(callable.object->getAsCXXRecordDecl()->getNameAsString());
  std::string names;
  for (const FunctionDecl* function : callable.functions)
    if (function)
      names += (names.empty() ? "" : "_or_") +
               (isLambda(function) ? "lambda" : backend::identifier(qualifiedNameOf(function)));
  return names;
}

// A constructor is called by its class's name.
std::string ImportState::calledName(const FunctionDecl* declaration) {
  const auto* constructor = dyn_cast<CXXConstructorDecl>(declaration);
  return constructor ? types.spelling(recordType(context, constructor->getParent()))
                     : withVisibleArguments(qualifiedNameOf(declaration));
}

// Calls look the function itself up at global scope; what its name holds in <> is looked up where they stand.
std::string ImportState::withVisibleArguments(const std::string& function) {
  const std::string name = globalNames.visible(function);
  return llvm::StringRef(name).starts_with("::") ? name.substr(2) : name;
}

// Is it library code that the user doesn't look into, such as our own headers?
static bool isOfLibrary(SourceLocation location, const FunctionDecl* function) {
  const SourceManager& sources = function->getASTContext().getSourceManager();
  if (location.isInvalid() || sources.isInSystemHeader(location)) return true;
  const std::vector<std::string> scope = scopeOf(function);
  return !scope.empty() && scope.front() == "retrograd" && !sources.isInMainFile(sources.getExpansionLoc(location));
}

SourceLocation ImportState::shownLocation(SourceLocation location, const ir::Function* function) const {
  const auto callSite = callSites.find(function);
  const bool isHidden = callSite != callSites.end() && isOfLibrary(location, declarations.at(function));
  return isHidden ? callSite->second : location;
}

// Who calls it passes a pointer and a size for a span, whatever it takes itself.
static bool isCalledWithSpans(const FunctionDecl* declaration) {
  return annotations::has(declaration, Kind::Autodiff) &&
         llvm::any_of(declaration->parameters(), [](const ParmVarDecl* parameter) {
           return containerOf(parameter->getType()) == Container::Span;
         });
}

ir::Function* ImportState::function(const FunctionDecl* declaration, SourceLocation callSite,
                                    const std::vector<Callable>& callables) {
  const FunctionDecl* canonical = declaration->getCanonicalDecl();
  const bool isCopy = callSite.isValid() && isCalledWithSpans(declaration);
  const auto [known, isNew] = (isCopy ? called_ : specialised_).try_emplace({canonical, callables}, nullptr);
  if (!isNew) return known->second;
  const FunctionDecl* definition = nullptr;
  const bool hasBody = declaration->hasBody(definition) && !isOfOpaque(declaration);
  const FunctionDecl* source = definition ? definition : declaration;
  ir::Function* function = module.newFunction(uniqueName(declaration, callables));
  known->second = function;
  if (callables.empty() && !isCopy) functions[canonical] = function;
  declarations[function] = source;
  auto nextCallable = callables.begin();
  Callables::Bound& bound = bound_[function];
  for (const ParmVarDecl* parameter : source->parameters())
    if (nextCallable != callables.end() && isCallable(parameter->getType())) bound[parameter] = *nextCallable++;
  if (callSite.isValid()) callSites[function] = callSite;
  function->annotated = annotations::has(declaration, Kind::Autodiff) && !isCopy && bound.empty();
  function->rows = annotations::rowsOf(declaration);
  function->memory = annotations::memoryOf(declaration);
  if (!fillSignature(source, *function)) {
    refused.insert(function);
    if (callables.empty() && !isCopy) functions[canonical] = nullptr;
    return known->second = nullptr;
  }
  if (importer.resolveRules) importer.resolveRules(source, *function);
  if (!callables.empty() && (function->adjointRule || function->tangentRule)) {
    refuse(shownName(declaration), location(declaration->getLocation(), function),
           {Message::RuleFitsNotOne,
            {"it takes a function, and is made anew for each that it is called with"},
            Message::MoveIntoFunctionWithRule});
    refused.insert(function);
    return known->second = nullptr;
  }
  if (hasBody && !function->adjointRule && !function->tangentRule) {
    function->hasBody = true;
    waiting_.push_back(function);
  }
  return function;
}

bool ImportState::isPassed(const ParmVarDecl* parameter, const Callables::Bound& bound) {
  const auto known = bound.find(parameter);
  return known == bound.end() || !known->second.only();
}

// A span by value, or by a reference that can't make it another one.
static bool isViewed(QualType type) {
  return containerOf(type) == Container::Span && !isInitializerList(type) &&
         (!type->isReferenceType() || type.getNonReferenceType().isConstQualified());
}

// A function that is only ever inlined may take `T&&` as `T&`, and a const reference to a span as a span.
const ir::Type* ImportState::parameterType(const ParmVarDecl* parameter, const ir::Function& function) {
  QualType type = parameter->getType();
  const Callables::Bound& bound = boundIn(&function);
  if (const auto known = bound.find(parameter); known != bound.end()) {
    if (!known->second.isObject()) return module.types.intType();
    const ir::Type* object = types.import(known->second.object);
    return object && type->isReferenceType() ? module.types.referenceTo(object, false) : object;
  }
  if (function.annotated) return isViewed(type) ? types.importView(type) : types.import(type);
  if (containerOf(type) == Container::Span && type.getNonReferenceType().isConstQualified())
    type = type.getNonReferenceType();
  else if (type->isRValueReferenceType())
    type = context.getLValueReferenceType(type->getPointeeType());
  if (type->isReferenceType())
    if (const CXXRecordDecl* whole = wholeOf(type, declarations.at(&function))) {
      const ir::Type* record = types.import(recordType(context, whole));
      return record ? module.types.referenceTo(record, type.getNonReferenceType().isConstQualified()) : nullptr;
    }
  return types.import(type);
}

bool ImportState::mayWriteGlobals(const ir::Function* function) {
  if (globalUses.mayWriteGlobals(declarations.at(function))) return true;
  for (const auto& [parameter, callable] : boundIn(function)) {
    for (const FunctionDecl* target : callable.functions)
      if (target && globalUses.mayWriteGlobals(target)) return true;
    const CXXMethodDecl* target = callable.isObject() ? callOperatorOf(callable.object) : nullptr;
    if (target && globalUses.mayWriteGlobals(target)) return true;
  }
  return false;
}

// Is there no way to write a call of it, or of its derivative?
static bool mustBeInlined(const FunctionDecl* declaration, const ir::Function& function) {
  if (function.annotated) return false;
  if (function.result->isPointer() &&
      (declaration->getReturnType()->isReferenceType() || function.result->canBeActive()))
    return true;
  bool isUnnamed = ir::isUnnamed(function.result);
  for (const ir::Variable* parameter : function.parameters) isUnnamed |= ir::isUnnamed(parameter->type);
  // Iterators are pointers here: the original couldn't be called with these.
  const auto isIterator = [](QualType type) {
    return containerOf(type) == Container::Iterator || containerOf(type) == Container::Owner;
  };
  bool isForeign = isIterator(declaration->getReturnType());
  for (const ParmVarDecl* parameter : declaration->parameters())
    isForeign |= parameter->getType()->isRValueReferenceType() || isIterator(parameter->getType());
  return isUnnamed || isForeign;
}

// A member function of a class that we don't look into.
bool ImportState::isOfOpaque(const FunctionDecl* declaration) {
  const auto* method = dyn_cast<CXXMethodDecl>(declaration);
  const ir::Type* type = method ? types.import(recordType(context, method->getParent())) : nullptr;
  if (!type || type->kind != ir::TypeKind::Opaque) return false;
  // One that makes an object from passive data only.
  const bool makesOne = types.import(method->getReturnType()) == type;
  return !method->isStatic() || (makesOne && llvm::none_of(method->parameters(), [&](const ParmVarDecl* parameter) {
                                   const ir::Type* one = types.import(parameter->getType());
                                   return !one || one->canBeActive();
                                 }));
}

static ir::Calling callingOf(const FunctionDecl* declaration) {
  const auto* method = dyn_cast<CXXMethodDecl>(declaration);
  const auto isHidden = [](const FunctionDecl* one) { return one->getLexicalDeclContext()->isRecord(); };
  if (!isNamedOutside(declaration) || isLambda(declaration)) return ir::Calling::AsCopy;
  if (!method && llvm::all_of(declaration->redecls(), isHidden)) return ir::Calling::AsCopy;
  if (!method || method->isStatic() || isa<CXXConstructorDecl>(method)) return ir::Calling::ByName;
  return method->getRefQualifier() == RQ_RValue ? ir::Calling::AsCopy : ir::Calling::AsMember;
}

bool ImportState::fillSignature(const FunctionDecl* declaration, ir::Function& function) {
  const std::string name = shownName(declaration), called = calledName(declaration);
  function.scope = scopeOf(declaration);
  const Callables::Bound& bound = boundIn(&function);
  function.calling = bound.empty() ? callingOf(declaration) : ir::Calling::AsCopy;
  const bool isNamed = function.calling != ir::Calling::AsCopy && called != function.name;
  function.qualifiedName = isNamed ? called : "";
  const std::string calledAs = withVisibleArguments(calledNameOf(declaration));
  if (isNamed && !isa<CXXConstructorDecl>(declaration) && called != calledAs) function.calledAs = calledAs;
  function.internal = declaration->getFormalLinkage() != Linkage::External;
  function.chosenByConst = isChosenByConst(declaration);
  if (declaration->hasAttr<NoInlineAttr>()) function.inlining = ir::Inlining::Never;
  function.location = location(declaration->getLocation(), &function);
  bool sound = true;
  const auto refuseHere = [&](SourceLocation at, const Refusal& refusal) {
    refuse(name, location(at, &function), refusal);
    sound = false;
  };
  if (declaration->isVariadic())
    refuseHere(declaration->getLocation(), {Message::UnsupportedVariadic, {}, Message::UseParameterPack});
  const auto* method = dyn_cast<CXXMethodDecl>(declaration);
  if (method && !method->isStatic() && !addObject(method, function))
    return refuseHere(declaration->getLocation(), types.refusal()), false;
  for (const ParmVarDecl* parameter : declaration->parameters()) {
    if (!isPassed(parameter, bound)) continue;
    const Container kind = containerOf(parameter->getType());
    const bool isView = function.annotated && isViewed(parameter->getType());
    const ir::Type* type = parameterType(parameter, function);
    if (!type) {
      refuseHere(parameter->getLocation(), types.refusal());
      continue;
    }
    if (function.annotated && !isView &&
        (kind == Container::Iterator || kind == Container::Owner || kind == Container::Span))
      refuseHere(parameter->getLocation(),
                 {Message::UnsupportedType, {types.spelling(parameter->getType())}, Message::UseSupportedType});
    const std::string parameterName = parameter->getName().empty() ? "unnamed" : parameter->getNameAsString();
    ir::Variable* variable = function.newVariable(parameterName, type, ir::VariableRole::Parameter);
    if (parameter->getName().empty()) variable->base.clear();
    variable->isConst = parameter->getType().isConstQualified();
    variable->markedPassive = annotations::has(parameter, Kind::Passive);
    variable->location = location(parameter->getLocation(), &function);
    function.parameters.push_back(variable);
  }
  if (isa<CXXConstructorDecl>(declaration)) {
    if (sound && mustBeInlined(declaration, function)) function.inlining = ir::Inlining::Always;
    return sound;
  }
  // A reference is a pointer, or no result at all where it is that of an argument.
  QualType result = declaration->getReturnType();
  if (result->isReferenceType() && function.annotated)
    refuseHere(declaration->getLocation(), {Message::UnsupportedReferenceResult, {}, Message::ReturnIndexOrValue});
  if (function.annotated && (containerOf(result) == Container::Span || containerOf(result) == Container::Owner))
    refuseHere(declaration->getLocation(),
               {Message::UnsupportedType, {types.spelling(result)}, Message::UseSupportedType});
  if (result->isReferenceType())
    result =
        references.returnedArgument(declaration) ? context.VoidTy : context.getPointerType(result->getPointeeType());
  if (!(function.result = types.import(result))) refuseHere(declaration->getLocation(), types.refusal());
  if (sound && mustBeInlined(declaration, function)) {
    function.inlining = ir::Inlining::Always;
    for (std::size_t i = 0; i < function.parameters.size(); ++i)
      if (function.parameters[i]->markedPassive && function.parameters[i]->type->canBeActive())
        refuseHere(declaration->getLocation(),
                   {Message::PassiveInlined, {function.parameters[i]->name}, Message::MarkCaller});
  }
  return sound;
}

// The object of a member function is its first parameter; a constructor returns it.
bool ImportState::addObject(const CXXMethodDecl* method, ir::Function& function) {
  const QualType object = recordType(context, method->getParent());
  const bool isPart = !function.annotated && !isa<CXXConstructorDecl>(method);
  const CXXRecordDecl* whole = isPart ? wholeOf(object, method) : nullptr;
  const ir::Type* record = types.import(whole ? recordType(context, whole) : object);
  if (!record) return false;
  if (isa<CXXConstructorDecl>(method)) {
    function.result = record;
    return true;
  }
  const ir::Type* type = module.types.referenceTo(record, method->isConst());
  const char* name = isLambda(method) ? "closure" : "self";
  function.parameters.push_back(function.newVariable(name, type, ir::VariableRole::Parameter));
  function.parameters.back()->location = location(method->getLocation(), &function);
  return true;
}

ir::Variable* ImportState::global(const VarDecl* variable) {
  variable = variable->getCanonicalDecl();
  const auto [known, fresh] = globals_.try_emplace(variable, nullptr);
  if (!fresh) return known->second;
  const ir::Type* type = types.import(variable->getType());
  if (!type) return nullptr;
  ir::Variable& result = module.globals.emplace_back();
  result.name = globalNames.visible(qualifiedNameOf(variable));
  result.type = type;
  result.role = ir::VariableRole::Global;
  result.isConst = context.getBaseElementType(variable->getType()).isConstQualified();
  result.isStatic = !result.isConst;
  result.location = location(variable->getLocation());
  return globals_[variable] = &result;
}

// ---- interface ---------------------------------------------------------------------------------------------------

Importer::Importer(ASTContext& context, ir::Module& module, diag::Sink& sink)
    : state_(std::make_unique<ImportState>(context, module, sink, *this)) {}
Importer::~Importer() = default;

ir::Function* Importer::import(const FunctionDecl* declaration) {
  ir::Function* function = declare(declaration);
  state_->drain();
  state_->refuseHiddenWholes();
  return function && state_->isSound(function) ? function : nullptr;
}

// A derivative has no place for a reference that the function returns.
ir::Function* Importer::declare(const FunctionDecl* declaration) {
  if (!declaration->getReturnType()->isReferenceType()) {
    ir::Function* function = state_->function(declaration);
    state_->roots.insert(function);
    return function;
  }
  state_->refuse(qualifiedNameOf(declaration), state_->location(declaration->getLocation()),
                 {Message::UnsupportedReferenceResult, {}, Message::ReturnIndexOrValue, {}});
  return nullptr;
}

ir::Function* Importer::tryImport(const FunctionDecl* declaration) {
  state_->isQuiet = true;
  ir::Function* function = import(declaration);
  state_->isQuiet = false;
  return function && function->hasBody ? function : nullptr;
}

ir::Function* Importer::functionOf(const FunctionDecl* declaration) const {
  const auto known = state_->functions.find(declaration->getCanonicalDecl());
  return known == state_->functions.end() ? nullptr : known->second;
}

const FunctionDecl* Importer::declarationOf(const ir::Function* function) const {
  const auto known = state_->declarations.find(function);
  return known == state_->declarations.end() ? nullptr : known->second;
}

std::string Importer::spelling(QualType type) const { return state_->types.spelling(type); }

const ir::Type* Importer::importType(QualType type) { return state_->types.import(type); }

}  // namespace retrograd::frontend
