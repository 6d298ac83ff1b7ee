#include "frontend/unit.h"

#include "backend/names.h"
#include "clang/Lex/Lexer.h"
#include "frontend/annotations.h"
#include "frontend/import.h"
#include "frontend/import_types.h"
#include "frontend/injection.h"
#include "frontend/requests.h"
#include "frontend/rules.h"
#include "frontend/sink.h"
#include "llvm/Support/Path.h"
#include "transform/derivatives.h"

namespace retrograd::frontend {

using namespace clang;

namespace {

// Macros may be called like variables of ours: #define tape 1. Those of the compiler and its headers begin with '_'.
ir::Names macrosOf(const Preprocessor& preprocessor) {
  ir::Names result;
  for (const auto& [name, state] : preprocessor.macros(/*IncludeExternalMacros=*/false))
    if (name->hasMacroDefinition() && !name->getName().starts_with("_")) result.add(name->getName().str());
  return result;
}

class Unit : public ASTConsumer {
public:
  Unit(CompilerInstance& compiler, const pipeline::EmitOptions& options, std::shared_ptr<pipeline::Emitted> result)
      : compiler_(compiler),
        options_(options),
        result_(std::move(result)),
        injection_(compiler, {[this](FunctionDecl* function) { return declarationsOf(function); },
                              {[this] { return visits(); }, [this] { return derivatives(); }}}) {}

private:
  std::string declarationsOf(FunctionDecl* function);
  std::string textToRead(const std::string& text);
  std::string visits();
  std::string derivatives();
  pipeline::EmitOptions options();
  pipeline::Emitted write();
  std::multimap<std::string, pipeline::Existing> existing(const Requests& requests);
  std::vector<pipeline::Request> import(Importer& importer, const std::vector<Wanted>& derivatives);
  std::vector<backend::VisitedRecord> models(Importer& importer, const std::vector<CXXRecordDecl*>& classes,
                                             diag::Sink& sink);

