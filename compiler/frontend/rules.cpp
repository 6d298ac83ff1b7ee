#include "frontend/rules.h"

#include "clang/Sema/Overload.h"
#include "frontend/annotations.h"
#include "frontend/import.h"
#include "frontend/sink.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <set>

namespace retrograd::frontend {

using namespace clang;

namespace {

constexpr StringRef adjointSuffix = "_adjoint", tangentSuffix = "_tangent";

// "Matrix (const ns::Matrix &)" and "Matrix(const Matrix&)" are the same type: no spaces beside signs, no scopes.
std::string normalised(StringRef type) {
  std::string result;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const char c = type[i];
    if (c == ':' && i + 1 < type.size() && type[i + 1] == ':') {
      while (!result.empty() && (llvm::isAlnum(result.back()) || result.back() == '_')) result.pop_back();
      ++i;
      continue;
    }
    const bool isName = llvm::isAlnum(c) || c == '_';
    if (isName && i > 0 && type[i - 1] == ' ' && !result.empty() &&
        (llvm::isAlnum(result.back()) || result.back() == '_'))
      result += ' ';
    if (c != ' ') result += c;
  }
  return result;
}

// A first look, by the form of the type alone: can values of it, or what it leads to, carry derivatives?
bool canCarryDerivative(QualType type, unsigned depth = 0) {
  type = type.getNonReferenceType().getCanonicalType();
  if (type->isDependentType() || type->isRealFloatingType()) return true;
  if (const auto* array = dyn_cast<ArrayType>(type.getTypePtr()))
    return canCarryDerivative(array->getElementType(), depth);
  if (type->isPointerType()) return depth < 8 && canCarryDerivative(type->getPointeeType(), depth + 1);
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition() || depth >= 8) return false;
  if (annotations::has(record, annotations::Kind::Opaque)) return true;
  for (const CXXBaseSpecifier& base : record->bases())
    if (canCarryDerivative(base.getType(), depth + 1)) return true;
  for (const FieldDecl* field : record->fields())
    if (!annotations::has(field, annotations::Kind::Passive) && canCarryDerivative(field->getType(), depth + 1))
      return true;
  return false;
}

// The parameters of the declaration that names them: the definition, else the first one that names all.
const FunctionDecl* namingDeclaration(const FunctionDecl* function) {
  if (const FunctionDecl* definition = function->getDefinition()) return definition;
  if (const FunctionDecl* pattern = function->getTemplateInstantiationPattern())
    if (pattern->getNumParams() == function->getNumParams()) function = pattern;
  auto allNamed = [](const FunctionDecl* one) {
    return llvm::all_of(one->parameters(), [](const ParmVarDecl* p) { return !p->getName().empty(); });
  };
  for (const FunctionDecl* redeclaration : function->redecls())
    if (allNamed(redeclaration)) return redeclaration;
  return function;
}

QualType withoutReferenceAndConst(QualType type) {
  return type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

// Equal up to const and references that a rule may add or leave out.
bool sameType(QualType given, QualType expected, bool isOutput) {
  given = withoutReferenceAndConst(given);
  expected = withoutReferenceAndConst(expected);
  if (!isOutput && given->isPointerType() && expected->isPointerType())
    return sameType(given->getPointeeType(), expected->getPointeeType(), false);
  return given == expected;
}

bool isTemplate(const FunctionDecl* function) {
  return function->getPrimaryTemplate() || function->getDescribedFunctionTemplate();
}

const DeclContext* lookupScopeOf(const Decl* declaration) {
  return declaration->getDeclContext()->getEnclosingNamespaceContext();
}

// Functions and patterns of templates in a scope, inline namespaces included.
void functionsIn(const DeclContext* scope, std::vector<FunctionDecl*>& found) {
  std::vector<const DeclContext*> parts{scope};
  if (const auto* space = dyn_cast<NamespaceDecl>(scope)) parts.assign(space->redecls_begin(), space->redecls_end());
  for (const DeclContext* part : parts)
    for (Decl* member : part->decls()) {
      if (auto* function = dyn_cast<FunctionDecl>(member)) found.push_back(function);
      if (auto* functions = dyn_cast<FunctionTemplateDecl>(member)) found.push_back(functions->getTemplatedDecl());
      if (auto* inner = dyn_cast<NamespaceDecl>(member); inner && inner->isInline()) functionsIn(inner, found);
      if (auto* linkage = dyn_cast<LinkageSpecDecl>(member)) functionsIn(linkage, found);
    }
}

}  // namespace

Rules::Rules(Sema& sema, diag::Sink& sink, const std::vector<FunctionDecl*>& rules) : sema_(sema), sink_(sink) {
  for (FunctionDecl* declaration : rules) rules_.push_back(read(declaration));
}

