#include "frontend/annotations.h"

#include "frontend/sink.h"

namespace retrograd::frontend::annotations {

using namespace clang;

namespace {

std::function<void(FunctionDecl*)> listener;

// An attribute is kept as [[gsl::suppress("retrograd::autodiff", arguments…)]]: serialized, instantiated with
// templates, and without any effect on the code (annotate would keep annotated variables out of registers).
constexpr const char* annotationText(Kind kind) {
  switch (kind) {
  case Kind::Autodiff: return "retrograd::autodiff";
  case Kind::Passive: return "retrograd::passive";
  case Kind::Rule: return "retrograd::rule";
  case Kind::Opaque: return "retrograd::opaque";
  case Kind::Generated: return "retrograd::generated";
  }
  return "";
}

void report(Sema& sema, diag::Message message, SourceLocation location, const std::vector<std::string>& arguments,
            const std::vector<diag::Note>& notes = {}) {
  ClangSink(sema.getDiagnostics()).report(message, irLocation(location, sema.getSourceManager()), arguments, notes);
}

// Is it a static member, or one that &T::f names and an object of any kind runs? Others have no derivative by name.
bool hasPlainPointer(const CXXMethodDecl* method) {
  if (method->isStatic()) return true;
  const bool isSpecial = isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(method);
  return !isSpecial && !method->isVirtualAsWritten() && !method->isVolatile() && method->getRefQualifier() == RQ_None;
}

// The number in "rows=2", from 2 to 8; none in other text.
std::optional<unsigned> rowsIn(StringRef option) {
  unsigned rows = 0;
  const bool isNumber = option.consume_front("rows=") && !option.getAsInteger(10, rows);
  return isNumber && rows >= 2 && rows <= 8 ? std::optional(rows) : std::nullopt;
}

// The bytes in "memory=64MiB"; none in other text.
std::optional<std::uint64_t> memoryIn(StringRef option) {
  if (!option.consume_front("memory=")) return std::nullopt;
  const auto unit = llvm::StringSwitch<unsigned>(option.ltrim("0123456789"))
                        .Case("B", 0)
                        .Case("KiB", 10)
                        .Case("MiB", 20)
                        .Case("GiB", 30)
                        .Default(64);
  std::uint64_t number = 0;
  const bool isNumber = !option.take_while(llvm::isDigit).getAsInteger(10, number);
  return isNumber && unit < 64 && number > 0 && number < (std::uint64_t{1} << 32) ? std::optional(number << unit)
                                                                                  : std::nullopt;
}

// A function whose derivatives have no place to stand, or no object to be called on; reports it.
bool isRefused(Sema& sema, const FunctionDecl* function) {
  using diag::Message;
  const auto* method = dyn_cast<CXXMethodDecl>(function);
  const std::vector<std::string> name{function->getNameAsString()};
  const SourceLocation location = function->getLocation();
  if (method && method->getParent()->isLambda())
    report(sema, Message::UnsupportedLambda, location, {"lambda"}, {{Message::UseNamedFunction, {}, {}}});
  else if (method && !hasPlainPointer(method))
    report(sema, Message::UnsupportedMemberFunction, location, name, {{Message::UseFreeFunction, {}, {}}});
  else if (function->getParentFunctionOrMethod() || function->getLexicalDeclContext()->isFunctionOrMethod())
    report(sema, Message::AutodiffLocal, location, name, {{Message::MoveToNamespace, {}, {}}});
  else
    return false;
  return true;
}

// One attribute: how it is spelled, on what it may stand.
struct AttributeInfo : ParsedAttrInfo {
  Kind kind;
  const char* subjects;  // for the message

  AttributeInfo(Kind kind, const char* subjects) : kind(kind), subjects(subjects) {}

  virtual bool appliesTo(const Decl* declaration) const = 0;

  // True if it was spelled with a scope of ours, or as the one unscoped name that is ours.
  bool isOurs(const ParsedAttr& attribute) const {
    return kind == Kind::Autodiff || attribute.getScopeName() != nullptr;
  }

  bool diagAppertainsToDecl(Sema& sema, const ParsedAttr& attribute, const Decl* declaration) const override {
    if (!isOurs(attribute) || appliesTo(declaration)) return true;
    report(sema, diag::Message::AttributeMisplaced, attribute.getLoc(), {attribute.getNormalizedFullName(), subjects});
    return false;
  }