  CompilerInstance& compiler_;
  pipeline::EmitOptions options_;
  std::shared_ptr<pipeline::Emitted> result_;
  std::vector<CXXRecordDecl*> newModels_;  // whose visits this unit writes
  Injection injection_;
};

// The function of that name, if any, that takes what `function` takes, in its scope.
static FunctionDecl* siblingOf(const FunctionDecl* function, const std::string& name) {
  ASTContext& context = function->getASTContext();
  const DeclContext* scope = function->getDeclContext()->getRedeclContext();
  for (NamedDecl* found : scope->lookup(&context.Idents.get(name))) {
    auto* sibling = dyn_cast<FunctionDecl>(found);
    if (!sibling || sibling->getNumParams() != function->getNumParams()) continue;
    bool same = true;
    for (unsigned i = 0; i < function->getNumParams(); ++i)
      same &= context.hasSameUnqualifiedType(sibling->getParamDecl(i)->getType(), function->getParamDecl(i)->getType());
    if (same) return sibling;
  }
  return nullptr;
}

static FunctionDecl* tapeBytesOf(const FunctionDecl* function, const ir::Function& imported) {
  return siblingOf(function, backend::tapeBytesName(transform::cxxName(imported)));
}

// The signatures of a function's tangent and adjoint, for code behind it. Whether they can be written shows at the
// unit's end, when the bodies of all callees are known.
std::string Unit::declarationsOf(FunctionDecl* function) {
  if (function->isDependentContext() || isa<CXXMethodDecl>(function)) return "";
  ir::Module module;
  diag::SilentSink sink;
  Importer importer(compiler_.getASTContext(), module, sink);
  ir::Function* declared = importer.declare(function);
  if (!declared || sink.errorCount()) return "";
  // Inside extern "C" a derivative is C++ all the same: the unit's end, which defines it, is not inside.
  const std::string text = pipeline::derivativeDeclarations(module, *declared, !tapeBytesOf(function, *declared));
  return text.empty() ? "" : "extern \"C++\" {\n" + text + "}\n";
}

std::vector<pipeline::Request> Unit::import(Importer& importer, const std::vector<Wanted>& derivatives) {
  std::vector<pipeline::Request> result;
  for (const Wanted& wanted : derivatives)
    if (ir::Function* function = importer.import(wanted.function)) {
      if (annotations::has(wanted.function, annotations::Kind::Autodiff)) function->annotated = true;
      result.push_back({function, wanted.mode, wanted.wrt});
    }
  return result;
}

// What answers an entry point names its function, at global scope.
static void checkNames(const std::vector<Wanted>& wanted, diag::Sink& sink, const SourceManager& sources) {
  for (const Wanted& one : wanted)
    if (!isNamedOutside(one.function))
      sink.report(diag::Message::EntryWithoutName, irLocation(one.function->getLocation(), sources),
                  {one.function->getQualifiedNameAsString()}, {{diag::Message::MakePublic, {}, {}}});
}

// Which f_tape_bytes the unit calls. One that the user has written is not ours to write.
static void noteTapeBytes(const std::vector<Wanted>& annotated, Importer& importer, pipeline::EmitInput& input) {
  for (const Wanted& wanted : annotated) {
    const ir::Function* function =
        wanted.mode == pipeline::Mode::TapeBytes ? importer.import(wanted.function) : nullptr;
    const FunctionDecl* sibling = function ? tapeBytesOf(wanted.function, *function) : nullptr;
    if (!sibling) continue;
    if (sibling->isUsed()) input.tapeBytesUsed.insert(function);
    if (sibling->isDefined() && !annotations::has(sibling, annotations::Kind::Generated))
      llvm::erase_if(input.annotated, [&](const pipeline::Request& request) {
        return request.primal == function && request.mode == pipeline::Mode::TapeBytes;
      });
  }
}

// What `retrograd check` checks: the functions of the file itself that its program can name.
static void keepChecked(std::vector<Wanted>& wanted, diag::Sink& sink, const SourceManager& sources) {
  llvm::erase_if(wanted, [&](const Wanted& one) {
    const SourceLocation location = one.function->getLocation();
    if (!sources.isInMainFile(location)) return true;
    if (isNamedOutside(one.function)) return false;
    sink.report(diag::Message::CheckWithoutName, irLocation(location, sources),
                {one.function->getQualifiedNameAsString()}, {{diag::Message::MakePublic, {}, {}}});
    return true;
  });
}

static ir::Location beginningOf(const SourceManager& sources) {
  return irLocation(sources.getLocForStartOfFile(sources.getMainFileID()), sources);
}

// Is there anything to work on? An error otherwise.
static bool findsFunctions(const Requests& requests, pipeline::Emit emit, diag::Sink& sink,
                           const SourceManager& sources) {
  std::vector<diag::Note> more;
  for (const Wanted& one : requests.annotated) {
    if (emit != pipeline::Emit::Check || sources.isInMainFile(one.function->getLocation())) return true;
    const StringRef header = sources.getFilename(sources.getExpansionLoc(one.function->getLocation()));
    if (more.empty()) more.push_back({diag::Message::MarkedInHeader, {}, {header.str()}});
  }
  if (emit == pipeline::Emit::All && !requests.entries.empty()) return true;
  pipeline::reportNothing(beginningOf(sources), more, sink);
  return false;
}

// What `retrograd graph` can draw. The others are no errors, unless the user asked for them.
static void keepDrawn(Importer& importer, std::vector<Wanted>& wanted, const pipeline::GraphOptions& options,
                      const SourceManager& sources, pipeline::EmitInput& input) {
  llvm::erase_if(wanted, [&](const Wanted& one) {
    const std::string name = qualifiedNameOf(one.function);
    if (one.mode != pipeline::Mode::Adjoint || (!options.only.empty() && options.isWanted(name))) return false;
    if (options.only.empty() && importer.tryImport(one.function)) return false;
    if (ir::Function* function = importer.functionOf(one.function)) function->hasBody = function->annotated = false;
    input.undrawn.push_back({name, irLocation(one.function->getLocation(), sources)});
    return true;
  });
  llvm::erase_if(wanted, [](const Wanted& one) { return one.mode != pipeline::Mode::Adjoint; });
}

// A second derivative is the adjoint of the tangent: through a tangent rule's own code, too. That may call functions
// with rules of their own.
static void importTangentRules(Importer& importer, const Rules& rules) {
  for (std::size_t i = 0; i < rules.tangentRules().size(); ++i) {
    const auto [primal, rule] = rules.tangentRules()[i];
    primal->tangentRule->function = importer.tryImport(rule);
  }
}

std::vector<backend::VisitedRecord> Unit::models(Importer& importer, const std::vector<CXXRecordDecl*>& classes,
                                                 diag::Sink& sink) {
  std::vector<backend::VisitedRecord> result;
  for (CXXRecordDecl* record : classes) {
    const ir::Type* type = importer.importType(compiler_.getASTContext().getRecordType(record));
    if (type && type->kind == ir::TypeKind::Record)
      result.push_back({type, scopeOf(record)});
    else
      sink.report(diag::Message::ModelUnsupported, irLocation(record->getLocation(), compiler_.getSourceManager()),
                  {record->getNameAsString()});
  }
  return result;
}

std::multimap<std::string, pipeline::Existing> Unit::existing(const Requests& requests) {
  const SourceManager& sources = compiler_.getSourceManager();
  std::multimap<std::string, pipeline::Existing> result;
  for (const NamedDecl* one : requests.generated) {
    const CharSourceRange range = CharSourceRange::getTokenRange(one->getSourceRange());
    const StringRef text = Lexer::getSourceText(range, sources, compiler_.getLangOpts());
    result.insert(
        {pipeline::keyOf(scopeOf(one), one->getNameAsString()), {text.str(), irLocation(one->getLocation(), sources)}});
  }
  for (const CXXRecordDecl* one : requests.visited) result.insert({pipeline::visitKeyOf(qualifiedNameOf(one)), {}});
  return result;
}

// RETROGRAD_CHECKS is the user's switch, in headers and in what is generated.
pipeline::EmitOptions Unit::options() {
  pipeline::EmitOptions result = options_;
  Preprocessor& preprocessor = compiler_.getPreprocessor();
  const MacroInfo* macro = preprocessor.getMacroInfo(preprocessor.getIdentifierInfo("RETROGRAD_CHECKS"));
  const bool isSet = macro && macro->getNumTokens() == 1;
  result.pipeline.guards |= isSet && preprocessor.getSpelling(*macro->tokens_begin()) != "0";
  result.pipeline.macros = macrosOf(preprocessor);
  const SourceManager& sources = compiler_.getSourceManager();
  result.pipeline.describe = [&sources](ir::Location location) {
    const PresumedLoc place = sources.getPresumedLoc(sources.getExpansionLoc(clangLocation(location)));
    if (place.isInvalid()) return std::string("?");
    return llvm::sys::path::filename(place.getFilename()).str() + ":" + std::to_string(place.getLine());
  };
  return result;
}

pipeline::Emitted Unit::write() {
  Sema& sema = compiler_.getSema();
  completeInstantiations(sema);
  if (compiler_.getDiagnostics().hasErrorOccurred()) return {};
  ClangSink sink(compiler_.getDiagnostics());
  Requests requests = collectRequests(compiler_.getASTContext());
  const SourceManager& sources = compiler_.getSourceManager();
  if (options_.mustFind && !findsFunctions(requests, options_.emit, sink, sources)) return {};
  if (options_.emit == pipeline::Emit::Check) keepChecked(requests.annotated, sink, sources);
  Rules rules(sema, sink, requests.rules);
  rules.check();
  ir::Module module;
  Importer importer(compiler_.getASTContext(), module, sink);
  importer.resolveRules = [&](const FunctionDecl* primal, ir::Function& function) {
    rules.resolve(primal, function, [&](QualType type) { return importer.importType(type); });
  };
  pipeline::EmitInput input;
  if (options_.emit == pipeline::Emit::Graph) {
    keepDrawn(importer, requests.annotated, options_.graph, sources, input);
    requests.entries.clear();
  }
  input.annotated = import(importer, requests.annotated);
  noteTapeBytes(requests.annotated, importer, input);
  input.entries = import(importer, requests.entries);
  checkNames(requests.entries, sink, sources);
  if (llvm::any_of(input.entries, [](const auto& entry) { return entry.mode == pipeline::Mode::Hvp; }))
    importTangentRules(importer, rules);
  input.models = models(importer, newModels_, sink);
  input.existing = existing(requests);
  for (const FunctionDecl* accessor : requests.accessors)
    input.accessors.insert(accessor->getNameAsString() + "(" +
                           importer.spelling(accessor->getParamDecl(0)->getType().getNonReferenceType()) + ")");
  pipeline::Emitted result = pipeline::emit(module, input, options(), sink);
  if (sink.errorCount()) return {};
  return result;
}

// A preprocessed file (-save-temps, compilation on another machine) has read its headers and knows no macros.
std::string Unit::textToRead(const std::string& text) {
  if (!compiler_.getFrontendOpts().Inputs.front().getKind().isPreprocessed()) return text;
  std::string result =
      "#define RETROGRAD_GENERATED [[gsl::suppress(\"retrograd::generated\")]]\n"
      "#define RETROGRAD_ADJOINT_SUMS _Pragma(\"clang fp reassociate(on) contract(fast)\")\n";
  for (StringRef rest = text; !rest.empty();) {
    const auto [line, behind] = rest.split('\n');
    if (!line.starts_with("#include")) result += line.str() + "\n";
    rest = behind;
  }
  return result;
}

// What [[autodiff]] gives a class, before anything that uses it is instantiated.
std::string Unit::visits() {
  if (compiler_.getDiagnostics().hasErrorOccurred()) return "";
  const Requests requests = collectRequests(compiler_.getASTContext());
  for (CXXRecordDecl* record : requests.models)
    if (llvm::none_of(requests.visited, [&](CXXRecordDecl* one) { return declaresSameEntity(one, record); }))
      newModels_.push_back(record);
  if (newModels_.empty()) return "";
  ir::Module module;
  diag::SilentSink sink;
  Importer importer(compiler_.getASTContext(), module, sink);
  backend::Unit unit;
  unit.module = &module;
  unit.visited = models(importer, newModels_, sink);
  return unit.visited.empty() ? "" : textToRead(backend::printUnit(unit));
}

std::string Unit::derivatives() {
  *result_ = write();
  const bool complete = result_->succeeded && options_.emit == pipeline::Emit::All;
  // Without our text the entry points could only fail, with messages that say nothing new.
  if (!complete) compiler_.getSema().PendingInstantiations.clear();
  return complete ? textToRead(result_->text) : "";
}

}  // namespace

std::unique_ptr<ASTConsumer> watchUnit(CompilerInstance& compiler, const pipeline::EmitOptions& options,
                                       std::shared_ptr<pipeline::Emitted> result) {
  return std::make_unique<Unit>(compiler, options, std::move(result));
}

}  // namespace retrograd::frontend