std::string Rules::printType(QualType type) const {
  PrintingPolicy policy = sema_.getPrintingPolicy();
  policy.SuppressTagKeyword = true;
  return type.getAsString(policy);
}

Rules::Rule Rules::read(FunctionDecl* declaration) {
  Rule rule;
  rule.declaration = declaration;
  const std::vector<std::string> arguments = annotations::arguments(declaration, annotations::Kind::Rule);
  const StringRef ownName = declaration->getIdentifier() ? declaration->getName() : StringRef();
  const bool mentionsTangents = llvm::any_of(
      declaration->parameters(), [](const ParmVarDecl* parameter) { return parameter->getName().ends_with("_dot"); });
  rule.mode = mentionsTangents || ownName.ends_with(tangentSuffix) ? Mode::Tangent : Mode::Adjoint;
  if (!arguments.empty()) {
    const StringRef qualified = arguments[0];
    const std::size_t split = qualified.rfind("::");
    rule.primalName = split == StringRef::npos ? qualified.str() : qualified.substr(split + 2).str();
    rule.scope = findScope(declaration, split == StringRef::npos ? StringRef() : qualified.substr(0, split));
    if (arguments.size() > 1) rule.primalType = normalised(arguments[1]);
    if (!rule.scope) rule.problem = "there is no namespace of that name";
    return rule;
  }
  const StringRef suffix = rule.mode == Mode::Adjoint ? adjointSuffix : tangentSuffix;
  if (!ownName.ends_with(suffix)) {
    rule.problem = "its name ends neither in _adjoint nor in _tangent, and the attribute names no function";
    return rule;
  }
  rule.primalName = ownName.drop_back(suffix.size()).str();
  rule.scope = lookupScopeOf(declaration);
  return rule;
}

// The namespace named, looked for as C++ would: from the rule's own scope outwards.
const DeclContext* Rules::findScope(const FunctionDecl* rule, StringRef qualifiedName) const {
  for (const DeclContext* from = lookupScopeOf(rule); from; from = from->getParent()) {
    const DeclContext* scope = from;
    SmallVector<StringRef, 4> parts;
    qualifiedName.split(parts, "::", -1, /*KeepEmpty=*/false);
    for (StringRef part : parts) {
      const DeclContext* next = nullptr;
      for (NamedDecl* found : scope->lookup(&sema_.Context.Idents.get(part)))
        if (auto* space = dyn_cast<NamespaceDecl>(found->getUnderlyingDecl())) next = space;
      scope = next;
      if (!scope) break;
    }
    if (scope) return scope;
  }
  return nullptr;
}

// True if the rule is for a function of this name, scope and (if the attribute says one) type.
bool Rules::names(const Rule& rule, const FunctionDecl* primal) const {
  if (!rule.problem.empty()) return false;
  if (isa<CXXMethodDecl>(primal)) return false;  // rules are of functions outside classes
  if (primal->getNameAsString() != rule.primalName) return false;
  const DeclContext* scope = lookupScopeOf(primal);
  while (scope->isInlineNamespace() && !scope->Equals(rule.scope))
    scope = scope->getParent()->getEnclosingNamespaceContext();
  if (!scope->Equals(rule.scope)) return false;
  if (rule.primalType.empty()) return true;
  if (normalised(printType(primal->getType())) == rule.primalType) return true;
  const FunctionDecl* pattern = primal->getTemplateInstantiationPattern();
  return pattern && normalised(printType(pattern->getType())) == rule.primalType;
}

std::vector<FunctionDecl*> Rules::primalsNamed(const Rule& rule) const {
  std::vector<FunctionDecl*> all, result;
  functionsIn(rule.scope, all);
  std::set<const FunctionDecl*> seen;
  for (FunctionDecl* function : all)
    if (names(rule, function) && seen.insert(function->getCanonicalDecl()).second) result.push_back(function);
  return result;
}

