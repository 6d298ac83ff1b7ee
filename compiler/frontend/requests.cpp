#include "frontend/requests.h"

#include "backend/names.h"
#include "frontend/annotations.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace retrograd::frontend {

using namespace clang;

namespace {

bool isInRetrogradNamespace(const Decl* declaration) {
  const DeclContext* outermost = nullptr;
  for (const DeclContext* context = declaration->getDeclContext(); context && !context->isTranslationUnit();
       context = context->getParent())
    if (isa<NamespaceDecl>(context)) outermost = context;
  return outermost && cast<NamespaceDecl>(outermost)->getName() == "retrograd";
}

bool derivesFromGlue(const CXXRecordDecl* record) {
  if (record->getName() == "retrograd_glue") return true;
  if (!record->hasDefinition()) return false;
  return llvm::any_of(record->bases(), [](const CXXBaseSpecifier& base) {
    const CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
    return parent && derivesFromGlue(parent);
  });
}

// Must its body wait for our text? So do the entry points (include/retrograd/detail/request.h), and zeros and sums of
// records (values.h), which go through the functions that we write for each record.
bool waitsForText(const FunctionDecl* function, const SourceManager& sources) {
  if (const auto* method = dyn_cast<CXXMethodDecl>(function)) return derivesFromGlue(method->getParent());
  const FunctionDecl* pattern = function->getTemplateInstantiationPattern();
  if (!pattern || !isInRetrogradNamespace(pattern)) return false;
  const StringRef file = sources.getFilename(sources.getSpellingLoc(pattern->getLocation()));
  return llvm::sys::path::filename(file) == "values.h";
}

// private_x(Account&), see backend::accessorName.
bool isAccessor(const FunctionDecl* function) {
  return function->getIdentifier() && function->getName().starts_with(backend::accessorName("")) &&
         function->getNumParams() == 1;
}

// The mode that a constant of the header's enumeration names: Adjoint, Tangent, …
std::optional<pipeline::Mode> modeOf(const TemplateArgument& argument) {
  if (argument.getKind() != TemplateArgument::Integral) return std::nullopt;
  const auto* type = argument.getIntegralType()->getAs<EnumType>();
  if (!type) return std::nullopt;
  for (const EnumConstantDecl* constant : type->getDecl()->enumerators()) {
    if (constant->getInitVal() != argument.getAsIntegral()) continue;
    const std::string name = constant->getName().lower();
    if (name == "adjoint") return pipeline::Mode::Adjoint;
    if (name == "tangent") return pipeline::Mode::Tangent;
    if (name == "hvp") return pipeline::Mode::Hvp;
    if (name == "rows") return pipeline::Mode::Rows;
    if (name == "columns") return pipeline::Mode::Columns;
  }
  return std::nullopt;
}

// The numbers in wrt<0, 2>; none for wrt<>, which means every parameter.
std::optional<std::vector<unsigned>> parametersOf(const TemplateArgument& argument) {
  if (argument.getKind() != TemplateArgument::Type) return std::nullopt;
  const auto* selection = dyn_cast_or_null<ClassTemplateSpecializationDecl>(argument.getAsType()->getAsCXXRecordDecl());
  if (!selection) return std::nullopt;
  std::vector<unsigned> numbers;
  for (const TemplateArgument& outer : selection->getTemplateArgs().asArray()) {
    auto add = [&](const TemplateArgument& one) {
      if (one.getKind() == TemplateArgument::Integral) numbers.push_back(one.getAsIntegral().getZExtValue());
    };
    if (outer.getKind() == TemplateArgument::Pack)
      for (const TemplateArgument& inner : outer.pack_elements()) add(inner);
    else
      add(outer);
  }
  if (numbers.empty()) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

// Visits declarations at namespace and class scope, and what templates were instantiated to. Function bodies hold
// nothing that we look for.
class Collector {
public:
  explicit Collector(Requests& requests) : requests_(requests) {}

  void finish() {
    for (const auto& [request, wish] : wishes_)
      if (!answered_.count(request)) requests_.entries.push_back(wish);
  }

  void visitMembers(DeclContext* context) {
    for (Decl* declaration : context->decls()) visit(declaration);
  }

private:
  void visit(Decl* declaration) {
    if (auto* function = dyn_cast<FunctionDecl>(declaration)) return visitFunction(function);
    if (auto* functions = dyn_cast<FunctionTemplateDecl>(declaration)) return visitTemplate(functions);
    if (auto* classes = dyn_cast<ClassTemplateDecl>(declaration)) return visitTemplate(classes);
    if (auto* record = dyn_cast<CXXRecordDecl>(declaration)) return visitClass(record);
    if (auto* space = dyn_cast<NamespaceDecl>(declaration)) {
      if (!space->isStdNamespace()) visitMembers(space);
    } else if (isa<LinkageSpecDecl, ExportDecl>(declaration)) {
      visitMembers(cast<DeclContext>(declaration));
    }
  }

  void visitTemplate(FunctionTemplateDecl* functions) {
    if (!functions->isCanonicalDecl()) return;
    FunctionDecl* pattern = functions->getTemplatedDecl();
    if (annotations::has(pattern, annotations::Kind::Rule)) requests_.rules.push_back(pattern);
    if (functions->getNameAsString() == "retrograd_visit" && pattern->getNumParams() > 0)
      if (auto* record = pattern->getParamDecl(0)->getType().getNonReferenceType()->getAsCXXRecordDecl())
        requests_.visited.push_back(record);
    for (FunctionDecl* function : functions->specializations()) visitFunction(function);
  }

  void visitTemplate(ClassTemplateDecl* classes) {
    if (!classes->isCanonicalDecl()) return;
    const bool isRequest = classes->getName() == "Request" && isInRetrogradNamespace(classes);
    for (ClassTemplateSpecializationDecl* one : classes->specializations()) {
      if (isRequest)
        visitRequest(one);
      else
        visitClass(one);
    }
  }

  void visitClass(CXXRecordDecl* record) {
    if (!record->isThisDeclarationADefinition() || record->isDependentContext()) return;
    if (annotations::has(record, annotations::Kind::Generated)) requests_.generated.push_back(record);
    if (annotations::has(record, annotations::Kind::Autodiff)) requests_.models.push_back(record);
    visitMembers(record);
  }

  void visitFunction(FunctionDecl* function) {
    if (function->isDependentContext() || !seen_.insert(function->getCanonicalDecl()).second) return;
    FunctionDecl* definition = function->getDefinition();
    if (function->getNumParams() > 0 && function->getNameAsString() == "retrograd_call")
      if (const CXXRecordDecl* request = function->getParamDecl(0)->getType()->getAsCXXRecordDecl())
        answered_.insert(request->getCanonicalDecl());
    if (annotations::has(function, annotations::Kind::Generated)) {
      if (isAccessor(function))
        requests_.accessors.push_back(function);
      else if (definition)
        requests_.generated.push_back(definition);
      return;
    }
    const bool isInstance = function->getPrimaryTemplate() != nullptr;
    if (!isInstance && annotations::has(function, annotations::Kind::Rule))
      requests_.rules.push_back(definition ? definition : function);
    // Without a body its derivative is written in the unit that has one.
    if (!definition || !annotations::has(function, annotations::Kind::Autodiff)) return;
    using pipeline::Mode;
    for (const Mode mode : {Mode::Tangent, Mode::Adjoint, Mode::Rows, Mode::TapeBytes})
      if (mode != Mode::Rows || annotations::rowsOf(function) > 1)
        requests_.annotated.push_back(
            {definition, mode, std::nullopt, annotations::locationOf(function, annotations::Kind::Autodiff)});
  }

  // Request<double(double, double), f, Mode::Adjoint, wrt<0>>
  void visitRequest(ClassTemplateSpecializationDecl* request) {
    // Merely named, by code that was not instantiated.
    if (request->getSpecializationKind() == TSK_Undeclared) return;
    Wanted wish;
    wish.location = request->getPointOfInstantiation();
    for (const TemplateArgument& argument : request->getTemplateArgs().asArray()) {
      if (argument.getKind() == TemplateArgument::Declaration)
        if (auto* function = dyn_cast<FunctionDecl>(argument.getAsDecl())) wish.function = function->getDefinition();
      if (const auto mode = modeOf(argument)) wish.mode = *mode;
      if (auto wrt = parametersOf(argument)) wish.wrt = wrt;
    }
    if (wish.function) wishes_.emplace_back(request->getCanonicalDecl(), wish);
  }

  Requests& requests_;
  std::set<const FunctionDecl*> seen_;
  std::vector<std::pair<const CXXRecordDecl*, Wanted>> wishes_;  // of entry points, by their Request
  std::set<const CXXRecordDecl*> answered_;                      // Requests that an included header answers
};

}  // namespace

void completeInstantiations(Sema& sema) {
  std::deque<Sema::PendingImplicitInstantiation> waiting;
  while (!sema.PendingInstantiations.empty()) {
    const Sema::PendingImplicitInstantiation next = sema.PendingInstantiations.front();
    sema.PendingInstantiations.pop_front();
    auto* function = dyn_cast<FunctionDecl>(next.first);
    if (!function || waitsForText(function, sema.getSourceManager())) {
      waiting.push_back(next);
      continue;
    }
    sema.InstantiateFunctionDefinition(next.second, function, /*Recursive=*/false);
    // Nothing to instantiate from: Clang says so at the end of the unit.
    if (!function->isDefined()) waiting.push_back(next);
  }
  sema.PendingInstantiations = std::move(waiting);
}

Requests collectRequests(ASTContext& context) {
  Requests requests;
  Collector collector(requests);
  collector.visitMembers(context.getTranslationUnitDecl());
  collector.finish();
  return requests;
}

}  // namespace retrograd::frontend