  AttrHandling handleDeclAttribute(Sema& sema, Decl* declaration, const ParsedAttr& attribute) const override {
    if (!isOurs(attribute)) {
      sema.Diag(attribute.getLoc(), clang::diag::warn_unknown_attribute_ignored) << attribute;
      return AttributeNotApplied;
    }
    auto* function = dyn_cast<FunctionDecl>(declaration);
    if (kind == Kind::Autodiff && function && isRefused(sema, function)) return AttributeNotApplied;
    SmallVector<StringRef, 3> words{annotationText(kind)};
    for (unsigned i = 0; i < attribute.getNumArgs(); ++i) {
      const auto* argument = attribute.isArgExpr(i) ? dyn_cast<StringLiteral>(attribute.getArgAsExpr(i)) : nullptr;
      if (!argument) {
        report(sema, diag::Message::AttributeStringsOnly, attribute.getLoc(), {attribute.getNormalizedFullName()});
        return AttributeNotApplied;
      }
      if (kind == Kind::Autodiff &&
          (!function || !(rowsIn(argument->getString()) || memoryIn(argument->getString())))) {
        report(sema, diag::Message::AutodiffOption, attribute.getLoc(), {argument->getString().str()});
        return AttributeNotApplied;
      }
      words.push_back(argument->getString());
    }
    declaration->addAttr(SuppressAttr::Create(sema.Context, words.data(), words.size(), attribute.getRange()));
    // A function that is only there for its derivatives is used.
    if (kind == Kind::Autodiff) declaration->addAttr(UnusedAttr::CreateImplicit(sema.Context));
    if (kind == Kind::Autodiff && function && listener) listener(function);
    return AttributeApplied;
  }
};

bool isFunction(const Decl* declaration) { return isa<FunctionDecl>(declaration); }
bool isClass(const Decl* declaration) { return isa<CXXRecordDecl>(declaration); }

struct AutodiffInfo : AttributeInfo {
  AutodiffInfo() : AttributeInfo(Kind::Autodiff, "functions and classes") {
    static constexpr Spelling spellings[] = {{AttributeCommonInfo::AS_CXX11, "autodiff"},
                                             {AttributeCommonInfo::AS_CXX11, "retrograd::autodiff"}};
    Spellings = spellings;
    OptArgs = 2;
  }
  bool appliesTo(const Decl* declaration) const override { return isFunction(declaration) || isClass(declaration); }
};

struct PassiveInfo : AttributeInfo {
  PassiveInfo() : AttributeInfo(Kind::Passive, "parameters and members") {
    static constexpr Spelling spellings[] = {{AttributeCommonInfo::AS_CXX11, "autodiff::passive"},
                                             {AttributeCommonInfo::AS_CXX11, "retrograd::passive"}};
    Spellings = spellings;
  }
  bool appliesTo(const Decl* declaration) const override {
    return isa<ParmVarDecl>(declaration) || isa<FieldDecl>(declaration);
  }
};

struct RuleInfo : AttributeInfo {
  RuleInfo() : AttributeInfo(Kind::Rule, "functions") {
    // Clang parses the arguments of a scoped plugin attribute only if the unscoped name is known too.
    static constexpr Spelling spellings[] = {{AttributeCommonInfo::AS_CXX11, "autodiff::rule"},
                                             {AttributeCommonInfo::AS_CXX11, "retrograd::rule"},
                                             {AttributeCommonInfo::AS_CXX11, "rule"}};
    Spellings = spellings;
    OptArgs = 2;
  }
  bool appliesTo(const Decl* declaration) const override { return isFunction(declaration); }
};

struct OpaqueInfo : AttributeInfo {
  OpaqueInfo() : AttributeInfo(Kind::Opaque, "classes") {
    static constexpr Spelling spellings[] = {{AttributeCommonInfo::AS_CXX11, "autodiff::opaque"},
                                             {AttributeCommonInfo::AS_CXX11, "retrograd::opaque"}};
    Spellings = spellings;
  }
  bool appliesTo(const Decl* declaration) const override { return isClass(declaration); }
};

struct GeneratedInfo : AttributeInfo {
  GeneratedInfo() : AttributeInfo(Kind::Generated, "functions and classes") {
    static constexpr Spelling spellings[] = {{AttributeCommonInfo::AS_CXX11, "autodiff::generated"},
                                             {AttributeCommonInfo::AS_CXX11, "retrograd::generated"}};
    Spellings = spellings;
  }
  bool appliesTo(const Decl* declaration) const override { return isFunction(declaration) || isClass(declaration); }
};

ParsedAttrInfoRegistry::Add<AutodiffInfo> autodiffInfo("autodiff", "write the derivatives of this function");
ParsedAttrInfoRegistry::Add<PassiveInfo> passiveInfo("autodiff::passive", "carries no derivative");
ParsedAttrInfoRegistry::Add<RuleInfo> ruleInfo("autodiff::rule", "is the derivative of another function");
ParsedAttrInfoRegistry::Add<OpaqueInfo> opaqueInfo("autodiff::opaque", "is differentiated only through rules");
ParsedAttrInfoRegistry::Add<GeneratedInfo> generatedInfo("autodiff::generated", "was written by Retrograd");

// What an instantiation was made from, where attributes on the pattern may not have been copied.
const Decl* patternOf(const Decl* declaration) {
  if (auto* function = dyn_cast<FunctionDecl>(declaration)) return function->getTemplateInstantiationPattern();
  if (auto* record = dyn_cast<CXXRecordDecl>(declaration)) return record->getTemplateInstantiationPattern();
  if (auto* parameter = dyn_cast<ParmVarDecl>(declaration)) {
    auto* function = dyn_cast<FunctionDecl>(parameter->getDeclContext());
    const FunctionDecl* pattern = function ? function->getTemplateInstantiationPattern() : nullptr;
    const unsigned index = parameter->getFunctionScopeIndex();
    return pattern && index < pattern->getNumParams() ? pattern->getParamDecl(index) : nullptr;
  }
  return nullptr;
}

const SuppressAttr* find(const Decl* declaration, Kind kind) {
  const StringRef text = annotationText(kind);
  auto amongRedeclarations = [&](const Decl* one) -> const SuppressAttr* {
    for (const Decl* redeclaration : one->redecls())
      for (const auto* attribute : redeclaration->specific_attrs<SuppressAttr>())
        if (attribute->diagnosticIdentifiers_size() && *attribute->diagnosticIdentifiers_begin() == text)
          return attribute;
    return nullptr;
  };
  if (!declaration) return nullptr;
  if (auto* found = amongRedeclarations(declaration)) return found;
  // A parameter is not redeclared with its function: look at the same parameter of each declaration.
  if (auto* parameter = dyn_cast<ParmVarDecl>(declaration))
    if (auto* function = dyn_cast<FunctionDecl>(parameter->getDeclContext()))
      for (const FunctionDecl* redeclaration : function->redecls())
        if (parameter->getFunctionScopeIndex() < redeclaration->getNumParams())
          if (auto* found = amongRedeclarations(redeclaration->getParamDecl(parameter->getFunctionScopeIndex())))
            return found;
  const Decl* pattern = patternOf(declaration);
  return pattern && pattern != declaration ? find(pattern, kind) : nullptr;
}

}  // namespace

bool has(const Decl* declaration, Kind kind) { return find(declaration, kind) != nullptr; }

SourceLocation locationOf(const Decl* declaration, Kind kind) {
  const SuppressAttr* attribute = find(declaration, kind);
  return attribute ? attribute->getLocation() : SourceLocation();
}

std::vector<std::string> arguments(const Decl* declaration, Kind kind) {
  std::vector<std::string> result;
  if (const SuppressAttr* attribute = find(declaration, kind))
    for (StringRef word : llvm::drop_begin(attribute->diagnosticIdentifiers())) result.push_back(word.str());
  return result;
}

unsigned rowsOf(const Decl* declaration) {
  for (const std::string& option : arguments(declaration, Kind::Autodiff))
    if (const auto rows = rowsIn(option)) return *rows;
  return 1;
}

std::uint64_t memoryOf(const Decl* declaration) {
  for (const std::string& option : arguments(declaration, Kind::Autodiff))
    if (const auto memory = memoryIn(option)) return *memory;
  return 0;
}

void onAutodiffFunction(std::function<void(FunctionDecl*)> newListener) { listener = std::move(newListener); }

void registerAttributes() {}

}  // namespace retrograd::frontend::annotations