Rules::Signature Rules::signatureFor(const FunctionDecl* primal, Mode mode) const {
  ASTContext& context = sema_.Context;
  Signature signature;
  const FunctionDecl* naming = namingDeclaration(primal);
  for (unsigned i = 0; i < primal->getNumParams(); ++i) {
    std::string name = naming->getParamDecl(i)->getNameAsString();
    if (name.empty()) {
      signature.hasUnnamed = true;
      name = "parameter" + std::to_string(i + 1);
    }
    const QualType type = primal->getParamDecl(i)->getType();
    const bool active =
        canCarryDerivative(type) && !annotations::has(primal->getParamDecl(i), annotations::Kind::Passive);
    signature.parameters.push_back({name, type});
    if (!active) continue;
    if (mode == Mode::Tangent) {
      signature.parameters.push_back({name + "_dot", type, /*required=*/true});
    } else {
      const QualType value = type.getNonReferenceType();
      const QualType target = value->isPointerType() ? value->getPointeeType() : value;
      signature.parameters.push_back({name + "_bar", context.getPointerType(target.getUnqualifiedType()),
                                      /*required=*/true, /*isOutput=*/true});
    }
  }
  const QualType result = primal->getReturnType();
  if (result->isVoidType()) return signature;
  const QualType value = result.getNonReferenceType().getUnqualifiedType();
  const QualType readOnly = value->isScalarType() ? value : context.getLValueReferenceType(value.withConst());
  if (mode == Mode::Adjoint) signature.parameters.push_back({"result", readOnly});
  if (!canCarryDerivative(result)) return signature;
  // A rule without it would say that the result has no derivative: only one of a function of passive values may.
  const bool required = llvm::any_of(signature.parameters, [](const Parameter& p) { return p.required; });
  if (mode == Mode::Adjoint)
    signature.parameters.push_back({"result_bar", readOnly, required});
  else
    signature.parameters.push_back({"result_dot", context.getLValueReferenceType(value), required});
  return signature;
}

// The rule's signature as it should be: the way out that errors show.
std::string Rules::print(const Rule& rule, const FunctionDecl* primal) const {
  std::string text = rule.mode == Mode::Adjoint ? "void" : printType(primal->getReturnType());
  text += ' ';
  text += rule.declaration->getNameAsString();
  text += '(';
  bool first = true;
  for (const Parameter& parameter : signatureFor(primal, rule.mode).parameters) {
    std::string declarator = parameter.name;
    PrintingPolicy policy = sema_.getPrintingPolicy();
    parameter.type.getAsStringInternal(declarator, policy);
    if (!first) text += ", ";
    text += declarator;
    first = false;
  }
  text += ')';
  return text;
}

// A parameter called `result`, or `x_bar` beside an `x`.
std::string Rules::Signature::ambiguity() const {
  std::set<std::string> names;
  for (const Parameter& parameter : parameters)
    if (!names.insert(parameter.name).second)
      return "'" + parameter.name + "' would stand for two things; rename the function's parameter";
  return "";
}

std::string Rules::nameMismatch(const Rule& rule, const Signature& signature) const {
  for (const ParmVarDecl* given : rule.declaration->parameters()) {
    if (given->getName().empty()) return "its parameters need names, by which they are matched";
    if (llvm::none_of(signature.parameters, [&](const Parameter& p) { return p.name == given->getName(); }))
      return "its parameter '" + given->getNameAsString() + "' is not one that the function gives";
  }
  for (const Parameter& expected : signature.parameters)
    if (expected.required &&
        llvm::none_of(rule.declaration->parameters(), [&](auto* given) { return given->getName() == expected.name; }))
      return "it lacks the parameter '" + expected.name + "'";
  return "";
}

std::string Rules::typeMismatch(const FunctionDecl* rule, const Signature& signature) const {
  for (const ParmVarDecl* given : rule->parameters())
    for (const Parameter& expected : signature.parameters)
      if (expected.name == given->getName() && !sameType(given->getType(), expected.type, expected.isOutput))
        return "its parameter '" + expected.name + "' is '" + printType(given->getType()) + "' where '" +
               printType(expected.type) + "' is expected";
  return "";
}

// A tangent rule may be called in its function's place.
std::string Rules::resultMismatch(const FunctionDecl* rule, const FunctionDecl* primal) const {
  const QualType given = rule->getReturnType(), expected = primal->getReturnType();
  if (sameType(given, expected, false) || given->isUndeducedType() || expected->isUndeducedType()) return "";
  return "it returns '" + printType(given) + "' where '" + printType(expected) + "' is expected";
}

// The instance of a rule template for these types, as overload resolution finds it; null if it doesn't fit.
FunctionDecl* Rules::instantiate(const Rule& rule, const Signature& signature) const {
  ASTContext& context = sema_.Context;
  const SourceLocation location = rule.declaration->getLocation();
  SmallVector<Expr*, 8> arguments;
  for (const ParmVarDecl* given : rule.declaration->parameters())
    for (const Parameter& expected : signature.parameters)
      if (expected.name == given->getName()) {
        QualType type = expected.type.getNonReferenceType();
        if (expected.name == "result_bar") type = type.getUnqualifiedType();  // a rule may use it up
        const bool isTemporary = expected.isOutput;
        arguments.push_back(new (context) OpaqueValueExpr(location, type, isTemporary ? VK_PRValue : VK_LValue));
      }
  OverloadCandidateSet candidates(location, OverloadCandidateSet::CSK_Normal);
  FunctionTemplateDecl* pattern = rule.declaration->getDescribedFunctionTemplate();
  sema_.AddTemplateOverloadCandidate(pattern, DeclAccessPair::make(pattern, AS_public), nullptr, arguments, candidates);
  OverloadCandidateSet::iterator best;
  if (candidates.BestViableFunction(sema_, location, best) != OR_Success) return nullptr;
  return best->Function;
}

FunctionDecl* Rules::fit(const Rule& rule, const FunctionDecl* primal, std::string& why) const {
  if (rule.primalType.empty() && isTemplate(primal) && !isTemplate(rule.declaration)) {
    why = "'" + rule.primalName + "' is a template: make the rule one, too, or name an instance by its type";
    return nullptr;
  }
  const Signature signature = signatureFor(primal, rule.mode);
  why = signature.hasUnnamed ? "a parameter of the function has no name" : signature.ambiguity();
  if (why.empty()) why = nameMismatch(rule, signature);
  if (!why.empty()) return nullptr;
  if (primal->isDependentContext()) return rule.declaration;  // types are known when the primal is instantiated
  FunctionDecl* function = rule.declaration;
  if (function->getDescribedFunctionTemplate() && !(function = instantiate(rule, signature))) {
    why = "its parameters' types do not fit";
    return nullptr;
  }
  why = typeMismatch(function, signature);
  if (why.empty() && rule.mode == Mode::Tangent) why = resultMismatch(function, primal);
  return why.empty() ? function : nullptr;
}

void Rules::resolve(const FunctionDecl* primal, ir::Function& function, const TypeOf& typeOf) {
  for (const Rule& rule : rules_) {
    std::string why;
    if (!names(rule, primal)) continue;
    const FunctionDecl* found = fit(rule, primal, why);
    if (!found) continue;
    ir::Rule result;
    result.calledName = qualifiedNameOf(rule.declaration);
    const FunctionDecl* naming = namingDeclaration(primal);
    for (const ParmVarDecl* parameter : found->parameters()) {
      // The importer may have renamed a parameter: the companions' names follow the IR's.
      std::string name = parameter->getNameAsString();
      for (unsigned i = 0; i < naming->getNumParams() && i < function.parameters.size(); ++i) {
        const std::string own = naming->getParamDecl(i)->getNameAsString();
        const StringRef rest = StringRef(name).starts_with(own) ? StringRef(name).drop_front(own.size()) : "no";
        if (!rest.empty() && rest != "_bar" && rest != "_dot") continue;
        name = function.parameters[i]->name + rest.str();
        break;
      }
      result.parameters.push_back(name);
      result.types.push_back(typeOf(parameter->getType()));
    }
    (rule.mode == Mode::Adjoint ? function.adjointRule : function.tangentRule) = result;
    if (rule.mode == Mode::Tangent) tangentRules_.push_back({&function, found});
  }
}

void Rules::check() {
  for (const Rule& rule : rules_) {
    if (!rule.problem.empty()) {
      report(rule, {}, rule.problem);
      continue;
    }
    const std::vector<FunctionDecl*> candidates = primalsNamed(rule);
    std::vector<FunctionDecl*> fitting;
    std::string why = "there is no function '" + rule.primalName + "'" +
                      (rule.primalType.empty() ? " in its scope" : " of that type");
    for (FunctionDecl* candidate : candidates)
      if (fit(rule, candidate, why)) fitting.push_back(candidate);
    // Overloaded templates are told apart when they are instantiated, so only plain functions can be ambiguous here.
    const bool allPlain = llvm::none_of(fitting, [](FunctionDecl* f) { return f->isDependentContext(); });
    if (fitting.empty())
      report(rule, candidates, why);
    else if (fitting.size() > 1 && allPlain)
      report(rule, fitting, "it fits several functions; name one by its type in the attribute");
  }
}

void Rules::report(const Rule& rule, const std::vector<FunctionDecl*>& candidates, const std::string& why) const {
  const SourceManager& sources = sema_.getSourceManager();
  std::vector<diag::Note> notes;
  for (const FunctionDecl* candidate : candidates)
    notes.push_back(
        {diag::Message::RuleExpected, irLocation(candidate->getLocation(), sources), {print(rule, candidate)}});
  sink_.report(diag::Message::RuleFitsNotOne, irLocation(rule.declaration->getLocation(), sources),
               {rule.declaration->getNameAsString(), why}, notes);
}

}  // namespace retrograd::frontend
